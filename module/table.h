/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_TABLE_H
#define HF_TABLE_H

#include <linux/rhashtable.h>
#include <linux/xarray.h>

#include "rules.h"

#define HF_SCOPES (HOLDFAST_SCOPE_MAX + 1)

/**
 * struct hf_table - a set of rules, for looking up
 * @literals: all nodes whose component is a literal, by parent and text
 * @roots: where the patterns of a scope begin
 * @rules: by id, so in the order they came
 * @count: how many
 */
struct hf_table {
	struct rhashtable literals;
	struct hf_node *roots[HF_SCOPES];
	struct xarray rules;
	u32 count;
};

struct hf_table *hf_table_create(void);
void hf_table_destroy(struct hf_table *table);
int hf_table_set(struct hf_table *table, struct hf_rule *rule, struct hf_rule **replaced);
void hf_table_unset(struct hf_table *table, struct hf_rule *rule);
struct hf_rule *hf_table_exact(struct hf_table *table, const char *pattern,
			       enum holdfast_scope scope);
struct hf_rule *hf_table_match(struct hf_table *table, const char *name,
			       enum holdfast_scope scope);

#endif /* HF_TABLE_H */
