// SPDX-License-Identifier: GPL-2.0
/* holdfast probe show|blame, and what all of probe do with a report. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertion.h"
#include "cmd/cmd.h"
#include "cmd/probe.h"
#include "out.h"
#include "plot.h"
#include "report-file.h"
#include "report-nl.h"
#include "report-out.h"

/* Before anything runs: a mistake should not cost a probe's time. */
int probe_check_asserts(const struct options *opt)
{
	struct assertion assertion;
	const char *why, *at;
	unsigned int i;

	for (i = 0; i < opt->n_asserts; i++) {
		why = assertion_parse(&assertion, opt->assert_text[i], &at);
		if (!why)
			continue;
		fprintf(stderr, "holdfast: --assert: %s:\n  %s\n  %*s\n", why,
			opt->assert_text[i], (int)(at - opt->assert_text[i]) + 1, "^");
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

static void put_assert(const char *text, const char *why, bool is_time, uint64_t got, bool holds)
{
	char value[64];

	snprintf(value, sizeof(value), "%" PRIu64 "%s", got, is_time ? " ns" : "");
	out_open_object(NULL);
	out_string("assert", NULL, text);
	out_bool("holds", NULL, NULL, NULL, holds);
	if (why)
		out_string("why", NULL, why);
	else
		out_number("got", NULL, got);
	out_close_object();
	if (!holds)
		fprintf(stderr, "holdfast: not so: %s: %s%s\n", text, why ? "" : "it was ",
			why ? why : value);
}

/* Into the object that is open; returns how many do not hold. */
static unsigned int judge(const struct options *opt, const struct report *report)
{
	unsigned int broken = 0, i;

	out_open_array("asserts");
	for (i = 0; i < opt->n_asserts; i++) {
		struct assertion assertion;
		const char *why, *at;
		uint64_t got = 0;
		bool holds;

		assertion_parse(&assertion, opt->assert_text[i], &at);
		why = assertion_look(&assertion, report, &got);
		holds = !why && assertion_holds(&assertion, got);
		put_assert(opt->assert_text[i], why, assertion.is_time, got, holds);
		broken += !holds;
	}
	out_close_array();
	return broken;
}

static int keep(const struct options *opt, const struct report *report)
{
	struct complaint complaint;
	int ret = EXIT_DONE;

	if (options_has(opt, OPT_SAVE) && report_save(opt->save, report, &complaint)) {
		fprintf(stderr, "holdfast: --save %s: %s\n", opt->save, complaint.text);
		ret = EXIT_REFUSED;
	}
	if (options_has(opt, OPT_SVG) && plot_svg(opt->svg, report, &complaint)) {
		fprintf(stderr, "holdfast: --svg %s: %s\n", opt->svg, complaint.text);
		ret = EXIT_REFUSED;
	}
	return ret;
}

/* Print it, keep it, draw it, judge it. Returns the exit code. */
int probe_finish(const struct options *opt, const struct report *report)
{
	int ret = keep(opt, report);

	out_open_object(NULL);
	if (out_json()) {
		report_out_json(report);
	} else {
		report_out_text(report);
		if (report->n_blames)
			out_text("\n");
		report_out_blames(report);
	}
	if (judge(opt, report))
		ret = EXIT_REFUSED;
	out_close_object();
	return ret;
}

static int load(const char *command, const char *path, struct report *report)
{
	struct complaint complaint;

	if (!report_load(path, report, &complaint))
		return EXIT_DONE;
	fprintf(stderr, "holdfast: probe %s: %s: %s\n", command, path, complaint.text);
	return EXIT_REFUSED;
}

static int show_run(const struct options *opt, int n, char **word)
{
	struct report report = { .n_rows = 0 };
	int ret = probe_check_asserts(opt);

	if (!ret && n != 1) {
		fprintf(stderr, "holdfast: probe show: %s; see holdfast probe run --save\n",
			n ? "one FILE only" : "the FILE is missing");
		ret = EXIT_USAGE;
	}
	if (!ret)
		ret = load("show", word[0], &report);
	if (!ret)
		ret = probe_finish(opt, &report);
	report_free(&report);
	return ret;
}

static int get_blames(struct report *report)
{
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE;

	if (!nl)
		return EXIT_REFUSED;
	if (report_read_blames(nl, report))
		ret = hfnl_complain(nl, "probe blame");
	hfnl_close(nl);
	return ret;
}

static int blame_run(const struct options *opt, int n, char **word)
{
	struct report report = { .n_rows = 0 };
	int ret;

	(void)opt;
	if (n > 1) {
		fputs("holdfast: probe blame: one FILE, or none for the last probe\n", stderr);
		return EXIT_USAGE;
	}
	ret = n ? load("blame", word[0], &report) : get_blames(&report);
	if (!ret) {
		out_open_array(NULL);
		report_out_blames(&report);
		out_close_array();
	}
	report_free(&report);
	return ret;
}

const struct command probe_commands[] = {
	{ "run", probe_run_run, .help = "measure the kinds of handlers on this host",
	  .more = probe_run_more,
	  .options = OPT_KINDS | OPT_CPUS | OPT_PERIOD | OPT_DURATION | OPT_THRESHOLD | OPT_LOAD |
		     OPT_SAVE | OPT_ASSERT | OPT_SVG },
	{ "show", show_run, .help = "the result that probe run --save kept",
	  .words = "FILE", .options = OPT_SAVE | OPT_ASSERT | OPT_SVG },
	{ "diff", probe_diff_run, .help = "what became slower from one result to another",
	  .words = "BEFORE AFTER", .more = probe_diff_more, .options = OPT_TOLERANCE },
	{ "blame", blame_run, .help = "what held up the worst samples, of the last probe or a file",
	  .words = "[FILE]" },
	{ .name = NULL }
};
