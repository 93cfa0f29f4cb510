/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_REPORT_NL_H
#define TOOL_REPORT_NL_H

#include "nl.h"
#include "report.h"

int report_read(struct hfnl *nl, struct report *report);
int report_read_blames(struct hfnl *nl, struct report *report);

#endif /* TOOL_REPORT_NL_H */
