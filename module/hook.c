// SPDX-License-Identifier: GPL-2.0
/*
 * Standing in the way of a kernel function, by ftrace.
 *
 * IPMODIFY makes ftrace refuse a second one who redirects the same function;
 * PERMANENT makes kernel.ftrace_enabled=0 fail while we are there.
 *
 * Teardown: tasks may be in ftrace's trampoline, in the wrapper before it took
 * hf_in_hooks, asleep inside it, or in the wrapper's last instructions after
 * it gave hf_in_hooks back. So: unregister (no new ones),
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

DEFINE_SRCU(hf_in_hooks);

static const char taken[] =
	"taken: kernel.ftrace_enabled is 0 (set it to 1), or a live patch or module redirects it";

#define HOOK_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | FTRACE_OPS_FL_RECURSION)

#ifdef CONFIG_KPROBES
/* Where a kprobe would stand; it is never armed, so no code is changed. */
static int find_place(const char *function, unsigned long *place)
{
	struct kprobe probe = { .symbol_name = function, .flags = KPROBE_FLAG_DISABLED };
	int ret = register_kprobe(&probe);

	if (ret)
		return ret == -ENOMEM ? ret : -ENOENT;
	unregister_kprobe(&probe);
	*place = (unsigned long)probe.addr;
	return 0;
}
#else
static int find_place(const char *function, unsigned long *place)
{
	return -EOPNOTSUPP;
}
#endif

/**
 * hf_hook_entry - where a function begins
 * @function: its name
 * @entry: receives its address
 *
 * By asking kprobes, whose place is behind the instruction that marks a target
 * of indirect jumps, where there is one: the entry is what can be called.
 *
 * Context: may sleep.
 * Return: 0; -ENOENT where there is no such function, or more than one, or none
 * that can be traced; -ENOMEM; -EOPNOTSUPP where the kernel has no kprobes.
 */
int hf_hook_entry(const char *function, unsigned long *entry)
{
	unsigned long place = 0, offset = 0;
	char *symbol, *plus;
	int ret = find_place(function, &place);

	if (ret)
		return ret;
	symbol = kmalloc(KSYM_SYMBOL_LEN, GFP_KERNEL);
	if (!symbol)
		return -ENOMEM;
	/* "NAME+0x4/0x90" */
	sprint_symbol(symbol, place);
	plus = strchr(symbol, '+');
	if (!plus || sscanf(plus, "+0x%lx/", &offset) != 1)
		ret = -ENOENT;
	else
		*entry = place - offset;
	kfree(symbol);
	return ret;
}

/* Add the function that begins at @entry to those that are hooked. */
static int set_place(struct ftrace_ops *ops, unsigned long entry)
{
	unsigned long offset;
	int ret = -EINVAL;

	for (offset = 0; ret == -EINVAL && offset < HF_HOOK_PLACE_MAX; offset += 4)
		ret = ftrace_set_filter_ip(ops, entry + offset, 0, 0);
	return ret;
}

/*
 * By address where it can be had: by name ftrace compares that of every function
 * of the kernel. It takes the name as a buffer it may write to, but does not.
 */
static int set_place_of(struct ftrace_ops *ops, const char *function)
{
	unsigned long entry;
	int ret = hf_hook_entry(function, &entry);

	if (ret && ret != -EOPNOTSUPP)
		return ret;
	if (!ret && !set_place(ops, entry))
		return 0;
	return ftrace_set_filter(ops, (unsigned char *)function, strlen(function), 0);
}

static void set_flags(struct hf_hook *hook)
{
	hook->ops.flags = HOOK_FLAGS;
	if (hook->observes)
		hook->ops.flags &= ~FTRACE_OPS_FL_IPMODIFY;
	/* Where a callback gets the arguments alone, asking for more may be refused. */
	else if (!IS_ENABLED(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS))
		hook->ops.flags |= FTRACE_OPS_FL_SAVE_REGS;
}

/**
 * hf_hook_install - send a function's calls to the hook
 * @hook: the hook
 *
 * Says in the kernel log why it cannot, unless it is a quiet one.
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int hf_hook_install(struct hf_hook *hook)
{
	const char *why;
	int ret;

	set_flags(hook);
	ret = set_place_of(&hook->ops, hook->function);
	why = ret == -ENOMEM ? "no memory" : "this kernel does not let ftrace trace it";
	if (!ret) {
		ret = register_ftrace_function(&hook->ops);
		why = ret == -EBUSY ? taken : "ftrace refused the hook";
	}
	if (!ret)
		return 0;
	if (!hook->quiet)
		pr_err("%s: %s (%d): %s\n", hook->function, why, ret, hook->otherwise);
	hf_hook_forget(hook);
	return ret;
}

/**
 * hf_hook_install_at - send the calls of several functions to one hook
 * @hook: the hook
 * @entries: where they begin; by hf_hook_entry()
 * @count: how many there are
 *
 * Several cost ftrace, and who waits for it, no more than one. Says nothing.
 *
 * Context: may sleep.
 * Return: 0; or a negative errno, and then none is hooked: -EBUSY where one of
 * them is taken.
 */
int hf_hook_install_at(struct hf_hook *hook, const unsigned long *entries, unsigned int count)
{
	unsigned int i;
	int ret = 0;

	set_flags(hook);
	for (i = 0; !ret && i < count; i++)
		ret = set_place(&hook->ops, entries[i]);
	/* With no place set, ftrace would take all functions there are. */
	if (!ret && !count)
		ret = -EINVAL;
	if (!ret)
		ret = register_ftrace_function(&hook->ops);
	if (ret)
		hf_hook_forget(hook);
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
 *
 * Of all hooks that were detached before.
 *
 * Context: may sleep, for some tenths of a second and as long as a writer
 * sleeps inside. After it returns the wrappers may be unloaded.
 */
void hf_hook_wait(void)
{
	synchronize_rcu_tasks();
	synchronize_srcu(&hf_in_hooks);
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
	/* ftrace itself waits for who is in its trampoline, or in the callback. */
	if (!hook->observes)
		hf_hook_wait();
	hf_hook_forget(hook);
}
