/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_EVENT_H
#define TOOL_EVENT_H

#include "record.h"

void event_out(const struct event *event);

#endif /* TOOL_EVENT_H */
