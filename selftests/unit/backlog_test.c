// SPDX-License-Identifier: GPL-2.0
/* Ticks that waited are spread over the buckets as if each had been counted. */
#include <kselftest_harness.h>

#include "backlog.h"
#include "histogram.h"
#include "random.h"

/* One by one, as slow as it is plain. */
static void count_each(u32 *bucket, u64 latency, u64 period, u64 count)
{
	u64 i;

	for (i = 0; i < count; i++) {
		u64 less = i * period;

		bucket[hf_histogram_index(latency > less ? latency - less : 0)]++;
	}
}

static void expect_alike(struct __test_metadata *_metadata, u64 latency, u64 period, u64 count)
{
	u32 wanted[HF_HISTOGRAM_BUCKETS] = { 0 }, got[HF_HISTOGRAM_BUCKETS] = { 0 };

	count_each(wanted, latency, period, count);
	hf_backlog_spread(got, latency, period, count);
	ASSERT_EQ(0, memcmp(wanted, got, sizeof(got))) {
		TH_LOG("latency %llu period %llu count %llu", (unsigned long long)latency,
		       (unsigned long long)period, (unsigned long long)count);
	}
}

TEST(each_tick_is_a_sample)
{
	unsigned int round;

	for (round = 0; round < 20000; round++) {
		u64 period = 1 + random_below(1ULL << random_below(24));
		u64 count = 1 + random_below(300);
		u64 over = random_below(period);

		/* As it is: the oldest waited for all but the last periods. */
		expect_alike(_metadata, (count - 1) * period + over, period, count);
	}
}

TEST(edges)
{
	expect_alike(_metadata, 0, 1, 1);
	expect_alike(_metadata, 0, 1000, 5);
	expect_alike(_metadata, 15, 1, 16);
	expect_alike(_metadata, 16, 1, 17);
	expect_alike(_metadata, 1ULL << 32, 1ULL << 20, 4097);
	expect_alike(_metadata, (1ULL << 40) + 1, 1ULL << 32, 200);
	/* Later than the clock allows for: it stepped back. */
	expect_alike(_metadata, 100, 1000, 50);
}

TEST(none_adds_nothing)
{
	u32 got[HF_HISTOGRAM_BUCKETS] = { 0 }, nothing[HF_HISTOGRAM_BUCKETS] = { 0 };

	hf_backlog_spread(got, 12345, 1000, 0);
	EXPECT_EQ(0, memcmp(nothing, got, sizeof(got)));
}

/* A day behind at a tick a microsecond: no longer than there are buckets. */
TEST(a_long_backlog_is_quick)
{
	u32 got[HF_HISTOGRAM_BUCKETS] = { 0 };
	u64 count = 4000000000ULL, sum = 0;
	unsigned int i;

	hf_backlog_spread(got, count * 1000, 1000, count);
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
		sum += got[i];
	EXPECT_EQ(count, sum);
}

TEST_HARNESS_MAIN
