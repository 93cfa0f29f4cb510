/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_DROPIN_H
#define TOOL_DROPIN_H

#include "grammar.h"
#include "record.h"

int dropin_list(struct texts *files, const char *suffix, const struct texts *dirs, bool optional,
		struct complaint *complaint);

#endif /* TOOL_DROPIN_H */
