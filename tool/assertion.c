// SPDX-License-Identifier: GPL-2.0
/*
 * What a probe's result is to be, for scripts:
 *
 *	KIND[@CPU][.SPLIT].WHAT OP VALUE
 *
 * WHAT is a percentile, min or max, and VALUE a time with its unit; or a count
 * and a number. Without CPU, of all CPUs together; without SPLIT, of total.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "assertion.h"
#include "duration.h"
#include "names.h"

static void skip_blanks(const char **at)
{
	*at += strspn(*at, " \t");
}

/* Is @word at *@at, and no longer word? Then behind it. */
static bool take_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) || isalnum((unsigned char)(*at)[len]) ||
	    (*at)[len] == '_' || (*at)[len] == '-')
		return false;
	*at += len;
	return true;
}

static const char *read_kind(struct assertion *a, const char **at)
{
	size_t len = strspn(*at, "abcdefghijklmnopqrstuvwxyz-");
	uint32_t kind;

	if (!len || len >= sizeof(a->kind))
		return "a kind of handler is missing, as tasklet";
	snprintf(a->kind, sizeof(a->kind), "%.*s", (int)len, *at);
	if (strcmp(a->kind, REPORT_NULL) && !names_find(&kind_names, a->kind, &kind))
		return "there is no such kind of handler";
	*at += len;
	return NULL;
}

static const char *read_cpu(struct assertion *a, const char **at)
{
	uint64_t cpu = 0;

	a->cpu = REPORT_ALL;
	if (**at != '@')
		return NULL;
	++*at;
	if (!isdigit((unsigned char)**at))
		return "a CPU's number is missing behind '@'";
	for (; isdigit((unsigned char)**at) && cpu < REPORT_ALL; ++*at)
		cpu = cpu * 10 + **at - '0';
	if (cpu >= REPORT_ALL)
		return "there is no such CPU";
	a->cpu = cpu;
	return NULL;
}

/* Returns whether there was one. */
static bool read_split(struct assertion *a, const char **at)
{
	unsigned int i;

	a->split = HOLDFAST_PROBE_SPLIT_TOTAL;
	for (i = 0; i < probe_split_names.count; i++) {
		if (!take_word(at, probe_split_names.name[i]))
			continue;
		a->split = i;
		return true;
	}
	return false;
}

static bool read_rank(struct assertion *a, const char **at)
{
	unsigned int i = REPORT_RANKS;

	/* From the end: p99.9 comes before p99. */
	while (i--) {
		if (!take_word(at, report_rank_names[i]))
			continue;
		a->rank = i;
		a->is_time = true;
		return true;
	}
	return false;
}

static bool read_count(struct assertion *a, const char **at)
{
	unsigned int i;

	for (i = 0; i < REPORT_COUNTS; i++) {
		if (!take_word(at, report_count_names[i]))
			continue;
		a->count = i;
		return true;
	}
	return false;
}

static const char *read_what(struct assertion *a, const char **at)
{
	bool has_split;

	if (*(*at)++ != '.') {
		--*at;
		return "here stands '.' and what of it, as .p99";
	}
	has_split = read_split(a, at);
	if (has_split && *(*at)++ != '.') {
		--*at;
		return "here stands '.' and what of it, as .p99";
	}
	if (read_rank(a, at) || (!has_split && read_count(a, at)))
		return NULL;
	return has_split ? "here stands min, p50, p90, p99, p99.9 or max" :
	       "here stands min, p50, p90, p99, p99.9, max, a split, or a count, as coalesced";
}

static const char *read_op(struct assertion *a, const char **at)
{
	static const char *const op[] = {
		[ASSERTION_LE] = "<=", [ASSERTION_GE] = ">=", [ASSERTION_EQ] = "==",
		[ASSERTION_NE] = "!=", [ASSERTION_LT] = "<", [ASSERTION_GT] = ">",
	};
	static const enum assertion_op longest_first[] = {
		ASSERTION_LE, ASSERTION_GE, ASSERTION_EQ, ASSERTION_NE, ASSERTION_LT, ASSERTION_GT,
	};
	unsigned int i;

	for (i = 0; i < sizeof(longest_first) / sizeof(longest_first[0]); i++) {
		const char *text = op[longest_first[i]];

		if (strncmp(*at, text, strlen(text)))
			continue;
		a->op = longest_first[i];
		*at += strlen(text);
		return NULL;
	}
	return "here stands one of < <= > >= == !=";
}

static const char *read_value(struct assertion *a, const char **at)
{
	const char *begin = *at;

	if (a->is_time)
		return duration_read(at, &a->value);
	for (a->value = 0; isdigit((unsigned char)**at); ++*at)
		if (__builtin_mul_overflow(a->value, 10, &a->value) ||
		    __builtin_add_overflow(a->value, **at - '0', &a->value))
			return "that number is too large";
	return *at == begin ? "a count is a number" : NULL;
}

/* Returns what is wrong with it, and in @at where; or NULL. */
const char *assertion_parse(struct assertion *assertion, const char *text, const char **at)
{
	const char *why;

	memset(assertion, 0, sizeof(*assertion));
	*at = text;
	skip_blanks(at);
	why = read_kind(assertion, at);
	if (!why)
		why = read_cpu(assertion, at);
	if (!why)
		why = read_what(assertion, at);
	skip_blanks(at);
	if (!why)
		why = read_op(assertion, at);
	skip_blanks(at);
	if (!why)
		why = read_value(assertion, at);
	skip_blanks(at);
	if (!why && **at)
		why = "here it should end";
	return why;
}

/* Returns why there is nothing to compare with, or NULL and @got is it. */
const char *assertion_look(const struct assertion *assertion, const struct report *report,
			   uint64_t *got)
{
	static struct report_row sum;
	const struct report_row *row = &sum;

	if (assertion->cpu != REPORT_ALL)
		row = report_find(report, assertion->kind, assertion->cpu);
	else if (!report_sum(report, assertion->kind, &sum))
		row = NULL;
	if (!row)
		return "that was not measured";
	if (assertion->is_time && !row->times[assertion->split].samples)
		return "there is no sample";
	*got = assertion->is_time ?
	       report_time(&row->times[assertion->split], assertion->rank) :
	       row->count[assertion->count];
	return NULL;
}

bool assertion_holds(const struct assertion *assertion, uint64_t got)
{
	switch (assertion->op) {
	case ASSERTION_LT:
		return got < assertion->value;
	case ASSERTION_LE:
		return got <= assertion->value;
	case ASSERTION_GT:
		return got > assertion->value;
	case ASSERTION_GE:
		return got >= assertion->value;
	case ASSERTION_EQ:
		return got == assertion->value;
	case ASSERTION_NE:
		return got != assertion->value;
	}
	return false;
}
