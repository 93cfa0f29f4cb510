/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_FTRACE_H
#define HF_COMPAT_LINUX_FTRACE_H

#include_next <linux/ftrace.h>
#include "features.h"

#ifndef HF_HAVE_FTRACE_FL_RECURSION
/* There the guard against recursion is the default. */
#define FTRACE_OPS_FL_RECURSION 0
#endif

#ifndef HF_HAVE_FTRACE_REGS
#define ftrace_regs pt_regs
#define hf_ftrace_pt_regs(regs) (regs)
#else
#define hf_ftrace_pt_regs(fregs) (&(fregs)->regs)
#endif

#ifndef HF_HAVE_FTRACE_REGS_GET_ARGUMENT
#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(hf_ftrace_pt_regs(fregs), n)
#endif

#ifndef HF_HAVE_FTRACE_REGS_SET_INSTRUCTION_POINTER
#define ftrace_regs_set_instruction_pointer(fregs, ip) \
	instruction_pointer_set(hf_ftrace_pt_regs(fregs), ip)
#endif

#endif /* HF_COMPAT_LINUX_FTRACE_H */
