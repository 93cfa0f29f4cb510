// SPDX-License-Identifier: GPL-2.0
/*
 * The door of syslog(2): its actions for the console set the first number of
 * kernel.printk.
 *
 * The system call itself, as some kernels have do_syslog() copied into it. Its
 * other actions do not come here: who reads the log waits there for as long as
 * there is nothing new.
 *
 * Who may run: writers, in process context; see guard.c. What CONSOLE_OFF
 * remembers, for CONSOLE_ON, nobody else is told: `saved` is what went by here.
 */
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/syslog.h>

#include "../compat/syscall.h"
#include "alias.h"
#include "console.h"
#include "guard.h"

#define NOT_SAVED	-1
#define NOT_KNOWN	-2

static int saved = NOT_SAVED;

static const char *const sysctls[] = { "kernel/printk", NULL };

static bool is_for_console(int type)
{
	return type == SYSLOG_ACTION_CONSOLE_OFF || type == SYSLOG_ACTION_CONSOLE_ON ||
	       type == SYSLOG_ACTION_CONSOLE_LEVEL;
}

static bool concerns(const struct hf_guard *guard, struct ftrace_regs *fregs)
{
	const struct pt_regs *regs = (void *)ftrace_regs_get_argument(fregs, 0);

	return is_for_console(hf_syscall_argument(guard->function, regs, 0));
}

/* The level that CONSOLE_ON would set. */
static int level_when_on(void)
{
	int level = READ_ONCE(saved);

	if (level != NOT_SAVED)
		return level;
	/* It may have been switched off when nobody stood here. */
	return console_loglevel == minimum_console_loglevel ? NOT_KNOWN : console_loglevel;
}

static int level_of(int type, int len)
{
	switch (type) {
	case SYSLOG_ACTION_CONSOLE_OFF:
		return minimum_console_loglevel;
	case SYSLOG_ACTION_CONSOLE_ON:
		return level_when_on();
	default:
		return max(len, minimum_console_loglevel);
	}
}

static void remember(int type, int before)
{
	if (type != SYSLOG_ACTION_CONSOLE_OFF)
		WRITE_ONCE(saved, NOT_SAVED);
	else if (READ_ONCE(saved) == NOT_SAVED)
		WRITE_ONCE(saved, before);
}

static long guarded_syslog(const struct pt_regs *regs);

static long pass(struct hf_guard *guard, const struct pt_regs *regs)
{
	int type = hf_syscall_argument(guard->function, regs, 0);
	int before = console_loglevel;
	long ret = hf_guard_pass(guard, guarded_syslog, regs);

	if (!ret)
		remember(type, before);
	return ret;
}

/* The same call for another level. */
static long pass_level(struct hf_guard *guard, const struct pt_regs *regs, int level)
{
	struct pt_regs changed = *regs;

	hf_syscall_set_argument(guard->function, &changed, 0, SYSLOG_ACTION_CONSOLE_LEVEL);
	hf_syscall_set_argument(guard->function, &changed, 2, level);
	return pass(guard, &changed);
}

/* Whether the kernel will do it at all. */
static bool is_looked_at(int type, int len)
{
	if (type == SYSLOG_ACTION_CONSOLE_LEVEL && (len < 1 || len > 8))
		return false;
	return capable(CAP_SYSLOG) || capable(CAP_SYS_ADMIN);
}

static long judge(struct hf_guard *guard, const struct pt_regs *regs)
{
	int type = hf_syscall_argument(guard->function, regs, 0);
	int len = hf_syscall_argument(guard->function, regs, 2);
	struct hf_alias alias = { .door = HOLDFAST_DOOR_SYSLOG, .name = guard->sysctls[0] };
	struct hf_console console;
	int level;
	long ret;

	if (!is_looked_at(type, len))
		return pass(guard, regs);
	level = level_of(type, len);
	hf_console_values(&console, &alias, level);
	/* Then no constraint holds. */
	if (level == NOT_KNOWN)
		alias.new = (struct hf_text){ "?", 1 };
	ret = hf_alias_decide(&alias);
	if (ret)
		return ret;
	if (alias.given_len && !kstrtoint(alias.given, 10, &level))
		ret = pass_level(guard, regs, level);
	else
		ret = pass(guard, regs);
	hf_alias_done(&alias, ret);
	return ret;
}

/* No such action: EINVAL, or EPERM. */
static bool knock(struct hf_guard *guard)
{
	struct pt_regs regs = { };

	hf_syscall_set_argument(guard->function, &regs, 0, 0x0f1d);
	return hf_guard_knock(guard, guarded_syslog, &regs);
}

/* In the place of the system call, for the actions of the console. */
static long guarded_syslog(const struct pt_regs *regs)
{
	int idx = hf_hook_enter();
	long ret = judge(&hf_guard_syslog, regs);

	hf_hook_leave(idx);
	return ret;
}

struct hf_guard hf_guard_syslog = {
	.door = HOLDFAST_DOOR_SYSLOG,
	.sysctls = sysctls,
	.wrapper = guarded_syslog,
	.concerns = concerns,
	.knock = knock,
	.function = HF_SYSCALL "syslog",
};

#ifdef HF_SYSCALL_32
static long guarded_syslog_32(const struct pt_regs *regs)
{
	int idx = hf_hook_enter();
	long ret = judge(&hf_guard_syslog_32, regs);

	hf_hook_leave(idx);
	return ret;
}

struct hf_guard hf_guard_syslog_32 = {
	.door = HOLDFAST_DOOR_SYSLOG,
	.sysctls = sysctls,
	.wrapper = guarded_syslog_32,
	.concerns = concerns,
	.knock = knock,
	.function = HF_SYSCALL_32 "syslog",
};
#endif
