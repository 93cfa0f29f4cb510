// SPDX-License-Identifier: GPL-2.0
/*
 * Log-linear histograms. Pure: the module counts with hf_histogram_index(),
 * the command reads with the others.
 */
#include "histogram.h"

/**
 * hf_histogram_index - the bucket that counts a time
 * @ns: the time, in nanoseconds
 *
 * Context: any.
 * Return: a bucket number below HF_HISTOGRAM_BUCKETS.
 */
unsigned int hf_histogram_index(u64 ns)
{
	unsigned int shift;

	if (ns < HF_HISTOGRAM_SUB)
		return ns;
	if (ns >> HF_HISTOGRAM_MAX_BITS)
		return HF_HISTOGRAM_BUCKETS - 1;

	/* The top five bits: a leading one, then the place in the octave. */
	shift = fls64(ns) - 1 - HF_HISTOGRAM_SUB_BITS;
	return (shift << HF_HISTOGRAM_SUB_BITS) + (ns >> shift);
}

/**
 * hf_histogram_low - the smallest time a bucket counts
 * @index: a bucket number
 *
 * Return: nanoseconds.
 */
u64 hf_histogram_low(unsigned int index)
{
	unsigned int octave = index >> HF_HISTOGRAM_SUB_BITS;
	u64 place = index & (HF_HISTOGRAM_SUB - 1);

	if (!octave)
		return place;
	return (HF_HISTOGRAM_SUB + place) << (octave - 1);
}

/**
 * hf_histogram_high - the first time beyond a bucket
 * @index: a bucket number
 *
 * Return: nanoseconds.
 */
u64 hf_histogram_high(unsigned int index)
{
	return hf_histogram_low(index + 1);
}

/**
 * hf_histogram_percentile - the time that a share of the samples keeps within
 * @bucket: the counts
 * @n: how many buckets there are
 * @permille: the share, in thousandths
 *
 * Return: the highest time of the bucket that holds that sample, in
 * nanoseconds: never less than the true percentile, at most 6.25 % more.
 * 0 where there are no samples.
 */
u64 hf_histogram_percentile(const u32 *bucket, unsigned int n, unsigned int permille)
{
	u64 total = 0, rank, seen = 0;
	unsigned int i;

	for (i = 0; i < n; i++)
		total += bucket[i];
	if (!total)
		return 0;

	/* The nearest rank, from 1: the smallest that covers the share. */
	rank = (total * permille + 999) / 1000;
	if (!rank)
		rank = 1;
	for (i = 0; i < n; i++) {
		seen += bucket[i];
		if (seen >= rank)
			break;
	}
	return hf_histogram_high(i) - 1;
}
