/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_REPORT_FILE_H
#define TOOL_REPORT_FILE_H

#include "grammar.h"
#include "report.h"

int report_save(const char *path, const struct report *report, struct complaint *complaint);
int report_load(const char *path, struct report *report, struct complaint *complaint);

#endif /* TOOL_REPORT_FILE_H */
