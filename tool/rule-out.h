/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_RULE_OUT_H
#define TOOL_RULE_OUT_H

#include "record.h"

void rule_out(const struct rule *rule);
void rule_out_name(const char *key, const char *fmt, const char *path);
void rule_out_scope(const char *fmt, uint32_t scope, const char *cgroup);

#endif /* TOOL_RULE_OUT_H */
