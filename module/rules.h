/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_RULES_H
#define HF_RULES_H

#include "lookup.h"

struct file;

/**
 * struct hf_rules_state - the table as a whole
 * @count: rules in it
 * @generation: grows with every change, from 1
 * @bytes: memory that rules, nodes and scopes take
 * @mode: enforce or permissive
 * @sealed: until reboot
 */
struct hf_rules_state {
	u32 count;
	u64 generation;
	size_t bytes;
	enum holdfast_mode mode;
	bool sealed;
};

/* What hf_rules_del() and others tell of the rule that was. */
struct hf_rule_was {
	u32 id;
	enum holdfast_action action;
};

int hf_rules_init(void);
void hf_rules_exit(void);

int hf_rules_add(const struct hf_rule_spec *spec, u32 *id);
int hf_rules_del(const struct hf_rule_spec *key, struct hf_rule_was *was);
int hf_rules_flush(void);
int hf_rules_stage(struct hf_table *table, const struct hf_rule_spec *spec);
int hf_rules_commit(struct hf_table *table, u64 generation, bool dry_run,
		    struct hf_rules_state *state);
int hf_rules_set_mode(enum holdfast_mode mode);
int hf_rules_seal(void);
void hf_rules_reset(void);

bool hf_rules_may_concern(const struct file *file);
bool hf_rules_concern(const struct hf_name *name, enum holdfast_scope writer);
bool hf_rules_permissive(void);
struct hf_rule *hf_rules_find(const struct hf_name *name, const struct hf_writer *writer,
			      hf_scope_visit_t visit, void *data);
struct hf_rule *hf_rules_after(u32 id, u64 *generation);
struct hf_rule *hf_rules_pin_after(u32 id);
bool hf_rules_have_pins(void);
struct hf_scope *hf_rules_scope_after(u32 id, u64 *generation);
void hf_rules_state(struct hf_rules_state *state);

#endif /* HF_RULES_H */
