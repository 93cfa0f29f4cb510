/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_DOORS_H
#define TOOL_DOORS_H

#include "record.h"

void doors_warn(const struct rule *rules, size_t n);

#endif /* TOOL_DOORS_H */
