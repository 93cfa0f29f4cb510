/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_HISTOGRAM_H
#define HF_HISTOGRAM_H

#include "pure.h"

/*
 * A log-linear histogram: below 16 ns a bucket a nanosecond, above it 16
 * buckets an octave, so that a value is known to 1/16 (6.25 %). The last
 * bucket ends at 2^32 ns (4.3 s) and also takes everything above.
 */
#define HF_HISTOGRAM_SUB_BITS	4
#define HF_HISTOGRAM_SUB	(1U << HF_HISTOGRAM_SUB_BITS)
#define HF_HISTOGRAM_MAX_BITS	32
#define HF_HISTOGRAM_BUCKETS	((HF_HISTOGRAM_MAX_BITS - HF_HISTOGRAM_SUB_BITS + 1) * \
				 HF_HISTOGRAM_SUB)

unsigned int hf_histogram_index(u64 ns);
u64 hf_histogram_low(unsigned int index);
u64 hf_histogram_high(unsigned int index);
u64 hf_histogram_percentile(const u32 *bucket, unsigned int n, unsigned int permille);

#endif /* HF_HISTOGRAM_H */
