// SPDX-License-Identifier: GPL-2.0
/*
 * The rules in force.
 *
 * Who may run: look-ups (hf_rules_find) run in any process
 * context under RCU and take a reference to what they found, so that a writer
 * may sleep while it holds a rule that was removed meanwhile. Changes are
 * serialised by change_lock. A flush puts an empty table in the place of the
 * full one, so that a writer sees all rules or none.
 *
 * Teardown: when no door and no request can come in any more, hf_rules_exit().
 */
#include <linux/mutex.h>
#include <linux/slab.h>

#include "count.h"
#include "rules.h"
#include "table.h"

static DEFINE_MUTEX(change_lock);
static struct hf_table __rcu *live;
static u32 last_id;
static u64 generation = 1;

static struct hf_table *live_locked(void)
{
	return rcu_dereference_protected(live, lockdep_is_held(&change_lock));
}

static void changed(void)
{
	lockdep_assert_held(&change_lock);
	WRITE_ONCE(generation, generation + 1);
}

/**
 * hf_rule_put - give a reference back
 * @rule: the rule, or NULL
 *
 * Context: any.
 */
void hf_rule_put(struct hf_rule *rule)
{
	if (rule && refcount_dec_and_test(&rule->refs))
		kfree_rcu(rule, rcu);
}

static struct hf_rule *alloc_rule(const char *pattern, enum holdfast_scope scope,
				  enum holdfast_action action)
{
	size_t len = strlen(pattern) + 1;
	struct hf_rule *rule = kzalloc(struct_size(rule, pattern, len), GFP_KERNEL);

	if (!rule)
		return NULL;
	refcount_set(&rule->refs, 1);
	rule->scope = scope;
	rule->action = action;
	memcpy(rule->pattern, pattern, len);
	return rule;
}

/**
 * hf_rules_add - add a rule, or replace the one with the same key
 * @pattern: in path form, as hf_pattern_parse() gives it
 * @scope: whom it concerns
 * @action: what it decides
 * @id: receives the rule's id
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM, -ENOSPC (all ids used), -E2BIG, -EBUSY, with the
 * rules as they were.
 */
int hf_rules_add(const char *pattern, enum holdfast_scope scope,
		 enum holdfast_action action, u32 *id)
{
	struct hf_rule *rule = alloc_rule(pattern, scope, action), *replaced = NULL;
	int ret;

	if (!rule)
		return -ENOMEM;
	mutex_lock(&change_lock);
	ret = -ENOSPC;
	if (last_id == U32_MAX)
		goto out;
	rule->id = last_id + 1;
	ret = hf_table_set(live_locked(), rule, &replaced);
	if (ret)
		goto out;
	*id = last_id = rule->id;
	changed();
	/* From here on it is the table's. */
	rule = replaced;
out:
	mutex_unlock(&change_lock);
	hf_rule_put(rule);
	return ret;
}

/**
 * hf_rules_del - remove a rule
 * @pattern: in path form
 * @scope: the scope; with @pattern it is the rule's key
 * @id: receives the id it had
 * @action: receives the action it had
 *
 * Context: may sleep. A writer that has found the rule already goes by it.
 * Return: 0, or -ENOENT where there is no such rule.
 */
int hf_rules_del(const char *pattern, enum holdfast_scope scope, u32 *id,
		 enum holdfast_action *action)
{
	struct hf_rule *rule;

	mutex_lock(&change_lock);
	rule = hf_table_exact(live_locked(), pattern, scope);
	if (rule) {
		*id = rule->id;
		*action = rule->action;
		hf_table_unset(live_locked(), rule);
		changed();
	}
	mutex_unlock(&change_lock);
	hf_rule_put(rule);
	return rule ? 0 : -ENOENT;
}

/**
 * hf_rules_flush - remove all rules at once
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM with the rules as they were.
 */
int hf_rules_flush(void)
{
	struct hf_table *empty = hf_table_create(), *old;

	if (!empty)
		return -ENOMEM;
	mutex_lock(&change_lock);
	old = live_locked();
	rcu_assign_pointer(live, empty);
	changed();
	mutex_unlock(&change_lock);
	hf_table_destroy(old);
	return 0;
}

/**
 * hf_rules_find - the rule that decides a write
 * @name: the sysctl's path below /proc/sys
 * @writer: HOLDFAST_SCOPE_HOST or HOLDFAST_SCOPE_CONTAINER
 *
 * The innermost scope that has a matching rule decides.
 *
 * Context: process context.
 * Return: the rule, with a reference for the caller, or NULL.
 */
struct hf_rule *hf_rules_find(const char *name, enum holdfast_scope writer)
{
	struct hf_table *table;
	struct hf_rule *rule;

	rcu_read_lock();
	table = rcu_dereference(live);
	/* A rule that goes away just now may be replaced by another: look again. */
	do {
		rule = hf_table_match(table, name, writer);
		if (!rule)
			rule = hf_table_match(table, name, HOLDFAST_SCOPE_ANY);
	} while (rule && !refcount_inc_not_zero(&rule->refs));
	rcu_read_unlock();

	if (rule) {
		atomic64_inc(&rule->hits);
		hf_count(matched);
	}
	return rule;
}

/**
 * hf_rules_after - the next rule, in the order they were added
 * @id: the id of the last one seen, 0 for the first
 * @seen: receives the generation of the rules it was found in
 *
 * Context: may sleep.
 * Return: the rule, with a reference for the caller, or NULL after the last.
 */
struct hf_rule *hf_rules_after(u32 id, u64 *seen)
{
	unsigned long index = id;
	struct hf_rule *rule;

	/* The lock, so that rule and generation are of one state. */
	mutex_lock(&change_lock);
	*seen = generation;
	rule = xa_find_after(&live_locked()->rules, &index, U32_MAX, XA_PRESENT);
	if (rule)
		refcount_inc(&rule->refs);
	mutex_unlock(&change_lock);
	return rule;
}

/**
 * hf_rules_count - how many rules there are
 *
 * Context: any but NMI. Return: the number, already stale.
 */
u32 hf_rules_count(void)
{
	u32 count;

	rcu_read_lock();
	count = READ_ONCE(rcu_dereference(live)->count);
	rcu_read_unlock();
	return count;
}

/**
 * hf_rules_generation - which state of the rules this is
 *
 * Context: any. Return: a number that grows with every change, from 1.
 */
u64 hf_rules_generation(void)
{
	return READ_ONCE(generation);
}

/**
 * hf_rules_init - start with an empty table
 *
 * Return: 0 or -ENOMEM.
 */
int hf_rules_init(void)
{
	struct hf_table *table = hf_table_create();

	if (!table)
		return -ENOMEM;
	RCU_INIT_POINTER(live, table);
	return 0;
}

/**
 * hf_rules_exit - free all rules
 *
 * Context: nothing else of this file runs or will run.
 */
void hf_rules_exit(void)
{
	struct hf_table *table = rcu_dereference_protected(live, true);

	RCU_INIT_POINTER(live, NULL);
	hf_table_destroy(table);
}
