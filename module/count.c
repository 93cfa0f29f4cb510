// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of what was decided.
 *
 * A CPU adds to its own; a reset does not touch them, it keeps what they were
 * and has it taken off, so that nothing counted meanwhile is lost.
 */
#include <linux/cpumask.h>
#include <linux/spinlock.h>

#include "count.h"

/* As many unsigned longs. */
#define COUNTS (sizeof(struct hf_counts) / sizeof(unsigned long))

DEFINE_PER_CPU(struct hf_counts, hf_counts);
static DEFINE_PER_CPU(struct hf_counts, reset_at);
static DEFINE_SPINLOCK(reset_lock);

static void read_counts(struct hf_counts *to, const struct hf_counts *from)
{
	const unsigned long *source = (const unsigned long *)from;
	unsigned long *target = (unsigned long *)to;
	unsigned int i;

	for (i = 0; i < COUNTS; i++)
		target[i] = READ_ONCE(source[i]);
}

/* @sign of 1 adds, of -1 takes off; where that wraps it wraps back. */
static void add(struct hf_counts *to, const struct hf_counts *counts, long sign)
{
	const unsigned long *source = (const unsigned long *)counts;
	unsigned long *target = (unsigned long *)to;
	unsigned int i;

	for (i = 0; i < COUNTS; i++)
		target[i] += sign * source[i];
}

/**
 * hf_count_cpu - what a CPU counted since the last reset
 * @cpu: the CPU
 * @counts: receives it
 *
 * Context: process context. The CPU goes on counting: each figure is right for
 * some moment of the call, and they need not be of the same one.
 */
void hf_count_cpu(unsigned int cpu, struct hf_counts *counts)
{
	spin_lock(&reset_lock);
	read_counts(counts, per_cpu_ptr(&hf_counts, cpu));
	add(counts, per_cpu_ptr(&reset_at, cpu), -1);
	spin_unlock(&reset_lock);
}

/**
 * hf_count_sum - add up the counters of all CPUs
 * @sum: receives them
 *
 * Context: process context.
 */
void hf_count_sum(struct hf_counts *sum)
{
	struct hf_counts counts;
	unsigned int cpu;

	*sum = (struct hf_counts){ };
	for_each_possible_cpu(cpu) {
		hf_count_cpu(cpu, &counts);
		add(sum, &counts, 1);
	}
}

/**
 * hf_count_reset - begin to count anew
 *
 * Context: process context.
 */
void hf_count_reset(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		spin_lock(&reset_lock);
		read_counts(per_cpu_ptr(&reset_at, cpu), per_cpu_ptr(&hf_counts, cpu));
		spin_unlock(&reset_lock);
	}
}
