// SPDX-License-Identifier: GPL-2.0
#include <linux/ftrace.h>

unsigned long test(struct ftrace_regs *regs)
{
	return ftrace_regs_get_argument(regs, 0);
}
