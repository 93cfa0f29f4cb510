/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DEFERRED_H
#define HF_DEFERRED_H

#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <uapi/linux/holdfast.h>

#include "histogram.h"

#define HF_WHERES (HOLDFAST_WHERE_MAX + 1)

struct hf_handler;

/**
 * struct hf_instance - what a kind schedules: a handler, or a CPU's share of it
 * @handler: whose it is
 * @index: the CPU it serves, 0 for a handler that is not per CPU
 * @state: bit INSTANCE_PENDING of deferred.c
 * @raised_at: when it became pending, by ktime_get_mono_fast_ns()
 * @tasklet: for the kind tasklet
 * @work: for the kind workqueue
 */
struct hf_instance {
	struct hf_handler *handler;
	unsigned int index;
	unsigned long state;
	u64 raised_at;
	union {
		struct tasklet_struct tasklet;
		struct work_struct work;
	};
};

/**
 * struct hf_kind - one mechanism of deferred work
 * @prepare: set an instance up
 * @raise: have it run soon; any context but NMI
 * @kill: wait until it does not run, and will not; the instance no longer
 *	raises itself; may sleep
 */
struct hf_kind {
	void (*prepare)(struct hf_instance *instance);
	void (*raise)(struct hf_instance *instance);
	void (*kill)(struct hf_instance *instance);
};

/* What a CPU counted for a handler; any may count for any. */
struct hf_handler_counts {
	unsigned long raised;
	unsigned long ran;
	unsigned long coalesced;
	unsigned long budget_hits;
	unsigned long where[HF_WHERES];
	u32 latency[HF_HISTOGRAM_BUCKETS];
};

/**
 * struct hf_handler - a named piece of deferred work
 * @name: unique
 * @kind: by what it runs
 * @budget: items a run may take
 * @per_cpu: an instance for each CPU, else one
 * @work: take up to @budget items of instance @index; runs in whatever
 *	context the kind gives, never twice at a time for one instance.
 *	Return: true where items are left, and it is raised again
 * @stopping: set once; from then on it does not raise itself
 * @instances: nr_cpu_ids of them, or one
 * @counts: by the CPU that raised or ran it
 * @list: among all handlers
 */
struct hf_handler {
	const char *name;
	enum holdfast_kind kind;
	unsigned int budget;
	bool per_cpu;
	bool (*work)(struct hf_handler *handler, unsigned int index, unsigned int budget);

	bool stopping;
	struct hf_instance *instances;
	struct hf_handler_counts __percpu *counts;
	struct list_head list;
};

/* Sums over the CPUs; the histogram apart, for its size. */
struct hf_handler_sum {
	u64 raised;
	u64 ran;
	u64 coalesced;
	u64 budget_hits;
	u64 where[HF_WHERES];
	u32 pending;
};

int hf_deferred_init(void);
void hf_deferred_exit(void);

int hf_handler_start(struct hf_handler *handler);
void hf_handler_stop(struct hf_handler *handler);
void hf_handler_raise(struct hf_handler *handler, unsigned int index);
void hf_handler_sum(struct hf_handler *handler, struct hf_handler_sum *sum);
void hf_handler_latency(struct hf_handler *handler, u32 *bucket);
int hf_handlers_visit(unsigned int first, unsigned int *next,
		      int (*visit)(struct hf_handler *handler, void *data), void *data);

/* For the kinds only. */
void hf_instance_run(struct hf_instance *instance);
extern const struct hf_kind hf_kind_tasklet;
extern const struct hf_kind hf_kind_workqueue;
int hf_kind_workqueue_init(void);
void hf_kind_workqueue_exit(void);

#endif /* HF_DEFERRED_H */
