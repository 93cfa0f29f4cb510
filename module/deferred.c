// SPDX-License-Identifier: GPL-2.0
/*
 * The registry of deferred handlers, and what they count.
 *
 * Who may run: a handler is raised from any context but NMI, by any CPU, also
 * by itself. An instance is pending from its first raise until a run takes it;
 * raises meanwhile are coalesced into that run. So
 *	raised = ran + coalesced + pending
 * Counters are per CPU and of the CPU that counts, one instruction each: sums
 * are exact when nothing runs.
 *
 * Teardown: the owner first takes away whoever raises the handler, then calls
 * hf_handler_stop(), which ends self-raising and waits for runs to end. Then
 * the owner may free what the handler works on. hf_deferred_exit() comes when
 * all are stopped.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "deferred.h"

#define INSTANCE_PENDING 0

static DEFINE_MUTEX(handlers_lock);
static LIST_HEAD(handlers);

static const struct hf_kind *const kinds[] = {
	[HOLDFAST_KIND_TASKLET] = &hf_kind_tasklet,
	[HOLDFAST_KIND_WORKQUEUE] = &hf_kind_workqueue,
};

static bool current_is(const char *prefix)
{
	/* A user's task can call itself so too, but is no kernel thread. */
	return current->flags & PF_KTHREAD &&
	       !strncmp(current->comm, prefix, strlen(prefix));
}

/* In which of the kernel's places this code runs. */
static enum holdfast_where where_now(void)
{
	if (in_nmi() || in_hardirq())
		return HOLDFAST_WHERE_HARDIRQ;
	if (in_serving_softirq()) {
		if (current_is("ksoftirqd/"))
			return HOLDFAST_WHERE_KSOFTIRQD;
		if (current_is("ktimers/"))
			return HOLDFAST_WHERE_KTIMERS;
		return HOLDFAST_WHERE_IRQ_EXIT;
	}
	if (current->flags & PF_WQ_WORKER)
		return HOLDFAST_WHERE_KWORKER;
	if (current->flags & PF_KTHREAD)
		return HOLDFAST_WHERE_KTHREAD;
	return HOLDFAST_WHERE_OTHER;
}

/**
 * hf_handler_raise - have a handler run soon
 * @handler: a started handler
 * @index: the instance: a CPU's number, 0 for a handler that is not per CPU
 *
 * What the caller wrote before is seen by the run.
 *
 * Context: any but NMI.
 */
void hf_handler_raise(struct hf_handler *handler, unsigned int index)
{
	struct hf_instance *instance = &handler->instances[index];

	this_cpu_inc(handler->counts->raised);
	/* A full barrier also where the bit was set: see hf_instance_run(). */
	if (test_and_set_bit(INSTANCE_PENDING, &instance->state)) {
		this_cpu_inc(handler->counts->coalesced);
		return;
	}
	/* Nobody else writes it: the run that reads it comes after. */
	WRITE_ONCE(instance->raised_at, ktime_get_mono_fast_ns());
	kinds[handler->kind]->raise(instance);
}

/**
 * hf_instance_run - run a handler now; the kinds call it
 * @instance: the instance that was raised
 *
 * Context: whatever the kind gives; not twice at a time for one instance.
 */
void hf_instance_run(struct hf_instance *instance)
{
	struct hf_handler *handler = instance->handler;
	u64 raised_at = READ_ONCE(instance->raised_at);
	u64 now = ktime_get_mono_fast_ns();
	/* That clock can step back a little at an update. */
	u64 latency = now > raised_at ? now - raised_at : 0;

	this_cpu_inc(handler->counts->ran);
	this_cpu_inc(handler->counts->where[where_now()]);
	this_cpu_inc(handler->counts->latency[hf_histogram_index(latency)]);

	clear_bit(INSTANCE_PENDING, &instance->state);
	/*
	 * A raise that still saw the bit is served by this run: look at the
	 * work only after the bit is down.
	 */
	smp_mb__after_atomic();

	if (!handler->work(handler, instance->index, READ_ONCE(handler->budget)))
		return;
	this_cpu_inc(handler->counts->budget_hits);
	if (!READ_ONCE(handler->stopping))
		hf_handler_raise(handler, instance->index);
}

static unsigned int instance_count(const struct hf_handler *handler)
{
	return handler->per_cpu ? nr_cpu_ids : 1;
}

/**
 * hf_handler_start - make a handler ready to be raised
 * @handler: static, with the public members set
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int hf_handler_start(struct hf_handler *handler)
{
	unsigned int i;

	handler->instances = kvcalloc(instance_count(handler), sizeof(*handler->instances),
				      GFP_KERNEL);
	handler->counts = alloc_percpu(struct hf_handler_counts);
	if (!handler->instances || !handler->counts) {
		kvfree(handler->instances);
		free_percpu(handler->counts);
		return -ENOMEM;
	}
	for (i = 0; i < instance_count(handler); i++) {
		handler->instances[i].handler = handler;
		handler->instances[i].index = i;
		kinds[handler->kind]->prepare(&handler->instances[i]);
	}
	mutex_lock(&handlers_lock);
	list_add_tail(&handler->list, &handlers);
	mutex_unlock(&handlers_lock);
	return 0;
}

/**
 * hf_handler_stop - end a handler
 * @handler: a started handler that nobody but itself raises any more
 *
 * Context: may sleep, until its runs have ended. What was pending and has not
 * run may have been dropped: the owner looks after items left.
 */
void hf_handler_stop(struct hf_handler *handler)
{
	unsigned int i;

	mutex_lock(&handlers_lock);
	list_del(&handler->list);
	mutex_unlock(&handlers_lock);

	WRITE_ONCE(handler->stopping, true);
	for (i = 0; i < instance_count(handler); i++)
		kinds[handler->kind]->kill(&handler->instances[i]);
	free_percpu(handler->counts);
	kvfree(handler->instances);
}

/**
 * hf_handler_sum - add up what a handler counted
 * @handler: a started handler
 * @sum: receives the sums
 *
 * Context: any.
 */
void hf_handler_sum(struct hf_handler *handler, struct hf_handler_sum *sum)
{
	unsigned int cpu, i;

	*sum = (struct hf_handler_sum){ };
	for_each_possible_cpu(cpu) {
		const struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		sum->raised += READ_ONCE(counts->raised);
		sum->ran += READ_ONCE(counts->ran);
		sum->coalesced += READ_ONCE(counts->coalesced);
		sum->budget_hits += READ_ONCE(counts->budget_hits);
		for (i = 0; i < HF_WHERES; i++)
			sum->where[i] += READ_ONCE(counts->where[i]);
	}
	for (i = 0; i < instance_count(handler); i++)
		sum->pending += test_bit(INSTANCE_PENDING, &handler->instances[i].state);
}

/**
 * hf_handler_latency - add up a handler's raise-to-run histogram
 * @handler: a started handler
 * @bucket: HF_HISTOGRAM_BUCKETS counts, receives the sums
 *
 * Context: any.
 */
void hf_handler_latency(struct hf_handler *handler, u32 *bucket)
{
	unsigned int cpu, i;

	memset(bucket, 0, HF_HISTOGRAM_BUCKETS * sizeof(*bucket));
	for_each_possible_cpu(cpu) {
		const struct hf_handler_counts *counts = per_cpu_ptr(handler->counts, cpu);

		for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
			bucket[i] += READ_ONCE(counts->latency[i]);
	}
}

/**
 * hf_handlers_visit - call a function for each handler
 * @first: how many to pass over
 * @next: receives the number of the first one that was not visited
 * @visit: the function; it may sleep; an error ends the visit
 * @data: for the function
 *
 * Context: may sleep. No handler starts or stops meanwhile.
 * Return: 0 or the function's error.
 */
int hf_handlers_visit(unsigned int first, unsigned int *next,
		      int (*visit)(struct hf_handler *handler, void *data), void *data)
{
	struct hf_handler *handler;
	unsigned int i = 0;
	int ret = 0;

	mutex_lock(&handlers_lock);
	list_for_each_entry(handler, &handlers, list) {
		if (i >= first) {
			ret = visit(handler, data);
			if (ret)
				break;
		}
		i++;
	}
	mutex_unlock(&handlers_lock);
	*next = i;
	return ret;
}

/**
 * hf_deferred_init - make ready what the kinds need
 *
 * Return: 0 or -ENOMEM.
 */
int hf_deferred_init(void)
{
	return hf_kind_workqueue_init();
}

/**
 * hf_deferred_exit - the end, when all handlers are stopped
 */
void hf_deferred_exit(void)
{
	WARN_ON(!list_empty(&handlers));
	hf_kind_workqueue_exit();
}
