// SPDX-License-Identifier: GPL-2.0
/*
 * The table: a tree with a node for each component of the patterns.
 *
 * A name is looked up component by component, a literal child before one with
 * '*' in its text, that before a bare '*', that before '**', so that the first
 * rule met is the most specific. All literal children of all nodes stand in
 * one hash table: a step costs the same with ten rules and with a hundred
 * thousand. Only patterns such as eth* and e*0, side by side under one node,
 * are tried one by one.
 *
 * The rules of all scopes hang on the same tree: whether a name concerns any
 * rule takes one walk, and is asked before it is known who writes. Those with
 * the scope cgroup, of which there may be many for one pattern, stand in a
 * hash table too.
 *
 * Who may run: look-ups run under rcu_read_lock() beside everything else.
 * Changes are serialised by the caller (rules.c has the mutex). Nodes and
 * rules are freed by RCU. A table is destroyed when no look-up can know it.
 */
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "pattern.h"
#include "table.h"

/**
 * struct hf_slot - the rules of one pattern
 * @kinds: of the scopes they have, a bit each
 * @scoped: how many have the scope cgroup; they are in the table's @scoped
 * @fixed: the others
 */
struct hf_slot {
	u32 kinds;
	u32 scoped;
	struct hf_rule __rcu *fixed[HOLDFAST_SCOPE_CGROUP];
};

/**
 * struct hf_node - one component of one or more patterns
 * @hash: in the table's literals, where @kind is literal
 * @sibling: in the parent's globs, where @kind is glob
 * @parent: NULL at the root
 * @star: the child for a bare '*'
 * @globs: the children with '*' in their text, most specific first
 * @here: the rules whose pattern ends here
 * @rest: the rules whose pattern goes on with '**' and ends
 * @rcu: frees it
 * @uses: children and rules; a node without any is removed
 * @kind: literal, glob or star
 * @len: bytes at @text
 * @text: the component
 */
struct hf_node {
	struct rhash_head hash;
	struct list_head sibling;
	struct hf_node *parent;
	struct hf_node __rcu *star;
	struct list_head globs;
	struct hf_slot here;
	struct hf_slot rest;
	struct rcu_head rcu;
	unsigned int uses;
	enum hf_component kind;
	size_t len;
	char text[];
};

struct literal_key {
	const struct hf_node *parent;
	const char *text;
	size_t len;
};

static u32 hash_literal(const struct hf_node *parent, const char *text, size_t len, u32 seed)
{
	return jhash(text, len, seed ^ hash_ptr(parent, 32));
}

static u32 hash_key(const void *data, u32 len, u32 seed)
{
	const struct literal_key *key = data;

	return hash_literal(key->parent, key->text, key->len, seed);
}

static u32 hash_node(const void *data, u32 len, u32 seed)
{
	const struct hf_node *node = data;

	return hash_literal(node->parent, node->text, node->len, seed);
}

static int compare_node(struct rhashtable_compare_arg *arg, const void *data)
{
	const struct literal_key *key = arg->key;
	const struct hf_node *node = data;

	return node->parent != key->parent || node->len != key->len ||
	       memcmp(node->text, key->text, key->len);
}

static const struct rhashtable_params literal_params = {
	.head_offset = offsetof(struct hf_node, hash),
	.hashfn = hash_key,
	.obj_hashfn = hash_node,
	.obj_cmpfn = compare_node,
	.automatic_shrinking = true,
};

static struct hf_node *find_literal(struct hf_table *table, const struct hf_node *parent,
				    const char *text, size_t len)
{
	struct literal_key key = { .parent = parent, .text = text, .len = len };

	return rhashtable_lookup(&table->literals, &key, literal_params);
}

struct scoped_key {
	const struct hf_slot *slot;
	const struct hf_scope *scope;
};

static u32 hash_scoped_key(const void *data, u32 len, u32 seed)
{
	const struct scoped_key *key = data;

	return hash_ptr(key->slot, 32) ^ hash_ptr(key->scope, 32) ^ seed;
}

static u32 hash_scoped(const void *data, u32 len, u32 seed)
{
	const struct hf_rule *rule = data;

	return hash_ptr(rule->slot, 32) ^ hash_ptr(rule->scope, 32) ^ seed;
}

static int compare_scoped(struct rhashtable_compare_arg *arg, const void *data)
{
	const struct scoped_key *key = arg->key;
	const struct hf_rule *rule = data;

	return rule->slot != key->slot || rule->scope != key->scope;
}

static const struct rhashtable_params scoped_params = {
	.head_offset = offsetof(struct hf_rule, scoped),
	.hashfn = hash_scoped_key,
	.obj_hashfn = hash_scoped,
	.obj_cmpfn = compare_scoped,
	.automatic_shrinking = true,
};

/* Under rcu_read_lock(), or with changes held off. */
static struct hf_rule *slot_rule(struct hf_table *table, struct hf_slot *slot,
				 const struct hf_scope *scope)
{
	struct scoped_key key = { slot, scope };

	if (scope->kind < HOLDFAST_SCOPE_CGROUP)
		return rcu_dereference_check(slot->fixed[scope->kind], true);
	if (!READ_ONCE(slot->scoped))
		return NULL;
	return rhashtable_lookup(&table->scoped, &key, scoped_params);
}

/* For changes only: the child of @parent for this very component of a pattern. */
static struct hf_node *find_child(struct hf_table *table, struct hf_node *parent,
				  const char *text, size_t len)
{
	struct hf_node *child;

	switch (hf_pattern_kind(text, len)) {
	case HF_COMPONENT_LITERAL:
		rcu_read_lock();
		child = find_literal(table, parent, text, len);
		rcu_read_unlock();
		return child;
	case HF_COMPONENT_STAR:
		return rcu_dereference_protected(parent->star, true);
	default:
		list_for_each_entry(child, &parent->globs, sibling)
			if (!hf_pattern_compare(child->text, child->len, text, len))
				return child;
		return NULL;
	}
}

static struct hf_node *alloc_node(struct hf_node *parent, const char *text, size_t len)
{
	struct hf_node *node = kzalloc(struct_size(node, text, len), GFP_KERNEL);

	if (!node)
		return NULL;
	node->parent = parent;
	node->kind = hf_pattern_kind(text, len);
	node->len = len;
	memcpy(node->text, text, len);
	INIT_LIST_HEAD(&node->globs);
	return node;
}

static size_t node_bytes(const struct hf_node *node)
{
	return struct_size(node, text, node->len);
}

static void link_glob(struct hf_node *parent, struct hf_node *node)
{
	struct hf_node *next;

	list_for_each_entry(next, &parent->globs, sibling)
		if (hf_pattern_compare(node->text, node->len, next->text, next->len) < 0)
			break;
	/* Before @next, or at the end, where @next is the list's own head. */
	list_add_tail_rcu(&node->sibling, &next->sibling);
}

static struct hf_node *add_child(struct hf_table *table, struct hf_node *parent,
				 const char *text, size_t len)
{
	struct hf_node *node = alloc_node(parent, text, len);
	int ret = 0;

	if (!node)
		return ERR_PTR(-ENOMEM);
	if (node->kind == HF_COMPONENT_LITERAL)
		ret = rhashtable_insert_fast(&table->literals, &node->hash, literal_params);
	else if (node->kind == HF_COMPONENT_STAR)
		rcu_assign_pointer(parent->star, node);
	else
		link_glob(parent, node);
	if (ret) {
		kfree(node);
		return ERR_PTR(ret);
	}
	parent->uses++;
	table->bytes += node_bytes(node);
	return node;
}

/* Remove @node, and upward what it leaves without use. */
static void prune(struct hf_table *table, struct hf_node *node)
{
	while (!node->uses && node->parent) {
		struct hf_node *parent = node->parent;

		if (node->kind == HF_COMPONENT_LITERAL)
			rhashtable_remove_fast(&table->literals, &node->hash, literal_params);
		else if (node->kind == HF_COMPONENT_STAR)
			RCU_INIT_POINTER(parent->star, NULL);
		else
			list_del_rcu(&node->sibling);
		table->bytes -= node_bytes(node);
		kfree_rcu(node, rcu);
		parent->uses--;
		node = parent;
	}
}

/*
 * The slot that is @pattern's, NULL where there is none. Missing nodes are
 * made where @make says so; then also an ERR_PTR.
 */
static struct hf_slot *walk(struct hf_table *table, const char *pattern, bool make,
			    struct hf_node **at)
{
	struct hf_node *node = table->root, *child;
	size_t len;

	for (;; pattern += len + 1) {
		*at = node;
		len = hf_pattern_span(pattern);
		if (hf_pattern_kind(pattern, len) == HF_COMPONENT_REST)
			return &node->rest;
		child = find_child(table, node, pattern, len);
		if (!child && !make)
			return NULL;
		if (!child)
			child = add_child(table, node, pattern, len);
		if (IS_ERR(child)) {
			prune(table, node);
			return ERR_CAST(child);
		}
		node = child;
		if (!pattern[len]) {
			*at = node;
			return &node->here;
		}
	}
}

/**
 * hf_table_exact - the rule with this key
 * @table: the table
 * @pattern: in path form
 * @scope: its scope's kind
 * @cgroup: its scope's cgroup
 *
 * Context: the caller serialises changes.
 * Return: the rule or NULL; no reference is taken.
 */
struct hf_rule *hf_table_exact(struct hf_table *table, const char *pattern,
			       enum holdfast_scope scope, const char *cgroup)
{
	struct hf_scope *found = hf_scopes_get(&table->scopes, scope, cgroup, false);
	struct hf_node *node;
	struct hf_slot *slot = walk(table, pattern, false, &node);
	struct hf_rule *rule;

	if (!slot || !found)
		return NULL;
	rcu_read_lock();
	rule = slot_rule(table, slot, found);
	rcu_read_unlock();
	return rule;
}

/* Put @rule where @old was, or where none was. */
static int link_rule(struct hf_table *table, struct hf_rule *rule, struct hf_rule *old)
{
	struct hf_slot *slot = rule->slot;
	int ret = 0;

	if (rule->scope->kind < HOLDFAST_SCOPE_CGROUP)
		rcu_assign_pointer(slot->fixed[rule->scope->kind], rule);
	else if (old)
		ret = rhashtable_replace_fast(&table->scoped, &old->scoped, &rule->scoped,
					      scoped_params);
	else
		ret = rhashtable_insert_fast(&table->scoped, &rule->scoped, scoped_params);
	if (ret || old)
		return ret;
	WRITE_ONCE(slot->scoped, slot->scoped + (rule->scope->kind == HOLDFAST_SCOPE_CGROUP));
	WRITE_ONCE(slot->kinds, slot->kinds | BIT(rule->scope->kind));
	hf_filter_count(&table->filter, rule->pattern, 1);
	rule->node->uses++;
	rule->scope->rules++;
	WRITE_ONCE(table->count, table->count + 1);
	return 0;
}

static int set(struct hf_table *table, struct hf_rule *rule, struct hf_rule **replaced)
{
	int ret;

	rule->slot = walk(table, rule->pattern, true, &rule->node);
	if (IS_ERR(rule->slot))
		return PTR_ERR(rule->slot);
	ret = xa_insert(&table->rules, rule->id, rule, GFP_KERNEL);
	if (ret)
		goto prune;
	rcu_read_lock();
	*replaced = slot_rule(table, rule->slot, rule->scope);
	rcu_read_unlock();
	ret = link_rule(table, rule, *replaced);
	if (ret)
		goto erase;
	table->bytes += hf_rule_bytes(rule);
	if (*replaced) {
		xa_erase(&table->rules, (*replaced)->id);
		table->bytes -= hf_rule_bytes(*replaced);
	}
	if (rule->decision.action == HOLDFAST_ACTION_PIN)
		xa_set_mark(&table->rules, rule->id, HF_TABLE_PINS);
	return 0;
erase:
	*replaced = NULL;
	xa_erase(&table->rules, rule->id);
prune:
	prune(table, rule->node);
	return ret;
}

/**
 * hf_table_add - add a rule, or replace the one with the same key
 * @table: the table
 * @spec: the rule, checked
 * @id: its id, higher than all before
 * @replaced: receives the rule that had the same key, with the table's
 *	reference, or NULL
 *
 * Context: the caller serialises changes. May sleep.
 * Return: 0, or -ENOMEM, -E2BIG or -EBUSY with the table as it was.
 */
int hf_table_add(struct hf_table *table, const struct hf_rule_spec *spec, u32 id,
		 struct hf_rule **replaced)
{
	struct hf_scope *scope;
	struct hf_rule *rule;
	int ret = -ENOMEM;

	*replaced = NULL;
	scope = hf_scopes_get(&table->scopes, spec->scope, spec->cgroup, true);
	if (IS_ERR(scope))
		return PTR_ERR(scope);
	if (!scope->rules && scope->kind == HOLDFAST_SCOPE_CGROUP)
		table->bytes += hf_scope_bytes(scope);
	rule = hf_rule_create(spec, scope);
	if (rule) {
		rule->id = id;
		ret = set(table, rule, replaced);
	}
	if (!ret)
		return 0;
	hf_rule_put(rule);
	if (!scope->rules && scope->kind == HOLDFAST_SCOPE_CGROUP)
		table->bytes -= hf_scope_bytes(scope);
	hf_scopes_put(&table->scopes, scope);
	return ret;
}

/**
 * hf_table_unset - take a rule out of the table
 * @table: the table
 * @rule: a rule in it; the caller gets the table's reference
 *
 * Context: the caller serialises changes.
 */
void hf_table_unset(struct hf_table *table, struct hf_rule *rule)
{
	struct hf_scope *scope = rule->scope;
	struct hf_slot *slot = rule->slot;

	if (scope->kind == HOLDFAST_SCOPE_CGROUP) {
		rhashtable_remove_fast(&table->scoped, &rule->scoped, scoped_params);
		WRITE_ONCE(slot->scoped, slot->scoped - 1);
	} else {
		RCU_INIT_POINTER(slot->fixed[scope->kind], NULL);
	}
	if (scope->kind != HOLDFAST_SCOPE_CGROUP || !slot->scoped)
		WRITE_ONCE(slot->kinds, slot->kinds & ~BIT(scope->kind));
	hf_filter_count(&table->filter, rule->pattern, -1);
	rule->node->uses--;
	xa_erase(&table->rules, rule->id);
	WRITE_ONCE(table->count, table->count - 1);
	table->bytes -= hf_rule_bytes(rule);
	prune(table, rule->node);
	if (!--scope->rules && scope->kind == HOLDFAST_SCOPE_CGROUP)
		table->bytes -= hf_scope_bytes(scope);
	hf_scopes_put(&table->scopes, scope);
}

/**
 * struct query - what is looked for on the way through the tree
 * @table: the table
 * @name: the sysctl
 * @kinds: of scopes, a bit each
 * @scope: the scope, of one of @kinds; NULL: whatever has a rule will do
 * @rule: receives the rule where @scope is given
 */
struct query {
	struct hf_table *table;
	const struct hf_name *name;
	u32 kinds;
	const struct hf_scope *scope;
	struct hf_rule *rule;
};

static bool answers(struct query *query, struct hf_slot *slot)
{
	if (!(READ_ONCE(slot->kinds) & query->kinds))
		return false;
	if (!query->scope)
		return true;
	query->rule = slot_rule(query->table, slot, query->scope);
	return query->rule;
}

/* Recurses once a component, and a name has at most HF_PATTERN_DEPTH + 1. */
static bool search(struct query *query, struct hf_node *node, unsigned int depth)
{
	const struct hf_part *part = &query->name->part[depth];
	struct hf_node *child;

	if (depth == query->name->depth)
		return answers(query, &node->here);
	child = find_literal(query->table, node, part->text, part->len);
	if (child && search(query, child, depth + 1))
		return true;
	list_for_each_entry_rcu(child, &node->globs, sibling)
		if (hf_pattern_glob(child->text, child->len, part->text, part->len) &&
		    search(query, child, depth + 1))
			return true;
	child = rcu_dereference(node->star);
	if (child && search(query, child, depth + 1))
		return true;
	return answers(query, &node->rest);
}

/**
 * hf_table_concerns - is there a rule for a name, of scopes of some kinds
 * @table: the table
 * @name: the sysctl
 * @scopes: the kinds, a bit each
 *
 * Context: under rcu_read_lock(); any but NMI.
 * Return: false where no writer in such scopes can meet a rule.
 */
bool hf_table_concerns(struct hf_table *table, const struct hf_name *name, unsigned int scopes)
{
	struct query query = { .table = table, .name = name, .kinds = scopes };

	return search(&query, table->root, 0);
}

/**
 * hf_table_match - the most specific rule of a scope for a name
 * @table: the table
 * @name: the sysctl
 * @scope: the scope, of the same table
 *
 * Context: under rcu_read_lock().
 * Return: the rule or NULL; no reference is taken.
 */
struct hf_rule *hf_table_match(struct hf_table *table, const struct hf_name *name,
			       struct hf_scope *scope)
{
	struct query query = { table, name, BIT(scope->kind), scope, NULL };

	search(&query, table->root, 0);
	return query.rule;
}

/**
 * hf_table_create - an empty table
 *
 * Context: may sleep.
 * Return: the table, or NULL where there is no memory.
 */
struct hf_table *hf_table_create(void)
{
	struct hf_table *table = kzalloc(sizeof(*table), GFP_KERNEL);

	if (!table)
		return NULL;
	xa_init(&table->rules);
	table->root = alloc_node(NULL, "", 0);
	if (!table->root)
		goto free;
	if (hf_scopes_init(&table->scopes))
		goto free_root;
	if (rhashtable_init(&table->literals, &literal_params))
		goto exit_scopes;
	if (!rhashtable_init(&table->scoped, &scoped_params))
		return table;
	rhashtable_destroy(&table->literals);
exit_scopes:
	hf_scopes_exit(&table->scopes);
free_root:
	kfree(table->root);
free:
	kfree(table);
	return NULL;
}

/**
 * hf_table_destroy - free a table and its references to rules
 * @table: a table that no look-up can find any more, or that still finds it
 *	under a rcu_read_lock() that was taken before this call; or NULL
 *
 * Context: may sleep: waits for those look-ups before it takes the table
 * apart, so that none sees half of it.
 */
void hf_table_destroy(struct hf_table *table)
{
	struct hf_rule *rule;
	unsigned long id;

	if (!table)
		return;
	synchronize_rcu();
	xa_for_each(&table->rules, id, rule) {
		hf_table_unset(table, rule);
		hf_rule_put(rule);
		cond_resched();
	}
	xa_destroy(&table->rules);
	rhashtable_destroy(&table->scoped);
	rhashtable_destroy(&table->literals);
	hf_scopes_exit(&table->scopes);
	kfree(table->root);
	kfree(table);
}
