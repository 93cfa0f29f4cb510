// SPDX-License-Identifier: GPL-2.0
/*
 * Redirects a kernel function, to itself: who comes later, as a live patch would,
 * cannot.
 *
 *	insmod taker.ko function=NAME
 */
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/string.h>

static char *function;
module_param(function, charp, 0);

static void notrace look(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 struct ftrace_regs *fregs)
{
}

static struct ftrace_ops ops = { .func = look, .flags = FTRACE_OPS_FL_IPMODIFY };

static int __init taker_init(void)
{
	int ret;

	if (!function)
		return -EINVAL;
	if (!IS_ENABLED(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS))
		ops.flags |= FTRACE_OPS_FL_SAVE_REGS;
	ret = ftrace_set_filter(&ops, (unsigned char *)function, strlen(function), 1);
	return ret ?: register_ftrace_function(&ops);
}

static void __exit taker_exit(void)
{
	if (unregister_ftrace_function(&ops))
		pr_err("taker: the function could not be given back\n");
	ftrace_set_filter(&ops, NULL, 0, 1);
}

module_init(taker_init);
module_exit(taker_exit);

MODULE_DESCRIPTION("Redirects a kernel function, for Holdfast's tests");
MODULE_LICENSE("GPL");
