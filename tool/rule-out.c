// SPDX-License-Identifier: GPL-2.0
/* A rule in the grammar's words, as grammar.c reads them. */
#include <stdio.h>
#include <string.h>

#include "names.h"
#include "out.h"
#include "rule-out.h"
#include "rule.h"

/* A sysctl's name; it is no word of the grammar. */
void rule_out_name(const char *key, const char *fmt, const char *path)
{
	char dotted[HOLDFAST_PATTERN_MAX + 1];

	rule_dotted(dotted, sizeof(dotted), path);
	out_string(key, fmt, dotted);
}

static void out_pattern(const struct rule *rule)
{
	char path[HOLDFAST_PATTERN_MAX + 1], dotted[HOLDFAST_PATTERN_MAX + 1];

	rule_path(path, sizeof(path), rule->pattern);
	rule_dotted(dotted, sizeof(dotted), path);
	out_word("pattern", "%s", dotted, false);
}

static void out_range(const struct rule *rule)
{
	out_text(" ");
	if (rule->min)
		out_numeral("min", "%s", rule->min);
	out_text("..");
	if (rule->max)
		out_numeral("max", "%s", rule->max);
}

static void out_values(const struct texts *values)
{
	const char *value = NULL;
	const char *fmt = " one-of %s";

	out_open_array("values");
	while ((value = texts_next(values, value))) {
		out_word(NULL, fmt, value, true);
		fmt = ",%s";
	}
	out_close_array();
}

static void out_constraint(const struct rule *rule)
{
	if (rule->constraint == HOLDFAST_CONSTRAINT_NONE)
		return;
	out_enum("constraint", NULL, &constraint_names, rule->constraint);
	switch (rule->constraint) {
	case HOLDFAST_CONSTRAINT_RANGE:
		out_range(rule);
		break;
	case HOLDFAST_CONSTRAINT_ONE_OF:
		out_values(&rule->values);
		break;
	case HOLDFAST_CONSTRAINT_RATCHET_UP:
		out_text(" ratchet up");
		break;
	case HOLDFAST_CONSTRAINT_RATCHET_DOWN:
		out_text(" ratchet down");
		break;
	default:
		out_text(" %s", names_get(&constraint_names, rule->constraint));
	}
}

/* A value that reads as a word of the grammar is told from it by its quotes. */
static bool reads_as_word(const char *value)
{
	return !strcmp(value, "scope") || !strcmp(value, "restore");
}

static void out_pin(const struct rule *rule)
{
	const char *value = texts_next(&rule->values, NULL);

	if (rule->action != HOLDFAST_ACTION_PIN)
		return;
	if (value)
		out_word("value", reads_as_word(value) ? " \"%s\"" : " %s", value, false);
	if (HAS(rule, HOLDFAST_A_RULE_RESTORE))
		out_enum("restore", rule->restore == HOLDFAST_RESTORE_BY_CLASS ? NULL :
									" restore %s",
			 &restore_names, rule->restore);
}

/* @fmt takes a string, the scope as a word. */
void rule_out_scope(const char *fmt, uint32_t scope, const char *cgroup)
{
	char word[sizeof("cgroup:") + HOLDFAST_CGROUP_MAX];

	out_enum("scope", cgroup ? NULL : fmt, &scope_names, scope);
	if (!cgroup)
		return;
	out_string("cgroup", NULL, cgroup);
	if (!fmt || out_json())
		return;
	snprintf(word, sizeof(word), "cgroup:%s", cgroup);
	out_word(NULL, fmt, word, false);
}

/*
 * The rule as a line without its end; JSON gets the members of an object that
 * the caller opened.
 */
void rule_out(const struct rule *rule)
{
	if (HAS(rule, HOLDFAST_A_RULE_ID))
		out_number("id", NULL, rule->id);
	out_pattern(rule);
	out_enum("action", " %s", &action_names, rule->action);
	out_constraint(rule);
	out_pin(rule);
	rule_out_scope(rule->scope == HOLDFAST_SCOPE_ANY ? NULL : " scope %s", rule->scope,
		       rule->cgroup);
}
