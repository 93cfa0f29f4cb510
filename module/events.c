// SPDX-License-Identifier: GPL-2.0
/*
 * From the writer to the journal: a ring for each CPU, and the handler
 * `drain`, which empties it.
 *
 * Who may run: a ring has one producer, whoever runs on its CPU with
 * interrupts off, and one consumer, the CPU's instance of `drain`, which never
 * runs twice at a time: kfifo needs no lock for that. A CPU that goes offline
 * leaves its ring to an instance that then runs elsewhere.
 *
 * A full ring loses the event, and counts it: a writer never waits.
 *
 * Teardown: when doors and requests, who record, have ended, hf_events_exit()
 * stops `drain` and frees the rings. Whoever attached a handler detaches it
 * before: hf_events_attach(NULL) returns when `drain` no longer knows it.
 */
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "deferred.h"
#include "events.h"
#include "journal.h"

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
 * @recorded: how many found room; the CPU's own, interrupts off
 * @lost: how many did not; likewise
 * @suppressed: how many were over the rate limit; likewise
 */
struct ring {
	DECLARE_KFIFO_PTR(fifo, struct hf_event);
	unsigned long recorded;
	unsigned long lost;
	unsigned long suppressed;
};

static DEFINE_PER_CPU(struct ring, rings);
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

static bool drain_ring(unsigned int cpu, unsigned int budget)
{
	struct ring *ring = per_cpu_ptr(&rings, cpu);
	struct hf_event event;
	unsigned int done = 0;

	while (done < budget && kfifo_get(&ring->fifo, &event)) {
		hf_journal_add(&event);
		done++;
	}
	if (done)
		raise_attached();
	return !kfifo_is_empty(&ring->fifo);
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
	.work = drain_ring,
};

/**
 * hf_events_record - send an event on its way
 * @event: begun with hf_event_begin(); receives cpu and lost
 *
 * Context: any but NMI. Takes a ring's slot, or counts the event as lost.
 */
void hf_events_record(struct hf_event *event)
{
	unsigned long flags;
	struct ring *ring;

	local_irq_save(flags);
	ring = this_cpu_ptr(&rings);
	event->cpu = smp_processor_id();
	event->lost = ring->lost;
	if (kfifo_put(&ring->fifo, *event))
		WRITE_ONCE(ring->recorded, ring->recorded + 1);
	else
		WRITE_ONCE(ring->lost, ring->lost + 1);
	local_irq_restore(flags);
	hf_handler_raise(&drain, event->cpu);
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
	return ring_size;
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

/* kvmalloc instead of kfifo_alloc(): 80 KB in one piece may not be had. */
static int alloc_rings(void)
{
	size_t bytes = ring_size * sizeof(struct hf_event);
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct ring *ring = per_cpu_ptr(&rings, cpu);
		void *buffer = kvmalloc_node(bytes, GFP_KERNEL, cpu_to_node(cpu));

		if (!buffer) {
			free_rings();
			return -ENOMEM;
		}
		kfifo_init(&ring->fifo, buffer, bytes);
	}
	return 0;
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
	hf_handler_stop(&drain);
	free_rings();
	hf_journal_exit();
}
