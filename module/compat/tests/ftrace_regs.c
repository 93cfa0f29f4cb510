// SPDX-License-Identifier: GPL-2.0
/* A callback of ftrace gets a struct ftrace_regs; before, a struct pt_regs. */
#include <linux/ftrace.h>

static void callback(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
		     struct ftrace_regs *regs)
{
}

ftrace_func_t test = callback;
