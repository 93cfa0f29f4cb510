// SPDX-License-Identifier: GPL-2.0
/*
 * The seal: until reboot the table only gets tighter, and the module stays.
 *
 * A module's reference count does not stop a forced unload, where the kernel
 * has that (CONFIG_MODULE_FORCE_UNLOAD): so delete_module(2) refuses the force
 * flag, for every module, while the seal is on. The name that goes with it
 * lies in user memory, and could be another one a moment later.
 *
 * Who may run: hf_seal() in process context, one at a time; the callback in
 * whoever calls delete_module(2). Nothing is ever undone, but for a seal that
 * failed half-way, before anybody was refused.
 */
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>

#include "compat/syscall.h"
#include "hook.h"
#include "rules.h"
#include "seal.h"
#include "setting.h"

static DEFINE_MUTEX(lock);
static bool refusing;

/* In the place of delete_module(2). */
static long refused(const struct pt_regs *regs)
{
	pr_warn_ratelimited("a module is not unloaded by force: the table is sealed\n");
	return -EPERM;
}

static void notrace look(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 struct ftrace_regs *fregs)
{
	const struct hf_hook *hook = container_of(ops, struct hf_hook, ops);
	const struct pt_regs *regs = (void *)ftrace_regs_get_argument(fregs, 0);

	if (READ_ONCE(refusing) && hf_syscall_argument(hook->function, regs, 1) & O_TRUNC)
		ftrace_regs_set_instruction_pointer(fregs, (unsigned long)refused);
}

/* The ways in: of this kernel's own programs, and of 32-bit ones. */
static struct hf_hook entries[] = {
	{
		.function = HF_SYSCALL "delete_module",
		.otherwise = "not sealed",
		.ops = { .func = look },
	},
#ifdef HF_SYSCALL_32
	{
		.function = HF_SYSCALL_32 "delete_module",
		.otherwise = "not sealed",
		.ops = { .func = look },
	},
#endif
};

static int guard_unload(void)
{
	unsigned int i;
	int ret;

	if (!IS_ENABLED(CONFIG_MODULE_FORCE_UNLOAD))
		return 0;
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		ret = hf_hook_install(&entries[i]);
		if (ret)
			goto undo;
	}
	return 0;
undo:
	while (i--)
		hf_hook_remove(&entries[i]);
	return ret;
}

static void unguard_unload(void)
{
	unsigned int i;

	if (!IS_ENABLED(CONFIG_MODULE_FORCE_UNLOAD))
		return;
	for (i = 0; i < ARRAY_SIZE(entries); i++)
		hf_hook_remove(&entries[i]);
}

static int seal(struct netlink_ext_ack *extack)
{
	int ret = hf_settings_seal();

	if (ret) {
		NL_SET_ERR_MSG(extack, "not sealed: a handler that carries events is disabled");
		return ret;
	}
	ret = guard_unload();
	if (ret) {
		hf_settings_unseal();
		NL_SET_ERR_MSG(extack, "not sealed: a forced unload cannot be refused; the kernel log says why");
		return ret;
	}
	ret = hf_rules_seal();
	if (!ret) {
		__module_get(THIS_MODULE);
		WRITE_ONCE(refusing, true);
		pr_notice("sealed until reboot\n");
		return 0;
	}
	unguard_unload();
	hf_settings_unseal();
	NL_SET_ERR_MSG(extack, "not sealed: the mode is permissive; set it to enforce first");
	return ret;
}

/**
 * hf_seal - seal the table and keep the module
 * @extack: says why not
 *
 * Context: may sleep.
 * Return: 0; -EALREADY; -EBUSY where the mode is permissive or events are held back; or what ftrace
 * said.
 */
int hf_seal(struct netlink_ext_ack *extack)
{
	int ret = -EALREADY;

	mutex_lock(&lock);
	if (refusing)
		NL_SET_ERR_MSG(extack, "the table is sealed already");
	else
		ret = seal(extack);
	mutex_unlock(&lock);
	return ret;
}
