/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_GRAMMAR_H
#define TOOL_GRAMMAR_H

#include <stddef.h>

#include "record.h"

/* What was wrong, and what was expected instead. */
struct complaint {
	char text[256];
};

int grammar_rule(int n, char **word, struct rule *rule, struct complaint *complaint);
int grammar_key(int n, char **word, struct rule *rule, struct complaint *complaint);

void grammar_dotted(char *dotted, size_t size, const char *path);
void grammar_out_name(const char *key, const char *fmt, const char *path);
void grammar_out_rule(const struct rule *rule);

#endif /* TOOL_GRAMMAR_H */
