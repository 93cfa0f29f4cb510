// SPDX-License-Identifier: GPL-2.0
/*
 * What stands at the kernel functions that are doors beside /proc/sys.
 *
 * A call of such a function goes to the guard's wrapper, which asks the table
 * and then, perhaps, calls the function itself. The callback knows that call for
 * ours by a mark that the task sets before: a mark is good for one call. The
 * canary's calls are marked too, and answered by met().
 *
 * Who may run: whoever passes a door, in process context; sysrq in a hard
 * interrupt too. Wrappers are counted, see hf_hook_enter(). Marks are on their
 * callers' stacks, and on a list under marks_lock, which is innermost.
 *
 * Teardown: all guards are detached, then one wait for all who are inside; see
 * hook.c. Guards are closed and opened by whoever loads and unloads the module.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "../procfs.h"
#include "guard.h"

static struct hf_guard *const *all;
static unsigned int all_count;

static DEFINE_RAW_SPINLOCK(marks_lock);
static LIST_HEAD(marks);

/**
 * hf_mark_set - the next call of a function by this task is ours
 * @mark: on the caller's stack
 * @guard: the function's
 * @canary: it is the canary's
 *
 * Context: any but NMI.
 */
void hf_mark_set(struct hf_mark *mark, struct hf_guard *guard, bool canary)
{
	unsigned long flags;

	*mark = (struct hf_mark){ .task = current, .guard = guard, .canary = canary,
				  .hard = in_hardirq() };
	raw_spin_lock_irqsave(&marks_lock, flags);
	list_add(&mark->list, &marks);
	raw_spin_unlock_irqrestore(&marks_lock, flags);
}

/**
 * hf_mark_clear - the call has returned
 * @mark: as set; @mark->met is then whether the guard saw it
 *
 * Context: as hf_mark_set().
 */
void hf_mark_clear(struct hf_mark *mark)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&marks_lock, flags);
	if (!list_empty(&mark->list))
		list_del_init(&mark->list);
	raw_spin_unlock_irqrestore(&marks_lock, flags);
}

enum call { FOREIGN, OURS, CANARY };

/* Whose call is it? A mark is used up by that. */
static notrace enum call take_mark(const struct hf_guard *guard)
{
	enum call call = FOREIGN;
	struct hf_mark *mark;
	unsigned long flags;

	if (list_empty_careful(&marks))
		return FOREIGN;
	raw_spin_lock_irqsave(&marks_lock, flags);
	list_for_each_entry(mark, &marks, list) {
		if (mark->task != current || mark->guard != guard ||
		    mark->hard != !!in_hardirq())
			continue;
		call = mark->canary ? CANARY : OURS;
		mark->met = true;
		list_del_init(&mark->list);
		break;
	}
	raw_spin_unlock_irqrestore(&marks_lock, flags);
	return call;
}

/* What the canary comes to, whatever it called. */
static long met(void)
{
	return 0;
}

static notrace struct hf_guard *guard_at(unsigned long ip)
{
	unsigned int i;

	for (i = 0; i < all_count; i++)
		if (ip - all[i]->original < HF_HOOK_PLACE_MAX)
			return all[i];
	return NULL;
}

static void notrace redirect(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     struct ftrace_regs *fregs)
{
	struct hf_guard *guard = guard_at(ip);
	unsigned long to;

	/* One that no canary met stands there, but does nothing. */
	if (!guard || READ_ONCE(guard->state) != HF_GUARD_CLOSED)
		return;
	to = (unsigned long)guard->wrapper;
	switch (take_mark(guard)) {
	case OURS:
		return;
	case CANARY:
		to = (unsigned long)met;
		break;
	case FOREIGN:
		if (guard->concerns && !guard->concerns(guard, fregs))
			return;
	}
	ftrace_regs_set_instruction_pointer(fregs, to);
}

static bool is_absent(const struct hf_guard *guard)
{
	struct file *file;

	if (!guard->needs)
		return false;
	file = hf_procfs_open(guard->needs, O_RDONLY);
	if (!IS_ERR(file))
		fput(file);
	return file == ERR_PTR(-ENOENT);
}

/* That of all of them, while no function is taken by another. */
static bool is_shared;
static struct hf_hook shared = {
	.ops = { .func = redirect },
};

static void stay_open(struct hf_guard *guard, const char *why)
{
	guard->why = why;
	WRITE_ONCE(guard->state, HF_GUARD_OPEN);
	pr_warn("%s: %s: changes by this door are not judged\n", guard->function, why);
}

static void find(struct hf_guard *guard)
{
	int ret;

	guard->original = 0;
	if (is_absent(guard)) {
		guard->state = HF_GUARD_ABSENT;
		return;
	}
	ret = hf_hook_entry(guard->function, &guard->original);
	if (ret == -ENOMEM)
		return stay_open(guard, "there was no memory when the module was loaded");
	if (ret)
		return stay_open(guard, "this kernel has no such function that could be traced");
	if (guard->prepare && guard->prepare())
		return stay_open(guard, "what its canary needs was not there when the module was loaded");
	guard->state = HF_GUARD_CLOSED;
}

static int hook_together(void)
{
	unsigned long *entries = kcalloc(all_count, sizeof(*entries), GFP_KERNEL);
	unsigned int i, count = 0;
	int ret;

	if (!entries)
		return -ENOMEM;
	for (i = 0; i < all_count; i++)
		if (all[i]->state == HF_GUARD_CLOSED)
			entries[count++] = all[i]->original;
	ret = hf_hook_install_at(&shared, entries, count);
	kfree(entries);
	return ret;
}

static void leave_open(struct hf_guard *guard, const char *why)
{
	stay_open(guard, why);
	if (guard->release)
		guard->release();
}

static void hook_alone(struct hf_guard *guard)
{
	int ret;

	guard->hook.ops.func = redirect;
	ret = hf_hook_install_at(&guard->hook, &guard->original, 1);
	guard->alone = !ret;
	if (ret == -EBUSY)
		leave_open(guard, "the function is taken, by a live patch or another module");
	else if (ret)
		leave_open(guard, "ftrace refused the hook");
}

/**
 * hf_guards_close - put guards at their doors
 * @guards: they, for as long as the module is loaded; of each, state is what came
 *	of it, and why is the reason
 * @count: how many
 *
 * Context: may sleep.
 */
void hf_guards_close(struct hf_guard *const *guards, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		find(guards[i]);
	all = guards;
	all_count = count;
	is_shared = !hook_together();
	for (i = 0; !is_shared && i < count; i++)
		if (guards[i]->state == HF_GUARD_CLOSED)
			hook_alone(guards[i]);
	for (i = 0; i < count; i++)
		if (guards[i]->state == HF_GUARD_CLOSED && !guards[i]->knock(guards[i]))
			leave_open(guards[i], "hooked, but a call did not meet the hook");
}

/* For each hook that is there. */
static void visit_hooks(void (*visit)(struct hf_hook *hook))
{
	unsigned int i;

	if (is_shared)
		visit(&shared);
	for (i = 0; i < all_count; i++)
		if (all[i]->alone)
			visit(&all[i]->hook);
}

/**
 * hf_guards_detach - take the guards away
 *
 * Context: may sleep. Some may still be with them, until hf_hook_wait() returns.
 */
void hf_guards_detach(void)
{
	visit_hooks(hf_hook_detach);
}

/**
 * hf_guards_forget - free what they had
 *
 * Context: may sleep; nobody is with them.
 */
void hf_guards_forget(void)
{
	unsigned int i;

	visit_hooks(hf_hook_forget);
	for (i = 0; i < all_count; i++)
		if (all[i]->state == HF_GUARD_CLOSED && all[i]->release)
			all[i]->release();
}
