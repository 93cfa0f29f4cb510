/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_CMD_PROBE_H
#define TOOL_CMD_PROBE_H

#include "options.h"
#include "report.h"

/* probe.c; what is done with a report, wherever it comes from. */
int probe_check_asserts(const struct options *opt);
int probe_finish(const struct options *opt, const struct report *report);

int probe_run_run(const struct options *opt, int n, char **word);
int probe_diff_run(const struct options *opt, int n, char **word);

extern const char probe_run_more[];
extern const char probe_diff_more[];

#endif /* TOOL_CMD_PROBE_H */
