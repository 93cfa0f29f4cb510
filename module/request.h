/* SPDX-License-Identifier: GPL-2.0 */
/* What all netlink requests share: who may ask, and how a refusal says why. */
#ifndef HF_REQUEST_H
#define HF_REQUEST_H

#include <linux/capability.h>
#include <linux/netlink.h>

#include "netlink-gen.h"

/**
 * hf_request_admin - may the sender read and change the policy
 * @skb: the request
 * @extack: says why not
 *
 * GENL_ADMIN_PERM asks for CAP_NET_ADMIN alone, which a container that shares
 * the host's network and user namespace often has.
 *
 * Return: 0 or -EPERM.
 */
static inline int hf_request_admin(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (netlink_capable(skb, CAP_SYS_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack, "needs CAP_SYS_ADMIN in the initial user namespace");
	return -EPERM;
}

/**
 * hf_request_refuse - refuse a request because of one attribute
 * @extack: receives the message and the attribute
 * @attr: the attribute, or NULL where it is missing
 * @why: a string that stays
 *
 * Return: -EINVAL.
 */
static inline int hf_request_refuse(struct netlink_ext_ack *extack, const struct nlattr *attr,
				    const char *why)
{
	/* NL_SET_ERR_MSG() takes a literal only. */
	extack->_msg = why;
	if (attr)
		NL_SET_BAD_ATTR(extack, attr);
	return -EINVAL;
}

/**
 * hf_request_reply - begin the answer to a request that has one
 * @info: the request
 * @cmd: its command
 * @header: receives the generic netlink header's payload
 *
 * Context: may sleep.
 * Return: the answer, for genlmsg_end() and genlmsg_reply(), or nlmsg_free(); NULL
 * without memory.
 */
static inline struct sk_buff *hf_request_reply(struct genl_info *info, u8 cmd, void **header)
{
	struct sk_buff *answer = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!answer)
		return NULL;
	*header = genlmsg_put_reply(answer, info, &holdfast_nl_family, 0, cmd);
	if (*header)
		return answer;
	nlmsg_free(answer);
	return NULL;
}

/**
 * hf_request_answer - begin an entry of a dump
 * @skb: the answer
 * @cb: the dump
 * @cmd: the command it answers
 *
 * Return: the generic netlink header's payload, or NULL where @skb is full.
 */
static inline void *hf_request_answer(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				   &holdfast_nl_family, NLM_F_MULTI, cmd);

	/* Marks the answer where the dump's state changed since its first part. */
	if (header)
		genl_dump_check_consistent(cb, header);
	return header;
}

#endif /* HF_REQUEST_H */
