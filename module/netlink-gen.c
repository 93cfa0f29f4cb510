// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/holdfast.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/holdfast.h>

/* HOLDFAST_CMD_RULE_ADD - do */
static const struct nla_policy holdfast_rule_add_nl_policy[HOLDFAST_A_RULE_SCOPE + 1] = {
	[HOLDFAST_A_RULE_PATTERN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_RULE_ACTION] = NLA_POLICY_MAX(NLA_U32, 2),
	[HOLDFAST_A_RULE_SCOPE] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* HOLDFAST_CMD_RULE_DEL - do */
static const struct nla_policy holdfast_rule_del_nl_policy[HOLDFAST_A_RULE_SCOPE + 1] = {
	[HOLDFAST_A_RULE_PATTERN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_RULE_SCOPE] = NLA_POLICY_MAX(NLA_U32, 2),
};

/* HOLDFAST_CMD_EVENT_GET - dump */
static const struct nla_policy holdfast_event_get_nl_policy[HOLDFAST_A_EVENT_SEQ + 1] = {
	[HOLDFAST_A_EVENT_SEQ] = { .type = NLA_U64, },
};

/* Ops table for holdfast */
static const struct genl_split_ops holdfast_nl_ops[] = {
	{
		.cmd		= HOLDFAST_CMD_RULE_ADD,
		.doit		= holdfast_nl_rule_add_doit,
		.policy		= holdfast_rule_add_nl_policy,
		.maxattr	= HOLDFAST_A_RULE_SCOPE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_RULE_DEL,
		.doit		= holdfast_nl_rule_del_doit,
		.policy		= holdfast_rule_del_nl_policy,
		.maxattr	= HOLDFAST_A_RULE_SCOPE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_RULE_FLUSH,
		.doit	= holdfast_nl_rule_flush_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_RULE_GET,
		.dumpit	= holdfast_nl_rule_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= HOLDFAST_CMD_EVENT_GET,
		.dumpit		= holdfast_nl_event_get_dumpit,
		.policy		= holdfast_event_get_nl_policy,
		.maxattr	= HOLDFAST_A_EVENT_SEQ,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= HOLDFAST_CMD_STATS_GET,
		.doit	= holdfast_nl_stats_get_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_HANDLER_GET,
		.dumpit	= holdfast_nl_handler_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= HOLDFAST_CMD_DOOR_GET,
		.dumpit	= holdfast_nl_door_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group holdfast_nl_mcgrps[] = {
	[HOLDFAST_NLGRP_EVENTS] = { "events", },
};

struct genl_family holdfast_nl_family __ro_after_init = {
	.name		= HOLDFAST_FAMILY_NAME,
	.version	= HOLDFAST_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= holdfast_nl_ops,
	.n_split_ops	= ARRAY_SIZE(holdfast_nl_ops),
	.mcgrps		= holdfast_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(holdfast_nl_mcgrps),
};
