// SPDX-License-Identifier: GPL-2.0
/*
 * What a handler counts, and the law of it: see deferred.c.
 *
 * Who may run: counting, on any CPU at any time; the rest under the handler's
 * lock. Resetting holds the handler, so that it does not run meanwhile, while
 * raises go on.
 *
 * A reader may find a run or a raise half counted. What it reads of each
 * counter is whole, and none goes back.
 */
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "figures.h"

static void no_times(struct hf_times *times)
{
	memset(times, 0, sizeof(*times));
	times->min = U64_MAX;
}

/**
 * hf_figures_init - make fresh counters ready
 * @handler: whose
 */
void hf_figures_init(struct hf_handler *handler)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		no_times(&counts->latency);
		no_times(&counts->run);
	}
}

static void count(u64 *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

static void count_time(struct hf_times *times, u64 ns)
{
	u32 *bucket = &times->bucket[hf_histogram_index(ns)];

	if (ns < times->min)
		WRITE_ONCE(times->min, ns);
	if (ns > times->max)
		WRITE_ONCE(times->max, ns);
	WRITE_ONCE(*bucket, *bucket + 1);
}

/**
 * hf_figures_begin - count a run that begins
 * @handler: whose
 * @where: in what place
 * @raised_at: when it was raised; 0 where the time since tells nothing
 * @now: the time
 *
 * Context: any but NMI.
 */
void hf_figures_begin(struct hf_handler *handler, enum holdfast_where where, u64 raised_at,
		      u64 now)
{
	struct hf_handler_counts *counts;
	unsigned long flags;

	local_irq_save(flags);
	counts = this_cpu_ptr(handler->counts);
	count(&counts->ran);
	count(&counts->where[where]);
	/* That clock can step back a little at an update. */
	if (raised_at)
		count_time(&counts->latency, now > raised_at ? now - raised_at : 0);
	local_irq_restore(flags);
}

/**
 * hf_figures_end - count a run that ends
 * @handler: whose
 * @took: how long, in nanoseconds
 * @left: it left items
 *
 * Context: any but NMI.
 */
void hf_figures_end(struct hf_handler *handler, u64 took, bool left)
{
	struct hf_handler_counts *counts;
	unsigned long flags;

	local_irq_save(flags);
	counts = this_cpu_ptr(handler->counts);
	count_time(&counts->run, took);
	if (left)
		count(&counts->budget_hits);
	local_irq_restore(flags);
}

static void add_times(struct hf_times *sum, const struct hf_times *times)
{
	unsigned int i;

	sum->min = min(sum->min, READ_ONCE(times->min));
	sum->max = max(sum->max, READ_ONCE(times->max));
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
		sum->bucket[i] += READ_ONCE(times->bucket[i]);
}

static u64 lost(const struct hf_handler *handler, unsigned int cpu)
{
	return handler->lost ? handler->lost(cpu) : 0;
}

/* A run is seen only with its raise: the raise is read later. */
static void add_cpu(struct hf_handler *handler, unsigned int cpu, struct hf_figures *figures)
{
	const struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);
	unsigned int i;

	figures->ran += READ_ONCE(counts->ran);
	figures->coalesced += READ_ONCE(counts->coalesced) - counts->first_coalesced;
	figures->budget_hits += READ_ONCE(counts->budget_hits);
	figures->lost += lost(handler, cpu) - counts->first_lost;
	for (i = 0; i < HF_WHERES; i++)
		figures->where[i] += READ_ONCE(counts->where[i]);
	add_times(&figures->latency, &counts->latency);
	add_times(&figures->run, &counts->run);
}

static void add_raised(struct hf_handler *handler, unsigned int cpu, struct hf_figures *figures)
{
	const struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

	figures->raised += READ_ONCE(counts->raised) - counts->first_raised;
}

static void no_figures(struct hf_figures *figures)
{
	memset(figures, 0, sizeof(*figures));
	no_times(&figures->latency);
	no_times(&figures->run);
}

/**
 * hf_figures_cpu - what a CPU counted for a handler
 * @handler: locked
 * @cpu: the CPU; a run on it may have been raised on another
 * @figures: receives it
 *
 * Context: any.
 */
void hf_figures_cpu(struct hf_handler *handler, unsigned int cpu, struct hf_figures *figures)
{
	no_figures(figures);
	add_cpu(handler, cpu, figures);
	smp_rmb(); /* see add_cpu() */
	add_raised(handler, cpu, figures);
	figures->pending = hf_handler_pending_at(handler, cpu);
}

/**
 * hf_figures_sum - what all CPUs counted for a handler
 * @handler: locked
 * @figures: receives it
 *
 * Context: any.
 */
void hf_figures_sum(struct hf_handler *handler, struct hf_figures *figures)
{
	unsigned int cpu;

	no_figures(figures);
	for_each_possible_cpu(cpu)
		figures->pending += hf_handler_pending_at(handler, cpu);
	smp_rmb(); /* see hf_figures_law() */
	for_each_possible_cpu(cpu)
		add_cpu(handler, cpu, figures);
	smp_rmb(); /* see add_cpu() */
	for_each_possible_cpu(cpu)
		add_raised(handler, cpu, figures);
}

/**
 * hf_figures_law - the sides of the law
 * @handler: locked
 * @law: receives them; exact where nothing is counted meanwhile
 *
 * What is pending is read first, and raised last: a run is counted before its
 * instance is no longer pending, a raise before its instance is. So what moves
 * while this reads shows in a counter, for who looks twice.
 *
 * Context: any.
 */
void hf_figures_law(struct hf_handler *handler, struct hf_law *law)
{
	const struct hf_handler_counts *counts;
	unsigned int cpu;

	*law = (struct hf_law){ .epoch = handler->epoch };
	for_each_possible_cpu(cpu)
		law->pending += hf_handler_pending_at(handler, cpu);
	smp_rmb(); /* with the full barriers of hf_handler_raise(), hf_instance_run() */
	for_each_possible_cpu(cpu) {
		counts = per_cpu_ptr(handler->counts, cpu);
		law->ran += READ_ONCE(counts->ran);
		law->coalesced += READ_ONCE(counts->coalesced) - counts->first_coalesced;
	}
	smp_rmb(); /* likewise */
	for_each_possible_cpu(cpu) {
		counts = per_cpu_ptr(handler->counts, cpu);
		law->raised += READ_ONCE(counts->raised) - counts->first_raised;
	}
}

/* How many raises the counters of runs and coalescing account for, ever. */
static u64 accounted(struct hf_handler *handler)
{
	u64 sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		const struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		sum += counts->first_raised + counts->ran - counts->first_coalesced;
	}
	return sum;
}

static void reset_cpu(struct hf_handler *handler, unsigned int cpu)
{
	struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);
	unsigned int i;

	counts->first_lost = lost(handler, cpu);
	counts->first_coalesced = READ_ONCE(counts->coalesced);
	WRITE_ONCE(counts->ran, 0);
	WRITE_ONCE(counts->budget_hits, 0);
	for (i = 0; i < HF_WHERES; i++)
		WRITE_ONCE(counts->where[i], 0);
	no_times(&counts->latency);
	no_times(&counts->run);
}

/*
 * The raises that are still to run are the new epoch's, that the law holds in
 * it. There are as many as the counters before say: not all need be of
 * instances seen pending, as one may be in the middle of being raised.
 */
static void reset_raised(struct hf_handler *handler, u64 before)
{
	u64 raised = 0, waiting;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		counts->first_raised = READ_ONCE(counts->raised);
		raised += counts->first_raised;
		before += counts->first_coalesced;
	}
	waiting = raised - before;
	for_each_possible_cpu(cpu) {
		struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		if (!waiting)
			break;
		if (hf_handler_pending_at(handler, cpu)) {
			counts->first_raised--;
			waiting--;
		}
	}
	/* Whose they are is not known. A breach of the law goes on as one, too. */
	cpu = cpumask_first(cpu_possible_mask);
	per_cpu_ptr(handler->counts, cpu)->first_raised -= waiting;
}

/**
 * hf_figures_reset - begin a new epoch: everything counted from here on
 * @handler: locked
 *
 * Context: may sleep.
 */
void hf_figures_reset(struct hf_handler *handler)
{
	unsigned int cpu;
	u64 before;

	hf_handler_hold(handler);
	before = accounted(handler);
	for_each_possible_cpu(cpu)
		reset_cpu(handler, cpu);
	smp_rmb(); /* what is coalesced was raised before: see add_cpu() */
	reset_raised(handler, before);
	handler->epoch++;
	hf_handler_release(handler);
}
