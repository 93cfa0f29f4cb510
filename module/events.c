// SPDX-License-Identifier: GPL-2.0
/*
 * From the writer to the journal: a ring for each CPU, and the handler
 * `drain`, which empties it.
 *
 * Who may run: a ring has one producer, whoever runs on its CPU with
 * interrupts off, and one consumer, the CPU's instance of `drain`, which never
 * runs twice at a time: kfifo needs no lock for that. A CPU that goes offline
 * leaves its ring to an instance that then runs elsewhere. Who puts another
 * buffer in a ring's place does it on the ring's CPU, with interrupts off, so
 * beside no producer, and under the ring's swap_lock, so beside no consumer.
 *
 * A full ring loses the event, and counts it: a writer never waits.
 *
 * Teardown: when doors and requests, who record, have ended, hf_events_exit()
 * stops `drain` and frees the rings. Whoever attached a handler detaches it
 * before: hf_events_attach(NULL) returns when `drain` no longer knows it.
 */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "deferred.h"
#include "events.h"
#include "journal.h"
#include "law.h"
#include "tracepoints.h"

/* Bounds of the two sizes: 64 Ki events are 40 MB. */
#define SIZE_MIN 2U
#define SIZE_MAX_EVENTS (64U * 1024)

static unsigned int ring_size = 128;
module_param(ring_size, uint, 0444);
MODULE_PARM_DESC(ring_size, "events a CPU's ring holds (2 to 65536, a power of two; default 128)");

static unsigned int journal_size = 1024;
module_param(journal_size, uint, 0444);
MODULE_PARM_DESC(journal_size, "events the journal holds (2 to 65536, a power of two; default 1024)");

/**
 * struct ring - a CPU's events on their way to the journal
 * @fifo: the events
 * @swap_lock: the consumer's, and that of who changes the buffer; innermost
 * @second: in jiffies, when the current second of the rate limit began; the
 *	CPU's own, interrupts off
 * @in_second: writes told of in it; likewise
 * @recorded: how many found room; the CPU's own, interrupts off
 * @lost: how many did not; likewise
 * @suppressed: how many were over the rate limit; likewise
 */
struct ring {
	DECLARE_KFIFO_PTR(fifo, struct hf_event);
	raw_spinlock_t swap_lock;
	unsigned long second;
	unsigned int in_second;
	unsigned long recorded;
	unsigned long lost;
	unsigned long suppressed;
};

static DEFINE_PER_CPU(struct ring, rings);
static DEFINE_MUTEX(resize_lock);
static unsigned int rate;	/* events of writes a second a CPU; 0: no limit */
static struct hf_handler __rcu *attached;

static void raise_attached(void)
{
	struct hf_handler *deliver;

	rcu_read_lock();
	deliver = rcu_dereference(attached);
	if (deliver)
		hf_handler_raise(deliver, 0);
	rcu_read_unlock();
}

/* The oldest event of a ring; false where it is empty. */
static bool take(struct ring *ring, struct hf_event *event)
{
	unsigned long flags;
	bool taken;

	raw_spin_lock_irqsave(&ring->swap_lock, flags);
	taken = kfifo_get(&ring->fifo, event);
	raw_spin_unlock_irqrestore(&ring->swap_lock, flags);
	return taken;
}

static bool drain_ring(struct hf_handler *handler, unsigned int cpu, unsigned int budget)
{
	struct ring *ring = per_cpu_ptr(&rings, cpu);
	struct hf_event event;
	unsigned int done = 0;

	while (done < budget && take(ring, &event)) {
		hf_journal_add(&event);
		done++;
	}
	if (done)
		raise_attached();
	/* What came behind the last look has a raise of its own. */
	return done == budget && !kfifo_is_empty(&ring->fifo);
}

static u64 lost_by(unsigned int cpu)
{
	return READ_ONCE(per_cpu_ptr(&rings, cpu)->lost);
}

/*
 * A budget of 32 copies of 0.6 KB: some ten microseconds, so that a flood of
 * events does not hold up the other softirqs.
 */
static struct hf_handler drain = {
	.name = "drain",
	.kind = HOLDFAST_KIND_TASKLET,
	.budget = 32,
	.per_cpu = true,
	.carries_events = true,
	.work = drain_ring,
	.lost = lost_by,
};

/* Is it one too many this second? What changes the policy never is. */
static bool over_rate(struct ring *ring, const struct hf_event *event)
{
	unsigned int limit = READ_ONCE(rate);

	if (!limit || event->type != HOLDFAST_EVENT_TYPE_WRITE)
		return false;
	if (time_after_eq(jiffies, ring->second + HZ)) {
		ring->second = jiffies;
		ring->in_second = 0;
	}
	return ring->in_second++ >= limit;
}

/**
 * hf_events_record - send an event on its way
 * @event: begun with hf_event_begin(); receives cpu and lost
 *
 * Context: any but NMI. Takes a ring's slot, or counts the event as lost, or
 * as suppressed where there are too many.
 */
void hf_events_record(struct hf_event *event)
{
	unsigned long flags;
	struct ring *ring;
	bool kept = false;

	local_irq_save(flags);
	ring = this_cpu_ptr(&rings);
	event->cpu = smp_processor_id();
	event->lost = ring->lost;
	if (over_rate(ring, event)) {
		WRITE_ONCE(ring->suppressed, ring->suppressed + 1);
	} else if (kfifo_put(&ring->fifo, *event)) {
		WRITE_ONCE(ring->recorded, ring->recorded + 1);
		kept = true;
	} else {
		WRITE_ONCE(ring->lost, ring->lost + 1);
	}
	trace_event_record(event, kept);
	hf_handler_raise(&drain, event->cpu);
	local_irq_restore(flags);
}

/* Counters that do not add up: told on the way they are about, if need be. */
static void record_breach(const char *handler)
{
	struct hf_event event;

	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_BREACH);
	hf_event_handler(&event, handler);
	hf_events_record(&event);
}

/**
 * hf_events_attach - have a handler raised when the journal grew
 * @deliver: a started handler, not per CPU, or NULL to detach the one before
 *
 * Context: may sleep. After it returns the handler before is raised no more.
 */
void hf_events_attach(struct hf_handler *deliver)
{
	rcu_assign_pointer(attached, deliver);
	if (!deliver)
		synchronize_rcu();
}

/**
 * hf_events_count_cpu - what became of a CPU's events
 * @cpu: the CPU
 * @counts: receives it
 *
 * Context: any.
 */
void hf_events_count_cpu(unsigned int cpu, struct hf_event_counts *counts)
{
	const struct ring *ring = per_cpu_ptr(&rings, cpu);

	counts->recorded = READ_ONCE(ring->recorded);
	counts->lost = READ_ONCE(ring->lost);
	counts->suppressed = READ_ONCE(ring->suppressed);
}

/**
 * hf_events_count - add up what became of the events
 * @sum: receives the sums
 *
 * Context: any.
 */
void hf_events_count(struct hf_event_counts *sum)
{
	struct hf_event_counts counts;
	unsigned int cpu;

	*sum = (struct hf_event_counts){ };
	for_each_possible_cpu(cpu) {
		hf_events_count_cpu(cpu, &counts);
		sum->recorded += counts.recorded;
		sum->lost += counts.lost;
		sum->suppressed += counts.suppressed;
	}
}

/**
 * hf_events_ring_size - how many events a CPU's ring holds
 *
 * Context: any. Return: the number.
 */
unsigned int hf_events_ring_size(void)
{
	return READ_ONCE(ring_size);
}

/**
 * hf_events_rate - how many writes a CPU tells of in a second
 *
 * Context: any. Return: the number, 0 for all.
 */
unsigned int hf_events_rate(void)
{
	return READ_ONCE(rate);
}

/**
 * hf_events_set_rate - limit how many writes a CPU tells of in a second
 * @limit: the number, 0 for all
 *
 * Context: any.
 */
void hf_events_set_rate(unsigned int limit)
{
	WRITE_ONCE(rate, limit);
}

static void *alloc_buffer(unsigned int cpu, unsigned int size)
{
	/* kvmalloc instead of kfifo_alloc(): 100 KB in one piece may not be had. */
	return kvmalloc_node(size * sizeof(struct hf_event), GFP_KERNEL, cpu_to_node(cpu));
}

static void free_rings(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct ring *ring = per_cpu_ptr(&rings, cpu);

		kvfree(ring->fifo.kfifo.data);
		ring->fifo.kfifo.data = NULL;
	}
}

static int alloc_rings(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct ring *ring = per_cpu_ptr(&rings, cpu);
		void *buffer = alloc_buffer(cpu, ring_size);

		if (!buffer) {
			free_rings();
			return -ENOMEM;
		}
		raw_spin_lock_init(&ring->swap_lock);
		kfifo_init(&ring->fifo, buffer, ring_size * sizeof(struct hf_event));
	}
	return 0;
}

/**
 * struct swap - another buffer for a ring
 * @ring: the ring
 * @buffer: the buffer; then the one it had
 * @size: events it holds
 * @moved: room for one on its way
 */
struct swap {
	struct ring *ring;
	void *buffer;
	unsigned int size;
	struct hf_event moved;
};

/* On the ring's CPU, interrupts off; or that CPU is offline, and stays so. */
static void swap_buffer(void *data)
{
	struct swap *swap = data;
	struct ring *ring = swap->ring;
	typeof(ring->fifo) old;

	raw_spin_lock(&ring->swap_lock);
	old = ring->fifo;
	kfifo_init(&ring->fifo, swap->buffer, swap->size * sizeof(struct hf_event));
	while (kfifo_get(&old, &swap->moved))
		if (!kfifo_put(&ring->fifo, swap->moved))
			WRITE_ONCE(ring->lost, ring->lost + 1);
	swap->buffer = old.kfifo.data;
	raw_spin_unlock(&ring->swap_lock);
}

/* Moving events takes the CPU some time with interrupts off: let them go first. */
static void let_drain(struct ring *ring)
{
	unsigned int tries;

	for (tries = 0; tries < 100 && !kfifo_is_empty(&ring->fifo); tries++)
		usleep_range(1000, 2000);
}

static int resize_ring(struct swap *swap, unsigned int cpu)
{
	unsigned long flags;
	int ret = 0;

	swap->ring = per_cpu_ptr(&rings, cpu);
	swap->buffer = alloc_buffer(cpu, swap->size);
	if (!swap->buffer)
		return -ENOMEM;
	let_drain(swap->ring);
	if (cpu_online(cpu)) {
		ret = smp_call_function_single(cpu, swap_buffer, swap, 1);
	} else {
		local_irq_save(flags);
		swap_buffer(swap);
		local_irq_restore(flags);
	}
	kvfree(swap->buffer);
	return ret;
}

/**
 * hf_events_resize - give the rings another size
 * @size: events a CPU's ring is to hold
 *
 * Context: may sleep.
 * Return: 0; -EINVAL; -ENOMEM, and then some rings may have it already, and
 * all work.
 */
int hf_events_resize(unsigned int size)
{
	struct swap *swap;
	unsigned int cpu;
	int ret = 0;

	if (size < SIZE_MIN || size > SIZE_MAX_EVENTS || !is_power_of_2(size))
		return -EINVAL;
	swap = kzalloc(sizeof(*swap), GFP_KERNEL);
	if (!swap)
		return -ENOMEM;
	swap->size = size;
	mutex_lock(&resize_lock);
	cpus_read_lock();
	for_each_possible_cpu(cpu) {
		ret = resize_ring(swap, cpu);
		if (ret)
			break;
	}
	if (!ret)
		WRITE_ONCE(ring_size, size);
	cpus_read_unlock();
	mutex_unlock(&resize_lock);
	kfree(swap);
	return ret;
}

static bool size_is_good(const char *name, unsigned int size)
{
	if (size >= SIZE_MIN && size <= SIZE_MAX_EVENTS && is_power_of_2(size))
		return true;
	pr_err("%s=%u: must be a power of two from %u to %u\n", name, size, SIZE_MIN,
	       SIZE_MAX_EVENTS);
	return false;
}

/**
 * hf_events_init - make rings and journal, start `drain`
 *
 * Return: 0, -ENOMEM, or -EINVAL for a size out of range.
 */
int hf_events_init(void)
{
	int ret;

	if (!size_is_good("ring_size", ring_size) || !size_is_good("journal_size", journal_size))
		return -EINVAL;
	ret = hf_journal_init(journal_size);
	if (ret)
		return ret;
	ret = alloc_rings();
	if (ret)
		goto exit_journal;
	ret = hf_handler_start(&drain);
	if (ret)
		goto free_rings;
	hf_law_tell(record_breach);
	return 0;
free_rings:
	free_rings();
exit_journal:
	hf_journal_exit();
	return ret;
}

/**
 * hf_events_exit - stop `drain`, free rings and journal
 */
void hf_events_exit(void)
{
	hf_law_tell(NULL);
	hf_handler_stop(&drain);
	free_rings();
	hf_journal_exit();
}
