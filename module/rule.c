// SPDX-License-Identifier: GPL-2.0
/*
 * One rule, from rule to grave.
 *
 * Who may run: whoever holds a reference; counters are atomic, the record of
 * the last writer has a lock of its own that nobody waits for.
 */
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "pattern.h"
#include "rule.h"

/**
 * hf_rule_create - a rule, in no table yet
 * @spec: what it is to be, checked
 * @scope: the scope that @spec names; the rule takes a reference
 *
 * Context: may sleep.
 * Return: the rule with one reference, or NULL.
 */
struct hf_rule *hf_rule_create(const struct hf_rule_spec *spec, struct hf_scope *scope)
{
	size_t len = strlen(spec->pattern) + 1, size = spec->decision.constraint.size;
	struct hf_rule *rule = kzalloc(struct_size(rule, pattern, len + size), GFP_KERNEL);

	if (!rule)
		return NULL;
	refcount_set(&rule->refs, 1);
	refcount_inc(&scope->refs);
	rule->scope = scope;
	rule->decision = spec->decision;
	rule->decision.constraint.values = rule->pattern + len;
	spin_lock_init(&rule->last.lock);
	memcpy(rule->pattern, spec->pattern, len);
	if (size)
		memcpy(rule->pattern + len, spec->decision.constraint.values, size);
	return rule;
}

/**
 * hf_rule_put - give a reference back
 * @rule: the rule, or NULL
 *
 * Context: any.
 */
void hf_rule_put(struct hf_rule *rule)
{
	if (rule && refcount_dec_and_test(&rule->refs)) {
		hf_scope_put(rule->scope);
		kfree_rcu(rule, rcu);
	}
}

/**
 * hf_rule_decided - count a verdict, of the task that runs
 * @rule: the rule that decided
 * @verdict: what it decided
 * @permissive: it was not done
 *
 * Context: process context.
 */
void hf_rule_decided(struct hf_rule *rule, enum holdfast_verdict verdict, bool permissive)
{
	struct hf_last *last = &rule->last;

	hf_tally_count(&rule->tally, verdict, permissive);
	hf_tally_count(&rule->scope->tally, verdict, permissive);
	/* Two at once: either is the last. */
	if (!spin_trylock(&last->lock))
		return;
	last->time = ktime_get_real_ns();
	last->pid = task_tgid_nr(current);
	last->uid = from_kuid(&init_user_ns, current_uid());
	get_task_comm(last->comm, current);
	spin_unlock(&last->lock);
}

/**
 * hf_rule_last - the last write it decided
 * @rule: the rule
 * @last: receives the record, its lock apart
 *
 * Context: process context.
 */
void hf_rule_last(struct hf_rule *rule, struct hf_last *last)
{
	spin_lock(&rule->last.lock);
	last->time = rule->last.time;
	last->pid = rule->last.pid;
	last->uid = rule->last.uid;
	memcpy(last->comm, rule->last.comm, sizeof(last->comm));
	spin_unlock(&rule->last.lock);
}

/**
 * hf_rule_reset - forget what it decided
 * @rule: the rule
 *
 * Context: process context.
 */
void hf_rule_reset(struct hf_rule *rule)
{
	hf_tally_reset(&rule->tally);
	spin_lock(&rule->last.lock);
	rule->last.time = 0;
	spin_unlock(&rule->last.lock);
}

/**
 * hf_rule_precedes - does a rule decide wherever another could
 * @rule: the one
 * @other: the other
 *
 * Return: true where no write that both match is left to @other.
 */
bool hf_rule_precedes(const struct hf_rule *rule, const struct hf_rule *other)
{
	if (rule->scope->kind == other->scope->kind &&
	    !strcmp(rule->scope->cgroup, other->scope->cgroup))
		return hf_pattern_order(rule->pattern, other->pattern) < 0;
	return hf_scope_is_inside(other->scope, rule->scope);
}

/**
 * hf_rule_tighter - does a rule loosen nothing that another decides
 * @rule: the one, perhaps not in a table yet
 * @than: the other
 *
 * Return: true where no write is in both, where @than decides it all the same,
 * or where what @rule decides is as tight, or tighter.
 */
bool hf_rule_tighter(const struct hf_rule *rule, const struct hf_rule *than)
{
	return !hf_scope_meets(rule->scope, than->scope) ||
	       !hf_pattern_overlap(rule->pattern, than->pattern) ||
	       hf_rule_precedes(than, rule) ||
	       hf_decision_tighter(&rule->decision, &than->decision);
}

/**
 * hf_rule_bytes - the memory a rule takes
 * @rule: the rule
 *
 * Return: bytes asked for, its nodes and its scope apart.
 */
size_t hf_rule_bytes(const struct hf_rule *rule)
{
	size_t len = strlen(rule->pattern) + 1 + rule->decision.constraint.size;

	return struct_size(rule, pattern, len);
}
