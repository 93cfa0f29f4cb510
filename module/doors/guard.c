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
 * interrupt too. Wrappers are counted by the SRCU hf_in_guards. Marks are on their
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
#include <linux/spinlock.h>

#include "../procfs.h"
#include "guard.h"

/* How far behind a function's entry ftrace's place can be. */
#define PLACE_MAX 32

DEFINE_SRCU(hf_in_guards);
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

static void notrace redirect(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     struct ftrace_regs *fregs)
{
	struct hf_guard *guard = container_of(ops, struct hf_guard, hook.ops);
	unsigned long to = (unsigned long)guard->wrapper;

	/* Another function of the same name. */
	if (ip - guard->original >= PLACE_MAX)
		return;
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

/* Returns why it cannot be closed, a static string; or NULL. */
static const char *close(struct hf_guard *guard)
{
	int ret;

	guard->original = hf_hook_entry(guard->hook.function);
	if (!guard->original)
		return "this kernel has no such function that could be traced";
	if (guard->prepare && guard->prepare())
		return "what its canary needs was not there when the module was loaded";
	guard->hook.ops.func = redirect;
	guard->hook.inside = &hf_in_guards;
	guard->hook.otherwise = "this door stays open";
	ret = hf_hook_install(&guard->hook);
	if (!ret && guard->knock(guard))
		return NULL;
	if (!ret)
		hf_hook_remove(&guard->hook);
	if (guard->release)
		guard->release();
	if (ret == -EBUSY)
		return "the function is taken, by a live patch or another module";
	return ret ? "ftrace refused the hook" : "hooked, but a call did not meet the hook";
}

/**
 * hf_guard_close - put a guard at its door
 * @guard: the guard; its state says what came of it, and @guard->why why
 *
 * Context: may sleep.
 */
void hf_guard_close(struct hf_guard *guard)
{
	if (is_absent(guard)) {
		guard->state = HF_GUARD_ABSENT;
		return;
	}
	guard->why = close(guard);
	guard->state = guard->why ? HF_GUARD_OPEN : HF_GUARD_CLOSED;
	if (guard->why)
		pr_warn("%s: %s: changes by this door are not judged\n", guard->hook.function,
			guard->why);
}

/**
 * hf_guards_open - take guards away
 * @guards: they
 * @count: how many
 *
 * Context: may sleep. When it returns, nobody is with them.
 */
void hf_guards_open(struct hf_guard *const *guards, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (guards[i]->state == HF_GUARD_CLOSED)
			hf_hook_detach(&guards[i]->hook);
	hf_hook_wait(&hf_in_guards);
	for (i = 0; i < count; i++) {
		if (guards[i]->state != HF_GUARD_CLOSED)
			continue;
		hf_hook_forget(&guards[i]->hook);
		if (guards[i]->release)
			guards[i]->release();
		guards[i]->state = HF_GUARD_OPEN;
	}
}
