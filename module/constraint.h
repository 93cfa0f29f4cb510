/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_CONSTRAINT_H
#define HF_CONSTRAINT_H

#ifdef __KERNEL__
#include <uapi/linux/holdfast.h>
#else
#include <linux/holdfast.h>
#endif

#include "value.h"

/**
 * struct hf_constraint - which values an action lets through
 * @kind: what follows is of this kind
 * @numeric: one-of: all of @values are numbers, and are compared as such
 * @has_min: range: there is a lower bound
 * @has_max: range: there is an upper bound
 * @min: the lower bound
 * @max: the upper bound
 * @size: one-of: bytes at @values
 * @values: one-of: the values, a NUL behind each
 */
struct hf_constraint {
	enum holdfast_constraint kind;
	bool numeric;
	bool has_min;
	bool has_max;
	struct hf_number min;
	struct hf_number max;
	u32 size;
	const char *values;
};

/**
 * struct hf_text - bytes that need no NUL behind them
 * @data: they
 * @len: how many
 */
struct hf_text {
	const char *data;
	size_t len;
};

const char *hf_constraint_check(struct hf_constraint *constraint);
const char *hf_constraint_refusal(const struct hf_constraint *constraint,
				  const struct hf_numbers *numbers, const struct hf_numbers *old);
const char *hf_constraint_refuses_text(const struct hf_constraint *constraint,
				       struct hf_text text);
bool hf_constraint_is_numeric(const struct hf_constraint *constraint);
bool hf_constraint_needs_old(const struct hf_constraint *constraint);
void hf_constraint_clamp(const struct hf_constraint *constraint, struct hf_numbers *numbers);
bool hf_constraint_within(const struct hf_constraint *a, const struct hf_constraint *b);

#endif /* HF_CONSTRAINT_H */
