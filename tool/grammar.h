/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_GRAMMAR_H
#define TOOL_GRAMMAR_H

#include "record.h"

/* What was wrong, and what was expected instead. */
struct complaint {
	char text[256];
};

int grammar_rule(int n, char **word, struct rule *rule, struct complaint *complaint);
int grammar_value(struct rule *rule, const char *value, struct complaint *complaint);
int grammar_key(int n, char **word, struct rule *rule, struct complaint *complaint);

int complain(struct complaint *complaint, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* TOOL_GRAMMAR_H */
