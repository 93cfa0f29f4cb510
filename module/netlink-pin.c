// SPDX-License-Identifier: GPL-2.0
/* The request for the pins: what each is to hold, and what it does hold. */
#include "netlink-spec.h"
#include "request.h"
#include "witness.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_PIN_PAD);
}

static enum holdfast_pin_watch watch_of(const struct hf_pin *pin)
{
	if (!pin->variable.at)
		return HOLDFAST_PIN_WATCH_READING;
	return pin->used ? HOLDFAST_PIN_WATCH_USE : HOLDFAST_PIN_WATCH_MEMORY;
}

static int put_values(struct sk_buff *skb, const struct hf_pin *pin)
{
	const struct hf_remembered *remembered = rcu_dereference_protected(pin->remembered, true);
	bool drifted = pin->state == HOLDFAST_PIN_STATE_DRIFTED ||
		       pin->state == HOLDFAST_PIN_STATE_REFUSED;

	if (remembered && nla_put(skb, HOLDFAST_A_PIN_EXPECTED, remembered->len,
				  remembered->value))
		return -EMSGSIZE;
	if (!drifted)
		return 0;
	return nla_put(skb, HOLDFAST_A_PIN_ACTUAL, pin->actual_len, pin->actual) ?:
	       put_u64(skb, HOLDFAST_A_PIN_SINCE, pin->since);
}

static int put_last(struct sk_buff *skb, struct hf_pin *pin)
{
	struct hf_pin_writer last;

	hf_pin_last(pin, &last);
	if (!last.time)
		return 0;
	return put_u64(skb, HOLDFAST_A_PIN_LAST_TIME, last.time) ?:
	       nla_put_u32(skb, HOLDFAST_A_PIN_LAST_DOOR, last.door) ?:
	       nla_put_u32(skb, HOLDFAST_A_PIN_LAST_PID, last.pid) ?:
	       nla_put_u32(skb, HOLDFAST_A_PIN_LAST_UID, last.uid) ?:
	       nla_put_string(skb, HOLDFAST_A_PIN_LAST_COMM, last.comm);
}

static int put_pin(struct sk_buff *skb, struct hf_pin *pin)
{
	struct nlattr *nest;
	int ret;

	ret = nla_put_string(skb, HOLDFAST_A_PIN_NAME, pin->path) ?:
	      nla_put_u32(skb, HOLDFAST_A_PIN_STATE, pin->state) ?:
	      nla_put_u32(skb, HOLDFAST_A_PIN_WATCH, watch_of(pin)) ?:
	      nla_put_u32(skb, HOLDFAST_A_PIN_RESTORE, hf_pin_restore(pin)) ?:
	      put_values(skb, pin) ?:
	      put_u64(skb, HOLDFAST_A_PIN_DRIFTS, pin->drifts) ?:
	      put_u64(skb, HOLDFAST_A_PIN_RESTORES, pin->restores) ?:
	      put_last(skb, pin);
	if (!ret && hf_pin_is_per_net(pin))
		ret = nla_put_u32(skb, HOLDFAST_A_PIN_NETNS, pin->netns);
	if (!ret && pin->owned)
		ret = nla_put_string(skb, HOLDFAST_A_PIN_OWNED, pin->owned);
	if (!ret && pin->error)
		ret = nla_put_s32(skb, HOLDFAST_A_PIN_ERROR, pin->error);
	if (ret)
		return ret;
	nest = nla_nest_start(skb, HOLDFAST_A_PIN_RULE);
	if (!nest || hf_request_put_rule(skb, pin->rule))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

struct answer {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

static int visit_pin(struct hf_pin *pin, void *data)
{
	struct answer *answer = data;
	void *header = hf_request_answer(answer->skb, answer->cb, HOLDFAST_CMD_PIN_GET);

	if (!header)
		return -EMSGSIZE;
	if (put_pin(answer->skb, pin)) {
		genlmsg_cancel(answer->skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(answer->skb, header);
	answer->cb->args[0] = pin->id;
	return 0;
}

/* Where the dump is: cb->args[0], the id of the last pin given; args[1]: all were read. */
int holdfast_nl_pin_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct answer answer = { .skb = skb, .cb = cb };
	int ret = hf_request_admin(cb->skb, cb->extack);

	if (ret)
		return ret;
	if (!cb->args[1])
		hf_witness_sync(true);
	cb->args[1] = 1;
	ret = hf_witness_visit(cb->args[0], visit_pin, &answer);
	return skb->len ?: ret;
}
