/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_REPORT_OUT_H
#define TOOL_REPORT_OUT_H

#include "report.h"

void report_out_json(const struct report *report);
void report_out_text(const struct report *report);
void report_out_blames(const struct report *report);
void report_json_blame(const struct report_blame *blame);

#endif /* TOOL_REPORT_OUT_H */
