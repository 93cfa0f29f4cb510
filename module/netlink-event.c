// SPDX-License-Identifier: GPL-2.0
/*
 * Events on their way out: the journal for who asks, and the handler
 * `deliver`, which sends each record once to who listens.
 *
 * Who may run: `deliver` has one instance, so `cursor` and the counters below
 * have one writer. Others read the counters at any time.
 *
 * A listener that does not read loses messages in its own socket, and learns
 * of it (ENOBUFS, and a gap in seq); it can fetch them from the journal.
 * Nobody else waits for it.
 *
 * Teardown: hf_deliver_stop() while the multicast group still exists.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>

#include "deferred.h"
#include "deliver.h"
#include "events.h"
#include "journal.h"
#include "request.h"

static u64 cursor = 1;	/* the next record to send */
static struct hf_deliver_counts counts;

static int put_bytes(struct sk_buff *skb, int attr, const struct hf_bytes *bytes)
{
	return bytes->known ? nla_put(skb, attr, bytes->len, bytes->data) : 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_EVENT_PAD);
}

static int put_rule(struct sk_buff *skb, const struct hf_event *event)
{
	if (!event->rule_id)
		return 0;
	return nla_put_u32(skb, HOLDFAST_A_EVENT_RULE_ID, event->rule_id) ||
	       nla_put_string(skb, HOLDFAST_A_EVENT_RULE_PATTERN, event->pattern) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_RULE_ACTION, event->rule_action) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_RULE_SCOPE, event->rule_scope) ||
	       (event->rule_scope == HOLDFAST_SCOPE_CGROUP &&
		nla_put_string(skb, HOLDFAST_A_EVENT_RULE_CGROUP, event->cgroup));
}

static int put_write(struct sk_buff *skb, const struct hf_event *event)
{
	if (event->type != HOLDFAST_EVENT_TYPE_WRITE)
		return 0;
	return nla_put_u32(skb, HOLDFAST_A_EVENT_DOOR, event->door) ||
	       nla_put_string(skb, HOLDFAST_A_EVENT_NAME, event->name) ||
	       put_bytes(skb, HOLDFAST_A_EVENT_OLD, &event->old) ||
	       put_bytes(skb, HOLDFAST_A_EVENT_NEW, &event->new) ||
	       put_u64(skb, HOLDFAST_A_EVENT_NEW_LEN, event->new_len) ||
	       put_bytes(skb, HOLDFAST_A_EVENT_GIVEN, &event->given) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_VERDICT, event->verdict) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_EFFECT, event->effect) ||
	       (event->why && nla_put_string(skb, HOLDFAST_A_EVENT_WHY, event->why)) ||
	       (event->permissive && nla_put_flag(skb, HOLDFAST_A_EVENT_PERMISSIVE)) ||
	       nla_put_s32(skb, HOLDFAST_A_EVENT_ERROR, event->error);
}

/* What became of a pinned sysctl. */
static int put_pin(struct sk_buff *skb, const struct hf_event *event)
{
	if (event->type < HOLDFAST_EVENT_TYPE_DRIFT || event->type > HOLDFAST_EVENT_TYPE_FLAP)
		return 0;
	return nla_put_string(skb, HOLDFAST_A_EVENT_NAME, event->name) ||
	       (!event->nobody && nla_put_u32(skb, HOLDFAST_A_EVENT_DOOR, event->door)) ||
	       put_bytes(skb, HOLDFAST_A_EVENT_OLD, &event->old) ||
	       put_bytes(skb, HOLDFAST_A_EVENT_NEW, &event->new) ||
	       (event->why && nla_put_string(skb, HOLDFAST_A_EVENT_WHY, event->why)) ||
	       (event->netns && nla_put_u32(skb, HOLDFAST_A_EVENT_NETNS, event->netns)) ||
	       (event->backoff && put_u64(skb, HOLDFAST_A_EVENT_BACKOFF, event->backoff)) ||
	       (event->type == HOLDFAST_EVENT_TYPE_RESTORE &&
		nla_put_s32(skb, HOLDFAST_A_EVENT_ERROR, event->error));
}

/* By whom, or on behalf of whom, where that is known. */
static int put_who(struct sk_buff *skb, const struct hf_event *event)
{
	if (event->nobody)
		return 0;
	return nla_put_u32(skb, HOLDFAST_A_EVENT_PID, event->pid) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_TID, event->tid) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_UID, event->uid) ||
	       nla_put_string(skb, HOLDFAST_A_EVENT_COMM, event->comm) ||
	       nla_put_u32(skb, HOLDFAST_A_EVENT_WRITER, event->writer);
}

/* What became of the table as a whole, or of a handler. */
static int put_table(struct sk_buff *skb, const struct hf_event *event)
{
	switch (event->type) {
	case HOLDFAST_EVENT_TYPE_TABLE_APPLY:
		return nla_put_u32(skb, HOLDFAST_A_EVENT_RULES, event->rules);
	case HOLDFAST_EVENT_TYPE_MODE:
		return nla_put_u32(skb, HOLDFAST_A_EVENT_MODE, event->mode);
	case HOLDFAST_EVENT_TYPE_BREACH:
		return nla_put_string(skb, HOLDFAST_A_EVENT_NAME, event->name);
	case HOLDFAST_EVENT_TYPE_DOOR_LOST:
	case HOLDFAST_EVENT_TYPE_DOOR_BACK:
		return nla_put_u32(skb, HOLDFAST_A_EVENT_DOOR, event->door) ?:
		       nla_put_string(skb, HOLDFAST_A_EVENT_WHY, event->why);
	default:
		return 0;
	}
}

static int put_event(struct sk_buff *skb, const struct hf_event *event)
{
	if (put_u64(skb, HOLDFAST_A_EVENT_SEQ, event->seq) ||
	    put_u64(skb, HOLDFAST_A_EVENT_TIME, event->time) ||
	    nla_put_u32(skb, HOLDFAST_A_EVENT_TYPE, event->type) ||
	    nla_put_u32(skb, HOLDFAST_A_EVENT_CPU, event->cpu) ||
	    put_u64(skb, HOLDFAST_A_EVENT_LOST, event->lost) ||
	    put_who(skb, event) ||
	    put_write(skb, event) ||
	    put_pin(skb, event) ||
	    put_rule(skb, event) ||
	    put_table(skb, event) ||
	    nla_put_u32(skb, HOLDFAST_A_EVENT_CUT, event->cut))
		return -EMSGSIZE;
	return 0;
}

static struct sk_buff *build(const struct hf_event *event)
{
	/* More than all attributes at their longest. */
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return NULL;
	header = genlmsg_put(skb, 0, 0, &holdfast_nl_family, 0, HOLDFAST_CMD_EVENT);
	if (!header || put_event(skb, event)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}

static void count(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

static void send_event(const struct hf_event *event)
{
	struct sk_buff *skb;
	int ret;

	/* Spares building what nobody would get. */
	if (!genl_has_listeners(&holdfast_nl_family, &init_net, HOLDFAST_NLGRP_EVENTS)) {
		count(&counts.unheard, 1);
		return;
	}
	skb = build(event);
	if (!skb) {
		count(&counts.undelivered, 1);
		return;
	}
	ret = genlmsg_multicast_netns(&holdfast_nl_family, &init_net, skb, 0,
				      HOLDFAST_NLGRP_EVENTS, GFP_KERNEL);
	if (!ret)
		count(&counts.delivered, 1);
	else if (ret == -ESRCH)
		count(&counts.unheard, 1);
	else
		count(&counts.undelivered, 1);
}

static bool deliver_some(struct hf_handler *handler, unsigned int index, unsigned int budget)
{
	struct hf_event event;
	u64 seq;

	while (budget--) {
		seq = cursor;
		if (!hf_journal_read(&seq, &event))
			return false;
		/* The journal went on faster than we did. */
		count(&counts.undelivered, seq - cursor);
		send_event(&event);
		WRITE_ONCE(cursor, seq + 1);
	}
	return cursor <= hf_journal_last();
}

/* It counts for all CPUs at once. */
static u64 not_sent(unsigned int cpu)
{
	return cpu == cpumask_first(cpu_possible_mask) ? READ_ONCE(counts.undelivered) : 0;
}

/* A kworker's turn of 64 messages; then others of its pool have theirs. */
static struct hf_handler deliver = {
	.name = "deliver",
	.kind = HOLDFAST_KIND_WORKQUEUE,
	.budget = 64,
	.sleeps = true,
	.carries_events = true,
	.work = deliver_some,
	.lost = not_sent,
};

/**
 * hf_deliver_start - begin to send events to the multicast group
 *
 * Context: may sleep; the family is registered.
 * Return: 0 or -ENOMEM.
 */
int hf_deliver_start(void)
{
	int ret = hf_handler_start(&deliver);

	if (!ret)
		hf_events_attach(&deliver);
	return ret;
}

/**
 * hf_deliver_stop - end sending
 *
 * Context: may sleep.
 */
void hf_deliver_stop(void)
{
	hf_events_attach(NULL);
	hf_handler_stop(&deliver);
}

/**
 * hf_deliver_count - what became of the journal's records
 * @sum: receives the counters
 *
 * Context: any.
 */
void hf_deliver_count(struct hf_deliver_counts *sum)
{
	sum->delivered = READ_ONCE(counts.delivered);
	sum->unheard = READ_ONCE(counts.unheard);
	sum->undelivered = READ_ONCE(counts.undelivered);
}

/*
 * Where the dump is: cb->args[0], the next record; cb->args[1], the last one
 * when it began, so that a flood does not make a dump that never ends. Both
 * are 0 before the first call.
 */
int holdfast_nl_event_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *from = genl_info_dump(cb)->attrs[HOLDFAST_A_EVENT_SEQ];
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct hf_event event;
	void *header;
	u64 seq;

	if (!cb->args[0]) {
		cb->args[0] = from ? nla_get_u64(from) : 1;
		cb->args[1] = hf_journal_last();
	}
	seq = cb->args[0];
	while (!ret && hf_journal_read(&seq, &event) && seq <= cb->args[1]) {
		header = hf_request_answer(skb, cb, HOLDFAST_CMD_EVENT_GET);
		if (header && !put_event(skb, &event)) {
			genlmsg_end(skb, header);
			seq++;
			continue;
		}
		if (header)
			genlmsg_cancel(skb, header);
		ret = -EMSGSIZE;
	}
	cb->args[0] = seq;
	return skb->len ?: ret;
}
