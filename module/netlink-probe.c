// SPDX-License-Identifier: GPL-2.0
/* Requests about the probe. */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/kallsyms.h>
#include <linux/ktime.h>

#include "probe.h"
#include "request.h"

#define DEFAULT_PERIOD NSEC_PER_MSEC
#define DEFAULT_DURATION (10 * (u64)NSEC_PER_SEC)

/* Of a frame, so that all of a stack fit a message. */
#define FRAME_TEXT 120

static u64 get_u64(const struct nlattr *attr, u64 otherwise)
{
	return attr ? nla_get_u64(attr) : otherwise;
}

static int read_cpus(struct genl_info *info, cpumask_var_t cpus)
{
	const struct nlattr *attr = info->attrs[HOLDFAST_A_PROBE_CPUS];

	if (!attr) {
		cpumask_copy(cpus, cpu_online_mask);
		return 0;
	}
	if (!cpulist_parse(nla_data(attr), cpus))
		return 0;
	return hf_request_refuse(info->extack, attr,
				 "that is no list of CPUs as 0-3,8, or it has one beyond the last");
}

static u32 kinds_here(void)
{
	unsigned int i;
	u32 kinds = 0;

	for (i = 0; i < HF_KINDS; i++)
		if (!hf_kind_get(i)->missing)
			kinds |= BIT(i);
	return kinds;
}

static int read_wish(struct genl_info *info, struct hf_probe_wish *wish)
{
	const struct nlattr *kinds = info->attrs[HOLDFAST_A_PROBE_KINDS];

	if (!zalloc_cpumask_var(&wish->cpus, GFP_KERNEL))
		return -ENOMEM;
	wish->kinds = kinds ? nla_get_u32(kinds) : kinds_here();
	wish->period = get_u64(info->attrs[HOLDFAST_A_PROBE_PERIOD], DEFAULT_PERIOD);
	wish->duration = get_u64(info->attrs[HOLDFAST_A_PROBE_DURATION], DEFAULT_DURATION);
	wish->threshold = get_u64(info->attrs[HOLDFAST_A_PROBE_THRESHOLD], 0);
	if (!read_cpus(info, wish->cpus))
		return 0;
	free_cpumask_var(wish->cpus);
	return -EINVAL;
}

int holdfast_nl_probe_start_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct hf_probe_wish wish;

	if (!ret)
		ret = read_wish(info, &wish);
	return ret ?: hf_probe_start(info->snd_portid, &wish, info->extack);
}

int holdfast_nl_probe_stop_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);

	return ret ?: hf_probe_stop(info->snd_portid, info->extack);
}

static int put_time(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_PROBE_PAD);
}

static enum holdfast_probe_state state_of(const struct hf_probe *probe)
{
	if (probe->stopped)
		return HOLDFAST_PROBE_STATE_STOPPED;
	return atomic_read(&probe->running) ? HOLDFAST_PROBE_STATE_RUNNING :
					      HOLDFAST_PROBE_STATE_DONE;
}

static u32 pending(const struct hf_probe *probe)
{
	unsigned int cpu, i;
	u32 sum = 0;

	for_each_cpu(cpu, probe->wish.cpus)
		for (i = 0; i < HF_PROBE_SLOTS; i++)
			if (probe->part[cpu]->slot[i])
				sum += !!READ_ONCE(probe->part[cpu]->slot[i]->waiting);
	return sum;
}

static int put_cpus(struct sk_buff *skb, const struct cpumask *cpus)
{
	char text[HOLDFAST_CPUS_MAX + 1];

	snprintf(text, sizeof(text), "%*pbl", cpumask_pr_args(cpus));
	return nla_put_string(skb, HOLDFAST_A_PROBE_CPUS, text);
}

static int put_probe(const struct hf_probe *probe, void *data)
{
	u64 now = probe->stopped ? probe->stopped_at : ktime_get_mono_fast_ns();
	struct sk_buff *skb = data;

	return nla_put_u32(skb, HOLDFAST_A_PROBE_KINDS, probe->wish.kinds) ?:
	       put_cpus(skb, probe->wish.cpus) ?:
	       put_time(skb, HOLDFAST_A_PROBE_PERIOD, probe->wish.period) ?:
	       put_time(skb, HOLDFAST_A_PROBE_DURATION, probe->wish.duration) ?:
	       put_time(skb, HOLDFAST_A_PROBE_THRESHOLD, probe->wish.threshold) ?:
	       nla_put_u32(skb, HOLDFAST_A_PROBE_STATE, state_of(probe)) ?:
	       nla_put_u32(skb, HOLDFAST_A_PROBE_OWNER, probe->pid) ?:
	       nla_put_string(skb, HOLDFAST_A_PROBE_OWNER_COMM, probe->comm) ?:
	       put_time(skb, HOLDFAST_A_PROBE_ELAPSED, now - probe->started_at) ?:
	       nla_put_u32(skb, HOLDFAST_A_PROBE_PENDING, pending(probe)) ?:
	       put_time(skb, HOLDFAST_A_PROBE_CLOCK_COST, probe->clock_cost) ?:
	       put_time(skb, HOLDFAST_A_PROBE_OWN_COST, probe->own_cost);
}

int holdfast_nl_probe_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct sk_buff *answer;
	void *header;

	if (ret)
		return ret;
	answer = hf_request_reply(info, HOLDFAST_CMD_PROBE_GET, &header);
	if (!answer)
		return -ENOMEM;
	ret = hf_probe_visit(put_probe, answer);
	if (ret) {
		nlmsg_free(answer);
		if (ret == -ENOENT)
			NL_SET_ERR_MSG(info->extack, "there is no probe");
		return ret;
	}
	genlmsg_end(answer, header);
	return genlmsg_reply(answer, info);
}

struct dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

static int put_count(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_SAMPLE_PAD);
}

static int put_ran_at(struct sk_buff *skb, const struct hf_probe_slot *slot)
{
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; i < HF_WHERES; i++) {
		if (!slot->where[i])
			continue;
		nest = nla_nest_start(skb, HOLDFAST_A_SAMPLE_RAN_AT);
		if (!nest || nla_put_u32(skb, HOLDFAST_A_RAN_AT_WHERE, i) ||
		    nla_put_u64_64bit(skb, HOLDFAST_A_RAN_AT_COUNT, slot->where[i],
				      HOLDFAST_A_RAN_AT_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/* What tick and run share is of one moment; the rest goes on meanwhile. */
static int put_shared(struct sk_buff *skb, struct hf_probe_slot *slot)
{
	u64 ticks, missed, raised, coalesced, waiting;
	unsigned long flags;

	raw_spin_lock_irqsave(&slot->lock, flags);
	ticks = slot->ticks;
	missed = slot->missed;
	raised = slot->raised;
	coalesced = slot->coalesced;
	waiting = slot->waiting;
	raw_spin_unlock_irqrestore(&slot->lock, flags);
	return put_count(skb, HOLDFAST_A_SAMPLE_TICKS, ticks) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_MISSED, missed) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_RAISED, raised) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_COALESCED, coalesced) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_WAITING, waiting) ?:
	       nla_put_u32(skb, HOLDFAST_A_SAMPLE_PENDING, !!waiting);
}

static u64 busy(const struct hf_probe_part *part)
{
	u64 sum = READ_ONCE(part->busy);
	unsigned int i;

	for (i = 0; i < HF_PROBE_NULL; i++)
		if (part->slot[i])
			sum += READ_ONCE(part->slot[i]->busy);
	return sum;
}

static u64 time_of(const struct hf_probe_part *part)
{
	u64 now = ktime_get_mono_fast_ns();

	switch (READ_ONCE(part->end)) {
	case HOLDFAST_PROBE_END_NEVER:
		return 0;
	case HOLDFAST_PROBE_END_RUNNING:
		break;
	default:
		now = part->ended_at;
	}
	return now > part->began_at ? now - part->began_at : 0;
}

static int put_counts(struct sk_buff *skb, const struct hf_probe_part *part,
		      struct hf_probe_slot *slot)
{
	return put_shared(skb, slot) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_RAN, READ_ONCE(slot->ran)) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_ELSEWHERE, slot->elsewhere) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_SPURIOUS, slot->spurious) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_STEPS_BACK, slot->steps_back) ?:
	       put_ran_at(skb, slot) ?:
	       nla_put_u32(skb, HOLDFAST_A_SAMPLE_END, READ_ONCE(part->end)) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_BUSY, busy(part)) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_TIME, time_of(part));
}

static int put_times(struct sk_buff *skb, unsigned int split, const struct hf_probe_times *times)
{
	unsigned int n = HF_HISTOGRAM_BUCKETS;

	while (n && !times->bucket[n - 1])
		n--;
	return nla_put_u32(skb, HOLDFAST_A_SAMPLE_SPLIT, split) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_SAMPLES, READ_ONCE(times->samples)) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_LEAST, times->min) ?:
	       put_count(skb, HOLDFAST_A_SAMPLE_MOST, times->max) ?:
	       nla_put(skb, HOLDFAST_A_SAMPLE_HISTOGRAM, n * sizeof(u32), times->bucket);
}

/* Part 0 of a slot is its counts, the others its histograms. */
static int put_sample(struct dump *dump, const struct hf_probe_part *part, unsigned int i,
		      unsigned int piece)
{
	void *header = hf_request_answer(dump->skb, dump->cb, HOLDFAST_CMD_SAMPLE_GET);
	struct hf_probe_slot *slot = part->slot[i];
	struct sk_buff *skb = dump->skb;
	int ret;

	if (!header)
		return -EMSGSIZE;
	ret = nla_put_u32(skb, HOLDFAST_A_SAMPLE_CPU, part->cpu);
	if (!ret && i != HF_PROBE_NULL)
		ret = nla_put_u32(skb, HOLDFAST_A_SAMPLE_KIND, i);
	if (!ret)
		ret = piece ? put_times(skb, piece - 1, &slot->times[piece - 1]) :
			      put_counts(skb, part, slot);
	if (ret)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return ret;
}

/* Where the dump is: cb->args[0], the piece after the last one given. */
static int put_samples(const struct hf_probe *probe, void *data)
{
	const unsigned int pieces = 1 + HF_SPLITS;
	struct dump *dump = data;
	long *at = dump->cb->args;
	int ret = 0;

	dump->cb->seq = probe->serial;
	for (; !ret && *at < (long)nr_cpu_ids * HF_PROBE_SLOTS * pieces; *at += !ret) {
		unsigned int i = *at / pieces % HF_PROBE_SLOTS;
		const struct hf_probe_part *part = probe->part[*at / pieces / HF_PROBE_SLOTS];

		if (part && part->slot[i])
			ret = put_sample(dump, part, i, *at % pieces);
	}
	return ret;
}

int holdfast_nl_sample_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct dump dump = { skb, cb };

	if (ret)
		return ret;
	ret = hf_probe_visit(put_samples, &dump);
	if (ret == -ENOENT)
		NL_SET_ERR_MSG(cb->extack, "there is no probe");
	return skb->len ?: ret;
}

static int put_stack(struct sk_buff *skb, const struct hf_scene *scene)
{
	char text[FRAME_TEXT];
	unsigned int i;
	int ret = 0;

	for (i = 0; i < scene->depth && !ret; i++) {
		/* Behind the first they are where a call returns to. */
		snprintf(text, sizeof(text), i ? "%pB" : "%pS", (void *)scene->stack[i]);
		ret = nla_put_string(skb, HOLDFAST_A_BLAME_STACK, text);
	}
	return ret;
}

static int put_scene(struct sk_buff *skb, const struct hf_scene *scene)
{
	int ret = nla_put_u32(skb, HOLDFAST_A_BLAME_PID, scene->pid) ?:
		  nla_put_string(skb, HOLDFAST_A_BLAME_COMM, scene->comm) ?:
		  nla_put_u32(skb, HOLDFAST_A_BLAME_SOFTIRQS, scene->softirqs);

	if (!ret && scene->user)
		ret = nla_put_flag(skb, HOLDFAST_A_BLAME_USER);
	return ret ?: put_stack(skb, scene);
}

static int put_blame_time(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_BLAME_PAD);
}

static int put_blame(struct dump *dump, unsigned int cpu, const struct hf_blame *blame)
{
	void *header = hf_request_answer(dump->skb, dump->cb, HOLDFAST_CMD_BLAME_GET);
	struct sk_buff *skb = dump->skb;
	int ret;

	if (!header)
		return -EMSGSIZE;
	ret = nla_put_u32(skb, HOLDFAST_A_BLAME_CPU, cpu);
	if (!ret && blame->slot != HF_PROBE_NULL)
		ret = nla_put_u32(skb, HOLDFAST_A_BLAME_KIND, blame->slot);
	ret = ret ?:
	      put_blame_time(skb, HOLDFAST_A_BLAME_LATENCY, blame->latency) ?:
	      put_blame_time(skb, HOLDFAST_A_BLAME_LATENESS, blame->lateness) ?:
	      put_blame_time(skb, HOLDFAST_A_BLAME_TIME, blame->due) ?:
	      nla_put_u32(skb, HOLDFAST_A_BLAME_TICKS, min_t(u64, blame->ticks, U32_MAX)) ?:
	      put_scene(skb, &blame->scene);
	if (ret)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return ret;
}

/* Where the dump is: cb->args[0], the record after the last one given. */
static int put_blames(struct hf_blames *blames, void *data)
{
	struct dump *dump = data;
	long *at = dump->cb->args;
	int ret = 0;

	for (; !ret && *at < (long)nr_cpu_ids * HF_BLAME_WORST; *at += !ret) {
		struct hf_blames *table = &blames[*at / HF_BLAME_WORST];
		unsigned int i = *at % HF_BLAME_WORST;
		struct hf_blame blame;
		unsigned long flags;
		bool found;

		raw_spin_lock_irqsave(&table->lock, flags);
		found = i < table->n;
		if (found)
			blame = table->worst[i];
		raw_spin_unlock_irqrestore(&table->lock, flags);
		if (found)
			ret = put_blame(dump, *at / HF_BLAME_WORST, &blame);
	}
	return ret;
}

int holdfast_nl_blame_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct dump dump = { skb, cb };

	if (ret)
		return ret;
	ret = hf_blames_visit(put_blames, &dump);
	if (ret == -ENOENT)
		NL_SET_ERR_MSG(cb->extack,
			       "there is no probe, and was none, that had a threshold for blame");
	return skb->len ?: ret;
}
