// SPDX-License-Identifier: GPL-2.0
/*
 * The rule grammar, for the command line and for files. Pure.
 *
 *	PATTERN ACTION [scope SCOPE]
 *
 *	ACTION      allow [CONSTRAINT] | deny | audit | clamp MIN..MAX |
 *	            pin [VALUE] [restore off|warn|always]
 *	CONSTRAINT  MIN..MAX | one-of A,B,... | ratchet up | ratchet down
 *	SCOPE       any | host | container | cgroup:PATH
 *
 * The module alone judges patterns, numbers and cgroups, so that a rule means
 * the same whoever sends it; here are only the words around them. A word comes
 * with its quotes and backslashes, see words.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar.h"
#include "names.h"
#include "words.h"

#define WORDS_ROOM	128
#define CGROUP		"cgroup:"

static const char scopes[] = "any, host, container, cgroup:PATH";
static const char constraints[] = "MIN..MAX, one-of A,B,..., ratchet up, ratchet down";

/* The words that are left. */
struct words {
	int n;
	char **word;
};

/* Always -1. */
int complain(struct complaint *complaint, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(complaint->text, sizeof(complaint->text), fmt, args);
	va_end(args);
	return -1;
}

static const char *next(struct words *left)
{
	left->n--;
	return *left->word++;
}

static int keep(char **to, const char *text, struct complaint *complaint)
{
	*to = strdup(text);
	return *to ? 0 : complain(complaint, "out of memory");
}

/* Each takes its words from those left. Returns 0, or -1 with the complaint. */

static int take_pattern(struct words *left, struct rule *rule, struct complaint *complaint)
{
	const char *pattern;

	if (!left->n)
		return complain(complaint,
				"the pattern is missing: a sysctl name such as kernel.core_pattern, '*' for one component, a closing '**' for any rest");
	pattern = next(left);
	if (strlen(pattern) > HOLDFAST_PATTERN_MAX)
		return complain(complaint, "the pattern has %zu bytes; at most %d",
				strlen(pattern), HOLDFAST_PATTERN_MAX);
	strcpy(rule->pattern, pattern);
	SET(rule, HOLDFAST_A_RULE_PATTERN);
	return 0;
}

static void constrain(struct rule *rule, enum holdfast_constraint constraint)
{
	rule->constraint = constraint;
	SET(rule, HOLDFAST_A_RULE_CONSTRAINT);
}

static int take_bound(struct rule *rule, int attr, char **to, const char *bound,
		      struct complaint *complaint)
{
	if (!*bound)
		return 0;
	if (strlen(bound) > HOLDFAST_VALUE_MAX)
		return complain(complaint, "a number has %zu bytes; at most %d", strlen(bound),
				HOLDFAST_VALUE_MAX);
	SET(rule, attr);
	return keep(to, bound, complaint);
}

static int take_range(struct words *left, struct rule *rule, struct complaint *complaint)
{
	char *dots;
	int err;

	if (!left->n || !strcmp(left->word[0], "scope"))
		return complain(complaint, "a range is missing: MIN..MAX, MIN.. or ..MAX");
	dots = strstr(left->word[0], "..");
	if (!dots)
		return complain(complaint, "'%.64s' is no range: MIN..MAX, MIN.. or ..MAX",
				left->word[0]);
	if (!strcmp(left->word[0], ".."))
		return complain(complaint, "a range has at least one bound: MIN..MAX, MIN.. or ..MAX");
	*dots = '\0';
	constrain(rule, HOLDFAST_CONSTRAINT_RANGE);
	err = take_bound(rule, HOLDFAST_A_RULE_RANGE_MIN, &rule->min, next(left), complaint);
	return err ? err : take_bound(rule, HOLDFAST_A_RULE_RANGE_MAX, &rule->max, dots + 2,
				      complaint);
}

/* The value of a pin. Returns 0, or -1 with the complaint. */
int grammar_value(struct rule *rule, const char *value, struct complaint *complaint)
{
	if (strlen(value) > HOLDFAST_VALUE_MAX)
		return complain(complaint, "the value has %zu bytes; at most %d", strlen(value),
				HOLDFAST_VALUE_MAX);
	if (!texts_add(&rule->values, value))
		return complain(complaint, "out of memory");
	SET(rule, HOLDFAST_A_RULE_VALUE);
	return 0;
}

/* One value, up to a comma; @list gets what follows it. */
static int take_value(char **list, struct rule *rule, struct complaint *complaint)
{
	char *value = *list;
	const char *why;

	if (!*value || *value == ',')
		return complain(complaint, "a value of one-of is missing; an empty one is written \"\"");
	why = words_unquote(value, ',', list);
	if (why)
		return complain(complaint, "%s", why);
	if (strlen(value) > HOLDFAST_VALUE_MAX)
		return complain(complaint, "a value of one-of has %zu bytes; at most %d",
				strlen(value), HOLDFAST_VALUE_MAX);
	if (!texts_add(&rule->values, value))
		return complain(complaint, "out of memory");
	if (rule->values.size > HOLDFAST_VALUES_MAX)
		return complain(complaint,
				"the values of one-of have %u bytes, with one more for each; at most %d",
				rule->values.size, HOLDFAST_VALUES_MAX);
	SET(rule, HOLDFAST_A_RULE_VALUE);
	return 0;
}

/* The word with the list still has its quotes. */
static int take_one_of(struct words *left, struct rule *rule, struct complaint *complaint)
{
	char *list;
	int err = 0;

	next(left);
	if (!left->n)
		return complain(complaint, "values are missing after 'one-of': A,B,...");
	constrain(rule, HOLDFAST_CONSTRAINT_ONE_OF);
	for (list = left->word[0]; !err && list;)
		err = take_value(&list, rule, complaint);
	next(left);
	return err;
}

static int take_ratchet(struct words *left, struct rule *rule, struct complaint *complaint)
{
	const char *way;

	next(left);
	way = left->n ? next(left) : "";
	if (!strcmp(way, "up"))
		constrain(rule, HOLDFAST_CONSTRAINT_RATCHET_UP);
	else if (!strcmp(way, "down"))
		constrain(rule, HOLDFAST_CONSTRAINT_RATCHET_DOWN);
	else if (*way)
		return complain(complaint, "'ratchet %.64s': 'ratchet up' or 'ratchet down'", way);
	else
		return complain(complaint, "after 'ratchet' stands 'up' or 'down'");
	return 0;
}

static int take_constraint(struct words *left, struct rule *rule, struct complaint *complaint)
{
	if (!left->n || !strcmp(left->word[0], "scope"))
		return 0;
	if (!strcmp(left->word[0], "one-of"))
		return take_one_of(left, rule, complaint);
	if (!strcmp(left->word[0], "ratchet"))
		return take_ratchet(left, rule, complaint);
	if (strstr(left->word[0], ".."))
		return take_range(left, rule, complaint);
	return complain(complaint, "'allow %.64s': after 'allow' stands %s, 'scope SCOPE' or nothing",
			left->word[0], constraints);
}

static int take_restore(struct words *left, struct rule *rule, struct complaint *complaint)
{
	const char *word;

	if (!left->n || strcmp(left->word[0], "restore"))
		return 0;
	next(left);
	word = left->n ? next(left) : "";
	if (!names_find(&restore_names, word, &rule->restore) ||
	    rule->restore == HOLDFAST_RESTORE_BY_CLASS)
		return complain(complaint, "after 'restore' stands 'off', 'warn' or 'always'");
	SET(rule, HOLDFAST_A_RULE_RESTORE);
	return 0;
}

/* The value's word still has its quotes: "scope" in them is a value. */
static int take_pin(struct words *left, struct rule *rule, struct complaint *complaint)
{
	const char *why;
	char *value;

	if (left->n && strcmp(left->word[0], "scope") && strcmp(left->word[0], "restore")) {
		value = left->word[0];
		next(left);
		why = words_unquote(value, 0, NULL);
		if (why)
			return complain(complaint, "%s", why);
		if (grammar_value(rule, value, complaint))
			return -1;
	}
	return take_restore(left, rule, complaint);
}

static int take_action(struct words *left, struct rule *rule, struct complaint *complaint)
{
	char all[WORDS_ROOM];
	const char *action;

	names_all(&action_names, all, sizeof(all));
	if (!left->n)
		return complain(complaint, "the action is missing; one of %s", all);
	action = next(left);
	if (!names_find(&action_names, action, &rule->action))
		return complain(complaint, "unknown action '%.64s'; one of %s", action, all);
	SET(rule, HOLDFAST_A_RULE_ACTION);
	if (rule->action == HOLDFAST_ACTION_ALLOW)
		return take_constraint(left, rule, complaint);
	if (rule->action == HOLDFAST_ACTION_CLAMP)
		return take_range(left, rule, complaint);
	if (rule->action == HOLDFAST_ACTION_PIN)
		return take_pin(left, rule, complaint);
	return 0;
}

static int take_cgroup(const char *cgroup, struct rule *rule, struct complaint *complaint)
{
	if (!*cgroup)
		return complain(complaint, "a path is missing after 'cgroup:'");
	if (strlen(cgroup) > HOLDFAST_CGROUP_MAX)
		return complain(complaint, "the cgroup has %zu bytes; at most %d", strlen(cgroup),
				HOLDFAST_CGROUP_MAX);
	rule->scope = HOLDFAST_SCOPE_CGROUP;
	SET(rule, HOLDFAST_A_RULE_CGROUP);
	return keep(&rule->cgroup, cgroup, complaint);
}

static int take_scope(struct words *left, struct rule *rule, struct complaint *complaint)
{
	const char *word;

	rule->scope = HOLDFAST_SCOPE_ANY;
	SET(rule, HOLDFAST_A_RULE_SCOPE);
	if (!left->n)
		return 0;
	word = next(left);
	if (strcmp(word, "scope"))
		return complain(complaint, "unexpected '%.64s'; 'scope SCOPE' or nothing", word);
	if (!left->n)
		return complain(complaint, "a scope is missing after 'scope'; one of %s", scopes);
	word = next(left);
	if (!strncmp(word, CGROUP, strlen(CGROUP)))
		return take_cgroup(word + strlen(CGROUP), rule, complaint);
	if (!names_find(&scope_names, word, &rule->scope) || rule->scope == HOLDFAST_SCOPE_CGROUP)
		return complain(complaint, "unknown scope '%.64s'; one of %s", word, scopes);
	return 0;
}

/* A list keeps its quotes until it is taken apart, a pin's value until it is taken. */
static bool keeps_quotes(int i, char **word)
{
	return (i >= 2 && !strcmp(word[i - 1], "one-of")) || (i == 2 && !strcmp(word[1], "pin"));
}

static int unquote(int n, char **word, struct complaint *complaint)
{
	const char *why = NULL;
	int i;

	for (i = 0; !why && i < n; i++)
		if (!keeps_quotes(i, word))
			why = words_unquote(word[i], 0, NULL);
	return why ? complain(complaint, "%s", why) : 0;
}

static int parse(struct words left, bool with_action, struct rule *rule,
		 struct complaint *complaint)
{
	int err = unquote(left.n, left.word, complaint);

	memset(rule, 0, sizeof(*rule));
	if (!err)
		err = take_pattern(&left, rule, complaint);
	if (!err && with_action)
		err = take_action(&left, rule, complaint);
	if (!err)
		err = take_scope(&left, rule, complaint);
	if (!err && left.n)
		err = complain(complaint, "unexpected '%.64s' at the end", left.word[0]);
	if (err)
		record_clear(&rule_record, rule);
	return err;
}

/*
 * PATTERN ACTION [scope SCOPE]. The words are changed. Returns 0, or -1 with the
 * complaint; record_clear() frees the rule.
 */
int grammar_rule(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	return parse((struct words){ n, word }, true, rule, complaint);
}

/* PATTERN [scope SCOPE]: what names one rule. */
int grammar_key(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	return parse((struct words){ n, word }, false, rule, complaint);
}
