// SPDX-License-Identifier: GPL-2.0
/*
 * The rules in force, their mode, and the seal.
 *
 * Who may run: look-ups (hf_rules_may_concern, hf_rules_concern, hf_rules_find) run
 * under RCU, the first two inside ftrace's callback. What hf_rules_find() found has a
 * reference for the caller, so that a writer may sleep while it holds a rule
 * that was removed meanwhile. Changes are serialised by change_lock. A flush
 * and a commit put another table in the place of the live one, so that a writer
 * sees all of the old rules or all of the new.
 *
 * Teardown: when no door and no request can come in any more, hf_rules_exit().
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "procfs.h"
#include "rules.h"

static DEFINE_MUTEX(change_lock);
static struct hf_table __rcu *live;
static u32 last_id;
static u64 generation = 1;
static enum holdfast_mode mode;
static bool sealed;

static struct hf_table *live_locked(void)
{
	return rcu_dereference_protected(live, lockdep_is_held(&change_lock));
}

static void changed(void)
{
	lockdep_assert_held(&change_lock);
	WRITE_ONCE(generation, generation + 1);
}

static int next_id(u32 *id)
{
	lockdep_assert_held(&change_lock);
	if (last_id == U32_MAX)
		return -ENOSPC;
	*id = ++last_id;
	return 0;
}

/*
 * Would a sealed @table stay as tight with @rule in it? A rule of the same
 * pattern and scope, or of any, decided all that @rule is to decide; then what
 * stands behind that one does not matter.
 */
static int keeps_tight(struct hf_table *table, const struct hf_rule *rule)
{
	struct hf_rule *before, *than;
	unsigned long id;

	before = hf_table_exact(table, rule->pattern, rule->scope->kind, rule->scope->cgroup) ?:
		 hf_table_exact(table, rule->pattern, HOLDFAST_SCOPE_ANY, "");
	xa_for_each(&table->rules, id, than) {
		if (before && hf_rule_precedes(before, than))
			continue;
		if (!hf_rule_tighter(rule, than))
			return -EACCES;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/* The same, before the rule is made for good. */
static int spec_keeps_tight(struct hf_table *table, const struct hf_rule_spec *spec)
{
	struct hf_scope *scope = hf_scopes_get(&table->scopes, spec->scope, spec->cgroup, true);
	struct hf_rule *rule;
	int ret = -ENOMEM;

	if (IS_ERR(scope))
		return PTR_ERR(scope);
	rule = hf_rule_create(spec, scope);
	if (rule)
		ret = keeps_tight(table, rule);
	hf_rule_put(rule);
	hf_scopes_put(&table->scopes, scope);
	return ret;
}

/**
 * hf_rules_add - add a rule, or replace the one with the same key
 * @spec: the rule, checked
 * @id: receives its id
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM, -ENOSPC (all ids used), -E2BIG, -EBUSY; -EACCES where
 * the table is sealed and the rule would loosen it. Then all is as it was.
 */
int hf_rules_add(const struct hf_rule_spec *spec, u32 *id)
{
	struct hf_rule *replaced = NULL;
	int ret = 0;

	mutex_lock(&change_lock);
	if (sealed)
		ret = spec_keeps_tight(live_locked(), spec);
	ret = ret ?: next_id(id);
	if (!ret)
		ret = hf_table_add(live_locked(), spec, *id, &replaced);
	if (!ret)
		changed();
	mutex_unlock(&change_lock);
	hf_rule_put(replaced);
	return ret;
}

/**
 * hf_rules_del - remove a rule
 * @key: its pattern, scope and cgroup
 * @was: receives what it was
 *
 * Context: may sleep. A writer that has found the rule already goes by it.
 * Return: 0, -ENOENT where there is no such rule, -EACCES where the table is
 * sealed.
 */
int hf_rules_del(const struct hf_rule_spec *key, struct hf_rule_was *was)
{
	struct hf_rule *rule;
	int ret = 0;

	mutex_lock(&change_lock);
	rule = hf_table_exact(live_locked(), key->pattern, key->scope, key->cgroup);
	if (!rule) {
		ret = -ENOENT;
	} else if (sealed) {
		ret = -EACCES;
		rule = NULL;
	} else {
		*was = (struct hf_rule_was){ rule->id, rule->decision.action };
		hf_table_unset(live_locked(), rule);
		changed();
	}
	mutex_unlock(&change_lock);
	hf_rule_put(rule);
	return ret;
}

/* Returns the table that was there. */
static struct hf_table *replace_live(struct hf_table *table)
{
	struct hf_table *old = live_locked();

	rcu_assign_pointer(live, table);
	changed();
	return old;
}

/**
 * hf_rules_flush - remove all rules at once
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM or, where the table is sealed, -EACCES, with the rules as
 * they were.
 */
int hf_rules_flush(void)
{
	struct hf_table *empty = hf_table_create();
	int ret = -EACCES;

	if (!empty)
		return -ENOMEM;
	mutex_lock(&change_lock);
	if (!sealed) {
		empty = replace_live(empty);
		ret = 0;
	}
	mutex_unlock(&change_lock);
	hf_table_destroy(empty);
	return ret;
}

/**
 * hf_rules_stage - add a rule to a table that is not in force
 * @table: the caller's, who serialises its changes
 * @spec: the rule, checked
 *
 * Context: may sleep.
 * Return: 0; -EEXIST where @table has a rule with this key; or as hf_rules_add().
 */
int hf_rules_stage(struct hf_table *table, const struct hf_rule_spec *spec)
{
	struct hf_rule *replaced = NULL;
	u32 id;
	int ret;

	if (hf_table_exact(table, spec->pattern, spec->scope, spec->cgroup))
		return -EEXIST;
	mutex_lock(&change_lock);
	ret = next_id(&id);
	mutex_unlock(&change_lock);
	return ret ?: hf_table_add(table, spec, id, &replaced);
}

/* Is each rule of the live table still in @table, and nothing there looser? */
static int commit_keeps_tight(struct hf_table *table)
{
	struct hf_table *old = live_locked();
	struct hf_rule *rule, *other;
	unsigned long id;
	int ret = 0;

	xa_for_each(&old->rules, id, rule) {
		other = hf_table_exact(table, rule->pattern, rule->scope->kind,
				       rule->scope->cgroup);
		if (!other || !hf_decision_tighter(&other->decision, &rule->decision))
			return -EACCES;
		cond_resched();
	}
	xa_for_each(&table->rules, id, rule) {
		if (!hf_table_exact(old, rule->pattern, rule->scope->kind, rule->scope->cgroup))
			ret = keeps_tight(old, rule);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

/**
 * hf_rules_commit - put a table in the place of the live one
 * @table: the caller's; the module's when it returns 0 and @dry_run is false
 * @expected: the generation that the live one must have; 0 for any
 * @dry_run: only say whether it would be done
 * @state: receives the table as it then is, or would be
 *
 * Context: may sleep.
 * Return: 0; -ESTALE for another generation; -EACCES where the table is sealed
 * and the new one is not tighter; -EINTR. Then all is as it was.
 */
int hf_rules_commit(struct hf_table *table, u64 expected, bool dry_run,
		    struct hf_rules_state *state)
{
	struct hf_table *old = NULL;
	int ret = 0;

	mutex_lock(&change_lock);
	if (expected && expected != generation)
		ret = -ESTALE;
	else if (sealed)
		ret = commit_keeps_tight(table);
	if (!ret) {
		state->count = table->count;
		state->generation = generation + 1;
	}
	if (!ret && !dry_run)
		old = replace_live(table);
	mutex_unlock(&change_lock);
	hf_table_destroy(old);
	return ret;
}

/**
 * hf_rules_set_mode - enforce the rules, or only report
 * @wanted: the mode
 *
 * Context: may sleep.
 * Return: 0, or -EACCES where the table is sealed and @wanted is permissive.
 */
int hf_rules_set_mode(enum holdfast_mode wanted)
{
	int ret = -EACCES;

	mutex_lock(&change_lock);
	if (!sealed || wanted == HOLDFAST_MODE_ENFORCE) {
		WRITE_ONCE(mode, wanted);
		ret = 0;
	}
	mutex_unlock(&change_lock);
	return ret;
}

/**
 * hf_rules_seal - from now on the table only gets tighter
 *
 * Context: may sleep.
 * Return: 0; -EALREADY; -EBUSY where the mode is permissive.
 */
int hf_rules_seal(void)
{
	int ret = 0;

	mutex_lock(&change_lock);
	if (sealed)
		ret = -EALREADY;
	else if (mode != HOLDFAST_MODE_ENFORCE)
		ret = -EBUSY;
	else
		WRITE_ONCE(sealed, true);
	mutex_unlock(&change_lock);
	return ret;
}

/**
 * hf_rules_reset - forget what rules and scopes decided
 *
 * Context: may sleep.
 */
void hf_rules_reset(void)
{
	struct hf_scope *scope;
	struct hf_rule *rule;
	unsigned long id;

	mutex_lock(&change_lock);
	xa_for_each(&live_locked()->rules, id, rule) {
		hf_rule_reset(rule);
		cond_resched();
	}
	xa_for_each(&live_locked()->scopes.all, id, scope)
		hf_tally_reset(&scope->tally);
	mutex_unlock(&change_lock);
}

/**
 * hf_rules_permissive - are the rules only reported
 *
 * Context: any. Return: true where they are.
 */
bool hf_rules_permissive(void)
{
	return READ_ONCE(mode) == HOLDFAST_MODE_PERMISSIVE;
}

/**
 * hf_rules_may_concern - could a rule decide a write, as far as that can be told
 * in a few instructions
 * @file: the open sysctl
 *
 * Asked for each write.
 *
 * Context: any but NMI.
 * Return: false where none can; where true, hf_rules_concern() knows better.
 */
bool hf_rules_may_concern(const struct file *file)
{
	const struct hf_filter *filter;
	bool may;

	rcu_read_lock();
	filter = &rcu_dereference(live)->filter;
	may = hf_filter_has_last(filter, hf_procfs_last(file));
	if (!may && hf_filter_is_open(filter))
		may = hf_filter_has_first(filter, hf_procfs_first(file));
	rcu_read_unlock();
	return may;
}

/**
 * hf_rules_concern - could a rule decide a write
 * @name: the sysctl
 * @writer: HOLDFAST_SCOPE_HOST or HOLDFAST_SCOPE_CONTAINER
 *
 * Asked where hf_rules_may_concern() says yes; it does not look at cgroups.
 *
 * Context: any but NMI.
 * Return: false where none can.
 */
bool hf_rules_concern(const struct hf_name *name, enum holdfast_scope writer)
{
	struct hf_table *table;
	bool found;

	rcu_read_lock();
	table = rcu_dereference(live);
	found = hf_table_concerns(table, name, BIT(HOLDFAST_SCOPE_ANY) | BIT(writer) |
					       BIT(HOLDFAST_SCOPE_CGROUP));
	rcu_read_unlock();
	return found;
}

/**
 * hf_rules_find - the rule that decides a write
 * @name: the sysctl
 * @writer: who writes
 * @visit: as hf_lookup() takes it; may be told of the scopes twice where a rule
 *	goes away meanwhile
 * @data: for @visit
 *
 * Context: process context.
 * Return: the rule, with a reference for the caller; NULL where there is none;
 * or ERR_PTR(-EAGAIN) where rules ask for cgroups and @writer has none: to be
 * asked again with them.
 */
struct hf_rule *hf_rules_find(const struct hf_name *name, const struct hf_writer *writer,
			      hf_scope_visit_t visit, void *data)
{
	struct hf_table *table;
	struct hf_rule *rule;

	rcu_read_lock();
	/* A rule that goes away just now may be replaced by another: look again. */
	do {
		table = rcu_dereference(live);
		rule = ERR_PTR(-EAGAIN);
		if (!writer->cgroups && READ_ONCE(table->scopes.count))
			break;
		rule = hf_lookup(table, name, writer, visit, data);
	} while (rule && !refcount_inc_not_zero(&rule->refs));
	rcu_read_unlock();
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
 * hf_rules_pin_after - the next rule that is a pin, in the order they were added
 * @id: the id of the last one seen, 0 for the first
 *
 * Context: may sleep.
 * Return: the rule, with a reference for the caller, or NULL after the last.
 */
struct hf_rule *hf_rules_pin_after(u32 id)
{
	unsigned long index = id;
	struct hf_rule *rule;

	mutex_lock(&change_lock);
	rule = xa_find_after(&live_locked()->rules, &index, U32_MAX, HF_TABLE_PINS);
	if (rule)
		refcount_inc(&rule->refs);
	mutex_unlock(&change_lock);
	return rule;
}

/**
 * hf_rules_have_pins - is there a rule that is a pin
 *
 * Context: any but NMI. Return: true where there is.
 */
bool hf_rules_have_pins(void)
{
	bool have;

	rcu_read_lock();
	have = xa_marked(&rcu_dereference(live)->rules, HF_TABLE_PINS);
	rcu_read_unlock();
	return have;
}

/**
 * hf_rules_scope_after - the next scope that rules name
 * @id: the id of the last one seen, 0 for the first
 * @seen: receives the generation of the rules it was found in
 *
 * Context: may sleep.
 * Return: the scope, with a reference for the caller, or NULL after the last.
 */
struct hf_scope *hf_rules_scope_after(u32 id, u64 *seen)
{
	unsigned long index = id;
	struct hf_scope *scope;

	mutex_lock(&change_lock);
	*seen = generation;
	scope = xa_find_after(&live_locked()->scopes.all, &index, U32_MAX, XA_PRESENT);
	if (scope)
		refcount_inc(&scope->refs);
	mutex_unlock(&change_lock);
	return scope;
}

/**
 * hf_rules_state - the table as a whole
 * @state: receives it
 *
 * Context: may sleep.
 */
void hf_rules_state(struct hf_rules_state *state)
{
	mutex_lock(&change_lock);
	*state = (struct hf_rules_state){
		.count = live_locked()->count,
		.generation = generation,
		.bytes = live_locked()->bytes,
		.mode = mode,
		.sealed = sealed,
	};
	mutex_unlock(&change_lock);
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
