// SPDX-License-Identifier: GPL-2.0
/* holdfast probe diff BEFORE AFTER */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/probe.h"
#include "names.h"
#include "out.h"
#include "report-file.h"

const char probe_diff_more[] =
	"Compares what probe run --save kept, as before and behind a kernel upgrade: for each\n"
	"kind that both have, of all CPUs. Exits 1 where a p50 or p99, from due to run or from\n"
	"raise to run, became more than --tolerance PERCENT (25) longer. A time that differs\n"
	"by less than 7 % may be the same: histograms tell no better.\n";

#define DEFAULT_TOLERANCE	25

static const struct {
	unsigned int split;
	enum report_rank rank;
	bool judged;	/* the most of all samples is one sample: it only informs */
} compared[] = {
	{ HOLDFAST_PROBE_SPLIT_WAIT, REPORT_P50, true },
	{ HOLDFAST_PROBE_SPLIT_WAIT, REPORT_P99, true },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P50, true },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P99, true },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_MAX, false },
};

static bool is_slower(uint64_t before, uint64_t after, uint64_t tolerance)
{
	return after > before && (double)(after - before) * 100 > (double)before * tolerance;
}

static void put_change(uint64_t before, uint64_t after)
{
	char text[32];

	if (out_json() || !before)
		return;
	snprintf(text, sizeof(text), "%+.0f %%", 100.0 * after / before - 100);
	out_text(" %8s", text);
}

/* Returns whether one of its times became longer than it may. */
static bool compare(const struct report_row *before, const struct report_row *after,
		    uint64_t tolerance)
{
	bool slower = false;
	unsigned int i;

	for (i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
		const struct report_times *a = &before->times[compared[i].split];
		const struct report_times *b = &after->times[compared[i].split];
		uint64_t was = report_time(a, compared[i].rank);
		uint64_t is = report_time(b, compared[i].rank);
		bool bad = compared[i].judged && is_slower(was, is, tolerance);

		if (!a->samples || !b->samples)
			continue;
		slower |= bad;
		out_open_object(NULL);
		out_string("kind", "%-18s ", before->kind);
		out_enum("split", "%-6s ", &probe_split_names, compared[i].split);
		out_string("what", "%-6s", report_rank_names[compared[i].rank]);
		out_time("before", " %10s", was);
		out_time("after", " %10s", is);
		put_change(was, is);
		out_bool("slower", "%s\n", "  slower", "", bad);
		out_close_object();
	}
	return slower;
}

/* Each kind of the first, in its order; a kind that only one has is told. */
static int compare_all(const struct report *before, const struct report *after,
		       uint64_t tolerance)
{
	static struct report_row a, b;
	unsigned int slower = 0, found = 0;
	size_t i, j;

	out_text("%-18s %-6s %-6s %10s %10s %8s\n", "KIND", "SPLIT", "WHAT", "BEFORE", "AFTER",
		 "CHANGE");
	out_open_array(NULL);
	for (i = 0; i < before->n_rows; i++) {
		for (j = 0; j < i && strcmp(before->row[j].kind, before->row[i].kind); j++)
			;
		if (j < i)
			continue;
		report_sum(before, before->row[i].kind, &a);
		if (!report_sum(after, a.kind, &b)) {
			fprintf(stderr, "holdfast: probe diff: %s was measured before only\n",
				a.kind);
			continue;
		}
		slower += compare(&a, &b, tolerance);
		found++;
	}
	out_close_array();
	if (!found)
		fputs("holdfast: probe diff: there is nothing that both have\n", stderr);
	return slower || !found ? EXIT_REFUSED : EXIT_DONE;
}

static int load(const char *path, struct report *report)
{
	struct complaint complaint;

	if (!report_load(path, report, &complaint))
		return EXIT_DONE;
	fprintf(stderr, "holdfast: probe diff: %s: %s\n", path, complaint.text);
	return EXIT_REFUSED;
}

/* Other circumstances, other times: that is for the reader to judge. */
static void tell_differences(const struct report *before, const struct report *after)
{
	if (before->period != after->period || strcmp(before->cpus, after->cpus) ||
	    strcmp(before->load, after->load))
		fputs("holdfast: probe diff: note that they differ in period, CPUs or load\n",
		      stderr);
}

int probe_diff_run(const struct options *opt, int n, char **word)
{
	uint64_t tolerance = options_has(opt, OPT_TOLERANCE) ? opt->tolerance : DEFAULT_TOLERANCE;
	struct report before = { .n_rows = 0 }, after = { .n_rows = 0 };
	int ret;

	if (n != 2) {
		fputs("holdfast: probe diff: two files, BEFORE and AFTER; see holdfast probe run --save\n",
		      stderr);
		return EXIT_USAGE;
	}
	ret = load(word[0], &before);
	if (!ret)
		ret = load(word[1], &after);
	if (!ret) {
		tell_differences(&before, &after);
		ret = compare_all(&before, &after, tolerance);
	}
	report_free(&before);
	report_free(&after);
	return ret;
}
