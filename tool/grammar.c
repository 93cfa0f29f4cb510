// SPDX-License-Identifier: GPL-2.0
/*
 * The rule grammar, read and written, for the command line and for files:
 *
 *	PATTERN ACTION [scope SCOPE]
 *
 * The module alone judges a PATTERN, so that a rule means the same whoever
 * sends it; here are only the words around it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "grammar.h"
#include "names.h"
#include "out.h"

#define WORDS_ROOM	128

static int complain(struct complaint *complaint, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int complain(struct complaint *complaint, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(complaint->text, sizeof(complaint->text), fmt, args);
	va_end(args);
	return -1;
}

/* Each takes its part of @word and returns how many words that was, or -1. */

static int take_pattern(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	if (!n)
		return complain(complaint,
				"the pattern is missing: a sysctl name such as kernel.core_pattern, '*' for one component, a closing '**' for any rest");
	if (strlen(word[0]) > HOLDFAST_PATTERN_MAX)
		return complain(complaint, "the pattern has %zu bytes; at most %d",
				strlen(word[0]), HOLDFAST_PATTERN_MAX);
	strcpy(rule->pattern, word[0]);
	rule->has |= 1U << HOLDFAST_A_RULE_PATTERN;
	return 1;
}

/* What the whole grammar has and this module has not, so that it is not "unknown". */
static bool is_planned(const char *action)
{
	return !strcmp(action, "clamp") || !strcmp(action, "pin");
}

static int take_action(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	char all[WORDS_ROOM];

	names_all(&action_names, all, sizeof(all));
	if (!n)
		return complain(complaint, "the action is missing; one of %s", all);
	if (!names_find(&action_names, word[0], &rule->action)) {
		if (is_planned(word[0]))
			return complain(complaint, "action '%s' is not supported yet; one of %s",
					word[0], all);
		return complain(complaint, "unknown action '%.64s'; one of %s", word[0], all);
	}
	rule->has |= 1U << HOLDFAST_A_RULE_ACTION;
	if (rule->action == HOLDFAST_ACTION_ALLOW && n > 1 && strcmp(word[1], "scope"))
		return complain(complaint,
				"'allow %.64s': a constraint is not supported yet; 'allow' alone, then [scope SCOPE]",
				word[1]);
	return 1;
}

static int take_scope(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	char all[WORDS_ROOM];

	rule->scope = HOLDFAST_SCOPE_ANY;
	rule->has |= 1U << HOLDFAST_A_RULE_SCOPE;
	if (!n)
		return 0;
	if (strcmp(word[0], "scope"))
		return complain(complaint, "unexpected '%.64s'; 'scope SCOPE' or nothing", word[0]);

	names_all(&scope_names, all, sizeof(all));
	if (n < 2)
		return complain(complaint, "a scope is missing after 'scope'; one of %s", all);
	if (!strncmp(word[1], "cgroup:", strlen("cgroup:")))
		return complain(complaint, "scope '%.64s': cgroups are not supported yet; one of %s",
				word[1], all);
	if (!names_find(&scope_names, word[1], &rule->scope))
		return complain(complaint, "unknown scope '%.64s'; one of %s", word[1], all);
	return 2;
}

static int parse(int n, char **word, bool with_action, struct rule *rule,
		 struct complaint *complaint)
{
	int at = 0, took;

	memset(rule, 0, sizeof(*rule));
	took = take_pattern(n, word, rule, complaint);
	if (took < 0)
		return -1;
	at += took;
	if (with_action) {
		took = take_action(n - at, word + at, rule, complaint);
		if (took < 0)
			return -1;
		at += took;
	}
	took = take_scope(n - at, word + at, rule, complaint);
	if (took < 0)
		return -1;
	at += took;
	if (at < n)
		return complain(complaint, "unexpected '%.64s' at the end", word[at]);
	return 0;
}

/* PATTERN ACTION [scope SCOPE]. Returns 0, or -1 with the complaint. */
int grammar_rule(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	return parse(n, word, true, rule, complaint);
}

/* PATTERN [scope SCOPE]: what names one rule. */
int grammar_key(int n, char **word, struct rule *rule, struct complaint *complaint)
{
	return parse(n, word, false, rule, complaint);
}

/*
 * A path below /proc/sys as sysctl(8) shows it. Reads back as the same path: a
 * '.' inside a component becomes '/', and the first separator is a '.'.
 */
void grammar_dotted(char *dotted, size_t size, const char *path)
{
	char *c;

	snprintf(dotted, size, "%s", path);
	for (c = dotted; *c; c++)
		*c = *c == '/' ? '.' : *c == '.' ? '/' : *c;
}

void grammar_out_name(const char *key, const char *fmt, const char *path)
{
	char dotted[HOLDFAST_PATTERN_MAX + 1];

	grammar_dotted(dotted, sizeof(dotted), path);
	out_string(key, fmt, dotted);
}

/*
 * The rule in the grammar's words, without a line's end; JSON gets the members
 * of an object that the caller opened.
 */
void grammar_out_rule(const struct rule *rule)
{
	if (HAS(rule, HOLDFAST_A_RULE_ID))
		out_number("id", NULL, rule->id);
	grammar_out_name("pattern", "%s", rule->pattern);
	out_enum("action", " %s", &action_names, rule->action);
	out_enum("scope", rule->scope == HOLDFAST_SCOPE_ANY ? NULL : " scope %s", &scope_names,
		 rule->scope);
}
