/* SPDX-License-Identifier: GPL-2.0 */
/* What all doors do: ask the table, count, tell. */
#ifndef HF_DOORS_DECIDE_H
#define HF_DOORS_DECIDE_H

#include "../event.h"
#include "../rule.h"

struct hf_name;

struct hf_rule *hf_decide_rule(const struct hf_name *name, bool locked);
struct hf_rule *hf_decide_rule_in(const struct hf_name *name, enum holdfast_scope scope,
				  const struct hf_cgroups *cgroups);
void hf_decide_event(struct hf_event *event, const struct hf_name *name,
		     const struct hf_rule *rule, const struct hf_verdict *verdict);
void hf_decide_count(struct hf_rule *rule, enum holdfast_verdict verdict, bool permissive);

#endif /* HF_DOORS_DECIDE_H */
