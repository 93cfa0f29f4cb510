// SPDX-License-Identifier: GPL-2.0
/*
 * The door of the keys 0 to 9 of sysrq: the console's level, the first number of
 * kernel.printk.
 *
 * The key comes from the console, perhaps in a hard interrupt, or from a task
 * that writes to /proc/sysrq-trigger. What the key does is done under a lock
 * both times, so that the task's cgroups have to be found before: that is what
 * the second guard is for.
 *
 * Who may run: guarded_level() in any context but NMI, guarded_trigger() in
 * process context; see guard.c. Triggers are on the stacks of the latter, and on
 * a list under triggers_lock.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "../cgroup.h"
#include "alias.h"
#include "console.h"
#include "guard.h"

/**
 * struct trigger - a task that writes to /proc/sysrq-trigger
 * @list: among all of them
 * @task: the task
 * @cgroups: its cgroups
 */
struct trigger {
	struct list_head list;
	struct task_struct *task;
	struct hf_cgroups *cgroups;
};

static DEFINE_RAW_SPINLOCK(triggers_lock);
static LIST_HEAD(triggers);

static const char *const sysctls[] = { "kernel/printk", NULL };

/* The trigger of the task that runs; it lasts as long as that is in here. */
static struct trigger *find_trigger(void)
{
	struct trigger *trigger, *found = NULL;
	unsigned long flags;

	if (in_hardirq())
		return NULL;
	raw_spin_lock_irqsave(&triggers_lock, flags);
	list_for_each_entry(trigger, &triggers, list)
		if (trigger->task == current)
			found = trigger;
	raw_spin_unlock_irqrestore(&triggers_lock, flags);
	return found;
}

static long guarded_level(int key);

static void judge_level(int key)
{
	struct hf_alias alias = { .door = HOLDFAST_DOOR_SYSRQ, .name = "kernel/printk" };
	struct trigger *trigger = find_trigger();
	struct hf_console console;
	int level = key - '0';

	alias.console = !trigger;
	if (trigger)
		alias.cgroups = trigger->cgroups;
	hf_console_values(&console, &alias, level);
	if (hf_alias_decide(&alias))
		return;
	if (alias.given_len && !kstrtoint(alias.given, 10, &level))
		key = '0' + level;
	hf_guard_pass(&hf_guard_sysrq, guarded_level, key);
	hf_alias_done(&alias, 0);
}

/* In the place of sysrq_handle_loglevel(), which returns nothing and may take a u8. */
static long guarded_level(int key)
{
	int idx = hf_hook_enter();

	judge_level(key & 0xff);
	hf_hook_leave(idx);
	return 0;
}

/* The level that it has; where nobody stands there, the kernel logs that. */
static bool knock_level(struct hf_guard *guard)
{
	return hf_guard_knock(guard, guarded_level, '0' + console_loglevel);
}

struct hf_guard hf_guard_sysrq = {
	.door = HOLDFAST_DOOR_SYSRQ,
	.sysctls = sysctls,
	.needs = "sysrq-trigger",
	.wrapper = guarded_level,
	.knock = knock_level,
	.function = "sysrq_handle_loglevel",
};

static ssize_t guarded_trigger(struct file *file, const char __user *buf, size_t count,
			       loff_t *at);

static ssize_t pass_trigger(struct file *file, const char __user *buf, size_t count, loff_t *at)
{
	struct trigger trigger = { .task = current, .cgroups = hf_cgroups_of(current, true) };
	ssize_t ret;

	if (IS_ERR(trigger.cgroups))
		return PTR_ERR(trigger.cgroups);
	raw_spin_lock_irq(&triggers_lock);
	list_add(&trigger.list, &triggers);
	raw_spin_unlock_irq(&triggers_lock);
	ret = hf_guard_pass(&hf_guard_sysrq_trigger, guarded_trigger, file, buf, count, at);
	raw_spin_lock_irq(&triggers_lock);
	list_del(&trigger.list);
	raw_spin_unlock_irq(&triggers_lock);
	hf_cgroups_free(trigger.cgroups);
	return ret;
}

/* In the place of write_sysrq_trigger(). */
static ssize_t guarded_trigger(struct file *file, const char __user *buf, size_t count,
			       loff_t *at)
{
	int idx = hf_hook_enter();
	ssize_t ret = pass_trigger(file, buf, count, at);

	hf_hook_leave(idx);
	return ret;
}

/* Nothing is written. */
static bool knock_trigger(struct hf_guard *guard)
{
	return hf_guard_knock(guard, guarded_trigger, NULL, NULL, 0, NULL);
}

struct hf_guard hf_guard_sysrq_trigger = {
	.door = HOLDFAST_DOOR_SYSRQ,
	.sysctls = sysctls,
	.needs = "sysrq-trigger",
	.wrapper = guarded_trigger,
	.knock = knock_trigger,
	.function = "write_sysrq_trigger",
};
