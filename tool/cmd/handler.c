// SPDX-License-Identifier: GPL-2.0
/* holdfast handler list|show|reset */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/handler.h"
#include "histogram.h"
#include "names.h"
#include "nl.h"
#include "out.h"

#define BAR_WIDTH	40
/* Text shows half octaves; JSON has each bucket. */
#define BUCKETS_A_BAR	8

static uint64_t samples(const struct buckets *latency, unsigned int from, unsigned int to)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = from; i < to && i < latency->n; i++)
		sum += latency->count[i];
	return sum;
}

/* The places, as "ksoftirqd 12, irq-exit 3". */
static void print_places(const struct list *ran_at)
{
	unsigned int shown = 0;
	size_t i;

	out_open_object("ran_at");
	for (i = 0; i < ran_at->count; i++) {
		const struct ran_at *at = list_get(ran_at, i);

		if (!at->count && !out_json())
			continue;
		out_text("%s%s ", shown++ ? ", " : "", names_get(&where_names, at->where));
		out_number(names_get(&where_names, at->where), "%" PRIu64, at->count);
	}
	out_close_object();
	out_text("%s", shown ? "" : "-");
}

static unsigned int first_bucket(const struct buckets *latency)
{
	unsigned int i = 0;

	while (i < latency->n && !latency->count[i])
		i++;
	return i;
}

/* The ends are exact; a percentile is the upper edge of its bucket, within them. */
static void print_times(const struct buckets *times, uint64_t min, uint64_t max, const char *fmt)
{
	static const struct {
		const char *key;
		unsigned int permille;
	} rank[] = { { "p50", 500 }, { "p90", 900 }, { "p99", 990 }, { "p999", 999 } };
	uint64_t value;
	unsigned int i;

	if (first_bucket(times) == times->n) {
		for (i = 0; i < 6 && !out_json(); i++)
			out_string(NULL, fmt, "-");
		return;
	}
	out_time("min", fmt, min);
	for (i = 0; i < sizeof(rank) / sizeof(rank[0]); i++) {
		value = hf_histogram_percentile(times->count, times->n, rank[i].permille);
		out_time(rank[i].key, fmt, value < max ? value : max);
	}
	out_time("max", fmt, max);
}

static void print_setting(const struct handler *h)
{
	char priority[sizeof("nice:-2147483648")];

	snprintf(priority, sizeof(priority),
		 h->priority == HOLDFAST_PRIORITY_NICE ? "%s:%d" : "%s",
		 names_get(&priority_names, h->priority), h->nice);
	out_bool("enabled", "enabled      %s\n", "on", "off", h->enabled);
	out_string("cpu", "cpu          %s\n", h->cpus && *h->cpus ? h->cpus : "any");
	out_string("priority", "priority     %s\n", priority);
	out_number("budget", "budget       %" PRIu64 "\n", h->budget);
	out_time("coalesce", "coalesce     %s\n", h->coalesce);
}

static void print_row(const struct handler *h)
{
	out_open_object(NULL);
	out_string("name", "%-10s ", h->name);
	out_enum("kind", "%-17s ", &kind_names, h->kind);
	out_bool("enabled", "%-3s ", "on", "off", h->enabled);
	out_number("budget", "%6" PRIu64 " ", h->budget);
	out_number("raised", "%9" PRIu64 " ", h->raised);
	out_number("ran", "%9" PRIu64 " ", h->ran);
	out_number("coalesced", "%9" PRIu64 " ", h->coalesced);
	out_number("budget_hits", "%11" PRIu64 " ", h->budget_hits);
	out_number("pending", "%7" PRIu64, h->pending);
	if (HAS(h, HOLDFAST_A_HANDLER_LOST))
		out_number("lost", " %7" PRIu64, h->lost);
	else
		out_text(" %7s", "-");
	out_open_object("latency");
	out_number("samples", NULL, samples(&h->latency, 0, h->latency.n));
	print_times(&h->latency, h->latency_min, h->latency_max, " %8s");
	out_close_object();
	out_text("  ");
	print_places(&h->ran_at);
	out_text("\n");
	out_close_object();
}

/* How long runs took comes in an entry of its own, behind the other. */
static void join(struct list *list)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++) {
		struct handler *h = list_get(list, i), *last = NULL;

		if (kept)
			last = list_get(list, kept - 1);
		if (HAS(h, HOLDFAST_A_HANDLER_RAISED) || !last) {
			if (kept != i) {
				memcpy(list_get(list, kept), h, sizeof(*h));
				memset(h, 0, sizeof(*h));
			}
			kept++;
			continue;
		}
		last->has |= h->has;
		last->run = h->run;
		last->run_min = h->run_min;
		last->run_max = h->run_max;
	}
	list->count = kept;
}

/* All handlers; with a name, what each CPU counted for that one. */
static int get_handlers(const char *command, const char *name, struct list *list)
{
	struct handler request = { 0 };
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE, err;

	if (!nl)
		return EXIT_REFUSED;
	if (name) {
		handler_name(&request, name);
		err = hfnl_dump(nl, HOLDFAST_CMD_HANDLER_CPU_GET, &handler_record, &request, list);
	} else {
		err = hfnl_dump(nl, HOLDFAST_CMD_HANDLER_GET, &handler_record, NULL, list);
	}
	if (err)
		ret = hfnl_complain(nl, name ? "%s '%s'" : "%s", command, name);
	hfnl_close(nl);
	join(list);
	return ret;
}

static int list_run(const struct options *opt, int n, char **word)
{
	struct list list = { 0 };
	int ret = get_handlers("handler list", NULL, &list);
	size_t i;

	(void)opt;
	(void)n;
	(void)word;
	if (!ret) {
		out_text("%-10s %-17s %-3s %6s %9s %9s %9s %11s %7s %7s %8s %8s %8s %8s %8s %8s  %s\n",
			 "NAME", "KIND", "ON", "BUDGET", "RAISED", "RAN", "COALESCED",
			 "BUDGET-HITS", "PENDING", "LOST", "MIN", "P50", "P90", "P99", "P99.9",
			 "MAX", "RAN-AT");
		out_open_array(NULL);
		for (i = 0; i < list.count; i++)
			print_row(list_get(&list, i));
		out_close_array();
	}
	list_free(&list);
	return ret;
}

static void print_bars(const struct buckets *latency)
{
	unsigned int from, to = 0, first = latency->n, last = 0;
	uint64_t most = 1, count;
	char bar[BAR_WIDTH + 1];

	for (from = 0; from < latency->n; from += BUCKETS_A_BAR) {
		count = samples(latency, from, from + BUCKETS_A_BAR);
		if (!count)
			continue;
		if (first == latency->n)
			first = from;
		last = from;
		if (count > most)
			most = count;
	}
	for (from = first; from < latency->n && from <= last; from = to) {
		to = from + BUCKETS_A_BAR;
		count = samples(latency, from, to);
		/* Rounded up: what was seen shows. */
		memset(bar, '#', sizeof(bar));
		bar[(count * BAR_WIDTH + most - 1) / most] = '\0';
		out_time(NULL, "%10s .. ", hf_histogram_low(from));
		out_time(NULL, "%-10s ", hf_histogram_high(to - 1) - 1);
		out_text("%10" PRIu64 "%s%s\n", count, count ? " " : "", bar);
	}
}

static void print_buckets(const struct buckets *latency)
{
	unsigned int i;

	out_open_array("buckets");
	for (i = 0; i < latency->n; i++) {
		if (!latency->count[i])
			continue;
		out_open_object(NULL);
		out_number("low", NULL, hf_histogram_low(i));
		out_number("high", NULL, hf_histogram_high(i) - 1);
		out_number("count", NULL, latency->count[i]);
		out_close_object();
	}
	out_close_array();
}

static void print_histogram(const char *key, const char *title, const struct buckets *times,
			    uint64_t min, uint64_t max)
{
	out_open_object(key);
	out_text("\n%s, %" PRIu64 " samples; min, p50, p90, p99, p99.9, max:\n", title,
		 samples(times, 0, times->n));
	out_number("samples", NULL, samples(times, 0, times->n));
	print_times(times, min, max, " %8s");
	out_text("\n\n");
	if (out_json())
		print_buckets(times);
	else
		print_bars(times);
	out_close_object();
}

static void print_counts(const struct handler *h)
{
	out_number("raised", "raised       %" PRIu64 "\n", h->raised);
	out_number("ran", "ran          %" PRIu64 "\n", h->ran);
	out_number("coalesced", "coalesced    %" PRIu64 "\n", h->coalesced);
	out_number("budget_hits", "budget hits  %" PRIu64 "\n", h->budget_hits);
	out_number("pending", "pending      %" PRIu64 "\n", h->pending);
	if (HAS(h, HOLDFAST_A_HANDLER_LOST))
		out_number("lost", "lost         %" PRIu64 "\n", h->lost);
	out_number("epoch", "resets       %" PRIu64 "\n", h->epoch);
	out_text("ran at       ");
	print_places(&h->ran_at);
	out_text("\n");
}

void handler_print(const struct handler *h)
{
	out_open_object(NULL);
	out_string("name", "name         %s\n", h->name);
	if (HAS(h, HOLDFAST_A_HANDLER_CPU)) {
		out_number("cpu", "counted by   CPU %" PRIu64 "\n", h->cpu);
	} else {
		out_enum("kind", "kind         %s\n", &kind_names, h->kind);
		print_setting(h);
	}
	print_counts(h);
	print_histogram("latency", "raise to run", &h->latency, h->latency_min, h->latency_max);
	print_histogram("run", "run", &h->run, h->run_min, h->run_max);
	out_close_object();
}

/* Print the one handler of that name; EXIT_REFUSED where there is none. */
int handler_show(const char *command, const char *name)
{
	struct list list = { 0 };
	int ret = get_handlers(command, NULL, &list);
	size_t i;

	for (i = 0; !ret && i < list.count; i++) {
		const struct handler *h = list_get(&list, i);

		if (strcmp(h->name, name))
			continue;
		handler_print(h);
		break;
	}
	if (!ret && i == list.count) {
		fprintf(stderr, "holdfast: %s '%s': no such handler; see holdfast handler list\n",
			command, name);
		ret = EXIT_REFUSED;
	}
	list_free(&list);
	return ret;
}

static int show_cpus(const char *name)
{
	struct list list = { 0 };
	int ret = get_handlers("handler show", name, &list);
	size_t i;

	if (!ret) {
		out_open_array(NULL);
		for (i = 0; i < list.count; i++) {
			out_text("%s", i ? "\n" : "");
			handler_print(list_get(&list, i));
		}
		out_close_array();
	}
	list_free(&list);
	return ret;
}

static int show_run(const struct options *opt, int n, char **word)
{
	if (n != 1) {
		fprintf(stderr, "holdfast: handler show: %s; see holdfast handler list\n",
			n ? "one NAME only" : "the NAME is missing");
		return EXIT_USAGE;
	}
	if (options_has(opt, OPT_CPU))
		return show_cpus(word[0]);
	return handler_show("handler show", word[0]);
}

static int reset_run(const struct options *opt, int n, char **word)
{
	struct handler request = { 0 };
	struct hfnl *nl;
	int ret = EXIT_DONE;

	(void)opt;
	if (n > 1) {
		fprintf(stderr, "holdfast: handler reset: one NAME, or none for all\n");
		return EXIT_USAGE;
	}
	nl = hfnl_open();
	if (!nl)
		return EXIT_REFUSED;
	if (n)
		handler_name(&request, word[0]);
	if (hfnl_do(nl, HOLDFAST_CMD_HANDLER_RESET, &handler_record, &request, NULL))
		ret = hfnl_complain(nl, n ? "handler reset '%s'" : "handler reset", word[0]);
	hfnl_close(nl);
	return ret;
}

/* Cut where no handler's name is as long; then there is none of that name. */
void handler_name(struct handler *request, const char *name)
{
	snprintf(request->name, sizeof(request->name), "%s", name);
	SET(request, HOLDFAST_A_HANDLER_NAME);
}

void handler_complete(const char *prefix)
{
	struct list list = { 0 };
	size_t i;

	if (!get_handlers("complete", NULL, &list))
		for (i = 0; i < list.count; i++)
			command_offer(prefix, ((struct handler *)list_get(&list, i))->name);
	list_free(&list);
}

static void show_complete(int n, char **word, const char *prefix)
{
	(void)word;
	if (!n)
		handler_complete(prefix);
}

const struct command handler_commands[] = {
	{ "list", list_run, .help = "kinds, counts, latency in ns from raise to run, where it ran" },
	{ "show", show_run, .help = "one handler: how it is set, its counts, its times as histograms",
	  .words = "NAME", .options = OPT_CPU, .complete = show_complete },
	{ "set", handler_set_run, .help = "have a handler run otherwise, all of it or nothing",
	  .words = "NAME KEY VALUE [KEY VALUE]...", .more = handler_set_more,
	  .complete = handler_set_complete },
	{ "reset", reset_run, .help = "count from here on", .words = "[NAME]",
	  .complete = show_complete },
	{ .name = NULL }
};
