// SPDX-License-Identifier: GPL-2.0
/* holdfast probe run */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/probe.h"
#include "load.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "report-nl.h"

const char probe_run_more[] =
	"On each CPU a timer raises a handler of each kind, in random order, at each tick of\n"
	"an even grid. A tick that finds the handler still waiting is a sample too, with the\n"
	"time it was due: what is late does not hide what it delays. The null kind raises\n"
	"nothing; it shows what the timer and the measuring cost.\n"
	"\n"
	"In an EXPR stands KIND[@CPU][.SPLIT].WHAT, one of < <= > >= == !=, and a value. WHAT\n"
	"is min, p50, p90, p99, p99.9 or max, and the value a time with its unit; SPLIT is\n"
	"total (due to run, each tick; the default), closed (each run), timer (due to timer),\n"
	"raise (timer to raise), wait (raise to run) or run. Or WHAT is a count: ticks,\n"
	"missed, raised, ran, coalesced, pending, waiting, elsewhere.\n"
	"\n"
	"Ctrl-C ends it, and what was measured is shown. Exits 1 where an EXPR does not hold,\n"
	"or the period was too short for the machine.\n";

#define PROGRESS_WIDTH	40
#define POLL_NS		100000000
/* What is still pending behind the last tick has so long to run. */
#define DRAIN_POLLS	10

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static int usage(const char *option, const char *text, const char *why)
{
	fprintf(stderr, "holdfast: %s: '%s': %s\n", option, text, why);
	return EXIT_USAGE;
}

static int find_kind(struct probe *request, const char *word, size_t len)
{
	char text[64], all[256], why[512];
	uint32_t kind;

	snprintf(text, sizeof(text), "%.*s", (int)len, word);
	if (!strcmp(text, REPORT_NULL))
		return EXIT_DONE;
	if (!names_find(&kind_names, text, &kind)) {
		snprintf(why, sizeof(why), "no such kind; all, null, or some of %s",
			 names_all(&kind_names, all, sizeof(all)));
		return usage("--kinds", text, why);
	}
	request->kinds |= 1U << kind;
	return EXIT_DONE;
}

static int read_kinds(struct probe *request, const char *list)
{
	int ret = EXIT_DONE;
	size_t len;

	if (!strcmp(list, "all"))
		return EXIT_DONE;
	SET(request, HOLDFAST_A_PROBE_KINDS);
	for (; !ret; list += len + 1) {
		len = strcspn(list, ",");
		ret = find_kind(request, list, len);
		if (!list[len])
			break;
	}
	return ret;
}

static int make_request(struct probe *request, const struct options *opt)
{
	if (options_has(opt, OPT_LOAD) && load_check(opt->load))
		return usage("--load", load_check(opt->load),
			     "no such load; some of cpu, net, timer, fork");
	if (options_has(opt, OPT_CPUS)) {
		if (strlen(opt->cpus) > HOLDFAST_CPUS_MAX)
			return usage("--cpus", opt->cpus, "longer than 1023 bytes");
		request->cpus = (char *)opt->cpus;
		SET(request, HOLDFAST_A_PROBE_CPUS);
	}
	if (options_has(opt, OPT_PERIOD)) {
		request->period = opt->period;
		SET(request, HOLDFAST_A_PROBE_PERIOD);
	}
	if (options_has(opt, OPT_DURATION)) {
		request->duration = opt->duration;
		SET(request, HOLDFAST_A_PROBE_DURATION);
	}
	if (options_has(opt, OPT_THRESHOLD)) {
		request->threshold = opt->threshold;
		SET(request, HOLDFAST_A_PROBE_THRESHOLD);
	}
	return options_has(opt, OPT_KINDS) ? read_kinds(request, opt->kinds) : EXIT_DONE;
}

/* On a terminal only; a line that is written over, and wiped at the end. */
static void show_progress(uint64_t elapsed, uint64_t duration)
{
	unsigned int done = PROGRESS_WIDTH;
	char bar[PROGRESS_WIDTH + 1];

	if (!isatty(STDERR_FILENO))
		return;
	if (elapsed < duration)
		done = (double)elapsed / duration * PROGRESS_WIDTH;
	memset(bar, ' ', PROGRESS_WIDTH);
	memset(bar, '#', done);
	bar[PROGRESS_WIDTH] = '\0';
	fprintf(stderr, "\r[%s] %.1f of %.1f s ", bar, elapsed / 1e9, duration / 1e9);
}

static void wipe_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

/* Until its timers have ended, and what they raised ran; or a signal. */
static int wait_for(struct hfnl *nl)
{
	const struct timespec rest = { .tv_nsec = POLL_NS };
	unsigned int polls = 0;
	int err = 0;

	while (!err && !stopped && polls < DRAIN_POLLS) {
		struct probe probe = { 0 };

		nanosleep(&rest, NULL);
		err = hfnl_do(nl, HOLDFAST_CMD_PROBE_GET, &probe_record, NULL, &probe);
		if (err)
			break;
		show_progress(probe.elapsed, probe.duration);
		if (probe.state != HOLDFAST_PROBE_STATE_RUNNING)
			polls = probe.pending ? polls + 1 : DRAIN_POLLS;
		record_clear(&probe_record, &probe);
	}
	wipe_progress();
	return err;
}

static int run_load(struct hfnl *nl, const struct options *opt, struct load **load)
{
	struct probe probe = { 0 };
	int err = hfnl_do(nl, HOLDFAST_CMD_PROBE_GET, &probe_record, NULL, &probe);

	if (!err) {
		*load = load_start(opt->load, probe.cpus ? probe.cpus : "", probe.duration);
		if (!*load) {
			fprintf(stderr, "holdfast: --load %s: %s\n", opt->load, strerror(errno));
			err = 1;
		}
	}
	record_clear(&probe_record, &probe);
	return err;
}

/* Returns 0, -1 for hfnl_complain(), or 1 where that is said already. */
static int measure(struct hfnl *nl, const struct options *opt, const struct probe *request,
		   struct report *report)
{
	struct load *load = NULL;
	int err = hfnl_do(nl, HOLDFAST_CMD_PROBE_START, &probe_record, request, NULL);

	if (!err && options_has(opt, OPT_LOAD))
		err = run_load(nl, opt, &load);
	if (!err)
		err = wait_for(nl);
	load_stop(load);
	if (!err)
		err = hfnl_do(nl, HOLDFAST_CMD_PROBE_STOP, &probe_record, NULL, NULL);
	if (!err)
		err = report_read(nl, report);
	report->interrupted = stopped;
	if (options_has(opt, OPT_LOAD))
		snprintf(report->load, sizeof(report->load), "%s", opt->load);
	return err;
}

static bool was_too_short(const struct report *report)
{
	size_t i;

	for (i = 0; i < report->n_rows; i++)
		if (!strcmp(report->row[i].end,
			    names_get(&probe_end_names, HOLDFAST_PROBE_END_TOO_SHORT)))
			return true;
	return false;
}

static int run(const struct options *opt, const struct probe *request)
{
	struct report report = { .n_rows = 0 };
	struct hfnl *nl = hfnl_open();
	int ret;

	if (!nl)
		return EXIT_REFUSED;
	ret = measure(nl, opt, request, &report);
	if (ret < 0)
		hfnl_complain(nl, "probe run");
	/* The probe ends, and makes room for another. */
	hfnl_close(nl);
	ret = ret ? EXIT_REFUSED : probe_finish(opt, &report);
	if (!ret && was_too_short(&report)) {
		fputs("holdfast: probe run: the period is too short for this machine; the probe stopped by itself\n",
		      stderr);
		ret = EXIT_REFUSED;
	}
	report_free(&report);
	return ret;
}

int probe_run_run(const struct options *opt, int n, char **word)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct probe request = { 0 };
	int ret = probe_check_asserts(opt);

	(void)n;
	(void)word;
	if (!ret)
		ret = make_request(&request, opt);
	if (ret)
		return ret;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return run(opt, &request);
}
