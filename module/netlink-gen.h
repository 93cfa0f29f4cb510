/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/holdfast.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_HOLDFAST_GEN_H
#define _LINUX_HOLDFAST_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/holdfast.h>

/* Common nested types */
extern const struct nla_policy holdfast_staged_rule_nl_policy[HOLDFAST_A_RULE_RESTORE + 1];

int holdfast_nl_rule_add_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_rule_del_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_rule_flush_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_rule_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int holdfast_nl_event_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int holdfast_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_stats_cpu_get_dumpit(struct sk_buff *skb,
				     struct netlink_callback *cb);
int holdfast_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_scope_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int holdfast_nl_table_stage_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_table_commit_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_table_set_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_table_seal_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_explain_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_handler_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int holdfast_nl_door_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int holdfast_nl_handler_cpu_get_dumpit(struct sk_buff *skb,
				       struct netlink_callback *cb);
int holdfast_nl_handler_set_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_handler_reset_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_probe_start_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_probe_stop_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_probe_get_doit(struct sk_buff *skb, struct genl_info *info);
int holdfast_nl_sample_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int holdfast_nl_blame_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int holdfast_nl_pin_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);

enum {
	HOLDFAST_NLGRP_EVENTS,
};

extern struct genl_family holdfast_nl_family;

#endif /* _LINUX_HOLDFAST_GEN_H */
