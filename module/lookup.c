// SPDX-License-Identifier: GPL-2.0
/*
 * Which rule decides: the scopes of a writer, the innermost first, and in each
 * the most specific pattern.
 *
 * Who may run: anybody, under RCU, beside changes of the table.
 */
#include <linux/rculist.h>
#include <linux/string.h>

#include "lookup.h"

/**
 * struct search - a look-up under way
 * @table: in this table
 * @name: the sysctl
 * @visit: told of each scope looked at; may be NULL
 * @data: for it
 */
struct search {
	struct hf_table *table;
	const struct hf_name *name;
	hf_scope_visit_t visit;
	void *data;
};

static struct hf_rule *match(struct search *search, struct hf_scope *scope)
{
	if (search->visit)
		search->visit(scope, search->data);
	return hf_table_match(search->table, search->name, scope);
}

/* The rule of a scope at one cgroup: one that names the hierarchy goes first. */
static struct hf_rule *match_at(struct search *search, const struct hf_cgroup *cgroup,
				size_t len)
{
	struct rhlist_head *list, *at;
	struct hf_rule *rule = NULL;
	struct hf_scope *scope;
	int any;

	list = hf_scopes_at(&search->table->scopes, cgroup->path, len);
	for (any = 0; any < 2 && !rule; any++)
		rhl_for_each_entry_rcu(scope, at, list, link)
			if (!rule && scope->hierarchy.any == any &&
			    hf_hierarchy_covers(&scope->hierarchy, &cgroup->hierarchy))
				rule = match(search, scope);
	return rule;
}

/* The rule of the deepest cgroup that has one; its depth is @len, above 0. */
static struct hf_rule *match_upward(struct search *search, const struct hf_cgroup *cgroup,
				    size_t *len)
{
	struct hf_rule *rule;

	for (*len = strlen(cgroup->path); *len; ) {
		rule = match_at(search, cgroup, *len);
		if (rule)
			return rule;
		if (*len == 1)
			break;
		/* To the '/' above; that of the root is its name. */
		while (cgroup->path[--*len] != '/')
			;
		*len = *len ?: 1;
	}
	*len = 0;
	return NULL;
}

/* Of the cgroup at the first @len bytes: the root has 0. */
static unsigned int depth_of(const char *path, size_t len)
{
	unsigned int depth = 0;

	if (len == 1)
		return 0;
	while (len--)
		depth += path[len] == '/';
	return depth;
}

static struct hf_rule *match_cgroups(struct search *search, const struct hf_cgroups *cgroups)
{
	struct hf_rule *best = NULL, *rule;
	unsigned int deepest = 0, depth, i;
	size_t len;

	for (i = 0; i < cgroups->count; i++) {
		rule = match_upward(search, &cgroups->cgroup[i], &len);
		depth = rule ? depth_of(cgroups->cgroup[i].path, len) : 0;
		if (rule && (!best || depth > deepest)) {
			best = rule;
			deepest = depth;
		}
	}
	return best;
}

/**
 * hf_lookup - the rule of a table that decides a write
 * @table: the table
 * @name: the sysctl
 * @writer: who writes
 * @visit: told of each scope that is looked at, the innermost first within
 *	each cgroup hierarchy; NULL for nobody. May not sleep.
 * @data: for @visit
 *
 * The innermost scope that has a matching rule decides.
 *
 * Context: under rcu_read_lock().
 * Return: the rule, without a reference, or NULL.
 */
struct hf_rule *hf_lookup(struct hf_table *table, const struct hf_name *name,
			  const struct hf_writer *writer, hf_scope_visit_t visit, void *data)
{
	struct search search = { table, name, visit, data };
	struct hf_scopes *scopes = &table->scopes;
	struct hf_rule *rule = NULL;

	if (writer->cgroups && READ_ONCE(scopes->count))
		rule = match_cgroups(&search, writer->cgroups);
	if (!rule)
		rule = match(&search, scopes->fixed[writer->scope]);
	if (!rule)
		rule = match(&search, scopes->fixed[HOLDFAST_SCOPE_ANY]);
	return rule;
}
