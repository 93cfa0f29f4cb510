/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_TABLE_H
#define HF_TABLE_H

#include <linux/rhashtable.h>
#include <linux/xarray.h>

#include "filter.h"
#include "name.h"
#include "rule.h"

/**
 * struct hf_table - a set of rules, for looking up
 * @literals: all nodes whose component is a literal, by parent and text
 * @scoped: all rules with the scope cgroup, by their place and scope
 * @scopes: the scopes that rules name
 * @root: where patterns begin
 * @rules: by id, so in the order they came
 * @count: how many rules
 * @bytes: memory of rules, nodes and scopes
 * @filter: tells most names that no rule concerns, without a look-up
 */
struct hf_table {
	struct rhashtable literals;
	struct rhashtable scoped;
	struct hf_scopes scopes;
	struct hf_node *root;
	struct xarray rules;
	u32 count;
	size_t bytes;
	struct hf_filter filter;
};

/* On the rules of a table that are pins. */
#define HF_TABLE_PINS XA_MARK_0

struct hf_table *hf_table_create(void);
void hf_table_destroy(struct hf_table *table);
int hf_table_add(struct hf_table *table, const struct hf_rule_spec *spec, u32 id,
		 struct hf_rule **replaced);
void hf_table_unset(struct hf_table *table, struct hf_rule *rule);
struct hf_rule *hf_table_exact(struct hf_table *table, const char *pattern,
			       enum holdfast_scope scope, const char *cgroup);

bool hf_table_concerns(struct hf_table *table, const struct hf_name *name,
		       unsigned int scopes);
struct hf_rule *hf_table_match(struct hf_table *table, const struct hf_name *name,
			       struct hf_scope *scope);

#endif /* HF_TABLE_H */
