/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_CMD_H
#define TOOL_CMD_H

#include "command.h"

/* One file each. */
int check_run(const struct options *opt, int n, char **word);
int events_run(const struct options *opt, int n, char **word);
int stats_run(const struct options *opt, int n, char **word);

extern const char check_more[];
extern const char events_more[];

extern const struct command rule_commands[];
extern const struct command handler_commands[];

#endif /* TOOL_CMD_H */
