/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of verdicts, of a rule and of a scope. */
#ifndef HF_TALLY_H
#define HF_TALLY_H

#include <linux/atomic.h>

#include <uapi/linux/holdfast.h>

/**
 * struct hf_tally - what was decided
 * @verdict: how often each
 * @would: denied or rewritten, had the table not been permissive
 */
struct hf_tally {
	atomic64_t verdict[HOLDFAST_VERDICT_MAX + 1];
	atomic64_t would;
};

/* Any context. */
static inline void hf_tally_count(struct hf_tally *tally, enum holdfast_verdict verdict,
				  bool permissive)
{
	atomic64_inc(&tally->verdict[verdict]);
	if (permissive && verdict != HOLDFAST_VERDICT_ALLOWED)
		atomic64_inc(&tally->would);
}

/* Any context. What is counted beside it is lost or kept, whole. */
static inline void hf_tally_reset(struct hf_tally *tally)
{
	unsigned int i;

	for (i = 0; i <= HOLDFAST_VERDICT_MAX; i++)
		atomic64_set(&tally->verdict[i], 0);
	atomic64_set(&tally->would, 0);
}

#endif /* HF_TALLY_H */
