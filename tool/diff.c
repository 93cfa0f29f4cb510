// SPDX-License-Identifier: GPL-2.0
/* What makes one list of rules another. Pure. */
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "rule.h"

static int compare(const void *a, const void *b)
{
	return rule_compare(*(const struct rule *const *)a, *(const struct rule *const *)b);
}

/* The rules by their keys, or NULL without memory. */
static const struct rule **sorted(const struct list *list)
{
	const struct rule **sorted = calloc(list->count + 1, sizeof(*sorted));
	size_t i;

	for (i = 0; sorted && i < list->count; i++)
		sorted[i] = list_get(list, i);
	if (sorted)
		qsort(sorted, list->count, sizeof(*sorted), compare);
	return sorted;
}

static const struct rule *find(const struct rule *rule, const struct rule **in, size_t n)
{
	const struct rule **found = bsearch(&rule, in, n, sizeof(*in), compare);

	return found ? *found : NULL;
}

static void add(struct diff *diff, const struct rule *was, const struct rule *is)
{
	if (was && is && rule_same(was, is)) {
		diff->unchanged++;
		return;
	}
	diff->change[diff->n++] = (struct change){ was, is };
	diff->added += !was;
	diff->removed += !is;
	diff->changed += was && is;
}

/*
 * What goes and what changes, in the order of @old, then what comes, in that of
 * @new. Keys are single in each. False without memory.
 */
bool diff_make(struct diff *diff, const struct list *old, const struct list *new)
{
	const struct rule **old_sorted = sorted(old), **new_sorted = sorted(new);
	bool made = false;
	size_t i;

	memset(diff, 0, sizeof(*diff));
	diff->change = calloc(old->count + new->count + 1, sizeof(*diff->change));
	if (old_sorted && new_sorted && diff->change) {
		for (i = 0; i < old->count; i++)
			add(diff, list_get(old, i),
			    find(list_get(old, i), new_sorted, new->count));
		for (i = 0; i < new->count; i++)
			if (!find(list_get(new, i), old_sorted, old->count))
				add(diff, NULL, list_get(new, i));
		made = true;
	}
	free(old_sorted);
	free(new_sorted);
	return made;
}

void diff_free(struct diff *diff)
{
	free(diff->change);
	diff->change = NULL;
}
