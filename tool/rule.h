/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_RULE_H
#define TOOL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

void rule_path(char *path, size_t size, const char *name);
void rule_dotted(char *dotted, size_t size, const char *path);

int rule_compare(const struct rule *a, const struct rule *b);
bool rule_same(const struct rule *a, const struct rule *b);

#endif /* TOOL_RULE_H */
