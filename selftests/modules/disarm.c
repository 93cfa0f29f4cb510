// SPDX-License-Identifier: GPL-2.0
/*
 * Takes a hook of Holdfast's away behind its back, and gives it back when
 * unloaded: as other code in the kernel could.
 *
 *	insmod disarm.ko hook=ADDRESS		of a struct hf_hook
 *
 * Its parameter "at" then says when, in ns of the real-time clock: just before.
 */
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/timekeeping.h>

#include "hook.h"

static unsigned long hook;
module_param(hook, ulong, 0);
static unsigned long long at;
module_param(at, ullong, 0444);

static struct ftrace_ops *ops;

static int __init disarm_init(void)
{
	if (!hook)
		return -EINVAL;
	ops = &((struct hf_hook *)hook)->ops;
	at = ktime_get_real_ns();
	return unregister_ftrace_function(ops);
}

static void __exit disarm_exit(void)
{
	if (register_ftrace_function(ops))
		pr_err("disarm: the hook could not be given back\n");
}

module_init(disarm_init);
module_exit(disarm_exit);

MODULE_DESCRIPTION("Disarms a hook of Holdfast, for its tests");
MODULE_LICENSE("GPL");
