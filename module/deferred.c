// SPDX-License-Identifier: GPL-2.0
/*
 * The registry of deferred handlers: how they are raised and run.
 *
 * Who may run: a handler is raised from any context but NMI, by any CPU, also
 * by itself. An instance is pending from its first raise until a run takes it;
 * raises meanwhile are coalesced into that run. So
 *	raised = ran + coalesced + pending
 * A mechanism may call hf_instance_run() once more than it was raised for;
 * nothing is pending then, and nothing is done.
 *
 * Holding a handler: its raise() is taken away, so that raises only set the
 * pending bit; after a grace period nobody uses the mechanism any more, and it
 * is killed. What it then dropped is pending still. Releasing gives a raise()
 * and raises what is pending: who set the bit either saw raise(), or is seen
 * by who gave it. That is how a handler is changed while it is raised.
 *
 * Locks: handlers_lock, over the list and all changes of a handler. Taken
 * before the kernel's CPU hotplug lock, so never in a hotplug callback.
 *
 * Teardown: the owner first takes away whoever raises the handler, then calls
 * hf_handler_stop(), which waits for runs to end. Then the owner may free what
 * the handler works on. hf_deferred_exit() comes when all are stopped.
 */
#include <linux/cpuhotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "deferred.h"
#include "figures.h"
#include "tracepoints.h"

/* Bits of an instance's state; kinds have those from 8 on. */
#define INSTANCE_PENDING 0

static DEFINE_MUTEX(handlers_lock);
static LIST_HEAD(handlers);
static struct workqueue_struct *own_queue;
static enum cpuhp_state hotplug;

static const struct hf_kind *const kinds[HF_KINDS] = {
	[HOLDFAST_KIND_TASKLET] = &hf_kind_tasklet,
	[HOLDFAST_KIND_WORKQUEUE] = &hf_kind_workqueue,
	[HOLDFAST_KIND_TASKLET_HI] = &hf_kind_tasklet_hi,
	[HOLDFAST_KIND_BH] = &hf_kind_bh,
	[HOLDFAST_KIND_BH_HI] = &hf_kind_bh_hi,
	[HOLDFAST_KIND_WORKQUEUE_HIGHPRI] = &hf_kind_workqueue_highpri,
	[HOLDFAST_KIND_WORKQUEUE_UNBOUND] = &hf_kind_workqueue_unbound,
	[HOLDFAST_KIND_KTHREAD] = &hf_kind_kthread,
	[HOLDFAST_KIND_IRQ_WORK] = &hf_kind_irq_work,
	[HOLDFAST_KIND_IRQ_WORK_HARD] = &hf_kind_irq_work_hard,
};

/**
 * hf_kind_get - a kind
 * @kind: which
 *
 * Context: any. Return: it, also where this kernel does not have it.
 */
const struct hf_kind *hf_kind_get(enum holdfast_kind kind)
{
	return kinds[kind];
}

static bool current_is(const char *prefix)
{
	/* A user's task can call itself so too, but is no kernel thread. */
	return current->flags & PF_KTHREAD &&
	       !strncmp(current->comm, prefix, strlen(prefix));
}

/**
 * hf_where_now - in which of the kernel's places this code runs
 *
 * Context: any.
 */
enum holdfast_where hf_where_now(void)
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
	void (*raise)(struct hf_instance *instance);

	/* Who holds the handler waits for us, as does who checks the law. */
	rcu_read_lock();
	this_cpu_inc(handler->counts->raised);
	/* A full barrier also where the bit was set: see hf_instance_run(). */
	if (test_and_set_bit(INSTANCE_PENDING, &instance->state)) {
		this_cpu_inc(handler->counts->coalesced);
		trace_handler_raise(handler, index, true);
	} else {
		trace_handler_raise(handler, index, false);
		/* Nobody else writes it: the run that reads it comes after. */
		WRITE_ONCE(instance->raised_at, ktime_get_mono_fast_ns());
		raise = READ_ONCE(handler->raise);
		if (raise)
			raise(instance);
	}
	rcu_read_unlock();
}

/* A raise waits for others before the mechanism is asked to run it. */
static void raise_later(struct hf_instance *instance)
{
	hrtimer_start(&instance->timer, ns_to_ktime(instance->handler->setting.coalesce),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

static enum hrtimer_restart waited(struct hrtimer *timer)
{
	struct hf_instance *instance = container_of(timer, struct hf_instance, timer);

	kinds[instance->handler->setting.kind]->raise(instance);
	return HRTIMER_NORESTART;
}

/**
 * hf_instance_again - raise what is pending already, as its mechanism may have
 *	forgotten it
 * @instance: the instance
 *
 * Context: any but NMI.
 */
void hf_instance_again(struct hf_instance *instance)
{
	void (*raise)(struct hf_instance *instance);

	rcu_read_lock();
	raise = READ_ONCE(instance->handler->raise);
	if (raise && test_bit(INSTANCE_PENDING, &instance->state))
		raise(instance);
	rcu_read_unlock();
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
	enum holdfast_where where = hf_where_now();
	u64 begin = ktime_get_mono_fast_ns(), took;
	u64 raised_at;
	bool left;

	if (!test_bit(INSTANCE_PENDING, &instance->state))
		return;
	/* The count and the bit go together, for who checks the law. */
	rcu_read_lock();
	raised_at = READ_ONCE(instance->raised_at);
	hf_figures_begin(handler, where, raised_at, begin);
	WRITE_ONCE(instance->raised_at, 0);
	/*
	 * A full barrier: a raise that still saw the bit is served by this run,
	 * so look at the work only after the bit is down.
	 */
	test_and_clear_bit(INSTANCE_PENDING, &instance->state);
	rcu_read_unlock();

	trace_handler_run_begin(handler, instance->index, where, raised_at, begin);
	left = handler->work(handler, instance->index, READ_ONCE(handler->setting.budget));
	took = ktime_get_mono_fast_ns();
	/* That clock can step back a little at an update. */
	took = took > begin ? took - begin : 0;
	hf_figures_end(handler, took, left);
	trace_handler_run_end(handler, instance->index, took, left);
	if (left)
		hf_handler_raise(handler, instance->index);
}

/**
 * hf_handler_instances - how many instances a handler has
 * @handler: a started handler
 *
 * Context: any.
 */
unsigned int hf_handler_instances(const struct hf_handler *handler)
{
	return handler->per_cpu ? nr_cpu_ids : 1;
}

/**
 * hf_handler_pending_at - does a CPU's instance wait to run
 * @handler: a started handler
 * @cpu: the CPU; 0 stands for the one instance of a handler that is not per CPU
 *
 * Context: any. Return: 0 or 1.
 */
unsigned int hf_handler_pending_at(const struct hf_handler *handler, unsigned int cpu)
{
	return cpu < hf_handler_instances(handler) &&
	       test_bit(INSTANCE_PENDING, &handler->instances[cpu].state);
}

/**
 * hf_handler_hold - have a handler's raises wait, and end its runs
 * @handler: locked
 *
 * Context: may sleep, until its runs have ended.
 */
void hf_handler_hold(struct hf_handler *handler)
{
	const struct hf_kind *kind = kinds[handler->setting.kind];
	unsigned int i;

	WRITE_ONCE(handler->raise, NULL);
	synchronize_rcu();
	for (i = 0; i < hf_handler_instances(handler); i++)
		hrtimer_cancel(&handler->instances[i].timer);
	for (i = 0; i < hf_handler_instances(handler); i++)
		kind->kill(&handler->instances[i]);
	if (kind->settle)
		kind->settle();
}

/**
 * hf_handler_release - let a held handler run, as its setting says
 * @handler: locked
 *
 * Context: may sleep.
 */
void hf_handler_release(struct hf_handler *handler)
{
	const struct hf_kind *kind = kinds[handler->setting.kind];
	unsigned int i;

	for (i = 0; i < hf_handler_instances(handler); i++) {
		kind->prepare(&handler->instances[i], handler->own);
		/* How long it was held says nothing of the mechanism. */
		WRITE_ONCE(handler->instances[i].raised_at, 0);
	}
	if (handler->setting.disabled)
		return;
	/* With the instances as they were prepared. */
	smp_store_release(&handler->raise,
			  handler->setting.coalesce ? raise_later : kind->raise);
	smp_mb(); /* before looking who is pending: see at the top */
	for (i = 0; i < hf_handler_instances(handler); i++)
		hf_instance_again(&handler->instances[i]);
}

/**
 * hf_handler_lock - find a handler, to look at it or change it
 * @name: its name
 *
 * Context: may sleep.
 * Return: the handler, for hf_handler_unlock(); NULL where there is none.
 */
struct hf_handler *hf_handler_lock(const char *name)
{
	struct hf_handler *handler;

	mutex_lock(&handlers_lock);
	list_for_each_entry(handler, &handlers, list)
		if (!strcmp(handler->name, name))
			return handler;
	mutex_unlock(&handlers_lock);
	return NULL;
}

/**
 * hf_handler_unlock - done with it
 * @handler: from hf_handler_lock()
 */
void hf_handler_unlock(struct hf_handler *handler)
{
	lockdep_assert_held(&handlers_lock);
	mutex_unlock(&handlers_lock);
}

static void free_handler(struct hf_handler *handler)
{
	free_percpu(handler->counts);
	kvfree(handler->instances);
}

static int alloc_handler(struct hf_handler *handler)
{
	unsigned int count = hf_handler_instances(handler), i;

	handler->instances = kvcalloc(count, sizeof(*handler->instances), GFP_KERNEL);
	handler->counts = alloc_percpu(struct hf_handler_counts);
	if (!handler->instances || !handler->counts) {
		free_handler(handler);
		return -ENOMEM;
	}
	hf_figures_init(handler);
	for (i = 0; i < count; i++) {
		handler->instances[i].handler = handler;
		handler->instances[i].index = i;
		hrtimer_setup(&handler->instances[i].timer, waited, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_HARD);
	}
	return 0;
}

static void end_kind(struct hf_handler *handler)
{
	const struct hf_kind *kind = kinds[handler->setting.kind];

	if (kind->end)
		kind->end(handler, handler->own);
}

/* With what its kind needs. */
static int begin_kind(struct hf_handler *handler)
{
	const struct hf_kind *kind = kinds[handler->setting.kind];
	int ret = 0;

	if (kind->begin)
		handler->own = kind->begin(handler);
	if (IS_ERR(handler->own))
		return PTR_ERR(handler->own);
	if (kind->adjust)
		ret = kind->adjust(handler, handler->own, &handler->setting);
	if (ret)
		end_kind(handler);
	return ret;
}

/**
 * hf_handler_start - make a handler ready to be raised
 * @handler: zeroed but for the public members
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM; -EOPNOTSUPP where the kernel lacks the kind, or the
 * handler's work sleeps and the kind does not let it.
 */
int hf_handler_start(struct hf_handler *handler)
{
	const struct hf_kind *kind = kinds[handler->kind];
	int ret;

	if (kind->missing || (handler->sleeps && !kind->sleeps))
		return -EOPNOTSUPP;
	memset(&handler->setting, 0, sizeof(handler->setting));
	handler->setting.kind = handler->kind;
	handler->setting.budget = handler->budget;
	handler->own = NULL;
	handler->epoch = 0;
	handler->law = (struct hf_law_seen){ };
	ret = alloc_handler(handler);
	if (ret)
		return ret;
	mutex_lock(&handlers_lock);
	ret = begin_kind(handler);
	if (ret) {
		free_handler(handler);
	} else {
		hf_handler_release(handler);
		list_add_tail(&handler->list, &handlers);
	}
	mutex_unlock(&handlers_lock);
	return ret;
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
	mutex_lock(&handlers_lock);
	list_del(&handler->list);
	hf_handler_hold(handler);
	end_kind(handler);
	mutex_unlock(&handlers_lock);
	free_handler(handler);
}

/**
 * hf_handlers_visit - call a function for each handler
 * @first: how many to pass over
 * @next: receives the number of the first one that was not visited
 * @visit: the function; it may sleep; an error ends the visit
 * @data: for the function
 *
 * Context: may sleep. No handler starts, stops or is changed meanwhile.
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

static int again(struct hf_handler *handler, void *data)
{
	const struct hf_kind *kind = kinds[handler->setting.kind];
	unsigned int i;

	/* Threads that had to leave their CPU go back. */
	if (kind->adjust)
		kind->adjust(handler, handler->own, &handler->setting);
	for (i = 0; i < hf_handler_instances(handler); i++)
		hf_instance_again(&handler->instances[i]);
	return 0;
}

static void all_again(struct work_struct *work)
{
	unsigned int next;

	hf_handlers_visit(0, &next, again, NULL);
}

static DECLARE_WORK(again_work, all_again);

/**
 * hf_deferred_again - soon, have threads on their CPUs, and raise what is pending
 *
 * Context: any but NMI; from the first handler's start to the last one's stop.
 */
void hf_deferred_again(void)
{
	queue_work(own_queue, &again_work);
}

/**
 * hf_deferred_later - do something of the registry's own
 * @work: what
 * @delay: in how many jiffies
 *
 * Context: any but NMI.
 */
void hf_deferred_later(struct delayed_work *work, unsigned long delay)
{
	queue_delayed_work(own_queue, work, delay);
}

static int cpu_came(unsigned int cpu)
{
	hf_deferred_again();
	return 0;
}

/**
 * hf_deferred_init - make ready what all handlers need
 *
 * Return: 0 or a negative errno.
 */
int hf_deferred_init(void)
{
	int ret;

	own_queue = alloc_workqueue("holdfast", WQ_UNBOUND, 0);
	if (!own_queue)
		return -ENOMEM;
	ret = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "holdfast:online", cpu_came, NULL);
	if (ret < 0) {
		destroy_workqueue(own_queue);
		return ret;
	}
	hotplug = ret;
	hf_law_init();
	return 0;
}

/**
 * hf_deferred_exit - the end, when all handlers are stopped
 */
void hf_deferred_exit(void)
{
	WARN_ON(!list_empty(&handlers));
	hf_law_exit();
	cpuhp_remove_state_nocalls(hotplug);
	cancel_work_sync(&again_work);
	destroy_workqueue(own_queue);
}
