/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DEFERRED_H
#define HF_DEFERRED_H

#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <uapi/linux/holdfast.h>

#include "histogram.h"
#include "law.h"

#define HF_WHERES (HOLDFAST_WHERE_MAX + 1)
#define HF_KINDS (HOLDFAST_KIND_MAX + 1)

struct hf_handler;
struct hf_handler_counts;
struct netlink_ext_ack;

/**
 * struct hf_setting - how a handler runs; what can be set
 * @kind: by what
 * @disabled: raises wait
 * @budget: items a run may take
 * @coalesce: how long a run waits for more raises, in nanoseconds
 * @priority: of a kind with threads of its own
 * @nice: for HOLDFAST_PRIORITY_NICE
 * @cpus: where it runs; empty: where the kind has it run
 */
struct hf_setting {
	enum holdfast_kind kind;
	bool disabled;
	unsigned int budget;
	u32 coalesce;
	enum holdfast_priority priority;
	int nice;
	struct cpumask cpus;
};

/**
 * struct hf_instance - what a kind schedules: a handler, or a CPU's share of it
 * @handler: whose it is
 * @index: the CPU it serves, 0 for a handler that is not per CPU
 * @state: bits of deferred.c
 * @raised_at: when it became pending, by ktime_get_mono_fast_ns(); 0 where
 *	that is no measure of the kind
 * @timer: for the delay of raises
 * @cpu: for kinds that queue work on a CPU: which, or -1 for the one that raises
 * @queue: for kinds with workqueues
 * @worker: for the kind kthread
 * @tasklet: for tasklets
 * @work: for workqueues
 * @kwork: for the kind kthread
 * @irq_work: for irq_work
 */
struct hf_instance {
	struct hf_handler *handler;
	unsigned int index;
	unsigned long state;
	u64 raised_at;
	struct hrtimer timer;
	int cpu;
	union {
		struct workqueue_struct *queue;
		struct kthread_worker *worker;
	};
	union {
		struct tasklet_struct tasklet;
		struct work_struct work;
		struct kthread_work kwork;
		struct irq_work irq_work;
	};
};

/* What a kind lets its user choose. */
#define HF_KNOB_CPU	(1U << 0)	/* one CPU */
#define HF_KNOB_CPUS	(1U << 1)	/* or several */
#define HF_KNOB_NICE	(1U << 2)
#define HF_KNOB_FIFO	(1U << 3)
#define HF_KNOB_BUDGET	(1U << 4)

/**
 * struct hf_kind - one mechanism of deferred work
 * @missing: why this kernel does not have it, or NULL
 * @knobs: what can be chosen
 * @sleeps: what it runs may sleep
 * @begin: make what a handler of the kind needs beside its instances; an
 *	ERR_PTR where that fails. May be NULL
 * @adjust: give what @begin made the CPUs and the priority of a setting; 0 or a
 *	negative errno. May be NULL
 * @prepare: set an instance up
 * @raise: have it run soon; any context but NMI; not beside @kill
 * @kill: wait until it does not run, and will not, as nobody raises it; may
 *	sleep; a run it had been raised for may be dropped
 * @settle: behind @kill of all instances, wait for the runs that it does not
 *	wait for. May be NULL
 * @end: free what @begin made. May be NULL
 */
struct hf_kind {
	const char *missing;
	unsigned int knobs;
	bool sleeps;
	void *(*begin)(const struct hf_handler *handler);
	int (*adjust)(const struct hf_handler *handler, void *own,
		      const struct hf_setting *setting);
	void (*prepare)(struct hf_instance *instance, void *own);
	void (*raise)(struct hf_instance *instance);
	void (*kill)(struct hf_instance *instance);
	void (*settle)(void);
	void (*end)(const struct hf_handler *handler, void *own);
};

/**
 * struct hf_handler - a named piece of deferred work
 * @name: unique
 * @kind: by what it runs at first
 * @budget: items a run may take at first
 * @per_cpu: an instance for each CPU, else one
 * @sleeps: its work does: not every kind will do
 * @measured: its kind is what is measured; not to be changed
 * @carries_events: without it nothing is told; not to be disabled when sealed
 * @work: take up to @budget items of instance @index; runs in whatever
 *	context the kind gives, never twice at a time for one instance.
 *	Return: true where items are left, and it is raised again
 * @lost: how many items a CPU had to drop; any context. May be NULL
 * @setting: how it runs now
 * @raise: how an instance is scheduled; NULL while raises wait
 * @own: what the kind made for it
 * @instances: nr_cpu_ids of them, or one
 * @counts: by the CPU that raised or ran it
 * @epoch: how often its counters were reset
 * @law: as law.c saw it
 * @list: among all handlers
 */
struct hf_handler {
	const char *name;
	enum holdfast_kind kind;
	unsigned int budget;
	bool per_cpu;
	bool sleeps;
	bool measured;
	bool carries_events;
	bool (*work)(struct hf_handler *handler, unsigned int index, unsigned int budget);
	u64 (*lost)(unsigned int cpu);

	struct hf_setting setting;
	void (*raise)(struct hf_instance *instance);
	void *own;
	struct hf_instance *instances;
	struct hf_handler_counts __percpu *counts;
	u32 epoch;
	struct hf_law_seen law;
	struct list_head list;
};

int hf_deferred_init(void);
void hf_deferred_exit(void);
void hf_deferred_again(void);
void hf_deferred_later(struct delayed_work *work, unsigned long delay);

int hf_handler_start(struct hf_handler *handler);
void hf_handler_stop(struct hf_handler *handler);
void hf_handler_raise(struct hf_handler *handler, unsigned int index);
int hf_handlers_visit(unsigned int first, unsigned int *next,
		      int (*visit)(struct hf_handler *handler, void *data), void *data);
enum holdfast_where hf_where_now(void);

/* For those who change or count a handler. */
struct hf_handler *hf_handler_lock(const char *name);
void hf_handler_unlock(struct hf_handler *handler);
unsigned int hf_handler_instances(const struct hf_handler *handler);
unsigned int hf_handler_pending_at(const struct hf_handler *handler, unsigned int cpu);
void hf_handler_hold(struct hf_handler *handler);
void hf_handler_release(struct hf_handler *handler);
const struct hf_kind *hf_kind_get(enum holdfast_kind kind);

/* For the kinds only. */
void hf_instance_run(struct hf_instance *instance);
void hf_instance_again(struct hf_instance *instance);
extern const struct hf_kind hf_kind_tasklet;
extern const struct hf_kind hf_kind_tasklet_hi;
extern const struct hf_kind hf_kind_bh;
extern const struct hf_kind hf_kind_bh_hi;
extern const struct hf_kind hf_kind_workqueue;
extern const struct hf_kind hf_kind_workqueue_highpri;
extern const struct hf_kind hf_kind_workqueue_unbound;
extern const struct hf_kind hf_kind_kthread;
extern const struct hf_kind hf_kind_irq_work;
extern const struct hf_kind hf_kind_irq_work_hard;

#endif /* HF_DEFERRED_H */
