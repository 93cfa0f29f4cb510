// SPDX-License-Identifier: GPL-2.0
/* A line of a rules file is a rule or is refused with a reason. */
#include "fuzz.h"
#include "grammar.h"
#include "tool/rule.h"
#include "words.h"

static void is_sound(const struct rule *rule)
{
	MUST(strlen(rule->pattern) <= HOLDFAST_PATTERN_MAX);
	MUST(rule->action <= HOLDFAST_ACTION_MAX);
	MUST(rule->values.size <= HOLDFAST_VALUES_MAX);
	MUST((rule->scope == HOLDFAST_SCOPE_CGROUP) == !!rule->cgroup);
	MUST(rule->action != HOLDFAST_ACTION_CLAMP ||
	     rule->constraint == HOLDFAST_CONSTRAINT_RANGE);
	MUST(rule->constraint != HOLDFAST_CONSTRAINT_RANGE || rule->min || rule->max);
	if (rule->action == HOLDFAST_ACTION_PIN)
		MUST(rule->constraint == HOLDFAST_CONSTRAINT_NONE && rule->values.n <= 1);
	else
		MUST((rule->constraint == HOLDFAST_CONSTRAINT_ONE_OF) == !!rule->values.n);
	MUST(!rule_compare(rule, rule));
	MUST(rule_same(rule, rule));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_text(data, size), *word[WORDS_MAX];
	struct complaint complaint = { "" };
	struct rule rule;
	int n;

	if (!words_split(line, word, &n)) {
		if (!grammar_rule(n, word, &rule, &complaint)) {
			is_sound(&rule);
			record_clear(&rule_record, &rule);
		} else {
			MUST(complaint.text[0]);
		}
	}
	free(line);
	return 0;
}
