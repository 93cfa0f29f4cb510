/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_STAGE_H
#define HF_STAGE_H

#include <linux/types.h>

struct hf_rule_spec;
struct hf_rules_state;

void hf_stage_exit(void);

void hf_stage_drop(u32 owner);
int hf_stage_add(u32 owner, const struct hf_rule_spec *spec);
int hf_stage_commit(u32 owner, u64 generation, bool dry_run, struct hf_rules_state *state);

#endif /* HF_STAGE_H */
