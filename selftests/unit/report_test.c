// SPDX-License-Identifier: GPL-2.0
/* Sums over CPUs, and percentiles of them against sorted samples. */
#include <kselftest_harness.h>

#include "random.h"
#include "report.h"

#define CPUS	3
#define SAMPLES	4000

FIXTURE(report)
{
	struct report report;
	uint64_t *sample;	/* of all CPUs */
	size_t n;
};

static void add_sample(struct report_times *times, uint64_t ns)
{
	if (!times->samples || ns < times->least)
		times->least = ns;
	if (ns > times->most)
		times->most = ns;
	times->samples++;
	times->bucket[hf_histogram_index(ns)]++;
}

FIXTURE_SETUP(report)
{
	unsigned int cpu, i;

	memset(&self->report, 0, sizeof(self->report));
	self->n = 0;
	self->sample = calloc(CPUS * SAMPLES, sizeof(*self->sample));
	for (cpu = 0; cpu < CPUS; cpu++) {
		struct report_row *row = report_add_row(&self->report);

		ASSERT_NE(NULL, row);
		strcpy(row->kind, "tasklet");
		row->cpu = cpu * 2;
		row->count[REPORT_RAN] = SAMPLES;
		report_add_place(row, "irq-exit", 10 + cpu);
		report_add_place(row, cpu ? "ksoftirqd" : "hardirq", 1);
		for (i = 0; i < SAMPLES; i++) {
			uint64_t ns = random_below(1ULL << (8 + 8 * cpu)) + 17;

			self->sample[self->n++] = ns;
			add_sample(&row->times[HOLDFAST_PROBE_SPLIT_WAIT], ns);
		}
	}
}

FIXTURE_TEARDOWN(report)
{
	report_free(&self->report);
	free(self->sample);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

TEST_F(report, percentiles_agree_with_sorted_samples)
{
	static const double share[REPORT_RANKS] = {
		[REPORT_P50] = 0.5, [REPORT_P90] = 0.9, [REPORT_P99] = 0.99, [REPORT_P999] = 0.999,
	};
	const struct report_times *times;
	struct report_row sum;
	unsigned int rank;

	ASSERT_TRUE(report_sum(&self->report, "tasklet", &sum));
	times = &sum.times[HOLDFAST_PROBE_SPLIT_WAIT];
	EXPECT_EQ(CPUS * SAMPLES, times->samples);
	qsort(self->sample, self->n, sizeof(self->sample[0]), by_size);
	EXPECT_EQ(self->sample[0], report_time(times, REPORT_MIN));
	EXPECT_EQ(self->sample[self->n - 1], report_time(times, REPORT_MAX));
	for (rank = REPORT_P50; rank <= REPORT_P999; rank++) {
		uint64_t real = self->sample[(size_t)(share[rank] * self->n + 0.999999) - 1];
		uint64_t got = report_time(times, rank);

		EXPECT_GE(got, real);
		EXPECT_LE((got - real) * 16, real);
	}
}

TEST_F(report, sums_counts_and_places)
{
	struct report_row sum;

	ASSERT_TRUE(report_sum(&self->report, "tasklet", &sum));
	EXPECT_EQ(REPORT_ALL, sum.cpu);
	EXPECT_EQ(CPUS * SAMPLES, sum.count[REPORT_RAN]);
	ASSERT_EQ(3, sum.n_places);
	EXPECT_STREQ("irq-exit", sum.place[0].name);
	EXPECT_EQ(33, sum.place[0].count);
	EXPECT_STREQ("ksoftirqd", sum.place[2].name);
	EXPECT_EQ(2, sum.place[2].count);
	EXPECT_FALSE(report_sum(&self->report, "bh", &sum));
}

TEST_F(report, finds_a_row)
{
	EXPECT_EQ(&self->report.row[1], report_find(&self->report, "tasklet", 2));
	EXPECT_EQ(NULL, report_find(&self->report, "tasklet", 1));
	EXPECT_EQ(NULL, report_find(&self->report, "task", 2));
}

/* A percentile is a bucket's edge, but never more than there was. */
TEST(no_more_than_the_most)
{
	struct report_times times = { 0 };

	EXPECT_EQ(0, report_time(&times, REPORT_P99));
	add_sample(&times, 1000001);
	EXPECT_EQ(1000001, report_time(&times, REPORT_P50));
	EXPECT_EQ(1000001, report_time(&times, REPORT_MIN));
}

TEST(places_without_room_go_into_the_last)
{
	struct report_row row = { 0 };
	char name[REPORT_NAME];
	unsigned int i;

	for (i = 0; i < REPORT_PLACES + 5; i++) {
		snprintf(name, sizeof(name), "place%u", i);
		report_add_place(&row, name, 1);
	}
	EXPECT_EQ(REPORT_PLACES, row.n_places);
	EXPECT_EQ(6, row.place[REPORT_PLACES - 1].count);
}

TEST_HARNESS_MAIN
