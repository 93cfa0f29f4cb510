// SPDX-License-Identifier: GPL-2.0
/* Which values a rule lets through. Pure. */
#include "constraint.h"

/* An interval of whole numbers that has to be in a list is tried one by one. */
#define INTERVAL_MAX	64

/* The values, one after the other: NULL for the first, returns NULL behind the last. */
static const char *next_value(const struct hf_constraint *constraint, const char *value)
{
	value = value ? value + strlen(value) + 1 : constraint->values;
	return value < constraint->values + constraint->size ? value : NULL;
}

static bool all_numbers(const struct hf_constraint *constraint)
{
	const char *value = NULL;
	struct hf_number number;

	while ((value = next_value(constraint, value)))
		if (!hf_number_parse(&number, value, strlen(value)))
			return false;
	return true;
}

/**
 * hf_constraint_check - is it one that can be kept
 * @constraint: as it was asked for; receives @numeric
 *
 * Return: NULL, or what is wrong with it, a static string.
 */
const char *hf_constraint_check(struct hf_constraint *constraint)
{
	const char *value = NULL;

	switch (constraint->kind) {
	case HOLDFAST_CONSTRAINT_RANGE:
		if (!constraint->has_min && !constraint->has_max)
			return "a range needs a lower or an upper bound";
		if (constraint->has_min && constraint->has_max &&
		    hf_number_compare(&constraint->min, &constraint->max) > 0)
			return "the range is reversed: its lower bound is above its upper";
		return NULL;
	case HOLDFAST_CONSTRAINT_ONE_OF:
		if (!constraint->size)
			return "one-of needs a value";
		while ((value = next_value(constraint, value)))
			if (hf_text_span(value, strlen(value)) != strlen(value))
				return "a value of one-of has a newline, which no sysctl keeps";
		constraint->numeric = all_numbers(constraint);
		return NULL;
	default:
		return NULL;
	}
}

/**
 * hf_constraint_is_numeric - does it speak of numbers
 * @constraint: the constraint
 *
 * Return: true where what is written has to be numbers.
 */
bool hf_constraint_is_numeric(const struct hf_constraint *constraint)
{
	switch (constraint->kind) {
	case HOLDFAST_CONSTRAINT_NONE:
		return false;
	case HOLDFAST_CONSTRAINT_ONE_OF:
		return constraint->numeric;
	default:
		return true;
	}
}

/**
 * hf_constraint_needs_old - does it compare with the value there now
 * @constraint: the constraint
 *
 * Return: true for a ratchet.
 */
bool hf_constraint_needs_old(const struct hf_constraint *constraint)
{
	return constraint->kind == HOLDFAST_CONSTRAINT_RATCHET_UP ||
	       constraint->kind == HOLDFAST_CONSTRAINT_RATCHET_DOWN;
}

static bool lists_number(const struct hf_constraint *constraint, const struct hf_number *number)
{
	const char *value = NULL;
	struct hf_number listed;

	while ((value = next_value(constraint, value)))
		if (hf_number_parse(&listed, value, strlen(value)) &&
		    !hf_number_compare(&listed, number))
			return true;
	return false;
}

static const char no_old[] = "there is no number now that it could be compared with";

static const char *refusal_of(const struct hf_constraint *c, const struct hf_number *number,
			      const struct hf_number *old)
{
	switch (c->kind) {
	case HOLDFAST_CONSTRAINT_RANGE:
		if (c->has_min && hf_number_compare(number, &c->min) < 0)
			return "the number is below the range";
		if (c->has_max && hf_number_compare(number, &c->max) > 0)
			return "the number is above the range";
		return NULL;
	case HOLDFAST_CONSTRAINT_ONE_OF:
		return lists_number(c, number) ? NULL : "the number is not one of those listed";
	case HOLDFAST_CONSTRAINT_RATCHET_UP:
		if (old && hf_number_compare(number, old) < 0)
			return "the number is below that there now";
		return old ? NULL : no_old;
	case HOLDFAST_CONSTRAINT_RATCHET_DOWN:
		if (old && hf_number_compare(number, old) > 0)
			return "the number is above that there now";
		return old ? NULL : no_old;
	default:
		return NULL;
	}
}

/**
 * hf_constraint_refusal - is a vector of numbers outside the constraint
 * @constraint: a numeric one
 * @numbers: what is written; it has to hold for each
 * @old: what is there now, place by place; NULL where that is not known
 *
 * Return: why, a static string; NULL where it is within.
 */
const char *hf_constraint_refusal(const struct hf_constraint *constraint,
				  const struct hf_numbers *numbers, const struct hf_numbers *old)
{
	const char *why = NULL;
	unsigned int i;

	for (i = 0; i < numbers->count && !why; i++)
		why = refusal_of(constraint, &numbers->number[i],
				 old && i < old->count ? &old->number[i] : NULL);
	return why;
}

/**
 * hf_constraint_refuses_text - is a text outside the constraint
 * @constraint: one-of, not numeric
 * @text: the text that the sysctl would then hold
 *
 * Return: why, a static string; NULL where it is one of those listed.
 */
const char *hf_constraint_refuses_text(const struct hf_constraint *constraint,
				       struct hf_text text)
{
	const char *value = NULL;

	while ((value = next_value(constraint, value)))
		if (strlen(value) == text.len && !memcmp(value, text.data, text.len))
			return NULL;
	return "the value is not one of those listed";
}

/**
 * hf_constraint_clamp - bring numbers into a range
 * @constraint: the range
 * @numbers: the numbers
 */
void hf_constraint_clamp(const struct hf_constraint *constraint, struct hf_numbers *numbers)
{
	unsigned int i;

	for (i = 0; i < numbers->count; i++) {
		struct hf_number *number = &numbers->number[i];

		if (constraint->has_min && hf_number_compare(number, &constraint->min) < 0)
			*number = constraint->min;
		if (constraint->has_max && hf_number_compare(number, &constraint->max) > 0)
			*number = constraint->max;
	}
}

static bool bounds_within(const struct hf_constraint *a, const struct hf_constraint *b)
{
	if (b->has_min && (!a->has_min || hf_number_compare(&a->min, &b->min) < 0))
		return false;
	if (b->has_max && (!a->has_max || hf_number_compare(&a->max, &b->max) > 0))
		return false;
	return true;
}

/* The next whole number; there is always one, as @number is not the last of a range. */
static void increment(struct hf_number *number)
{
	if (!number->negative)
		number->magnitude++;
	else if (!--number->magnitude)
		number->negative = false;
}

static bool range_is_listed(const struct hf_constraint *range, const struct hf_constraint *list)
{
	struct hf_number number = range->min;
	unsigned int i;

	if (!range->has_min || !range->has_max)
		return false;
	for (i = 0; i < INTERVAL_MAX; i++) {
		if (!lists_number(list, &number))
			return false;
		if (!hf_number_compare(&number, &range->max))
			return true;
		increment(&number);
	}
	return false;
}

static bool values_within(const struct hf_constraint *a, const struct hf_constraint *b)
{
	const char *value = NULL;
	struct hf_numbers one = { .count = 1 };

	while ((value = next_value(a, value))) {
		struct hf_text text = { value, strlen(value) };

		if (!hf_constraint_is_numeric(b)) {
			if (hf_constraint_refuses_text(b, text))
				return false;
			continue;
		}
		if (!hf_number_parse(&one.number[0], text.data, text.len) ||
		    hf_constraint_refusal(b, &one, NULL))
			return false;
	}
	return true;
}

/**
 * hf_constraint_within - does one constraint let through nothing that another does not
 * @a: the one that is to be the tighter, or as tight
 * @b: the other
 *
 * Says no where it cannot tell: of a list of numbers and one of texts, say, as
 * the first lets a vector of them through and the second does not.
 *
 * Return: true where each value within @a is within @b, whatever there is now.
 */
bool hf_constraint_within(const struct hf_constraint *a, const struct hf_constraint *b)
{
	if (b->kind == HOLDFAST_CONSTRAINT_NONE)
		return true;
	if (hf_constraint_needs_old(a) || hf_constraint_needs_old(b))
		return a->kind == b->kind;
	if (hf_constraint_is_numeric(a) != hf_constraint_is_numeric(b))
		return false;
	switch (a->kind) {
	case HOLDFAST_CONSTRAINT_RANGE:
		return b->kind == HOLDFAST_CONSTRAINT_RANGE ? bounds_within(a, b) :
							      range_is_listed(a, b);
	case HOLDFAST_CONSTRAINT_ONE_OF:
		return values_within(a, b);
	default:
		return false;
	}
}
