// SPDX-License-Identifier: GPL-2.0
/*
 * A probe's timers: on each CPU a hard-interrupt timer on an absolute grid,
 * which raises each kind, in random order, at each tick.
 *
 * Who may run: a part's timer runs on its CPU; it begins and ends there too, in
 * the CPU's hotplug thread. So nothing of a part but what its slots count is
 * ever written by two.
 *
 * A CPU that goes offline ends its part; coming back begins none.
 *
 * Teardown: hf_probe_end_ticks() returns when no timer runs or will run, on any
 * CPU; then the handlers, whom nobody raises any more, can be stopped.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/hrtimer.h>
#include <linux/math64.h>
#include <linux/ktime.h>

#include "order.h"
#include "probe.h"

/* The first tick comes so much after the part began. */
#define LEAD_NS (1 * NSEC_PER_MSEC)

/*
 * A period is too short where the timer, and what it raised, take more than
 * half of the CPU, or where nearly all ticks come so late that the next is due:
 * what is measured is then the probe, and nobody else gets far. It has to be so
 * window after window, each as long, and with as many ticks, as keep one that
 * was held up by others from looking so.
 */
#define WINDOW_NS (10 * NSEC_PER_MSEC)
#define WINDOW_FIRED 16
#define WINDOWS_OVER 3

static struct hf_probe *ticking;
static enum cpuhp_state hotplug;

/* The time that this CPU's ticks and their runs took so far. */
static u64 busy(const struct hf_probe_part *part)
{
	u64 sum = part->busy;
	unsigned int i;

	/* The null kind's run is a part of the tick. */
	for (i = 0; i < HF_PROBE_NULL; i++)
		if (part->slot[i])
			sum += READ_ONCE(part->slot[i]->busy);
	return sum;
}

static bool is_too_much(struct hf_probe_part *part, u64 now)
{
	u64 spent, length = now - part->window.at;

	if (++part->window.fired < WINDOW_FIRED || length < WINDOW_NS)
		return false;
	spent = busy(part);
	if (spent - part->window.busy > length / 2 ||
	    part->window.late > part->window.fired - part->window.fired / 8)
		part->window.over++;
	else
		part->window.over = 0;
	part->window.at = now;
	part->window.busy = spent;
	part->window.fired = 0;
	part->window.late = 0;
	return part->window.over >= WINDOWS_OVER;
}

static enum hrtimer_restart end(struct hf_probe_part *part, enum holdfast_probe_end how)
{
	part->ended_at = ktime_get_mono_fast_ns();
	WRITE_ONCE(part->end, how);
	atomic_dec(&part->probe->running);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct hf_probe_part *part = container_of(timer, struct hf_probe_part, timer);
	u64 due = ktime_to_ns(hrtimer_get_expires(timer)), now;
	u64 fired_at = ktime_get_mono_fast_ns(), passed;
	unsigned int i;

	/* By the timer's own clock it never fires before; by this one it may. */
	passed = hrtimer_forward(timer, ns_to_ktime(max(fired_at, due)),
				 ns_to_ktime(part->probe->wish.period));
	part->window.late += passed > 1;
	passed = min(passed, part->left);
	part->left -= passed;
	if (part->blames)
		hf_scene_look(&part->scene);
	part->seed = hf_order_shuffle(part->order, part->slots, part->seed);
	for (i = 0; i < part->slots; i++)
		hf_probe_raise(part, part->order[i], due, passed, fired_at);
	now = ktime_get_mono_fast_ns();
	if (now > fired_at)
		WRITE_ONCE(part->busy, part->busy + now - fired_at);
	if (!part->left)
		return end(part, HOLDFAST_PROBE_END_DONE);
	if (is_too_much(part, now))
		return end(part, HOLDFAST_PROBE_END_TOO_SHORT);
	return HRTIMER_RESTART;
}

static int begin_on(unsigned int cpu)
{
	struct hf_probe *probe = ticking;
	struct hf_probe_part *part = probe->part[cpu];
	u64 now = ktime_get_mono_fast_ns(), periods;

	if (!part || probe->begun)
		return 0;
	/* All CPUs share one grid. */
	periods = div64_u64(now + LEAD_NS - probe->started_at, probe->wish.period) + 1;
	part->began_at = probe->started_at + periods * probe->wish.period;
	part->left = div64_u64(probe->wish.duration, probe->wish.period);
	part->window.at = part->began_at;
	WRITE_ONCE(part->end, HOLDFAST_PROBE_END_RUNNING);
	atomic_inc(&probe->running);
	hrtimer_setup(&part->timer, tick, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	hrtimer_start(&part->timer, ns_to_ktime(part->began_at), HRTIMER_MODE_ABS_PINNED_HARD);
	return 0;
}

static int end_on(unsigned int cpu)
{
	struct hf_probe *probe = ticking;
	struct hf_probe_part *part = probe->part[cpu];

	if (!part || part->end == HOLDFAST_PROBE_END_NEVER)
		return 0;
	hrtimer_cancel(&part->timer);
	if (part->end == HOLDFAST_PROBE_END_RUNNING)
		end(part, probe->stopping ? HOLDFAST_PROBE_END_STOPPED :
					    HOLDFAST_PROBE_END_OFFLINE);
	return 0;
}

/**
 * hf_probe_begin_ticks - begin the parts of a probe
 * @probe: the one probe, with its handlers started
 *
 * Context: may sleep; the caller lets no two probes begin.
 * Return: 0 or a negative errno, and then none ticks.
 */
int hf_probe_begin_ticks(struct hf_probe *probe)
{
	int ret;

	ticking = probe;
	probe->started_at = ktime_get_mono_fast_ns();
	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "holdfast/probe:online", begin_on, end_on);
	if (ret < 0)
		return ret;
	hotplug = ret;
	WRITE_ONCE(probe->begun, true);
	return 0;
}

/**
 * hf_probe_end_ticks - end what hf_probe_begin_ticks() began
 * @probe: the probe
 *
 * Context: may sleep.
 */
void hf_probe_end_ticks(struct hf_probe *probe)
{
	WRITE_ONCE(probe->stopping, true);
	cpuhp_remove_state(hotplug);
	ticking = NULL;
}
