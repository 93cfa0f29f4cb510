/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_DIFF_H
#define TOOL_DIFF_H

#include "record.h"

/* One of the two is NULL where a rule comes or goes. */
struct change {
	const struct rule *was;
	const struct rule *is;
};

struct diff {
	struct change *change;
	size_t n;
	size_t added;
	size_t removed;
	size_t changed;
	size_t unchanged;
};

bool diff_make(struct diff *diff, const struct list *old, const struct list *new);
void diff_free(struct diff *diff);

#endif /* TOOL_DIFF_H */
