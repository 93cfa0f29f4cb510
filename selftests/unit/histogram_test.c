// SPDX-License-Identifier: GPL-2.0
/* Buckets without gaps or overlaps, and percentiles as good as promised. */
#include <kselftest_harness.h>

#include "histogram.h"
#include "random.h"

#define LAST	(HF_HISTOGRAM_BUCKETS - 1)

/* A number of random size: each count of bits is as likely as another. */
static u64 random_time(unsigned int max_bits)
{
	return random_next() >> (64 - 1 - random_below(max_bits));
}

TEST(each_bucket_counts_what_it_says)
{
	unsigned int i, round;

	for (i = 0; i <= LAST; i++) {
		u64 low = hf_histogram_low(i), high = hf_histogram_high(i);

		ASSERT_LT(low, high);
		ASSERT_EQ(i, hf_histogram_index(low));
		ASSERT_EQ(i, hf_histogram_index(high - 1));
		for (round = 0; round < 100; round++)
			ASSERT_EQ(i, hf_histogram_index(low + random_below(high - low)));
	}
}

TEST(buckets_follow_one_another)
{
	unsigned int i;

	EXPECT_EQ(0, hf_histogram_low(0));
	for (i = 0; i < LAST; i++) {
		ASSERT_EQ(hf_histogram_high(i), hf_histogram_low(i + 1));
		ASSERT_EQ(i + 1, hf_histogram_index(hf_histogram_high(i)));
	}
}

TEST(index_never_falls)
{
	unsigned int round;
	u64 ns;

	for (ns = 0; ns < 100000; ns++)
		ASSERT_LE(hf_histogram_index(ns), hf_histogram_index(ns + 1));
	for (round = 0; round < 1000000; round++) {
		u64 a = random_time(64), b = random_time(64);

		ASSERT_EQ(true, a > b || hf_histogram_index(a) <= hf_histogram_index(b));
		ASSERT_LE(hf_histogram_index(a), LAST);
	}
}

TEST(buckets_are_a_sixteenth_wide_at_most)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		EXPECT_EQ(1, hf_histogram_high(i) - hf_histogram_low(i));
	for (; i <= LAST; i++) {
		u64 low = hf_histogram_low(i);

		ASSERT_LE((hf_histogram_high(i) - low) * 16, low);
	}
}

TEST(the_last_bucket_takes_the_rest)
{
	EXPECT_EQ(1ULL << 32, hf_histogram_high(LAST));
	EXPECT_EQ(LAST, hf_histogram_index((1ULL << 32) - 1));
	EXPECT_EQ(LAST, hf_histogram_index(1ULL << 32));
	EXPECT_EQ(LAST, hf_histogram_index((1ULL << 32) + 1));
	EXPECT_EQ(LAST, hf_histogram_index(1ULL << 63));
	EXPECT_EQ(LAST, hf_histogram_index(UINT64_MAX));
}

/* The contract tells clients how to read a bucket's number. */
TEST(the_contract_says_the_same)
{
	unsigned int o, s;

	for (s = 0; s < 16; s++)
		EXPECT_EQ(s, hf_histogram_low(s));
	for (o = 1; o <= 28; o++)
		for (s = 0; s < 16; s++)
			EXPECT_EQ((u64)(16 + s) << (o - 1), hf_histogram_low(16 * o + s));
	EXPECT_EQ(464, HF_HISTOGRAM_BUCKETS);
}

static int by_size(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return (x > y) - (x < y);
}

/* The nearest rank: the smallest sample that @permille of them do not exceed. */
static u64 percentile_of_samples(const u64 *sample, size_t count, unsigned int permille)
{
	size_t i;

	for (i = 0; i < count - 1; i++)
		if ((i + 1) * 1000 >= count * permille)
			break;
	return sample[i];
}

#define SAMPLES	5000

FIXTURE(percentiles) {
	u64 *sample;
	u32 bucket[HF_HISTOGRAM_BUCKETS];
};

FIXTURE_SETUP(percentiles)
{
	self->sample = calloc(SAMPLES, sizeof(*self->sample));
	memset(self->bucket, 0, sizeof(self->bucket));
}

FIXTURE_TEARDOWN(percentiles)
{
	free(self->sample);
}

FIXTURE_VARIANT(percentiles) {
	size_t count;
	u64 least;		/* added to each */
	unsigned int bits;	/* the largest number's; each size as likely */
	u64 even;		/* not 0: evenly spread below this instead */
};

FIXTURE_VARIANT_ADD(percentiles, one) { .count = 1, .bits = 30 };
FIXTURE_VARIANT_ADD(percentiles, two) { .count = 2, .bits = 30 };
FIXTURE_VARIANT_ADD(percentiles, seven) { .count = 7, .bits = 30 };
FIXTURE_VARIANT_ADD(percentiles, exact) { .count = SAMPLES, .even = 16 };
FIXTURE_VARIANT_ADD(percentiles, same) { .count = SAMPLES, .least = 123457, .even = 1 };
FIXTURE_VARIANT_ADD(percentiles, narrow) { .count = SAMPLES, .least = 100000, .even = 900 };
FIXTURE_VARIANT_ADD(percentiles, even) { .count = SAMPLES, .even = 1ULL << 31 };
FIXTURE_VARIANT_ADD(percentiles, skewed) { .count = SAMPLES, .bits = 31 };

TEST_F(percentiles, are_close_from_above)
{
	unsigned int permille;
	size_t i;

	for (i = 0; i < variant->count; i++) {
		u64 ns = variant->least;

		ns += variant->even ? random_below(variant->even) : random_time(variant->bits);
		self->sample[i] = ns;
		self->bucket[hf_histogram_index(ns)]++;
	}
	qsort(self->sample, variant->count, sizeof(self->sample[0]), by_size);

	for (permille = 0; permille <= 1000; permille++) {
		u64 real = percentile_of_samples(self->sample, variant->count, permille);
		u64 got = hf_histogram_percentile(self->bucket, HF_HISTOGRAM_BUCKETS, permille);

		ASSERT_GE(got, real) TH_LOG("at %u permille", permille);
		ASSERT_LE((got - real) * 16, real) TH_LOG("at %u permille", permille);
	}
}

TEST(percentile_of_nothing_is_0)
{
	u32 bucket[HF_HISTOGRAM_BUCKETS] = { };

	EXPECT_EQ(0, hf_histogram_percentile(bucket, HF_HISTOGRAM_BUCKETS, 500));
	EXPECT_EQ(0, hf_histogram_percentile(bucket, 0, 500));
}

TEST(percentile_of_full_counters_does_not_overflow)
{
	u32 bucket[HF_HISTOGRAM_BUCKETS];

	memset(bucket, 0xff, sizeof(bucket));
	EXPECT_EQ(hf_histogram_high(LAST / 2) - 1,
		  hf_histogram_percentile(bucket, HF_HISTOGRAM_BUCKETS, 500));
	EXPECT_EQ((1ULL << 32) - 1, hf_histogram_percentile(bucket, HF_HISTOGRAM_BUCKETS, 1000));
}

TEST_HARNESS_MAIN
