// SPDX-License-Identifier: GPL-2.0
/* A report as text: a table, the shape of each kind's times, and notes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "out.h"
#include "report-out.h"

/* The shapes: a column is a part of a decade, from 100 ns to 10 s. */
#define DECADE		8
#define DECADES		8
#define COLUMNS		(DECADE * DECADES)

static const struct {
	unsigned int split;
	enum report_rank rank;
} columns[] = {
	{ HOLDFAST_PROBE_SPLIT_WAIT, REPORT_P50 },
	{ HOLDFAST_PROBE_SPLIT_WAIT, REPORT_P99 },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P50 },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P90 },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P99 },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_P999 },
	{ HOLDFAST_PROBE_SPLIT_TOTAL, REPORT_MAX },
};

static void put_places(const struct report_row *row)
{
	unsigned int i, shown = 0;

	for (i = 0; i < row->n_places; i++)
		if (row->place[i].count)
			out_string(NULL, shown++ ? ", %s" : "%s", row->place[i].name),
			out_text(" %" PRIu64, row->place[i].count);
	if (!shown)
		out_text("-");
}

static void put_row(const struct report_row *row)
{
	unsigned int i;

	out_string(NULL, "%-18s ", row->kind);
	if (row->cpu == REPORT_ALL)
		out_text("all");
	else
		out_text("%3u", row->cpu);
	out_text(" %8" PRIu64 " %6" PRIu64, row->count[REPORT_TICKS],
		 row->count[REPORT_COALESCED] + row->count[REPORT_MISSED]);
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const struct report_times *times = &row->times[columns[i].split];

		if (times->samples)
			out_time(NULL, " %9s", report_time(times, columns[i].rank));
		else
			out_text(" %9s", "-");
	}
	out_text("  ");
	put_places(row);
	out_text("\n");
}

/* Is it the first row of its kind? */
static bool is_first(const struct report *report, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (!strcmp(report->row[j].kind, report->row[i].kind))
			return false;
	return true;
}

static void put_kind(const struct report *report, const char *kind)
{
	static struct report_row sum;
	unsigned int cpus = 0;
	size_t i;

	for (i = 0; i < report->n_rows; i++) {
		if (strcmp(report->row[i].kind, kind))
			continue;
		put_row(&report->row[i]);
		cpus++;
	}
	if (cpus > 1 && report_sum(report, kind, &sum))
		put_row(&sum);
}

static void put_table(const struct report *report)
{
	size_t i;

	out_text("%-18s %3s %8s %6s %19s %49s\n", "", "", "", "", "RAISE TO RUN",
		 "DUE TO RUN, EACH TICK");
	out_text("%-18s %3s %8s %6s %9s %9s %9s %9s %9s %9s %9s  %s\n", "KIND", "CPU", "TICKS",
		 "LATE", "P50", "P99", "P50", "P90", "P99", "P99.9", "MAX", "RAN-AT");
	for (i = 0; i < report->n_rows; i++)
		if (is_first(report, i))
			put_kind(report, report->row[i].kind);
}

/* The column of a time, on a logarithmic axis. */
static unsigned int column_of(uint64_t ns)
{
	static const unsigned int edge[DECADE] = {
		/* 100 * 10 ^ (i / 8), rounded */
		100, 133, 178, 237, 316, 422, 562, 750,
	};
	uint64_t decade = 1;
	unsigned int i, at = 0;

	if (ns < 100)
		return 0;
	while (at < DECADES - 1 && ns / decade >= 1000) {
		decade *= 10;
		at++;
	}
	for (i = DECADE - 1; i && ns / decade < edge[i]; i--)
		;
	return at * DECADE + i;
}

static void fill(const struct report_times *times, uint64_t *column)
{
	unsigned int i;

	memset(column, 0, COLUMNS * sizeof(*column));
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
		if (times->bucket[i])
			column[column_of(hf_histogram_low(i))] += times->bucket[i];
}

/* Each step is a quarter of the one above: the few late ones are what matters. */
static char shade(uint64_t count, uint64_t most)
{
	static const char steps[] = "#%+=-:.";
	unsigned int i = 0;

	if (!count)
		return ' ';
	while (steps[i + 1] && count < most) {
		most /= 4;
		i++;
	}
	return steps[i];
}

static void put_shape(const char *kind, const struct report_times *times)
{
	uint64_t column[COLUMNS], most = 0;
	char line[COLUMNS + 1];
	unsigned int i;

	fill(times, column);
	for (i = 0; i < COLUMNS; i++)
		if (column[i] > most)
			most = column[i];
	for (i = 0; i < COLUMNS; i++)
		line[i] = shade(column[i], most);
	line[COLUMNS] = '\0';
	out_string(NULL, "%-18s |", kind);
	out_text("%s|\n", line);
}

static void put_shapes(const struct report *report)
{
	static const char *const mark[DECADES] = {
		"100ns", "1us", "10us", "100us", "1ms", "10ms", "100ms", "1s"
	};
	static struct report_row sum;
	unsigned int i;
	size_t row;

	out_text("\ndue to run, each tick; # most, then a quarter each: %% + = - : .\n%-19s", "");
	for (i = 0; i < DECADES; i++)
		out_text("|%-*s", DECADE - 1, mark[i]);
	out_text("\n");
	for (row = 0; row < report->n_rows; row++)
		if (is_first(report, row) && report_sum(report, report->row[row].kind, &sum))
			put_shape(sum.kind, &sum.times[HOLDFAST_PROBE_SPLIT_TOTAL]);
}

static void put_costs(const struct report *report)
{
	size_t i;

	out_text("\na look at the clock took %" PRIu64 ".%" PRIu64 " ns, a tick of the null kind %"
		 PRIu64 ".%" PRIu64 " ns\n", report->clock_cost / 1000,
		 report->clock_cost % 1000 / 100, report->own_cost / 1000,
		 report->own_cost % 1000 / 100);
	for (i = 0; i < report->n_rows; i++) {
		const struct report_row *row = &report->row[i];

		if (strcmp(row->kind, REPORT_NULL) || !row->time)
			continue;
		out_text("the probe kept CPU %u busy for %.1f %% of its time\n", row->cpu,
			 100.0 * row->busy / row->time);
	}
}

/* A period at which the probe takes a third, and the timer keeps pace. */
static uint64_t enough(const struct report_row *row)
{
	uint64_t by_busy, by_pace;

	if (!row->count[REPORT_RAISED])
		return 0;
	by_busy = row->busy * 3 / row->count[REPORT_RAISED];
	by_pace = row->time * 2 / row->count[REPORT_RAISED];
	return by_busy > by_pace ? by_busy : by_pace;
}

/* What did not go as asked, CPU by CPU, and samples the clock spoiled. */
static void put_notes(const struct report *report)
{
	uint64_t back = 0;
	size_t i;

	for (i = 0; i < report->n_rows; i++) {
		const struct report_row *row = &report->row[i];

		back += row->count[REPORT_STEPS_BACK];
		if (strcmp(row->kind, REPORT_NULL))
			continue;
		if (!strcmp(row->end, "offline") || !strcmp(row->end, "never"))
			out_text("CPU %u went offline after %" PRIu64 " ticks; its part ended\n",
				 row->cpu, row->count[REPORT_TICKS]);
		if (!strcmp(row->end, "too-short"))
			out_text("CPU %u stopped after %" PRIu64 " ticks: the period is too short for this machine; %" PRIu64 "us may do\n",
				 row->cpu, row->count[REPORT_TICKS], enough(row) / 1000 + 1);
	}
	if (back)
		out_text("the clock stepped back %" PRIu64 " times; taken for 0\n", back);
}

void report_out_text(const struct report *report)
{
	out_string(NULL, "kernel %s", report->kernel);
	out_string(NULL, " (%s), ", report->machine);
	out_string(NULL, "CPUs %s, ", report->cpus);
	out_time(NULL, "period %s, ", report->period);
	out_time(NULL, "%s of ", report->elapsed);
	out_time(NULL, "%s", report->duration);
	if (report->load[0])
		out_string(NULL, ", load %s", report->load);
	out_text("%s\n\n", report->interrupted ? ", interrupted" : "");
	put_table(report);
	put_shapes(report);
	put_costs(report);
	put_notes(report);
}

static void put_softirqs(uint32_t bits)
{
	static const char *const name[] = {
		"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED",
		"HRTIMER", "RCU",
	};
	unsigned int i;

	out_text("  softirqs pending:");
	if (!bits)
		out_text(" none");
	for (i = 0; i < 32; i++) {
		if (!(bits & 1U << i))
			continue;
		if (i < sizeof(name) / sizeof(name[0]))
			out_text(" %s", name[i]);
		else
			out_text(" %u", i);
	}
	out_text("\n");
}

static void put_blame(const struct report_blame *b)
{
	unsigned int frame;

	out_text("CPU %u: ", b->cpu);
	out_string(NULL, "%s ran ", b->kind);
	out_time(NULL, "%s after it was due", b->latency);
	out_time(NULL, ", the timer %s late", b->lateness);
	if (b->ticks > 1)
		out_text(", %" PRIu64 " ticks waited", b->ticks);
	out_string(NULL, "\n  interrupted: %s", b->comm);
	out_text(" (%u)%s\n", b->pid, b->user ? ", in user mode" : "");
	put_softirqs(b->softirqs);
	for (frame = 0; frame < b->depth; frame++)
		out_string(NULL, "    %s\n", b->frame[frame]);
}

/* In JSON, into the array that is open. */
void report_out_blames(const struct report *report)
{
	size_t i;

	for (i = 0; i < report->n_blames; i++) {
		if (out_json())
			report_json_blame(&report->blame[i]);
		else
			put_blame(&report->blame[i]);
	}
}
