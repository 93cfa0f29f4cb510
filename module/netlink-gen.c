// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/holdfast.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/holdfast.h>

/* Common nested types */
const struct nla_policy holdfast_staged_rule_nl_policy[HOLDFAST_A_RULE_RESTORE + 1] = {
	[HOLDFAST_A_RULE_PATTERN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_RULE_ACTION] = NLA_POLICY_MAX(NLA_U32, 4),
	[HOLDFAST_A_RULE_SCOPE] = NLA_POLICY_MAX(NLA_U32, 3),
	[HOLDFAST_A_RULE_CGROUP] = { .type = NLA_NUL_STRING, .len = HOLDFAST_CGROUP_MAX, },
	[HOLDFAST_A_RULE_CONSTRAINT] = NLA_POLICY_MAX(NLA_U32, 4),
	[HOLDFAST_A_RULE_RANGE_MIN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_RANGE_MAX] = { .type = NLA_NUL_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_VALUE] = { .type = NLA_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_RESTORE] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* HOLDFAST_CMD_RULE_ADD - do */
static const struct nla_policy holdfast_rule_add_nl_policy[HOLDFAST_A_RULE_RESTORE + 1] = {
	[HOLDFAST_A_RULE_PATTERN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_RULE_ACTION] = NLA_POLICY_MAX(NLA_U32, 4),
	[HOLDFAST_A_RULE_SCOPE] = NLA_POLICY_MAX(NLA_U32, 3),
	[HOLDFAST_A_RULE_CGROUP] = { .type = NLA_NUL_STRING, .len = HOLDFAST_CGROUP_MAX, },
	[HOLDFAST_A_RULE_CONSTRAINT] = NLA_POLICY_MAX(NLA_U32, 4),
	[HOLDFAST_A_RULE_RANGE_MIN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_RANGE_MAX] = { .type = NLA_NUL_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_VALUE] = { .type = NLA_STRING, .len = HOLDFAST_VALUE_MAX, },
	[HOLDFAST_A_RULE_RESTORE] = NLA_POLICY_MAX(NLA_U32, 3),
};

/* HOLDFAST_CMD_RULE_DEL - do */
static const struct nla_policy holdfast_rule_del_nl_policy[HOLDFAST_A_RULE_CGROUP + 1] = {
	[HOLDFAST_A_RULE_PATTERN] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_RULE_SCOPE] = NLA_POLICY_MAX(NLA_U32, 3),
	[HOLDFAST_A_RULE_CGROUP] = { .type = NLA_NUL_STRING, .len = HOLDFAST_CGROUP_MAX, },
};

/* HOLDFAST_CMD_EVENT_GET - dump */
static const struct nla_policy holdfast_event_get_nl_policy[HOLDFAST_A_EVENT_SEQ + 1] = {
	[HOLDFAST_A_EVENT_SEQ] = { .type = NLA_U64, },
};

/* HOLDFAST_CMD_TABLE_STAGE - do */
static const struct nla_policy holdfast_table_stage_nl_policy[HOLDFAST_A_TABLE_FIRST + 1] = {
	[HOLDFAST_A_TABLE_FIRST] = { .type = NLA_FLAG, },
	[HOLDFAST_A_TABLE_RULE] = NLA_POLICY_NESTED(holdfast_staged_rule_nl_policy),
};

/* HOLDFAST_CMD_TABLE_COMMIT - do */
static const struct nla_policy holdfast_table_commit_nl_policy[HOLDFAST_A_TABLE_DRY_RUN + 1] = {
	[HOLDFAST_A_TABLE_GENERATION] = { .type = NLA_U64, },
	[HOLDFAST_A_TABLE_DRY_RUN] = { .type = NLA_FLAG, },
};

/* HOLDFAST_CMD_TABLE_SET - do */
static const struct nla_policy holdfast_table_set_nl_policy[HOLDFAST_A_TABLE_MODE + 1] = {
	[HOLDFAST_A_TABLE_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* HOLDFAST_CMD_EXPLAIN - do */
static const struct nla_policy holdfast_explain_nl_policy[HOLDFAST_A_EXPLAIN_CGROUP + 1] = {
	[HOLDFAST_A_EXPLAIN_NAME] = { .type = NLA_NUL_STRING, .len = HOLDFAST_PATTERN_MAX, },
	[HOLDFAST_A_EXPLAIN_VALUE] = { .type = NLA_BINARY, },
	[HOLDFAST_A_EXPLAIN_PID] = { .type = NLA_U32, },
	[HOLDFAST_A_EXPLAIN_CGROUP] = { .type = NLA_STRING, .len = HOLDFAST_CGROUP_MAX, },
};

/* HOLDFAST_CMD_HANDLER_CPU_GET - dump */
static const struct nla_policy holdfast_handler_cpu_get_nl_policy[HOLDFAST_A_HANDLER_NAME + 1] = {
	[HOLDFAST_A_HANDLER_NAME] = { .type = NLA_NUL_STRING, },
};

/* HOLDFAST_CMD_HANDLER_SET - do */
static const struct nla_policy holdfast_handler_set_nl_policy[HOLDFAST_A_HANDLER_COALESCE + 1] = {
	[HOLDFAST_A_HANDLER_NAME] = { .type = NLA_NUL_STRING, },
	[HOLDFAST_A_HANDLER_KIND] = NLA_POLICY_MAX(NLA_U32, 9),
	[HOLDFAST_A_HANDLER_ENABLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[HOLDFAST_A_HANDLER_BUDGET] = { .type = NLA_U32, },
	[HOLDFAST_A_HANDLER_CPUS] = { .type = NLA_NUL_STRING, .len = HOLDFAST_CPUS_MAX, },
	[HOLDFAST_A_HANDLER_PRIORITY] = NLA_POLICY_MAX(NLA_U32, 3),
	[HOLDFAST_A_HANDLER_NICE] = { .type = NLA_S32, },
	[HOLDFAST_A_HANDLER_COALESCE] = { .type = NLA_U32, },
};

/* HOLDFAST_CMD_HANDLER_RESET - do */
static const struct nla_policy holdfast_handler_reset_nl_policy[HOLDFAST_A_HANDLER_NAME + 1] = {
	[HOLDFAST_A_HANDLER_NAME] = { .type = NLA_NUL_STRING, },
};

/* HOLDFAST_CMD_PROBE_START - do */
static const struct nla_policy holdfast_probe_start_nl_policy[HOLDFAST_A_PROBE_THRESHOLD + 1] = {
	[HOLDFAST_A_PROBE_KINDS] = NLA_POLICY_MASK(NLA_U32, 0x3ff),
	[HOLDFAST_A_PROBE_CPUS] = { .type = NLA_NUL_STRING, .len = HOLDFAST_CPUS_MAX, },
	[HOLDFAST_A_PROBE_PERIOD] = { .type = NLA_U64, },
	[HOLDFAST_A_PROBE_DURATION] = { .type = NLA_U64, },
	[HOLDFAST_A_PROBE_THRESHOLD] = { .type = NLA_U64, },
};

/* Ops table for holdfast */
static const struct genl_split_ops holdfast_nl_ops[] = {
	{
		.cmd		= HOLDFAST_CMD_RULE_ADD,
		.doit		= holdfast_nl_rule_add_doit,
		.policy		= holdfast_rule_add_nl_policy,
		.maxattr	= HOLDFAST_A_RULE_RESTORE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_RULE_DEL,
		.doit		= holdfast_nl_rule_del_doit,
		.policy		= holdfast_rule_del_nl_policy,
		.maxattr	= HOLDFAST_A_RULE_CGROUP,
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
		.cmd	= HOLDFAST_CMD_STATS_CPU_GET,
		.dumpit	= holdfast_nl_stats_cpu_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= HOLDFAST_CMD_STATS_RESET,
		.doit	= holdfast_nl_stats_reset_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_SCOPE_GET,
		.dumpit	= holdfast_nl_scope_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= HOLDFAST_CMD_TABLE_STAGE,
		.doit		= holdfast_nl_table_stage_doit,
		.policy		= holdfast_table_stage_nl_policy,
		.maxattr	= HOLDFAST_A_TABLE_FIRST,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_TABLE_COMMIT,
		.doit		= holdfast_nl_table_commit_doit,
		.policy		= holdfast_table_commit_nl_policy,
		.maxattr	= HOLDFAST_A_TABLE_DRY_RUN,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_TABLE_SET,
		.doit		= holdfast_nl_table_set_doit,
		.policy		= holdfast_table_set_nl_policy,
		.maxattr	= HOLDFAST_A_TABLE_MODE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_TABLE_SEAL,
		.doit	= holdfast_nl_table_seal_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_EXPLAIN,
		.doit		= holdfast_nl_explain_doit,
		.policy		= holdfast_explain_nl_policy,
		.maxattr	= HOLDFAST_A_EXPLAIN_CGROUP,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
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
	{
		.cmd		= HOLDFAST_CMD_HANDLER_CPU_GET,
		.dumpit		= holdfast_nl_handler_cpu_get_dumpit,
		.policy		= holdfast_handler_cpu_get_nl_policy,
		.maxattr	= HOLDFAST_A_HANDLER_NAME,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= HOLDFAST_CMD_HANDLER_SET,
		.doit		= holdfast_nl_handler_set_doit,
		.policy		= holdfast_handler_set_nl_policy,
		.maxattr	= HOLDFAST_A_HANDLER_COALESCE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_HANDLER_RESET,
		.doit		= holdfast_nl_handler_reset_doit,
		.policy		= holdfast_handler_reset_nl_policy,
		.maxattr	= HOLDFAST_A_HANDLER_NAME,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= HOLDFAST_CMD_PROBE_START,
		.doit		= holdfast_nl_probe_start_doit,
		.policy		= holdfast_probe_start_nl_policy,
		.maxattr	= HOLDFAST_A_PROBE_THRESHOLD,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_PROBE_STOP,
		.doit	= holdfast_nl_probe_stop_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_PROBE_GET,
		.doit	= holdfast_nl_probe_get_doit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= HOLDFAST_CMD_SAMPLE_GET,
		.dumpit	= holdfast_nl_sample_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= HOLDFAST_CMD_BLAME_GET,
		.dumpit	= holdfast_nl_blame_get_dumpit,
		.flags	= GENL_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= HOLDFAST_CMD_PIN_GET,
		.dumpit	= holdfast_nl_pin_get_dumpit,
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
