/* SPDX-License-Identifier: GPL-2.0 */
/* A probe: handlers of each kind, raised by a timer, to measure the kinds. */
#ifndef HF_PROBE_H
#define HF_PROBE_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "deferred.h"
#include "histogram.h"

/* The null kind stands behind the others. */
#define HF_PROBE_NULL	HF_KINDS
#define HF_PROBE_SLOTS	(HF_KINDS + 1)
#define HF_SPLITS	(HOLDFAST_PROBE_SPLIT_MAX + 1)

#define HF_BLAME_STACK	16
#define HF_BLAME_WORST	16

struct netlink_ext_ack;

/**
 * struct hf_probe_wish - what a probe is to be
 * @kinds: bit 1 << KIND for each
 * @cpus: the CPUs, online; the wish's own
 * @period: nanoseconds between two ticks
 * @duration: in nanoseconds
 * @threshold: samples above it are blamed; 0 for none
 */
struct hf_probe_wish {
	u32 kinds;
	cpumask_var_t cpus;
	u64 period;
	u64 duration;
	u64 threshold;
};

/**
 * struct hf_probe_times - one histogram
 * @bucket: the counts, as histogram.h has them
 * @samples: how many
 * @min: the least, exactly; where there are samples
 * @max: the most
 */
struct hf_probe_times {
	u32 bucket[HF_HISTOGRAM_BUCKETS];
	u64 samples;
	u64 min;
	u64 max;
};

/**
 * struct hf_scene - what a tick had interrupted
 * @pid: the task's
 * @comm: likewise
 * @softirqs: those pending
 * @user: in user mode
 * @depth: entries of @stack
 * @stack: innermost first
 */
struct hf_scene {
	pid_t pid;
	char comm[TASK_COMM_LEN];
	u32 softirqs;
	bool user;
	unsigned int depth;
	unsigned long stack[HF_BLAME_STACK];
};

/**
 * struct hf_blame - one of the worst samples
 * @slot: of which kind
 * @latency: from when it was due to its run
 * @lateness: of its timer
 * @due: when it was
 * @ticks: that waited for the run
 * @scene: what its tick had interrupted
 */
struct hf_blame {
	u32 slot;
	u64 latency;
	u64 lateness;
	u64 due;
	u64 ticks;
	struct hf_scene scene;
};

/**
 * struct hf_blames - the worst samples of a CPU
 * @lock: innermost
 * @n: how many there are
 * @worst: the worst first
 */
struct hf_blames {
	raw_spinlock_t lock;
	unsigned int n;
	struct hf_blame worst[HF_BLAME_WORST];
};

/**
 * struct hf_probe_slot - what is measured of a kind on a CPU
 * @lock: guards the part up to @coalesced; innermost
 * @waiting: ticks that wait for a run; none: it is not raised
 * @due: when the oldest of them was
 * @fired_at: when the timer fired for it
 * @raised_at: when it raised
 * @ticks: that were due
 * @missed: of these, those that were over when the timer fired
 * @raised: raises
 * @coalesced: of these, those that found it waiting
 * @scene: what the tick interrupted, where there is a threshold
 * @ran: from here on the runner's alone: there is one at a time
 * @elsewhere: runs on another CPU
 * @spurious: runs for which no tick waited
 * @steps_back: clock readings that were below an earlier one
 * @busy: time that the runs took
 * @where: the places they ran at
 * @times: by enum holdfast_probe_split
 */
struct hf_probe_slot {
	raw_spinlock_t lock;
	u64 waiting;
	u64 due;
	u64 fired_at;
	u64 raised_at;
	u64 ticks;
	u64 missed;
	u64 raised;
	u64 coalesced;
	struct hf_scene scene;

	u64 ran;
	u64 elsewhere;
	u64 spurious;
	u64 steps_back;
	u64 busy;
	u64 where[HF_WHERES];
	struct hf_probe_times times[HF_SPLITS];
};

struct hf_probe;

/**
 * struct hf_probe_handler - the handler of a kind
 * @handler: as the registry knows it
 * @probe: whose it is
 * @slot: which
 * @started: it is to be stopped
 */
struct hf_probe_handler {
	struct hf_handler handler;
	struct hf_probe *probe;
	unsigned int slot;
	bool started;
};

/**
 * struct hf_probe_part - a CPU's part of a probe
 * @probe: of which
 * @cpu: the CPU
 * @timer: its ticks
 * @left: how many are still to come
 * @began_at: when the first was due
 * @ended_at: when it ended
 * @end: how; HOLDFAST_PROBE_END_NEVER before it began
 * @busy: time the timer took
 * @window: since when, and at which @busy, the period is judged, how many ticks
 *	fired and how many of them a period late; windows in which it was too short
 * @seed: for the order
 * @order: slots, in the order of this tick
 * @slots: how many there are
 * @scene: what this tick interrupted
 * @blames: the worst samples, or NULL
 * @slot: by kind, the null kind behind; NULL for those not chosen
 */
struct hf_probe_part {
	struct hf_probe *probe;
	unsigned int cpu;
	struct hrtimer timer;
	u64 left;
	u64 began_at;
	u64 ended_at;
	enum holdfast_probe_end end;
	u64 busy;
	struct {
		u64 at;
		u64 busy;
		unsigned int fired;
		unsigned int late;
		unsigned int over;
	} window;
	u32 seed;
	u8 order[HF_PROBE_SLOTS];
	unsigned int slots;
	struct hf_scene scene;
	struct hf_blames *blames;
	struct hf_probe_slot *slot[HF_PROBE_SLOTS];
};

/**
 * struct hf_probe - a probe
 * @wish: what it was to be; the kinds are those it has
 * @serial: no other has it
 * @owner: the port of the socket it ends with
 * @pid: of the owner
 * @comm: likewise
 * @started_at: when
 * @stopped_at: when it was
 * @running: parts of which the timer ticks
 * @begun: no more parts begin
 * @stopping: parts that end now were stopped
 * @stopped: all has ended, what was measured stays
 * @clock_cost: of a look at the clock, in picoseconds
 * @own_cost: of a tick of the null kind, in picoseconds
 * @handler: by kind, those chosen
 * @blames: nr_cpu_ids of them, or NULL
 * @part: nr_cpu_ids of them, NULL for CPUs not chosen
 */
struct hf_probe {
	struct hf_probe_wish wish;
	u32 serial;
	u32 owner;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	u64 started_at;
	u64 stopped_at;
	atomic_t running;
	bool begun;
	bool stopping;
	bool stopped;
	u64 clock_cost;
	u64 own_cost;
	struct hf_probe_handler handler[HF_KINDS];
	struct hf_blames *blames;
	struct hf_probe_part *part[];
};

/* probe.c */
int hf_probe_start(u32 owner, struct hf_probe_wish *wish, struct netlink_ext_ack *extack);
int hf_probe_stop(u32 owner, struct netlink_ext_ack *extack);
void hf_probe_drop(u32 owner);
int hf_probe_visit(int (*visit)(const struct hf_probe *probe, void *data), void *data);
int hf_blames_visit(int (*visit)(struct hf_blames *blames, void *data), void *data);
void hf_probe_exit(void);

/* probe-tick.c */
int hf_probe_begin_ticks(struct hf_probe *probe);
void hf_probe_end_ticks(struct hf_probe *probe);

/* probe-sample.c */
void hf_probe_raise(struct hf_probe_part *part, unsigned int slot, u64 due, u64 passed,
		    u64 fired_at);
bool hf_probe_work(struct hf_handler *handler, unsigned int cpu, unsigned int budget);
void hf_probe_calibrate(struct hf_probe *probe, struct hf_probe_part *part);

/* probe-blame.c */
void hf_scene_look(struct hf_scene *scene);
void hf_blames_add(struct hf_blames *blames, const struct hf_blame *blame);

#endif /* HF_PROBE_H */
