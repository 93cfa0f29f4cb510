// SPDX-License-Identifier: GPL-2.0
/*
 * What all doors do: ask the table, count, tell.
 *
 * Who may run: whoever is at a door. What is asked and counted is shared by RCU
 * and by counters for each CPU.
 */
#include <linux/err.h>

#include "../count.h"
#include "../rules.h"
#include "../scope.h"
#include "../tracepoints.h"
#include "decide.h"

/**
 * hf_decide_rule - the rule that decides for the task that runs
 * @name: the sysctl that is to change
 * @locked: the caller holds a lock that the kernel takes within cgroup_mutex, as
 *	RTNL: hierarchies that have but a name are not looked at
 *
 * Context: process context, may sleep.
 * Return: the rule, for hf_rule_put(); NULL where there is none; an ERR_PTR
 * where it cannot be told, and then nothing may change.
 */
struct hf_rule *hf_decide_rule(const struct hf_name *name, bool locked)
{
	struct hf_writer writer = { .scope = hf_scope_current() };
	struct hf_cgroups *cgroups;
	struct hf_rule *rule;

	rule = hf_rules_find(name, &writer, NULL, NULL);
	if (rule != ERR_PTR(-EAGAIN))
		return rule;
	cgroups = hf_cgroups_of(current, !locked);
	if (IS_ERR(cgroups))
		return ERR_CAST(cgroups);
	writer.cgroups = cgroups;
	rule = hf_rules_find(name, &writer, NULL, NULL);
	hf_cgroups_free(cgroups);
	return rule;
}

/**
 * hf_decide_rule_in - the rule that decides for a writer whose cgroups are known
 * @name: the sysctl that is to change
 * @scope: HOLDFAST_SCOPE_HOST or HOLDFAST_SCOPE_CONTAINER
 * @cgroups: the cgroups
 *
 * Context: any but NMI.
 * Return: the rule, for hf_rule_put(), or NULL.
 */
struct hf_rule *hf_decide_rule_in(const struct hf_name *name, enum holdfast_scope scope,
				  const struct hf_cgroups *cgroups)
{
	const struct hf_writer writer = { .scope = scope, .cgroups = cgroups };

	return hf_rules_find(name, &writer, NULL, NULL);
}

/**
 * hf_decide_event - begin to tell what a rule decided
 * @event: receives all but door, values and effect
 * @name: the sysctl
 * @rule: the rule
 * @verdict: what it decided
 *
 * Context: as hf_event_begin().
 */
void hf_decide_event(struct hf_event *event, const struct hf_name *name,
		     const struct hf_rule *rule, const struct hf_verdict *verdict)
{
	struct hf_event_rule told = { rule->id, rule->pattern, rule->scope->kind,
				      rule->scope->cgroup, rule->decision.action };

	hf_event_begin(event, HOLDFAST_EVENT_TYPE_WRITE);
	hf_event_name(event, name);
	hf_event_rule(event, &told);
	event->verdict = verdict->verdict;
	event->why = verdict->why;
}

/**
 * hf_decide_count - count what a rule decided
 * @rule: the rule
 * @verdict: the verdict
 * @permissive: it is reported only
 *
 * Context: any but NMI.
 */
void hf_decide_count(struct hf_rule *rule, enum holdfast_verdict verdict, bool permissive)
{
	trace_rule_verdict(rule, verdict, permissive);
	hf_rule_decided(rule, verdict, permissive);
	if (verdict == HOLDFAST_VERDICT_ALLOWED)
		return;
	if (permissive)
		hf_count(would);
	else if (verdict == HOLDFAST_VERDICT_DENIED)
		hf_count(denied);
	else
		hf_count(rewritten);
}
