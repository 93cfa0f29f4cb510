// SPDX-License-Identifier: GPL-2.0
/* Requests that read and change the rules. */
#include "events.h"
#include "netlink-gen.h"
#include "pattern.h"
#include "request.h"
#include "rules.h"

struct rule_key {
	char pattern[HOLDFAST_PATTERN_MAX + 1];
	enum holdfast_scope scope;
};

static int read_key(struct genl_info *info, struct rule_key *key)
{
	const struct nlattr *pattern = info->attrs[HOLDFAST_A_RULE_PATTERN];
	const struct nlattr *scope = info->attrs[HOLDFAST_A_RULE_SCOPE];
	const char *why;

	if (!pattern)
		return hf_request_refuse(info->extack, NULL, "a rule needs a pattern");
	why = hf_pattern_parse(key->pattern, sizeof(key->pattern), nla_data(pattern));
	if (why)
		return hf_request_refuse(info->extack, pattern, why);
	key->scope = scope ? nla_get_u32(scope) : HOLDFAST_SCOPE_ANY;
	return 0;
}

/* The policy's change, told by who made it. */
static void report(enum holdfast_event_type type, u32 id, const struct rule_key *key,
		   enum holdfast_action action)
{
	struct hf_event event;

	hf_event_begin(&event, type);
	if (key)
		hf_event_rule(&event, id, key->pattern, key->scope, action);
	hf_events_record(&event);
}

int holdfast_nl_rule_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[HOLDFAST_A_RULE_ACTION];
	enum holdfast_action action;
	struct rule_key key;
	u32 id;
	int ret;

	ret = hf_request_admin(skb, info->extack) ?: read_key(info, &key);
	if (ret)
		return ret;
	if (!attr)
		return hf_request_refuse(info->extack, NULL, "a rule needs an action");
	action = nla_get_u32(attr);
	ret = hf_rules_add(key.pattern, key.scope, action, &id);
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "no room for the rule: the table is as it was");
		return ret;
	}
	report(HOLDFAST_EVENT_TYPE_RULE_ADD, id, &key, action);
	return 0;
}

int holdfast_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	enum holdfast_action action;
	struct rule_key key;
	u32 id;
	int ret;

	ret = hf_request_admin(skb, info->extack) ?: read_key(info, &key);
	if (ret)
		return ret;
	ret = hf_rules_del(key.pattern, key.scope, &id, &action);
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "no rule with this pattern and scope");
		return ret;
	}
	report(HOLDFAST_EVENT_TYPE_RULE_DEL, id, &key, action);
	return 0;
}

int holdfast_nl_rule_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);

	if (ret)
		return ret;
	ret = hf_rules_flush();
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "no memory for an empty table: the rules are as they were");
		return ret;
	}
	report(HOLDFAST_EVENT_TYPE_RULE_FLUSH, 0, NULL, 0);
	return 0;
}

static int put_rule(struct sk_buff *skb, struct netlink_callback *cb, const struct hf_rule *rule)
{
	void *header = hf_request_answer(skb, cb, HOLDFAST_CMD_RULE_GET);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u32(skb, HOLDFAST_A_RULE_ID, rule->id) ||
	    nla_put_string(skb, HOLDFAST_A_RULE_PATTERN, rule->pattern) ||
	    nla_put_u32(skb, HOLDFAST_A_RULE_ACTION, rule->action) ||
	    nla_put_u32(skb, HOLDFAST_A_RULE_SCOPE, rule->scope) ||
	    nla_put_u64_64bit(skb, HOLDFAST_A_RULE_HITS, atomic64_read(&rule->hits),
			      HOLDFAST_A_RULE_PAD)) {
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
