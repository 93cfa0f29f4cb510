/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_NET_GENETLINK_H
#define HF_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>
#include "features.h"

/*
 * Each of our commands is either a do or a dump, and then an entry of the
 * older table, which all kernels have, has the same members. It is taken on
 * all: a newer kernel lets a command without a policy in the newer table take
 * any attributes, but none in the older one.
 */
#define genl_split_ops genl_ops
#define split_ops ops
#define n_split_ops n_ops

#ifndef HF_HAVE_GENL_INFO_DUMP
/* What it returns has attrs, too, and that is what we read. */
#define genl_info_dump(cb) genl_dumpit_info(cb)
#endif

#ifndef HF_HAVE_GENL_RESV_START_OP
/*
 * There a command without a policy lets all attributes through, unless its
 * family has one for such commands.
 */
static inline int hf_genl_register_family(struct genl_family *family)
{
	static const struct nla_policy reject_all[] = {
		{ .type = NLA_REJECT },
		{ .type = NLA_REJECT },
	};

	family->policy = reject_all;
	family->maxattr = ARRAY_SIZE(reject_all) - 1;
	return genl_register_family(family);
}

#define genl_register_family hf_genl_register_family
#endif

/* HF_MCGRP_CAP_SYS_ADMIN(group) - a multicast group: who joins needs CAP_SYS_ADMIN */
#if defined(HF_HAVE_GENL_MCAST_CAP_SYS_ADMIN)
#define HF_MCGRP_CAP_SYS_ADMIN(group) { .name = group, .flags = GENL_MCAST_CAP_SYS_ADMIN }
#elif defined(HF_HAVE_GENL_MCGRP_CAP_SYS_ADMIN)
#define HF_MCGRP_CAP_SYS_ADMIN(group) { .name = group, .cap_sys_admin = 1 }
#else
#include <linux/capability.h>
#include <net/sock.h>

/* There anybody may join, so who lacks the capability gets nothing instead. */
#define HF_MCGRP_CAP_SYS_ADMIN(group) { .name = group }

static inline int hf_genl_filter(struct sock *listener, struct sk_buff *skb, void *data)
{
	/* The kernel's own sockets have no file, and no business here. */
	return !listener->sk_socket || !listener->sk_socket->file ||
	       !sk_capable(listener, CAP_SYS_ADMIN);
}

static inline int hf_genlmsg_multicast_netns(const struct genl_family *family, struct net *net,
					     struct sk_buff *skb, u32 portid,
					     unsigned int group, gfp_t flags)
{
	if (WARN_ON_ONCE(group >= family->n_mcgrps))
		return -EINVAL;
	group = family->mcgrp_offset + group;
	NETLINK_CB(skb).dst_group = group;
	return netlink_broadcast_filtered(net->genl_sock, skb, portid, group, flags,
					  hf_genl_filter, NULL);
}

#define genlmsg_multicast_netns hf_genlmsg_multicast_netns
#endif

#endif /* HF_COMPAT_NET_GENETLINK_H */
