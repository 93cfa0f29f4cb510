/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_LOOKUP_H
#define HF_LOOKUP_H

#include "table.h"

/**
 * struct hf_writer - who writes
 * @scope: host or container
 * @cgroups: the cgroups the writer is in; NULL where no rule asks for them
 */
struct hf_writer {
	enum holdfast_scope scope;
	const struct hf_cgroups *cgroups;
};

struct hf_rule *hf_lookup(struct hf_table *table, const struct hf_name *name,
			  const struct hf_writer *writer, hf_scope_visit_t visit, void *data);

#endif /* HF_LOOKUP_H */
