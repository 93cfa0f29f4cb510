// SPDX-License-Identifier: GPL-2.0
/*
 * A write that is let through is one that is let through again as it is given,
 * and under each decision that is no tighter. The input is three lines and a
 * rest: two decisions, the value there now, the bytes written. A decision is a
 * letter for the action, one for the constraint, and what that needs:
 * "ar1..5", "cr..-1", "aoon,off", "au", "dn"; a pin has its value, "pn5" or "pn".
 */
#include "fuzz.h"
#include "verdict.h"

#define ALWAYS_ENOUGH	(HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1)

static bool read_bound(struct hf_number *bound, bool *has, const char *text)
{
	*has = *text;
	return !*has || hf_number_parse(bound, text, strlen(text));
}

static bool read_range(struct hf_constraint *range, char *text)
{
	char *dots = strstr(text, "..");

	if (!dots)
		return false;
	*dots = '\0';
	return read_bound(&range->min, &range->has_min, text) &&
	       read_bound(&range->max, &range->has_max, dots + 2);
}

/* Takes @line apart; its values stay there. */
static bool read_decision(struct hf_decision *decision, char *line)
{
	static const char actions[] = "adscp?", kinds[] = "nroud";
	struct hf_constraint *constraint = &decision->constraint;
	const char *action, *kind;

	memset(decision, 0, sizeof(*decision));
	if (!line || strlen(line) < 2)
		return false;
	action = strchr(actions, line[0]);
	kind = strchr(kinds, line[1]);
	if (!action || !kind)
		return false;
	decision->action = action - actions;
	constraint->kind = kind - kinds;
	line += 2;
	if (decision->action == HOLDFAST_ACTION_PIN && *line) {
		constraint->values = line;
		constraint->size = strlen(line) + 1;
	}
	if (constraint->kind == HOLDFAST_CONSTRAINT_RANGE && !read_range(constraint, line))
		return false;
	if (constraint->kind == HOLDFAST_CONSTRAINT_ONE_OF) {
		constraint->values = line;
		constraint->size = strlen(line) + 1;
		while ((line = strchr(line, ',')))
			*line++ = '\0';
	}
	return !hf_decision_check(decision);
}

/* As the door does: a string is judged as it would be held. */
static struct hf_verdict judge(const struct hf_decision *decision, struct hf_write write,
			       struct hf_numbers *numbers)
{
	if (!hf_constraint_is_numeric(&decision->constraint))
		write.text.len = hf_text_span(write.text.data, write.text.len);
	return hf_decision_judge(decision, &write, numbers);
}

/* What the kernel is given; @text has room for the longest. */
static struct hf_write given(const struct hf_write *write, const struct hf_verdict *verdict,
			     const struct hf_numbers *numbers, char *text)
{
	struct hf_write again = *write;
	struct hf_numbers parsed;
	unsigned int i;

	if (!verdict->numbers)
		return again;
	again.text.data = text;
	again.text.len = hf_numbers_format(text, ALWAYS_ENOUGH, numbers);
	MUST(again.text.len);
	MUST(hf_numbers_parse(&parsed, text, again.text.len));
	MUST(parsed.count == numbers->count);
	for (i = 0; i < parsed.count; i++)
		MUST(!hf_number_compare(&parsed.number[i], &numbers->number[i]));
	return again;
}

static void is_sound(const struct hf_decision *decision, const struct hf_verdict *verdict,
		     const struct hf_numbers *numbers)
{
	MUST(verdict->why);
	MUST(verdict->verdict <= HOLDFAST_VERDICT_MAX);
	if (verdict->verdict != HOLDFAST_VERDICT_ALLOWED)
		MUST(verdict->report);
	if (verdict->verdict == HOLDFAST_VERDICT_DENIED)
		MUST(!verdict->numbers);
	if (verdict->verdict == HOLDFAST_VERDICT_REWRITTEN)
		MUST(decision->action == HOLDFAST_ACTION_CLAMP && verdict->numbers);
	if (decision->constraint.kind == HOLDFAST_CONSTRAINT_RANGE && verdict->numbers)
		MUST(!hf_constraint_refusal(&decision->constraint, numbers, NULL));
}

static void try(const struct hf_decision *a, const struct hf_decision *b,
		const struct hf_write *write)
{
	char *text = malloc(ALWAYS_ENOUGH);
	struct hf_numbers numbers, other;
	struct hf_verdict verdict = judge(a, *write, &numbers), answer;
	bool tighter = hf_decision_tighter(a, b);
	struct hf_write again;

	is_sound(a, &verdict, &numbers);
	if (tighter)
		MUST(verdict.report || !judge(b, *write, &other).report);
	if (verdict.verdict != HOLDFAST_VERDICT_DENIED) {
		again = given(write, &verdict, &numbers, text);
		answer = judge(a, again, &other);
		MUST(answer.verdict == HOLDFAST_VERDICT_ALLOWED);
		MUST(answer.numbers == verdict.numbers);
		if (tighter)
			MUST(judge(b, again, &other).verdict == HOLDFAST_VERDICT_ALLOWED);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hf_decision deny = { .action = HOLDFAST_ACTION_DENY };
	char *input = fuzz_text(data, size), *rest = input, *bytes, *old;
	struct hf_decision a, b;
	struct hf_write write;

	if (!read_decision(&a, strsep(&rest, "\n")) || !read_decision(&b, strsep(&rest, "\n")))
		goto free;
	old = strsep(&rest, "\n");
	if (!rest)
		goto free;
	write.old = (struct hf_text){ *old == '?' ? NULL : old, strlen(old) };
	/* In memory of just its size. */
	write.text.len = input + size - rest;
	bytes = malloc(write.text.len);
	if (write.text.len)
		memcpy(bytes, rest, write.text.len);
	write.text.data = bytes;
	MUST(hf_decision_tighter(&a, &a));
	MUST(hf_decision_tighter(&deny, &a) == (a.action != HOLDFAST_ACTION_PIN));
	try(&a, &b, &write);
	try(&b, &a, &write);
	free(bytes);
free:
	free(input);
	return 0;
}
