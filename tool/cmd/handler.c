// SPDX-License-Identifier: GPL-2.0
/* holdfast handler list|show */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
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

static void print_latency(const struct buckets *latency, const char *fmt)
{
	static const struct {
		const char *key;
		unsigned int permille;
	} rank[] = { { "p50", 500 }, { "p90", 900 }, { "p99", 990 }, { "max", 1000 } };
	unsigned int first = first_bucket(latency), i;

	if (first == latency->n) {
		for (i = 0; i < 5 && !out_json(); i++)
			out_string(NULL, fmt, "-");
		return;
	}
	out_time("min", fmt, hf_histogram_low(first));
	for (i = 0; i < sizeof(rank) / sizeof(rank[0]); i++)
		out_time(rank[i].key, fmt,
			 hf_histogram_percentile(latency->count, latency->n, rank[i].permille));
}

static void print_row(const struct handler *h)
{
	out_open_object(NULL);
	out_string("name", "%-10s ", h->name);
	out_enum("kind", "%-10s ", &kind_names, h->kind);
	out_number("budget", "%6" PRIu64 " ", h->budget);
	out_number("raised", "%9" PRIu64 " ", h->raised);
	out_number("ran", "%9" PRIu64 " ", h->ran);
	out_number("coalesced", "%9" PRIu64 " ", h->coalesced);
	out_number("budget_hits", "%11" PRIu64 " ", h->budget_hits);
	out_number("pending", "%7" PRIu64, h->pending);
	out_open_object("latency");
	out_number("samples", NULL, samples(&h->latency, 0, h->latency.n));
	print_latency(&h->latency, " %8s");
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

static int get_handlers(const char *command, struct list *list)
{
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE;

	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_dump(nl, HOLDFAST_CMD_HANDLER_GET, &handler_record, NULL, list))
		ret = hfnl_complain(nl, "%s", command);
	hfnl_close(nl);
	join(list);
	return ret;
}

static int list_run(const struct options *opt, int n, char **word)
{
	struct list list = { 0 };
	int ret = get_handlers("handler list", &list);
	size_t i;

	(void)opt;
	(void)n;
	(void)word;
	if (!ret) {
		out_text("%-10s %-10s %6s %9s %9s %9s %11s %7s %8s %8s %8s %8s %8s  %s\n",
			 "NAME", "KIND", "BUDGET", "RAISED", "RAN", "COALESCED", "BUDGET-HITS",
			 "PENDING", "MIN", "P50", "P90", "P99", "MAX", "RAN-AT");
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

static void print_one(const struct handler *h)
{
	out_open_object(NULL);
	out_string("name", "name         %s\n", h->name);
	out_enum("kind", "kind         %s\n", &kind_names, h->kind);
	out_number("budget", "budget       %" PRIu64 "\n", h->budget);
	out_number("raised", "raised       %" PRIu64 "\n", h->raised);
	out_number("ran", "ran          %" PRIu64 "\n", h->ran);
	out_number("coalesced", "coalesced    %" PRIu64 "\n", h->coalesced);
	out_number("budget_hits", "budget hits  %" PRIu64 "\n", h->budget_hits);
	out_number("pending", "pending      %" PRIu64 "\n", h->pending);
	out_text("ran at       ");
	print_places(&h->ran_at);
	out_text("\n");
	out_open_object("latency");
	out_number("samples", "\nraise to run, %" PRIu64 " samples; min, p50, p90, p99, max:\n",
		   samples(&h->latency, 0, h->latency.n));
	print_latency(&h->latency, " %8s");
	out_text("\n\n");
	if (out_json())
		print_buckets(&h->latency);
	else
		print_bars(&h->latency);
	out_close_object();
	out_close_object();
}

static int show_run(const struct options *opt, int n, char **word)
{
	struct list list = { 0 };
	int ret;
	size_t i;

	(void)opt;
	if (n != 1) {
		fprintf(stderr, "holdfast: handler show: %s; see holdfast handler list\n",
			n ? "one NAME only" : "the NAME is missing");
		return EXIT_USAGE;
	}
	ret = get_handlers("handler show", &list);
	for (i = 0; !ret && i < list.count; i++) {
		const struct handler *h = list_get(&list, i);

		if (strcmp(h->name, word[0]))
			continue;
		print_one(h);
		break;
	}
	if (!ret && i == list.count) {
		fprintf(stderr, "holdfast: handler show '%s': no such handler; see holdfast handler list\n",
			word[0]);
		ret = EXIT_REFUSED;
	}
	list_free(&list);
	return ret;
}

static void show_complete(int n, char **word, const char *prefix)
{
	struct list list = { 0 };
	size_t i;

	(void)word;
	if (!n && !get_handlers("complete", &list))
		for (i = 0; i < list.count; i++)
			command_offer(prefix, ((struct handler *)list_get(&list, i))->name);
	list_free(&list);
}

const struct command handler_commands[] = {
	{ "list", list_run, .help = "kinds, counts, latency in ns from raise to run, where it ran" },
	{ "show", show_run, .help = "one handler, with its latencies as a histogram",
	  .words = "NAME", .complete = show_complete },
	{ .name = NULL }
};
