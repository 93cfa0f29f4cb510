/* SPDX-License-Identifier: GPL-2.0 */
/* How the kernel's functions for system calls are called, and call theirs. */
#ifndef HF_COMPAT_SYSCALL_H
#define HF_COMPAT_SYSCALL_H

#include <linux/ptrace.h>
#include <linux/string.h>

/*
 * What stands before a system call's name in that of the function by which
 * programs call it: HF_SYSCALL, and HF_SYSCALL_32 where 32-bit programs have
 * another.
 */
#if defined(CONFIG_X86_64)
#define HF_SYSCALL "__x64_sys_"
#if defined(CONFIG_IA32_EMULATION)
#define HF_SYSCALL_32 "__ia32_sys_"
#endif
#elif defined(CONFIG_ARM64)
#define HF_SYSCALL "__arm64_sys_"
#else
#error "the names of this architecture's system calls are not known"
#endif

/**
 * hf_syscall_argument - one of the first three arguments of a system call
 * @function: its name, as above
 * @regs: what it was called with: the program's registers
 * @n: 0, 1 or 2
 */
static inline unsigned long hf_syscall_argument(const char *function,
						const struct pt_regs *regs, unsigned int n)
{
#ifdef CONFIG_X86_64
	if (!strncmp(function, "__ia32_", 7))
		return (u32)(n == 0 ? regs->bx : n == 1 ? regs->cx : regs->dx);
	return n == 0 ? regs->di : n == 1 ? regs->si : regs->dx;
#else
	return regs->regs[n];
#endif
}

/**
 * hf_syscall_set_argument - the reverse
 * @function: as above
 * @regs: receives it
 * @n: 0, 1 or 2
 * @value: the argument
 */
static inline void hf_syscall_set_argument(const char *function, struct pt_regs *regs,
					   unsigned int n, unsigned long value)
{
#ifdef CONFIG_X86_64
	if (!strncmp(function, "__ia32_", 7))
		*(n == 0 ? &regs->bx : n == 1 ? &regs->cx : &regs->dx) = (u32)value;
	else
		*(n == 0 ? &regs->di : n == 1 ? &regs->si : &regs->dx) = value;
#else
	regs->regs[n] = value;
#endif
}

#endif /* HF_COMPAT_SYSCALL_H */
