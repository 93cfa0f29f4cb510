/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_RULES_H
#define HF_RULES_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include <uapi/linux/holdfast.h>

struct hf_node;

/**
 * struct hf_rule - one rule of the table
 * @refs: the table holds one, each write that it decides another
 * @id: never used twice while the module is loaded
 * @action: what it decides
 * @scope: whom it concerns
 * @hits: writes that it decided
 * @node: its place in the table
 * @rcu: frees it
 * @pattern: in path form
 *
 * All but @refs and @hits stay as they are from rule to grave: a changed rule
 * is another one.
 */
struct hf_rule {
	refcount_t refs;
	u32 id;
	enum holdfast_action action;
	enum holdfast_scope scope;
	atomic64_t hits;
	struct hf_node *node;
	struct rcu_head rcu;
	char pattern[];
};

int hf_rules_init(void);
void hf_rules_exit(void);

int hf_rules_add(const char *pattern, enum holdfast_scope scope,
		 enum holdfast_action action, u32 *id);
int hf_rules_del(const char *pattern, enum holdfast_scope scope, u32 *id,
		 enum holdfast_action *action);
int hf_rules_flush(void);

struct hf_rule *hf_rules_find(const char *name, enum holdfast_scope writer);
struct hf_rule *hf_rules_after(u32 id, u64 *generation);
void hf_rule_put(struct hf_rule *rule);

u32 hf_rules_count(void);
u64 hf_rules_generation(void);

#endif /* HF_RULES_H */
