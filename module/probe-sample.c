// SPDX-License-Identifier: GPL-2.0
/*
 * What a probe counts: the raise by a tick, and the run that serves it.
 *
 * Who may run: a tick, in a hard interrupt of the slot's CPU, and a run, in
 * whatever context the kind gives, on whatever CPU, one at a time for a slot.
 * Both take the slot's raw lock for what they share: which ticks wait. What is
 * measured is the runner's alone. For the null kind the tick is the runner.
 *
 * Open loop: a tick that finds the handler waiting raises nothing and goes on
 * the backlog, with the time when it was due, and is a sample when that drains.
 */
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/ktime.h>

#include "backlog.h"
#include "probe.h"

#define CALIBRATE_ROUNDS 16
#define CALIBRATE_TIMES 64

static void add_sample(struct hf_probe_times *times, u64 ns)
{
	times->bucket[hf_histogram_index(ns)]++;
	if (!times->samples || ns < times->min)
		times->min = ns;
	if (ns > times->max)
		times->max = ns;
	WRITE_ONCE(times->samples, times->samples + 1);
}

static void add_backlog(struct hf_probe_times *times, u64 latency, u64 period, u64 count)
{
	u64 rest = (count - 1) * period;
	u64 least = latency > rest ? latency - rest : 0;

	hf_backlog_spread(times->bucket, latency, period, count);
	if (!times->samples || least < times->min)
		times->min = least;
	if (latency > times->max)
		times->max = latency;
	WRITE_ONCE(times->samples, times->samples + count);
}

/* The clock may step back a little at an update. */
static u64 between(struct hf_probe_slot *slot, u64 from, u64 to)
{
	if (to >= from)
		return to - from;
	slot->steps_back++;
	return 0;
}

/* What a run takes from the ticks. */
struct taken {
	u64 waiting;
	u64 due;
	u64 fired_at;
	u64 raised_at;
};

static struct taken take(struct hf_probe_slot *slot, struct hf_scene *scene, u64 over)
{
	struct taken taken;
	unsigned long flags;

	raw_spin_lock_irqsave(&slot->lock, flags);
	taken.waiting = slot->waiting;
	taken.due = slot->due;
	taken.fired_at = slot->fired_at;
	taken.raised_at = slot->raised_at;
	if (taken.waiting && taken.due < over)
		*scene = slot->scene;
	slot->waiting = 0;
	raw_spin_unlock_irqrestore(&slot->lock, flags);
	return taken;
}

static void blame(struct hf_probe_part *part, unsigned int i, const struct taken *taken,
		  u64 ran_at, struct hf_blame *record)
{
	record->slot = i;
	record->latency = ran_at - taken->due;
	record->lateness = taken->fired_at > taken->due ? taken->fired_at - taken->due : 0;
	record->due = taken->due;
	record->ticks = taken->waiting;
	hf_blames_add(part->blames, record);
}

static void run(struct hf_probe_part *part, unsigned int i)
{
	u64 ran_at = ktime_get_mono_fast_ns(), ended_at, latency;
	const struct hf_probe_wish *wish = &part->probe->wish;
	struct hf_probe_slot *slot = part->slot[i];
	struct hf_blame record;
	struct taken taken;
	/* Ticks that were due before this one are blamed. */
	u64 over = part->blames && ran_at > wish->threshold ? ran_at - wish->threshold : 0;

	taken = take(slot, &record.scene, over);
	if (!taken.waiting) {
		slot->spurious++;
		return;
	}
	slot->where[hf_where_now()]++;
	/* Where it may migrate, one CPU is as right as the other. */
	if (raw_smp_processor_id() != part->cpu)
		slot->elsewhere++;
	latency = between(slot, taken.due, ran_at);
	add_sample(&slot->times[HOLDFAST_PROBE_SPLIT_TIMER],
		   between(slot, taken.due, taken.fired_at));
	add_sample(&slot->times[HOLDFAST_PROBE_SPLIT_RAISE],
		   between(slot, taken.fired_at, taken.raised_at));
	add_sample(&slot->times[HOLDFAST_PROBE_SPLIT_WAIT],
		   between(slot, taken.raised_at, ran_at));
	add_sample(&slot->times[HOLDFAST_PROBE_SPLIT_CLOSED], latency);
	add_backlog(&slot->times[HOLDFAST_PROBE_SPLIT_TOTAL], latency, wish->period,
		    taken.waiting);
	if (taken.due < over)
		blame(part, i, &taken, ran_at, &record);
	ended_at = ktime_get_mono_fast_ns();
	latency = between(slot, ran_at, ended_at);
	add_sample(&slot->times[HOLDFAST_PROBE_SPLIT_RUN], latency);
	WRITE_ONCE(slot->busy, slot->busy + latency);
	WRITE_ONCE(slot->ran, slot->ran + 1);
}

/**
 * hf_probe_work - the work of a probe's handlers
 * @handler: of a struct hf_probe_handler
 * @cpu: whose tick raised it
 * @budget: not used: there is one item, which is to be measured
 *
 * Context: any but NMI.
 * Return: false.
 */
bool hf_probe_work(struct hf_handler *handler, unsigned int cpu, unsigned int budget)
{
	const struct hf_probe_handler *h = container_of(handler, struct hf_probe_handler,
							handler);

	run(h->probe->part[cpu], h->slot);
	return false;
}

/**
 * hf_probe_raise - what a tick does for a kind
 * @part: the CPU's
 * @i: the slot
 * @due: when the tick was
 * @passed: how many ticks this one stands for: those after it that are due too
 * @fired_at: when the timer fired
 *
 * Context: hard interrupt, on the part's CPU.
 */
void hf_probe_raise(struct hf_probe_part *part, unsigned int i, u64 due, u64 passed, u64 fired_at)
{
	struct hf_probe_slot *slot = part->slot[i];
	bool fresh;

	raw_spin_lock(&slot->lock);
	slot->ticks += passed;
	slot->missed += passed - 1;
	slot->raised++;
	fresh = !slot->waiting;
	slot->waiting += passed;
	if (fresh) {
		slot->due = due;
		slot->fired_at = fired_at;
		if (part->blames)
			slot->scene = part->scene;
		slot->raised_at = ktime_get_mono_fast_ns();
	} else {
		slot->coalesced++;
	}
	raw_spin_unlock(&slot->lock);
	if (!fresh)
		return;
	if (i == HF_PROBE_NULL)
		run(part, i);
	else
		hf_handler_raise(&part->probe->handler[i].handler, part->cpu);
}

static u64 cost_of_clock(void)
{
	u64 began_at = ktime_get_mono_fast_ns();
	unsigned int i;

	for (i = 0; i < CALIBRATE_TIMES; i++)
		ktime_get_mono_fast_ns();
	return ktime_get_mono_fast_ns() - began_at;
}

static u64 cost_of_null(struct hf_probe_part *part)
{
	u64 began_at = ktime_get_mono_fast_ns();
	unsigned int i;

	for (i = 0; i < CALIBRATE_TIMES; i++)
		hf_probe_raise(part, HF_PROBE_NULL, began_at, 1, began_at);
	return ktime_get_mono_fast_ns() - began_at;
}

static void reset(struct hf_probe_slot *slot)
{
	memset(slot, 0, sizeof(*slot));
	raw_spin_lock_init(&slot->lock);
}

/**
 * hf_probe_calibrate - find out what measuring costs
 * @probe: receives the costs: the least of some rounds
 * @part: one that has not begun
 *
 * Context: may sleep.
 */
void hf_probe_calibrate(struct hf_probe *probe, struct hf_probe_part *part)
{
	u64 clock = U64_MAX, null = U64_MAX;
	struct hf_blames *blames = part->blames;
	unsigned long flags;
	unsigned int i;

	part->blames = NULL;
	for (i = 0; i < CALIBRATE_ROUNDS; i++) {
		local_irq_save(flags);
		clock = min(clock, cost_of_clock());
		null = min(null, cost_of_null(part));
		local_irq_restore(flags);
	}
	part->blames = blames;
	reset(part->slot[HF_PROBE_NULL]);
	probe->clock_cost = div_u64(clock * 1000, CALIBRATE_TIMES + 1);
	probe->own_cost = div_u64(null * 1000, CALIBRATE_TIMES);
}
