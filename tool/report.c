// SPDX-License-Identifier: GPL-2.0
/* What a probe found, and sums of it over the CPUs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

const char *const report_count_names[REPORT_COUNTS] = {
	"ticks", "missed", "raised", "ran", "coalesced",
	"pending", "waiting", "elsewhere", "spurious", "steps_back",
};

const char *const report_rank_names[REPORT_RANKS] = {
	"min", "p50", "p90", "p99", "p99.9", "max"
};


static void *grow(void *items, size_t n, size_t size)
{
	char *more = reallocarray(items, n + 1, size);

	if (more)
		memset(more + n * size, 0, size);
	return more;
}

/* A zeroed row behind the others, or NULL without memory. */
struct report_row *report_add_row(struct report *report)
{
	struct report_row *row = grow(report->row, report->n_rows, sizeof(*row));

	if (!row)
		return NULL;
	report->row = row;
	return &row[report->n_rows++];
}

struct report_blame *report_add_blame(struct report *report)
{
	struct report_blame *blame = grow(report->blame, report->n_blames, sizeof(*blame));

	if (!blame)
		return NULL;
	report->blame = blame;
	return &blame[report->n_blames++];
}

struct report_row *report_find(const struct report *report, const char *kind, uint32_t cpu)
{
	size_t i;

	for (i = 0; i < report->n_rows; i++)
		if (report->row[i].cpu == cpu && !strcmp(report->row[i].kind, kind))
			return &report->row[i];
	return NULL;
}

/* More places than there is room for go into the last one. */
void report_add_place(struct report_row *row, const char *name, uint64_t count)
{
	unsigned int i;

	for (i = 0; i < row->n_places && strcmp(row->place[i].name, name); i++)
		;
	if (i == REPORT_PLACES)
		i--;
	else if (i == row->n_places)
		snprintf(row->place[row->n_places++].name, REPORT_NAME, "%s", name);
	row->place[i].count += count;
}

static void add_times(struct report_times *sum, const struct report_times *times)
{
	unsigned int i;

	if (!times->samples)
		return;
	if (!sum->samples || times->least < sum->least)
		sum->least = times->least;
	if (times->most > sum->most)
		sum->most = times->most;
	sum->samples += times->samples;
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
		if (__builtin_add_overflow(sum->bucket[i], times->bucket[i], &sum->bucket[i]))
			sum->bucket[i] = UINT32_MAX;
}

static void add_row(struct report_row *sum, const struct report_row *row)
{
	unsigned int i;

	for (i = 0; i < REPORT_COUNTS; i++)
		sum->count[i] += row->count[i];
	for (i = 0; i < row->n_places; i++)
		report_add_place(sum, row->place[i].name, row->place[i].count);
	for (i = 0; i < REPORT_SPLITS; i++)
		add_times(&sum->times[i], &row->times[i]);
}

/* A kind over all CPUs; false where there is none of it. */
bool report_sum(const struct report *report, const char *kind, struct report_row *sum)
{
	bool found = false;
	size_t i;

	memset(sum, 0, sizeof(*sum));
	snprintf(sum->kind, sizeof(sum->kind), "%s", kind);
	sum->cpu = REPORT_ALL;
	for (i = 0; i < report->n_rows; i++) {
		if (strcmp(report->row[i].kind, kind))
			continue;
		add_row(sum, &report->row[i]);
		found = true;
	}
	return found;
}

/* A percentile is the upper edge of its bucket, but no more than the most. */
uint64_t report_time(const struct report_times *times, enum report_rank rank)
{
	static const unsigned int permille[REPORT_RANKS] = {
		[REPORT_P50] = 500, [REPORT_P90] = 900, [REPORT_P99] = 990, [REPORT_P999] = 999,
	};
	uint64_t edge;

	if (!times->samples)
		return 0;
	if (rank == REPORT_MIN)
		return times->least;
	if (rank == REPORT_MAX)
		return times->most;
	edge = hf_histogram_percentile(times->bucket, HF_HISTOGRAM_BUCKETS, permille[rank]);
	return edge < times->most ? edge : times->most;
}

void report_free(struct report *report)
{
	free(report->row);
	free(report->blame);
	memset(report, 0, sizeof(*report));
}
