// SPDX-License-Identifier: GPL-2.0
/*
 * The probe: there is one at a time, and it ends with its owner's socket.
 *
 * Who may run: requests, and the notifier of closing sockets, under the mutex
 * `lock`. What runs in interrupts and handlers meanwhile, probe-tick.c and
 * probe-sample.c tell.
 *
 * Teardown: first the timers end, on each CPU, then the handlers are stopped,
 * which nobody raises any more: a run that was pending may be dropped, and stays
 * counted as pending. What was measured stays until the owner's socket closes,
 * the worst samples until the next probe.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/pid.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/ktime.h>

#include "probe.h"

#define PERIOD_MIN NSEC_PER_USEC
#define PERIOD_MAX NSEC_PER_SEC
#define DURATION_MIN NSEC_PER_MSEC
#define DURATION_MAX (24 * 60 * 60 * (u64)NSEC_PER_SEC)

static DEFINE_MUTEX(lock);
static struct hf_probe *probe;
static struct hf_blames *last_blames;
static u32 serial;

/*
 * Whose the probe is, for those who are refused: it outlives the probe, as their
 * answer is written when the lock is free again.
 */
static char in_use[64 + TASK_COMM_LEN];

static const char *const names[] = {
	[HOLDFAST_KIND_TASKLET] = "probe-tasklet",
	[HOLDFAST_KIND_WORKQUEUE] = "probe-workqueue",
	[HOLDFAST_KIND_TASKLET_HI] = "probe-tasklet-hi",
	[HOLDFAST_KIND_BH] = "probe-bh",
	[HOLDFAST_KIND_BH_HI] = "probe-bh-hi",
	[HOLDFAST_KIND_WORKQUEUE_HIGHPRI] = "probe-workqueue-highpri",
	[HOLDFAST_KIND_WORKQUEUE_UNBOUND] = "probe-workqueue-unbound",
	[HOLDFAST_KIND_KTHREAD] = "probe-kthread",
	[HOLDFAST_KIND_IRQ_WORK] = "probe-irq-work",
	[HOLDFAST_KIND_IRQ_WORK_HARD] = "probe-irq-work-hard",
};

static int refuse(struct netlink_ext_ack *extack, int error, const char *why)
{
	/* NL_SET_ERR_MSG() takes a literal only. */
	extack->_msg = why;
	return error;
}

static void free_part(struct hf_probe_part *part)
{
	unsigned int i;

	if (!part)
		return;
	for (i = 0; i < HF_PROBE_SLOTS; i++)
		kvfree(part->slot[i]);
	kfree(part);
}

/* All that is left of one that ticks no more and has no handlers. */
static void destroy(struct hf_probe *old)
{
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		free_part(old->part[cpu]);
	free_cpumask_var(old->wish.cpus);
	if (old->blames != last_blames)
		kvfree(old->blames);
	kvfree(old);
}

static int make_slot(struct hf_probe_part *part, unsigned int i)
{
	struct hf_probe_slot *slot = kvzalloc_node(sizeof(*slot), GFP_KERNEL,
						   cpu_to_node(part->cpu));

	if (!slot)
		return -ENOMEM;
	raw_spin_lock_init(&slot->lock);
	part->slot[i] = slot;
	part->order[part->slots++] = i;
	return 0;
}

static int make_part(struct hf_probe *new, unsigned int cpu)
{
	struct hf_probe_part *part = kzalloc_node(sizeof(*part), GFP_KERNEL, cpu_to_node(cpu));
	unsigned int i;
	int ret;

	if (!part)
		return -ENOMEM;
	new->part[cpu] = part;
	part->probe = new;
	part->cpu = cpu;
	part->end = HOLDFAST_PROBE_END_NEVER;
	part->seed = get_random_u32() | 1;
	part->blames = new->blames ? &new->blames[cpu] : NULL;
	ret = make_slot(part, HF_PROBE_NULL);
	for (i = 0; !ret && i < HF_KINDS; i++)
		if (new->wish.kinds & BIT(i))
			ret = make_slot(part, i);
	return ret;
}

static int make_blames(struct hf_probe *new)
{
	unsigned int cpu;

	new->blames = kvcalloc(nr_cpu_ids, sizeof(*new->blames), GFP_KERNEL);
	if (!new->blames)
		return -ENOMEM;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		raw_spin_lock_init(&new->blames[cpu].lock);
	return 0;
}

static int make_parts(struct hf_probe *new)
{
	unsigned int cpu;
	int ret = new->wish.threshold ? make_blames(new) : 0;

	for_each_cpu(cpu, new->wish.cpus) {
		if (ret)
			break;
		ret = make_part(new, cpu);
	}
	return ret;
}

/* Takes the wish's cpumask over, also where it fails. */
static struct hf_probe *create(u32 owner, struct hf_probe_wish *wish)
{
	struct hf_probe *new = kvzalloc(struct_size(new, part, nr_cpu_ids), GFP_KERNEL);

	if (!new) {
		free_cpumask_var(wish->cpus);
		return NULL;
	}
	new->wish = *wish;
	new->serial = ++serial ?: ++serial;
	new->owner = owner;
	new->pid = task_tgid_nr(current);
	get_task_comm(new->comm, current);
	if (!make_parts(new))
		return new;
	destroy(new);
	return NULL;
}

static void stop_handlers(struct hf_probe *old)
{
	unsigned int i;

	for (i = 0; i < HF_KINDS; i++)
		if (old->handler[i].started)
			hf_handler_stop(&old->handler[i].handler);
}

static int start_handler(struct hf_probe *new, unsigned int kind)
{
	struct hf_probe_handler *h = &new->handler[kind];
	int ret;

	h->probe = new;
	h->slot = kind;
	h->handler = (struct hf_handler){
		.name = names[kind],
		.kind = kind,
		.budget = 1,
		.per_cpu = true,
		.measured = true,
		.work = hf_probe_work,
	};
	ret = hf_handler_start(&h->handler);
	h->started = !ret;
	return ret;
}

static int start_handlers(struct hf_probe *new, struct netlink_ext_ack *extack)
{
	unsigned int i;
	int ret = 0;

	BUILD_BUG_ON(ARRAY_SIZE(names) != HF_KINDS);
	for (i = 0; i < HF_KINDS && !ret; i++)
		if (new->wish.kinds & BIT(i))
			ret = start_handler(new, i);
	if (!ret)
		return 0;
	stop_handlers(new);
	return refuse(extack, ret, "a handler could not be started");
}

static int check_times(const struct hf_probe_wish *wish, struct netlink_ext_ack *extack)
{
	if (wish->period < PERIOD_MIN || wish->period > PERIOD_MAX)
		return refuse(extack, -ERANGE, "the period must be from 1 us to 1 s");
	if (wish->period < hrtimer_resolution)
		return refuse(extack, -ERANGE,
			      "this kernel's timers have no resolution as high as that period");
	if (wish->duration < DURATION_MIN || wish->duration > DURATION_MAX)
		return refuse(extack, -ERANGE, "the duration must be from 1 ms to a day");
	if (wish->duration < wish->period)
		return refuse(extack, -ERANGE, "the duration is shorter than the period");
	/* Histograms count in 32 bits. */
	if (wish->duration / wish->period > U32_MAX)
		return refuse(extack, -ERANGE, "that would be more than 4294967295 ticks");
	return 0;
}

static int check_wish(const struct hf_probe_wish *wish, struct netlink_ext_ack *extack)
{
	int ret = check_times(wish, extack);
	unsigned int i;

	if (ret)
		return ret;
	for (i = 0; i < HF_KINDS; i++)
		if (wish->kinds & BIT(i) && hf_kind_get(i)->missing)
			return refuse(extack, -EOPNOTSUPP, hf_kind_get(i)->missing);
	if (cpumask_empty(wish->cpus))
		return refuse(extack, -EINVAL, "the list of CPUs is empty");
	if (!cpumask_subset(wish->cpus, cpu_possible_mask))
		return refuse(extack, -EINVAL, "a CPU of the list does not exist");
	if (!cpumask_subset(wish->cpus, cpu_online_mask))
		return refuse(extack, -EINVAL, "a CPU of the list is offline");
	return 0;
}

static int start(struct hf_probe *new, struct netlink_ext_ack *extack)
{
	int ret = start_handlers(new, extack);

	if (ret)
		return ret;
	hf_probe_calibrate(new, new->part[cpumask_first(new->wish.cpus)]);
	ret = hf_probe_begin_ticks(new);
	if (ret) {
		stop_handlers(new);
		return refuse(extack, ret, "the kernel has no more room for who follows CPUs");
	}
	return 0;
}

/* The last one's worst samples go, these come. */
static void keep_blames(struct hf_blames *blames)
{
	kvfree(last_blames);
	last_blames = blames;
}

static int replace(u32 owner, struct hf_probe_wish *wish, struct netlink_ext_ack *extack)
{
	struct hf_probe *new = create(owner, wish);
	int ret;

	if (!new)
		return -ENOMEM;
	ret = start(new, extack);
	if (ret) {
		destroy(new);
		return ret;
	}
	probe = new;
	keep_blames(new->blames);
	snprintf(in_use, sizeof(in_use), "there is a probe of process %d (%s); it ends with it",
		 new->pid, new->comm);
	return 0;
}

static void stop(struct hf_probe *old)
{
	if (old->stopped)
		return;
	hf_probe_end_ticks(old);
	stop_handlers(old);
	old->stopped_at = ktime_get_mono_fast_ns();
	WRITE_ONCE(old->stopped, true);
}

static void drop(void)
{
	lockdep_assert_held(&lock);
	if (!probe)
		return;
	stop(probe);
	destroy(probe);
	probe = NULL;
}

/**
 * hf_probe_start - begin a probe
 * @owner: the port of the socket it ends with
 * @wish: what it is to be; its cpumask is taken over
 * @extack: says why not
 *
 * One of the same owner that was stopped gives way.
 *
 * Context: may sleep.
 * Return: 0, -EBUSY where there is one, -EINVAL, -ERANGE, -EOPNOTSUPP, -ENOMEM.
 */
int hf_probe_start(u32 owner, struct hf_probe_wish *wish, struct netlink_ext_ack *extack)
{
	int ret = check_wish(wish, extack);

	mutex_lock(&lock);
	if (!ret && probe && (probe->owner != owner || !probe->stopped))
		ret = refuse(extack, -EBUSY, in_use);
	if (ret) {
		free_cpumask_var(wish->cpus);
	} else {
		drop();
		ret = replace(owner, wish, extack);
	}
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_probe_stop - end a probe
 * @owner: the port of its owner's socket
 * @extack: says why not
 *
 * Context: may sleep.
 * Return: 0, -ENOENT where there is none, -EBUSY where it is another's.
 */
int hf_probe_stop(u32 owner, struct netlink_ext_ack *extack)
{
	int ret = 0;

	mutex_lock(&lock);
	if (!probe)
		ret = refuse(extack, -ENOENT, "there is no probe");
	else if (probe->owner != owner)
		ret = refuse(extack, -EBUSY, in_use);
	else
		stop(probe);
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_probe_drop - forget the probe of a socket
 * @owner: its port
 *
 * Context: may sleep.
 */
void hf_probe_drop(u32 owner)
{
	mutex_lock(&lock);
	if (probe && probe->owner == owner)
		drop();
	mutex_unlock(&lock);
}

/**
 * hf_probe_visit - look at the probe
 * @visit: called with it; it may sleep
 * @data: for the function
 *
 * Context: may sleep. It neither starts nor stops meanwhile, but goes on.
 * Return: the function's, or -ENOENT where there is none.
 */
int hf_probe_visit(int (*visit)(const struct hf_probe *probe, void *data), void *data)
{
	int ret;

	mutex_lock(&lock);
	ret = probe ? visit(probe, data) : -ENOENT;
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_blames_visit - look at the worst samples of this probe, or the last one
 * @visit: called with nr_cpu_ids of them
 * @data: for the function
 *
 * Context: may sleep.
 * Return: the function's, or -ENOENT where there are none.
 */
int hf_blames_visit(int (*visit)(struct hf_blames *blames, void *data), void *data)
{
	int ret;

	mutex_lock(&lock);
	ret = last_blames ? visit(last_blames, data) : -ENOENT;
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_probe_exit - end the probe, when no request can come in any more
 */
void hf_probe_exit(void)
{
	mutex_lock(&lock);
	drop();
	keep_blames(NULL);
	mutex_unlock(&lock);
}
