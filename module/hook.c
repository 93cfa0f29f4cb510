// SPDX-License-Identifier: GPL-2.0
/*
 * Standing in the way of a kernel function, by ftrace.
 *
 * IPMODIFY makes ftrace refuse a second one who redirects the same function;
 * PERMANENT makes kernel.ftrace_enabled=0 fail while we are there.
 *
 * Teardown: tasks may be in ftrace's trampoline, in the wrapper before it took
 * hook->inside, asleep inside it, or in the wrapper's last instructions after
 * it gave hook->inside back. So: unregister (no new ones),
 * synchronize_rcu_tasks() (the first and second are in or gone),
 * synchronize_srcu() (the third are out), synchronize_rcu_tasks() (the fourth
 * are gone). Each step is needed: with any left out and the windows widened
 * the unload crashed. A writer that sleeps inside, its buffer behind
 * userfaultfd or FUSE, holds the unload up until it wakes.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "hook.h"

#define HOOK_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | FTRACE_OPS_FL_RECURSION)

/**
 * hf_hook_install - send a function's calls to the hook
 * @hook: the hook
 *
 * Says in the kernel log why it cannot.
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int hf_hook_install(struct hf_hook *hook)
{
	/* ftrace takes the name as a buffer it may write to, but does not. */
	unsigned char *name = (unsigned char *)hook->function;
	int ret;

	hook->ops.flags = HOOK_FLAGS;
	if (hook->observes)
		hook->ops.flags &= ~FTRACE_OPS_FL_IPMODIFY;
	/* Where a callback gets the arguments alone, asking for more may be refused. */
	else if (!IS_ENABLED(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS))
		hook->ops.flags |= FTRACE_OPS_FL_SAVE_REGS;

	ret = ftrace_set_filter(&hook->ops, name, strlen(hook->function), 1);
	if (ret && hook->quiet)
		return ret;
	if (ret) {
		pr_err("%s: this kernel does not let ftrace trace it (%d): %s\n",
		       hook->function, ret, hook->otherwise);
		return ret;
	}
	ret = register_ftrace_function(&hook->ops);
	if (ret == -EBUSY)
		pr_err("%s: taken: kernel.ftrace_enabled is 0 (set it to 1), or a live patch or another module redirects it: %s\n",
		       hook->function, hook->otherwise);
	else if (ret)
		pr_err("%s: ftrace refused the hook (%d): %s\n",
		       hook->function, ret, hook->otherwise);
	if (ret)
		ftrace_set_filter(&hook->ops, NULL, 0, 1);
	return ret;
}

/**
 * hf_hook_detach - give the function back; the first step of hf_hook_remove()
 * @hook: an installed hook
 *
 * Context: may sleep. Some may still be inside.
 */
void hf_hook_detach(struct hf_hook *hook)
{
	int ret = unregister_ftrace_function(&hook->ops);

	if (ret)
		pr_err("%s: the hook could not be removed (%d)\n", hook->function, ret);
}

/**
 * hf_hook_wait - wait until nobody is inside; the second step
 * @inside: that of all hooks detached before, or NULL
 *
 * Context: may sleep, for some tenths of a second and as long as a writer
 * sleeps inside. After it returns the wrappers may be unloaded.
 */
void hf_hook_wait(struct srcu_struct *inside)
{
	synchronize_rcu_tasks();
	if (inside)
		synchronize_srcu(inside);
	synchronize_rcu_tasks();
}

/**
 * hf_hook_forget - free what ftrace keeps; the last step
 * @hook: a detached hook
 *
 * Context: may sleep.
 */
void hf_hook_forget(struct hf_hook *hook)
{
	ftrace_set_filter(&hook->ops, NULL, 0, 1);
}

/**
 * hf_hook_remove - give the function back, and wait until nobody is inside
 * @hook: an installed hook
 *
 * Context: as hf_hook_wait().
 */
void hf_hook_remove(struct hf_hook *hook)
{
	hf_hook_detach(hook);
	hf_hook_wait(hook->inside);
	hf_hook_forget(hook);
}

#ifdef CONFIG_KPROBES
/* Where a kprobe would stand; it is never armed, so no code is changed. */
static void *place_of(const char *function)
{
	struct kprobe probe = { .symbol_name = function, .flags = KPROBE_FLAG_DISABLED };

	if (register_kprobe(&probe))
		return NULL;
	unregister_kprobe(&probe);
	return probe.addr;
}
#else
static void *place_of(const char *function)
{
	return NULL;
}
#endif

/**
 * hf_hook_entry - where a function begins
 * @function: its name
 *
 * By asking kprobes, whose place is behind the instruction that marks a target
 * of indirect jumps, where there is one: the entry is what can be called.
 *
 * Context: may sleep.
 * Return: its address; 0 where there is no such function, or more than one, or
 * none that can be traced.
 */
unsigned long hf_hook_entry(const char *function)
{
	unsigned long place = (unsigned long)place_of(function), offset = 0;
	char *symbol, *plus;

	if (!place)
		return 0;
	symbol = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!symbol)
		return 0;
	/* "NAME+0x4/0x90" */
	sprint_symbol(symbol, place);
	plus = strchr(symbol, '+');
	if (!plus || sscanf(plus, "+0x%lx/", &offset) != 1)
		offset = place;
	kfree(symbol);
	return place - offset;
}
