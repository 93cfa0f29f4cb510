/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_SYSCTLD_H
#define TOOL_SYSCTLD_H

#include "policy.h"

void sysctld_read(struct policy *policy);

#endif /* TOOL_SYSCTLD_H */
