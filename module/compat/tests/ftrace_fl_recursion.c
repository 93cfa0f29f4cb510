// SPDX-License-Identifier: GPL-2.0
/* ftrace guards a callback against recursion when asked; before, unless told not to. */
#include <linux/ftrace.h>

unsigned long test = FTRACE_OPS_FL_RECURSION;
