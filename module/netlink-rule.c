// SPDX-License-Identifier: GPL-2.0
/* Requests that read and change the rules, one at a time. */
#include <linux/slab.h>
#include <linux/string.h>

#include "events.h"
#include "netlink-spec.h"
#include "request.h"
#include "witness.h"

static struct hf_rule_attrs attrs_of(struct genl_info *info)
{
	return (struct hf_rule_attrs){ info->attrs, genlmsg_data(info->genlhdr),
				       genlmsg_len(info->genlhdr) };
}

/* The policy's change, told by who made it. */
static void report(enum holdfast_event_type type, const struct hf_rule_spec *spec,
		   const struct hf_rule_was *rule)
{
	struct hf_event_rule told = { rule->id, spec->pattern, spec->scope, spec->cgroup,
				      rule->action };
	struct hf_event event;

	hf_event_begin(&event, type);
	hf_event_rule(&event, &told);
	hf_events_record(&event);
}

static int add_rule(struct genl_info *info, struct hf_rule_request *request)
{
	const struct hf_rule_attrs rule = attrs_of(info);
	struct hf_rule_was added;
	int ret;

	ret = hf_request_key(&rule, request, info->extack) ?:
	      hf_request_decision(&rule, request, info->extack);
	if (ret)
		return ret;
	ret = hf_rules_add(&request->spec, &added.id);
	if (ret)
		return hf_request_why(info->extack, ret);
	added.action = request->spec.decision.action;
	report(HOLDFAST_EVENT_TYPE_RULE_ADD, &request->spec, &added);
	hf_witness_sync(false);
	return 0;
}

static int del_rule(struct genl_info *info, struct hf_rule_request *request)
{
	const struct hf_rule_attrs rule = attrs_of(info);
	struct hf_rule_was was;
	int ret;

	ret = hf_request_key(&rule, request, info->extack);
	if (ret)
		return ret;
	ret = hf_rules_del(&request->spec, &was);
	if (ret)
		return hf_request_why(info->extack, ret);
	report(HOLDFAST_EVENT_TYPE_RULE_DEL, &request->spec, &was);
	hf_witness_sync(false);
	return 0;
}

static int with_request(struct sk_buff *skb, struct genl_info *info,
			int (*answer)(struct genl_info *info, struct hf_rule_request *request))
{
	int ret = hf_request_admin(skb, info->extack);
	struct hf_rule_request *request;

	if (ret)
		return ret;
	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		return -ENOMEM;
	ret = answer(info, request);
	kfree(request);
	return ret;
}

int holdfast_nl_rule_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_request(skb, info, add_rule);
}

int holdfast_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_request(skb, info, del_rule);
}

int holdfast_nl_rule_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct hf_event event;

	if (ret)
		return ret;
	ret = hf_rules_flush();
	if (ret)
		return hf_request_why(info->extack, ret);
	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_RULE_FLUSH);
	hf_events_record(&event);
	hf_witness_sync(false);
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_RULE_PAD);
}

static int put_tally(struct sk_buff *skb, const struct hf_tally *tally)
{
	u64 allowed = atomic64_read(&tally->verdict[HOLDFAST_VERDICT_ALLOWED]);
	u64 denied = atomic64_read(&tally->verdict[HOLDFAST_VERDICT_DENIED]);
	u64 rewritten = atomic64_read(&tally->verdict[HOLDFAST_VERDICT_REWRITTEN]);

	return put_u64(skb, HOLDFAST_A_RULE_HITS, allowed + denied + rewritten) ?:
	       put_u64(skb, HOLDFAST_A_RULE_ALLOWED, allowed) ?:
	       put_u64(skb, HOLDFAST_A_RULE_DENIED, denied) ?:
	       put_u64(skb, HOLDFAST_A_RULE_REWRITTEN, rewritten) ?:
	       put_u64(skb, HOLDFAST_A_RULE_WOULD, atomic64_read(&tally->would));
}

static int put_last(struct sk_buff *skb, struct hf_rule *rule)
{
	struct hf_last last;

	hf_rule_last(rule, &last);
	if (!last.time)
		return 0;
	return put_u64(skb, HOLDFAST_A_RULE_LAST_TIME, last.time) ?:
	       nla_put_u32(skb, HOLDFAST_A_RULE_LAST_PID, last.pid) ?:
	       nla_put_u32(skb, HOLDFAST_A_RULE_LAST_UID, last.uid) ?:
	       nla_put_string(skb, HOLDFAST_A_RULE_LAST_COMM, last.comm);
}

static int put_rule(struct sk_buff *skb, struct netlink_callback *cb, struct hf_rule *rule)
{
	void *header = hf_request_answer(skb, cb, HOLDFAST_CMD_RULE_GET);

	if (!header)
		return -EMSGSIZE;
	if (hf_request_put_rule(skb, rule) || put_tally(skb, &rule->tally) ||
	    put_last(skb, rule)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* Where the dump is: cb->args[0], the id of the last rule given. */
int holdfast_nl_rule_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct hf_rule *rule;
	u64 generation;

	while (!ret) {
		rule = hf_rules_after(cb->args[0], &generation);
		/* As the core compares it: not 0, and another after a change. */
		cb->seq = (u32)generation ?: 1;
		if (!rule)
			break;
		ret = put_rule(skb, cb, rule);
		if (!ret)
			cb->args[0] = rule->id;
		hf_rule_put(rule);
	}
	return skb->len ?: ret;
}
