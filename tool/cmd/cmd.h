/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_CMD_H
#define TOOL_CMD_H

#include "command.h"

/* One file each. */
int apply_run(const struct options *opt, int n, char **word);
int check_run(const struct options *opt, int n, char **word);
int events_run(const struct options *opt, int n, char **word);
int explain_run(const struct options *opt, int n, char **word);
int mode_run(const struct options *opt, int n, char **word);
int drift_run(const struct options *opt, int n, char **word);
int pin_run(const struct options *opt, int n, char **word);
int seal_run(const struct options *opt, int n, char **word);
int stats_run(const struct options *opt, int n, char **word);

extern const char apply_more[];
extern const char check_more[];
extern const char events_more[];
extern const char explain_more[];
extern const char mode_more[];
extern const char drift_more[];
extern const char pin_more[];
extern const char seal_more[];
extern const char stats_more[];

void complete_sysctl(const char *prefix);
void apply_complete(int n, char **word, const char *prefix);
void explain_complete(int n, char **word, const char *prefix);
void mode_complete(int n, char **word, const char *prefix);
void pin_complete(int n, char **word, const char *prefix);

extern const struct command rule_commands[];
extern const struct command handler_commands[];
extern const struct command probe_commands[];

#endif /* TOOL_CMD_H */
