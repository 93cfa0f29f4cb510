// SPDX-License-Identifier: GPL-2.0
/* Requests that change the table as a whole: stage and commit, mode, seal. */
#include <linux/slab.h>

#include "events.h"
#include "netlink-spec.h"
#include "request.h"
#include "seal.h"
#include "stage.h"
#include "witness.h"

static int stage_rule(struct genl_info *info, const struct nlattr *nest,
		      struct hf_rule_request *request)
{
	struct nlattr *attrs[HOLDFAST_A_RULE_MAX + 1];
	const struct hf_rule_attrs rule = { attrs, nla_data(nest), nla_len(nest) };
	int ret;

	ret = nla_parse_nested(attrs, HOLDFAST_A_RULE_MAX, nest,
			       holdfast_staged_rule_nl_policy, info->extack);
	if (ret)
		return ret;
	memset(request, 0, sizeof(*request));
	ret = hf_request_key(&rule, request, info->extack) ?:
	      hf_request_decision(&rule, request, info->extack);
	if (!ret)
		ret = hf_request_why(info->extack, hf_stage_add(info->snd_portid, &request->spec));
	/* Where no attribute is wrong by itself, the rule is. */
	if (ret && !info->extack->bad_attr)
		NL_SET_BAD_ATTR(info->extack, nest);
	return ret;
}

int holdfast_nl_table_stage_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack), rest;
	struct hf_rule_request *request;
	const struct nlattr *attr;

	if (ret)
		return ret;
	request = kmalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		return -ENOMEM;
	if (info->attrs[HOLDFAST_A_TABLE_FIRST])
		hf_stage_drop(info->snd_portid);
	nla_for_each_attr(attr, genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr), rest) {
		if (nla_type(attr) == HOLDFAST_A_TABLE_RULE)
			ret = stage_rule(info, attr, request);
		if (ret)
			break;
	}
	kfree(request);
	if (ret)
		hf_stage_drop(info->snd_portid);
	return ret;
}

static int commit(struct genl_info *info, struct sk_buff *answer)
{
	const struct nlattr *generation = info->attrs[HOLDFAST_A_TABLE_GENERATION];
	bool dry_run = info->attrs[HOLDFAST_A_TABLE_DRY_RUN];
	struct hf_rules_state state;
	struct hf_event event;
	int ret;

	ret = hf_stage_commit(info->snd_portid, generation ? nla_get_u64(generation) : 0,
			      dry_run, &state);
	if (ret)
		return hf_request_why(info->extack, ret);
	if (!dry_run) {
		hf_event_begin(&event, HOLDFAST_EVENT_TYPE_TABLE_APPLY);
		event.rules = state.count;
		hf_events_record(&event);
		hf_witness_sync(false);
	}
	return nla_put_u64_64bit(answer, HOLDFAST_A_TABLE_GENERATION, state.generation,
				 HOLDFAST_A_TABLE_PAD) ?:
	       nla_put_u32(answer, HOLDFAST_A_TABLE_RULES, state.count);
}

int holdfast_nl_table_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct sk_buff *answer;
	void *header;

	if (ret)
		return ret;
	answer = hf_request_reply(info, HOLDFAST_CMD_TABLE_COMMIT, &header);
	if (!answer)
		return -ENOMEM;
	ret = commit(info, answer);
	if (ret) {
		nlmsg_free(answer);
		return ret;
	}
	genlmsg_end(answer, header);
	return genlmsg_reply(answer, info);
}

int holdfast_nl_table_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *mode = info->attrs[HOLDFAST_A_TABLE_MODE];
	int ret = hf_request_admin(skb, info->extack);
	struct hf_event event;

	if (ret)
		return ret;
	if (!mode)
		return hf_request_refuse(info->extack, NULL, "nothing to set: there is a mode");
	ret = hf_rules_set_mode(nla_get_u32(mode));
	if (ret)
		return hf_request_why(info->extack, ret);
	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_MODE);
	event.mode = nla_get_u32(mode);
	hf_events_record(&event);
	hf_witness_sync(true);
	return 0;
}

int holdfast_nl_table_seal_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct hf_event event;

	if (ret)
		return ret;
	ret = hf_seal(info->extack);
	if (ret)
		return ret;
	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_SEAL);
	hf_events_record(&event);
	return 0;
}
