// SPDX-License-Identifier: GPL-2.0
#include <linux/ftrace.h>

void test(struct ftrace_regs *regs)
{
	ftrace_regs_set_instruction_pointer(regs, 1);
}
