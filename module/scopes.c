// SPDX-License-Identifier: GPL-2.0
/*
 * The scopes that the rules of a table name. Those of cgroups stand in a hash
 * table by path, so that a writer's own cgroups find theirs, however many
 * there are. A scope is a name, not a cgroup: it may be there before the
 * cgroup is, and stays when that goes.
 *
 * Who may run: hf_scopes_at() under RCU; changes are serialised by the table's
 * owner. A scope lives as long as a rule of it.
 */
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "scopes.h"

struct path_key {
	const char *path;
	size_t len;
};

static u32 hash_key(const void *data, u32 len, u32 seed)
{
	const struct path_key *key = data;

	return jhash(key->path, key->len, seed);
}

static u32 hash_scope(const void *data, u32 len, u32 seed)
{
	const struct hf_scope *scope = data;

	return jhash(scope->path, scope->path_len, seed);
}

static int compare_scope(struct rhashtable_compare_arg *arg, const void *data)
{
	const struct path_key *key = arg->key;
	const struct hf_scope *scope = data;

	return scope->path_len != key->len || memcmp(scope->path, key->path, key->len);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct hf_scope, link),
	.hashfn = hash_key,
	.obj_hashfn = hash_scope,
	.obj_cmpfn = compare_scope,
	.automatic_shrinking = true,
};

static struct hf_scope *alloc_scope(enum holdfast_scope kind, const char *cgroup)
{
	size_t len = strlen(cgroup) + 1;
	struct hf_scope *scope = kzalloc(struct_size(scope, cgroup, len), GFP_KERNEL);

	if (!scope)
		return NULL;
	refcount_set(&scope->refs, 1);
	scope->kind = kind;
	memcpy(scope->cgroup, cgroup, len);
	return scope;
}

/**
 * hf_scope_put - give a reference back
 * @scope: the scope
 *
 * Context: any.
 */
void hf_scope_put(struct hf_scope *scope)
{
	if (refcount_dec_and_test(&scope->refs))
		kfree_rcu(scope, rcu);
}

/**
 * hf_scope_bytes - the memory a scope takes
 * @scope: the scope
 *
 * Return: bytes asked for; the allocator rounds up.
 */
size_t hf_scope_bytes(const struct hf_scope *scope)
{
	return struct_size(scope, cgroup, strlen(scope->cgroup) + 1);
}

/**
 * hf_scopes_at - the scopes that name a cgroup's path
 * @scopes: the set
 * @path: from the root of a hierarchy
 * @len: bytes at @path
 *
 * Context: under rcu_read_lock().
 * Return: a list of struct hf_scope by @link, perhaps empty. Their hierarchies
 * are still to be looked at.
 */
struct rhlist_head *hf_scopes_at(struct hf_scopes *scopes, const char *path, size_t len)
{
	struct path_key key = { path, len };

	return rhltable_lookup(&scopes->cgroups, &key, params);
}

static struct hf_scope *find_cgroup(struct hf_scopes *scopes, const char *cgroup)
{
	struct hf_hierarchy hierarchy;
	struct rhlist_head *list, *at;
	struct hf_scope *scope, *found = NULL;
	const char *path;

	if (hf_cgroup_parse(&hierarchy, &path, cgroup))
		return NULL;
	rcu_read_lock();
	list = hf_scopes_at(scopes, path, strlen(path));
	rhl_for_each_entry_rcu(scope, at, list, link)
		if (!strcmp(scope->cgroup, cgroup))
			found = scope;
	rcu_read_unlock();
	return found;
}

static struct hf_scope *make_cgroup(struct hf_scopes *scopes, const char *cgroup)
{
	struct hf_scope *scope = alloc_scope(HOLDFAST_SCOPE_CGROUP, cgroup);
	int ret;

	if (!scope)
		return ERR_PTR(-ENOMEM);
	ret = -EINVAL;
	if (hf_cgroup_parse(&scope->hierarchy, &scope->path, scope->cgroup))
		goto free;
	scope->path_len = strlen(scope->path);
	ret = xa_alloc(&scopes->all, &scope->id, scope, xa_limit_32b, GFP_KERNEL);
	if (ret)
		goto free;
	ret = rhltable_insert(&scopes->cgroups, &scope->link, params);
	if (ret)
		goto erase;
	WRITE_ONCE(scopes->count, scopes->count + 1);
	return scope;
erase:
	xa_erase(&scopes->all, scope->id);
free:
	kfree(scope);
	return ERR_PTR(ret);
}

/**
 * hf_scopes_get - the scope of that kind and cgroup
 * @scopes: the set
 * @kind: its kind
 * @cgroup: a cgroup that hf_cgroup_parse() takes; ignored for other kinds
 * @make: make it where it is not there; then hf_scopes_put() when it got no rule
 *
 * Context: changes are serialised by the caller. May sleep.
 * Return: the scope, no reference taken; NULL where it is not there; or an
 * ERR_PTR.
 */
struct hf_scope *hf_scopes_get(struct hf_scopes *scopes, enum holdfast_scope kind,
			       const char *cgroup, bool make)
{
	struct hf_scope *scope;

	if (kind < HOLDFAST_SCOPE_CGROUP)
		return scopes->fixed[kind];
	scope = find_cgroup(scopes, cgroup);
	return scope || !make ? scope : make_cgroup(scopes, cgroup);
}

/**
 * hf_scopes_put - drop a scope that no rule of the table names any more
 * @scopes: the set
 * @scope: a scope in it
 *
 * Context: changes are serialised by the caller.
 */
void hf_scopes_put(struct hf_scopes *scopes, struct hf_scope *scope)
{
	if (scope->rules || scope->kind != HOLDFAST_SCOPE_CGROUP)
		return;
	rhltable_remove(&scopes->cgroups, &scope->link, params);
	WRITE_ONCE(scopes->count, scopes->count - 1);
	xa_erase(&scopes->all, scope->id);
	hf_scope_put(scope);
}

static bool is_below(const struct hf_scope *a, const struct hf_scope *b)
{
	if (b->path_len == 1)
		return true;
	return a->path_len >= b->path_len && !memcmp(a->path, b->path, b->path_len) &&
	       (a->path[b->path_len] == '/' || !a->path[b->path_len]);
}

static bool same_hierarchy(const struct hf_scope *a, const struct hf_scope *b)
{
	return !a->hierarchy.any && !b->hierarchy.any &&
	       hf_hierarchy_covers(&a->hierarchy, &b->hierarchy) &&
	       hf_hierarchy_covers(&b->hierarchy, &a->hierarchy);
}

/**
 * hf_scope_meets - is there a writer in both scopes
 * @a: a scope
 * @b: a scope
 *
 * Return: false where there can be none; true where there can, or where that
 * hangs on how the host's hierarchies are used.
 */
bool hf_scope_meets(const struct hf_scope *a, const struct hf_scope *b)
{
	if (a->kind == HOLDFAST_SCOPE_CGROUP && b->kind == HOLDFAST_SCOPE_CGROUP)
		return !same_hierarchy(a, b) || is_below(a, b) || is_below(b, a);
	if (a->kind == HOLDFAST_SCOPE_CGROUP || b->kind == HOLDFAST_SCOPE_CGROUP)
		return true;
	return a->kind == b->kind || a->kind == HOLDFAST_SCOPE_ANY ||
	       b->kind == HOLDFAST_SCOPE_ANY;
}

/**
 * hf_scope_is_inside - is one scope looked at after the other
 * @a: a scope
 * @b: a scope that meets it, another one
 *
 * Return: true where @b is the inner one for every writer in both, so that a
 * rule of @a never decides where @b has one.
 */
bool hf_scope_is_inside(const struct hf_scope *a, const struct hf_scope *b)
{
	if (a->kind == HOLDFAST_SCOPE_CGROUP && b->kind == HOLDFAST_SCOPE_CGROUP)
		return same_hierarchy(a, b) && b->path_len > a->path_len;
	return b->kind > a->kind;
}

/**
 * hf_scopes_init - a set with any, host and container
 * @scopes: the set
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int hf_scopes_init(struct hf_scopes *scopes)
{
	struct hf_scope *scope;
	unsigned int kind;
	int ret;

	xa_init_flags(&scopes->all, XA_FLAGS_ALLOC1);
	for (kind = 0; kind < ARRAY_SIZE(scopes->fixed); kind++) {
		scope = alloc_scope(kind, "");
		scopes->fixed[kind] = scope;
		ret = scope ? xa_alloc(&scopes->all, &scope->id, scope, xa_limit_32b,
				       GFP_KERNEL) : -ENOMEM;
		if (ret)
			goto free;
	}
	ret = rhltable_init(&scopes->cgroups, &params);
	if (!ret)
		return 0;
free:
	xa_destroy(&scopes->all);
	for (kind = 0; kind < ARRAY_SIZE(scopes->fixed); kind++)
		kfree(scopes->fixed[kind]);
	return ret;
}

/**
 * hf_scopes_exit - free a set whose cgroup scopes are all dropped
 * @scopes: the set, which nobody can look at any more
 *
 * Context: may sleep.
 */
void hf_scopes_exit(struct hf_scopes *scopes)
{
	unsigned int kind;

	rhltable_destroy(&scopes->cgroups);
	xa_destroy(&scopes->all);
	for (kind = 0; kind < ARRAY_SIZE(scopes->fixed); kind++)
		hf_scope_put(scopes->fixed[kind]);
}
