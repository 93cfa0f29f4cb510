/* SPDX-License-Identifier: GPL-2.0 */
/* Counters of what was decided, a set for each CPU. */
#ifndef HF_COUNT_H
#define HF_COUNT_H

#include <linux/percpu.h>

/**
 * struct hf_counts - what a CPU counted since the module was loaded, or the reset
 * @writes: writes that met a hook
 * @matched: of these, decided by a rule
 * @denied: of these, refused
 * @rewritten: of those decided, brought into range
 * @would: denied or rewritten, had the table not been permissive
 */
struct hf_counts {
	unsigned long writes;
	unsigned long matched;
	unsigned long denied;
	unsigned long rewritten;
	unsigned long would;
};

DECLARE_PER_CPU(struct hf_counts, hf_counts);

/* Any context; a CPU counts for itself in one instruction. */
#define hf_count(what) this_cpu_inc(hf_counts.what)

void hf_count_cpu(unsigned int cpu, struct hf_counts *counts);
void hf_count_sum(struct hf_counts *sum);
void hf_count_reset(void);

#endif /* HF_COUNT_H */
