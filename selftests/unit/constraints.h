/* SPDX-License-Identifier: GPL-2.0 */
/* Constraints from text, as netlink has them. */
#ifndef UNIT_CONSTRAINTS_H
#define UNIT_CONSTRAINTS_H

#include <stdlib.h>

#include "constraint.h"

static inline struct hf_number number(const char *text)
{
	struct hf_number number;

	if (!hf_number_parse(&number, text, strlen(text)))
		abort();
	return number;
}

/* NULL for no bound. */
static inline struct hf_constraint range(const char *min, const char *max)
{
	struct hf_constraint range = { .kind = HOLDFAST_CONSTRAINT_RANGE };

	range.has_min = min;
	range.has_max = max;
	if (min)
		range.min = number(min);
	if (max)
		range.max = number(max);
	return range;
}

/* What @size bytes at @values say, a NUL behind each; checked. */
static inline struct hf_constraint list(const char *values, size_t size)
{
	struct hf_constraint list = { .kind = HOLDFAST_CONSTRAINT_ONE_OF };

	list.values = values;
	list.size = size;
	if (hf_constraint_check(&list))
		abort();
	return list;
}

/* Of values with commas between them; the last 32 so made stay. */
static inline struct hf_constraint one_of(const char *values)
{
	static char made[32][64];
	static unsigned int count;
	char *copy = made[count++ % 32], *at = copy;
	size_t size = strlen(values) + 1;

	if (size > sizeof(made[0]))
		abort();
	memcpy(copy, values, size);
	while ((at = strchr(at, ',')))
		*at++ = '\0';
	return list(copy, size);
}

static inline struct hf_constraint of_kind(enum holdfast_constraint kind)
{
	return (struct hf_constraint){ .kind = kind };
}

#endif /* UNIT_CONSTRAINTS_H */
