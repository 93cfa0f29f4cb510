// SPDX-License-Identifier: GPL-2.0
#include <linux/cpumask.h>

#include "count.h"

DEFINE_PER_CPU(struct hf_counts, hf_counts);

/**
 * hf_count_sum - add up the counters of all CPUs
 * @sum: receives them
 *
 * Context: any. The CPUs go on counting: each figure is right for some moment
 * of the call, and they need not be of the same one.
 */
void hf_count_sum(struct hf_counts *sum)
{
	unsigned int cpu;

	*sum = (struct hf_counts){ };
	for_each_possible_cpu(cpu) {
		const struct hf_counts *counts = per_cpu_ptr(&hf_counts, cpu);

		sum->writes += READ_ONCE(counts->writes);
		sum->matched += READ_ONCE(counts->matched);
		sum->denied += READ_ONCE(counts->denied);
	}
}
