// SPDX-License-Identifier: GPL-2.0
/* From what a rule decides to a verdict on one write. Pure. */
#include "verdict.h"

static const char not_numbers[] = "the value is not made of numbers alone";
static const char no_constraint[] = "only allow and clamp take a constraint";
static const char pinned[] = "the sysctl is pinned: no write changes it";
static const char audited[] = "the rule lets every value through, and reports it";

static const char *check_pin(const struct hf_constraint *constraint)
{
	size_t len = constraint->size ? strlen(constraint->values) : 0;

	if (constraint->kind != HOLDFAST_CONSTRAINT_NONE)
		return no_constraint;
	if (!constraint->size)
		return NULL;
	if (constraint->size != len + 1)
		return "a pin takes one value";
	if (hf_text_span(constraint->values, len) != len)
		return "the value of a pin has a newline, which no sysctl keeps";
	return NULL;
}

/**
 * hf_decision_check - can action and constraint be kept
 * @decision: as it was asked for; is completed
 *
 * Return: NULL, or what is wrong, a static string.
 */
const char *hf_decision_check(struct hf_decision *decision)
{
	enum holdfast_constraint kind = decision->constraint.kind;

	if (decision->restore != HOLDFAST_RESTORE_BY_CLASS &&
	    decision->action != HOLDFAST_ACTION_PIN)
		return "only a pin restores";
	switch (decision->action) {
	case HOLDFAST_ACTION_ALLOW:
		break;
	case HOLDFAST_ACTION_PIN:
		return check_pin(&decision->constraint);
	case HOLDFAST_ACTION_CLAMP:
		if (kind != HOLDFAST_CONSTRAINT_RANGE)
			return "clamp needs a range";
		break;
	default:
		if (kind != HOLDFAST_CONSTRAINT_NONE)
			return no_constraint;
	}
	return hf_constraint_check(&decision->constraint);
}

/**
 * hf_decision_needs_value - does the verdict hang on what is written
 * @decision: the decision
 *
 * Return: true where it does.
 */
bool hf_decision_needs_value(const struct hf_decision *decision)
{
	return decision->constraint.kind != HOLDFAST_CONSTRAINT_NONE;
}

static struct hf_verdict denied(const char *why)
{
	return (struct hf_verdict){ HOLDFAST_VERDICT_DENIED, .report = true, .why = why };
}

/* As clamping changes it: @numbers are those written, then those given. */
static struct hf_verdict clamp(const struct hf_constraint *constraint, struct hf_numbers *numbers)
{
	struct hf_verdict verdict = { HOLDFAST_VERDICT_ALLOWED, .numbers = true };
	const char *why = hf_constraint_refusal(constraint, numbers, NULL);

	if (!why) {
		verdict.why = "the number is in the range";
		return verdict;
	}
	hf_constraint_clamp(constraint, numbers);
	verdict.verdict = HOLDFAST_VERDICT_REWRITTEN;
	verdict.report = true;
	verdict.why = why;
	return verdict;
}

static struct hf_verdict judge_numbers(const struct hf_decision *decision,
				       const struct hf_write *write, struct hf_numbers *numbers)
{
	struct hf_text text = write->text;
	struct hf_numbers old;
	bool known = false;
	const char *why;

	/* The kernel reads no more. */
	if (text.len > HF_NUMBERS_TEXT)
		text.len = HF_NUMBERS_TEXT;
	if (!hf_numbers_parse(numbers, text.data, text.len))
		return denied(not_numbers);
	if (decision->action == HOLDFAST_ACTION_CLAMP)
		return clamp(&decision->constraint, numbers);
	if (hf_constraint_needs_old(&decision->constraint) && write->old.data)
		known = hf_numbers_parse(&old, write->old.data, write->old.len);
	why = hf_constraint_refusal(&decision->constraint, numbers, known ? &old : NULL);
	if (why)
		return denied(why);
	return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED, .numbers = true,
				    .why = "the value is within the constraint" };
}

/**
 * hf_decision_judge - judge one write
 * @decision: what the rule decides
 * @write: the write; looked at only where hf_decision_needs_value()
 * @numbers: receives those that the kernel is to be given, where @numbers of
 *	the verdict says so
 *
 * An action that is not known is refused: a table must not open a door by
 * mistake.
 *
 * Context: any; 1 KB of stack for a ratchet.
 * Return: the verdict.
 */
struct hf_verdict hf_decision_judge(const struct hf_decision *decision,
				    const struct hf_write *write, struct hf_numbers *numbers)
{
	const char *why;

	switch (decision->action) {
	case HOLDFAST_ACTION_ALLOW:
	case HOLDFAST_ACTION_CLAMP:
		break;
	case HOLDFAST_ACTION_AUDIT:
		return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED, .report = true,
					    .why = audited };
	case HOLDFAST_ACTION_PIN:
		return denied(pinned);
	default:
		return denied("the rule denies every value");
	}
	if (!hf_decision_needs_value(decision))
		return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED,
					    .why = "the rule lets every value through" };
	if (hf_constraint_is_numeric(&decision->constraint))
		return judge_numbers(decision, write, numbers);
	why = hf_constraint_refuses_text(&decision->constraint, write->text);
	if (why)
		return denied(why);
	return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED,
				    .why = "the value is within the constraint" };
}

/* As hf_decision_judge() has it: an action that is not known does. */
static bool denies_all(const struct hf_decision *decision)
{
	return decision->action != HOLDFAST_ACTION_ALLOW &&
	       decision->action != HOLDFAST_ACTION_CLAMP &&
	       decision->action != HOLDFAST_ACTION_AUDIT;
}

/* The one that puts back more often has the higher place; by class is either of two. */
static bool restores_no_less(enum holdfast_restore a, enum holdfast_restore b)
{
	static const u8 least[] = {
		[HOLDFAST_RESTORE_OFF] = 0,
		[HOLDFAST_RESTORE_WARN] = 1,
		[HOLDFAST_RESTORE_BY_CLASS] = 2,
		[HOLDFAST_RESTORE_ALWAYS] = 3,
	};

	return least[a] >= least[b];
}

static bool same_value(const struct hf_constraint *a, const struct hf_constraint *b)
{
	return a->size == b->size && (!a->size || !memcmp(a->values, b->values, a->size));
}

/*
 * A pin with a value sets it: so it has to be one that could have been written,
 * and that of another pin may not change.
 */
static bool pin_tighter(const struct hf_decision *a, const struct hf_decision *b)
{
	const struct hf_constraint *pin = &a->constraint;
	struct hf_write write = { };
	struct hf_numbers numbers;
	struct hf_verdict verdict;

	if (b->action == HOLDFAST_ACTION_PIN)
		return same_value(pin, &b->constraint) && restores_no_less(a->restore, b->restore);
	if (!pin->size)
		return true;
	write.text = (struct hf_text){ pin->values, pin->size - 1 };
	verdict = hf_decision_judge(b, &write, &numbers);
	return verdict.verdict == HOLDFAST_VERDICT_ALLOWED;
}

/**
 * hf_decision_tighter - is one decision as tight as another, or tighter
 * @a: the one
 * @b: the other
 *
 * It is, where every value that a sysctl can come to hold by a write under @a,
 * or by being pinned, it could also by a write under @b, no write that @b reports
 * goes without a report under @a, and what @b pins, @a pins too. Where it cannot
 * tell it says no.
 *
 * Return: true where it is.
 */
bool hf_decision_tighter(const struct hf_decision *a, const struct hf_decision *b)
{
	if (a->action == HOLDFAST_ACTION_PIN)
		return pin_tighter(a, b);
	if (b->action == HOLDFAST_ACTION_PIN)
		return false;
	if (denies_all(a))
		return true;
	if (denies_all(b))
		return false;
	if (b->action == HOLDFAST_ACTION_AUDIT)
		return a->action == HOLDFAST_ACTION_AUDIT;
	if (a->action == HOLDFAST_ACTION_AUDIT)
		return b->constraint.kind == HOLDFAST_CONSTRAINT_NONE;
	return hf_constraint_within(&a->constraint, &b->constraint);
}
