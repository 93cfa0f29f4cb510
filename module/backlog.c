// SPDX-License-Identifier: GPL-2.0
/*
 * Ticks of an even grid that waited for one run. Pure.
 *
 * None of them is kept: the grid tells when each was due. So a handler that
 * was late by a million ticks costs no memory, and no more time than there are
 * buckets.
 */
#include "backlog.h"
#include "histogram.h"

/**
 * hf_backlog_spread - count each waiting tick with its own latency
 * @bucket: HF_HISTOGRAM_BUCKETS counts, to be added to
 * @latency: how long the oldest of them waited, in nanoseconds
 * @period: how much less each later one did; not 0
 * @count: how many there are
 *
 * A tick that would have waited less than nothing, as the clock stepped back,
 * waited 0.
 *
 * Context: any.
 */
void hf_backlog_spread(u32 *bucket, u64 latency, u64 period, u64 count)
{
	while (count) {
		unsigned int i = hf_histogram_index(latency);
		u64 alike = (latency - hf_histogram_low(i)) / period + 1;

		if (alike > count)
			alike = count;
		bucket[i] += alike;
		count -= alike;
		if (latency < alike * period) {
			bucket[0] += count;
			return;
		}
		latency -= alike * period;
	}
}
