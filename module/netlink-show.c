// SPDX-License-Identifier: GPL-2.0
/* Requests that only look: counters, scopes, doors; and the counters' reset. */
#include <linux/cpumask.h>

#include "count.h"
#include "deliver.h"
#include "doors/door.h"
#include "events.h"
#include "journal.h"
#include "request.h"
#include "rules.h"
#include "version.h"
#include "witness.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_STATS_PAD);
}

static int put_counts(struct sk_buff *skb, const struct hf_counts *counts)
{
	return put_u64(skb, HOLDFAST_A_STATS_WRITES, counts->writes) ?:
	       put_u64(skb, HOLDFAST_A_STATS_MATCHED, counts->matched) ?:
	       put_u64(skb, HOLDFAST_A_STATS_DENIED, counts->denied) ?:
	       put_u64(skb, HOLDFAST_A_STATS_REWRITTEN, counts->rewritten) ?:
	       put_u64(skb, HOLDFAST_A_STATS_WOULD, counts->would);
}

static int put_event_counts(struct sk_buff *skb, const struct hf_event_counts *counts)
{
	return put_u64(skb, HOLDFAST_A_STATS_RECORDED, counts->recorded) ?:
	       put_u64(skb, HOLDFAST_A_STATS_LOST, counts->lost) ?:
	       put_u64(skb, HOLDFAST_A_STATS_SUPPRESSED, counts->suppressed);
}

static int put_table(struct sk_buff *skb)
{
	struct hf_rules_state state;

	hf_rules_state(&state);
	return nla_put_u32(skb, HOLDFAST_A_STATS_RULES, state.count) ?:
	       put_u64(skb, HOLDFAST_A_STATS_GENERATION, state.generation) ?:
	       put_u64(skb, HOLDFAST_A_STATS_MEMORY, state.bytes) ?:
	       nla_put_u32(skb, HOLDFAST_A_STATS_MODE, state.mode) ?:
	       nla_put_u8(skb, HOLDFAST_A_STATS_SEALED, state.sealed);
}

static int put_pins(struct sk_buff *skb)
{
	struct hf_witness_state state;

	hf_witness_state(&state);
	return nla_put_u32(skb, HOLDFAST_A_STATS_PINS, state.pins) ?:
	       nla_put_u32(skb, HOLDFAST_A_STATS_DRIFTED, state.drifted) ?:
	       put_u64(skb, HOLDFAST_A_STATS_DRIFTS, state.counts.drifts) ?:
	       put_u64(skb, HOLDFAST_A_STATS_RESTORES, state.counts.restores) ?:
	       put_u64(skb, HOLDFAST_A_STATS_TAMPERS, state.counts.tampers) ?:
	       put_u64(skb, HOLDFAST_A_STATS_FLAPS, state.counts.flaps);
}

static int put_stats(struct sk_buff *skb)
{
	struct hf_deliver_counts deliver;
	struct hf_event_counts events;
	struct hf_counts counts;

	hf_count_sum(&counts);
	hf_events_count(&events);
	hf_deliver_count(&deliver);
	return nla_put_string(skb, HOLDFAST_A_STATS_VERSION, HOLDFAST_VERSION) ?:
	       put_table(skb) ?:
	       put_counts(skb, &counts) ?:
	       put_event_counts(skb, &events) ?:
	       put_pins(skb) ?:
	       put_u64(skb, HOLDFAST_A_STATS_JOURNALED, hf_journal_last()) ?:
	       put_u64(skb, HOLDFAST_A_STATS_DELIVERED, deliver.delivered) ?:
	       put_u64(skb, HOLDFAST_A_STATS_UNHEARD, deliver.unheard) ?:
	       put_u64(skb, HOLDFAST_A_STATS_UNDELIVERED, deliver.undelivered) ?:
	       nla_put_u32(skb, HOLDFAST_A_STATS_RING_SIZE, hf_events_ring_size()) ?:
	       nla_put_u32(skb, HOLDFAST_A_STATS_JOURNAL_SIZE, hf_journal_size());
}

int holdfast_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct sk_buff *answer;
	void *header;

	if (ret)
		return ret;
	answer = hf_request_reply(info, HOLDFAST_CMD_STATS_GET, &header);
	if (!answer)
		return -ENOMEM;
	if (put_stats(answer)) {
		nlmsg_free(answer);
		return -EMSGSIZE;
	}
	genlmsg_end(answer, header);
	return genlmsg_reply(answer, info);
}

static int put_cpu_counts(struct sk_buff *skb, struct netlink_callback *cb, unsigned int cpu)
{
	void *header = hf_request_answer(skb, cb, HOLDFAST_CMD_STATS_CPU_GET);
	struct hf_event_counts events;
	struct hf_counts counts;

	if (!header)
		return -EMSGSIZE;
	hf_count_cpu(cpu, &counts);
	hf_events_count_cpu(cpu, &events);
	if (nla_put_u32(skb, HOLDFAST_A_STATS_CPU, cpu) || put_counts(skb, &counts) ||
	    put_event_counts(skb, &events)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* Where the dump is: cb->args[0], the CPU after the last one given. */
int holdfast_nl_stats_cpu_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	unsigned int cpu;

	for (cpu = cb->args[0]; !ret && cpu < nr_cpu_ids; cpu++) {
		if (cpu_possible(cpu))
			ret = put_cpu_counts(skb, cb, cpu);
		if (!ret)
			cb->args[0] = cpu + 1;
	}
	return skb->len ?: ret;
}

int holdfast_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);

	if (ret)
		return ret;
	hf_count_reset();
	hf_rules_reset();
	return 0;
}

static int put_scope(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct hf_scope *scope)
{
	static const int attr[] = {
		[HOLDFAST_VERDICT_ALLOWED] = HOLDFAST_A_SCOPE_ALLOWED,
		[HOLDFAST_VERDICT_DENIED] = HOLDFAST_A_SCOPE_DENIED,
		[HOLDFAST_VERDICT_REWRITTEN] = HOLDFAST_A_SCOPE_REWRITTEN,
	};
	void *header = hf_request_answer(skb, cb, HOLDFAST_CMD_SCOPE_GET);
	unsigned int i;
	int ret;

	if (!header)
		return -EMSGSIZE;
	ret = nla_put_u32(skb, HOLDFAST_A_SCOPE_SCOPE, scope->kind) ?:
	      nla_put_u32(skb, HOLDFAST_A_SCOPE_RULES, scope->rules);
	if (!ret && scope->kind == HOLDFAST_SCOPE_CGROUP)
		ret = nla_put_string(skb, HOLDFAST_A_SCOPE_CGROUP, scope->cgroup);
	for (i = 0; i < ARRAY_SIZE(attr) && !ret; i++)
		ret = nla_put_u64_64bit(skb, attr[i], atomic64_read(&scope->tally.verdict[i]),
					HOLDFAST_A_SCOPE_PAD);
	if (ret)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return ret;
}

/* Where the dump is: cb->args[0], the id of the last scope given. */
int holdfast_nl_scope_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct hf_scope *scope;
	u64 generation;

	while (!ret) {
		scope = hf_rules_scope_after(cb->args[0], &generation);
		/* As the core compares it: not 0, and another after a change. */
		cb->seq = (u32)generation ?: 1;
		if (!scope)
			break;
		ret = put_scope(skb, cb, scope);
		if (!ret)
			cb->args[0] = scope->id;
		hf_scope_put(scope);
	}
	return skb->len ?: ret;
}

static int put_sysctls(struct sk_buff *skb, const char *const *sysctl)
{
	int ret = 0;

	for (; sysctl && *sysctl && !ret; sysctl++)
		ret = nla_put_string(skb, HOLDFAST_A_DOOR_SYSCTL, *sysctl);
	return ret;
}

static int put_door(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct hf_door_look *look)
{
	void *header = hf_request_answer(skb, cb, HOLDFAST_CMD_DOOR_GET);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u32(skb, HOLDFAST_A_DOOR_DOOR, look->door) ||
	    nla_put_string(skb, HOLDFAST_A_DOOR_FUNCTION, look->function) ||
	    nla_put_u8(skb, HOLDFAST_A_DOOR_CLOSED, look->closed) ||
	    (!look->closed && nla_put_string(skb, HOLDFAST_A_DOOR_WHY, look->why)) ||
	    put_sysctls(skb, look->sysctls)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* Where the dump is: cb->args[0], how many doors were looked at. */
int holdfast_nl_door_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct hf_door_look look;

	while (!ret && cb->args[0] < hf_doors_count()) {
		hf_doors_look(cb->args[0], &look);
		if (!look.absent)
			ret = put_door(skb, cb, &look);
		if (!ret)
			cb->args[0]++;
	}
	return skb->len ?: ret;
}
