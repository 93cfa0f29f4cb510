/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of what was decided, a set for each CPU. */
#ifndef HF_COUNT_H
#define HF_COUNT_H

#include <linux/percpu.h>

/**
 * struct hf_counts - what a CPU counted since the module was loaded
 * @writes: writes that met a hook
 * @matched: of these, decided by a rule
 * @denied: of these, refused
 */
struct hf_counts {
	unsigned long writes;
	unsigned long matched;
	unsigned long denied;
};

DECLARE_PER_CPU(struct hf_counts, hf_counts);

/* Any context; a CPU counts for itself in one instruction. */
#define hf_count(what) this_cpu_inc(hf_counts.what)

void hf_count_sum(struct hf_counts *sum);

#endif /* HF_COUNT_H */
