// SPDX-License-Identifier: GPL-2.0
/*
 * The table: for each scope a tree with a node for each component.
 *
 * A name is looked up component by component, a literal child before one with
 * '*' in its text, that before a bare '*', that before '**', so that the first
 * rule met is the most specific. All literal children of all nodes stand in
 * one hash table: a step costs the same with ten rules and with a hundred
 * thousand. Only patterns such as eth* and e*0, side by side under one node,
 * are tried one by one.
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
 * struct hf_node - one component of one or more patterns
 * @hash: in the table's literals, where @kind is literal
 * @sibling: in the parent's globs, where @kind is glob
 * @parent: NULL at a root
 * @star: the child for a bare '*'
 * @globs: the children with '*' in their text, most specific first
 * @rule: the rule whose pattern ends here
 * @rest: the rule whose pattern goes on with '**' and ends
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
	struct hf_rule __rcu *rule;
	struct hf_rule __rcu *rest;
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
		kfree_rcu(node, rcu);
		parent->uses--;
		node = parent;
	}
}

/*
 * The node at which @pattern ends, a closing '**' left off (then @rest is
 * true). Missing ones are made where @make says so.
 */
static struct hf_node *walk(struct hf_table *table, const char *pattern,
			    enum holdfast_scope scope, bool make, bool *rest)
{
	struct hf_node *node = table->roots[scope], *child;
	size_t len;

	*rest = false;
	for (;; pattern += len + 1) {
		len = hf_pattern_span(pattern);
		if (hf_pattern_kind(pattern, len) == HF_COMPONENT_REST) {
			*rest = true;
			return node;
		}
		child = find_child(table, node, pattern, len);
		if (!child && !make)
			return NULL;
		if (!child)
			child = add_child(table, node, pattern, len);
		if (IS_ERR(child)) {
			prune(table, node);
			return child;
		}
		node = child;
		if (!pattern[len])
			return node;
	}
}

/**
 * hf_table_exact - the rule with this key
 * @table: the table
 * @pattern: in path form
 * @scope: the scope
 *
 * Context: the caller serialises changes.
 * Return: the rule or NULL; no reference is taken.
 */
struct hf_rule *hf_table_exact(struct hf_table *table, const char *pattern,
			       enum holdfast_scope scope)
{
	bool rest;
	struct hf_node *node = walk(table, pattern, scope, false, &rest);

	if (!node)
		return NULL;
	return rcu_dereference_protected(rest ? node->rest : node->rule, true);
}

/**
 * hf_table_set - put a rule into the table
 * @table: the table
 * @rule: the rule, with pattern, scope and id set; the table takes over the
 *	caller's reference
 * @replaced: receives the rule that had the same key, with the table's
 *	reference, or NULL
 *
 * Context: the caller serialises changes. May sleep.
 * Return: 0, or -ENOMEM, -E2BIG or -EBUSY with the table as it was.
 */
int hf_table_set(struct hf_table *table, struct hf_rule *rule, struct hf_rule **replaced)
{
	struct hf_rule __rcu **slot;
	struct hf_node *node;
	bool rest;
	int ret;

	node = walk(table, rule->pattern, rule->scope, true, &rest);
	if (IS_ERR(node))
		return PTR_ERR(node);
	ret = xa_insert(&table->rules, rule->id, rule, GFP_KERNEL);
	if (ret) {
		prune(table, node);
		return ret;
	}
	slot = rest ? &node->rest : &node->rule;
	*replaced = rcu_dereference_protected(*slot, true);
	rule->node = node;
	rcu_assign_pointer(*slot, rule);
	if (*replaced) {
		xa_erase(&table->rules, (*replaced)->id);
	} else {
		node->uses++;
		WRITE_ONCE(table->count, table->count + 1);
	}
	return 0;
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
	struct hf_node *node = rule->node;

	if (rcu_access_pointer(node->rest) == rule)
		RCU_INIT_POINTER(node->rest, NULL);
	else
		RCU_INIT_POINTER(node->rule, NULL);
	node->uses--;
	xa_erase(&table->rules, rule->id);
	WRITE_ONCE(table->count, table->count - 1);
	prune(table, node);
}

/* Recurses once a component, and no pattern has more than HF_PATTERN_DEPTH. */
static struct hf_rule *match_below(struct hf_table *table, struct hf_node *node,
				   const char *name)
{
	size_t len = hf_pattern_span(name);
	const char *next = name + len + (name[len] == '/');
	struct hf_rule *rule = NULL;
	struct hf_node *child;

	if (!len)
		return rcu_dereference(node->rule);

	child = find_literal(table, node, name, len);
	if (child)
		rule = match_below(table, child, next);
	if (rule)
		return rule;
	list_for_each_entry_rcu(child, &node->globs, sibling) {
		if (hf_pattern_glob(child->text, child->len, name, len))
			rule = match_below(table, child, next);
		if (rule)
			return rule;
	}
	child = rcu_dereference(node->star);
	if (child)
		rule = match_below(table, child, next);
	return rule ?: rcu_dereference(node->rest);
}

/**
 * hf_table_match - the most specific rule of a scope for a name
 * @table: the table
 * @name: the sysctl's path below /proc/sys
 * @scope: the scope
 *
 * Context: under rcu_read_lock().
 * Return: the rule or NULL; no reference is taken.
 */
struct hf_rule *hf_table_match(struct hf_table *table, const char *name,
			       enum holdfast_scope scope)
{
	struct hf_node *root = table->roots[scope];

	if (!READ_ONCE(root->uses))
		return NULL;
	return match_below(table, root, name);
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
	unsigned int scope;

	if (!table)
		return NULL;
	xa_init(&table->rules);
	for (scope = 0; scope < HF_SCOPES; scope++) {
		table->roots[scope] = alloc_node(NULL, "", 0);
		if (!table->roots[scope])
			goto free_roots;
	}
	if (!rhashtable_init(&table->literals, &literal_params))
		return table;
free_roots:
	for (scope = 0; scope < HF_SCOPES; scope++)
		kfree(table->roots[scope]);
	kfree(table);
	return NULL;
}

/**
 * hf_table_destroy - free a table and its references to rules
 * @table: a table that no look-up can find any more, or that still finds it
 *	under a rcu_read_lock() that was taken before this call
 *
 * Context: may sleep: waits for those look-ups before it takes the table
 * apart, so that none sees half of it.
 */
void hf_table_destroy(struct hf_table *table)
{
	struct hf_rule *rule;
	unsigned long id;
	unsigned int scope;

	synchronize_rcu();
	xa_for_each(&table->rules, id, rule) {
		hf_table_unset(table, rule);
		hf_rule_put(rule);
		cond_resched();
	}
	xa_destroy(&table->rules);
	rhashtable_destroy(&table->literals);
	for (scope = 0; scope < HF_SCOPES; scope++)
		kfree(table->roots[scope]);
	kfree(table);
}
