/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_PLOT_H
#define TOOL_PLOT_H

#include "grammar.h"
#include "report.h"

int plot_svg(const char *path, const struct report *report, struct complaint *complaint);

#endif /* TOOL_PLOT_H */
