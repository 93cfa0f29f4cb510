// SPDX-License-Identifier: GPL-2.0
/*
 * The door of /proc/sys: every write to a file below it, by whatever call and
 * through whatever mount or descriptor, passes proc_sys_write().
 *
 * ftrace's callback asks whether any rule could concern the name, first by its
 * outer components alone, which is all that most writes pay for. Where none can,
 * the kernel's function runs as if nobody were here. Else the callback sends the
 * call to guarded_write().
 *
 * Who may run: writers, in process context; they may sleep in guarded_write()
 * and are counted, see hf_hook_enter(). The guard calls the original with a
 * cookie in iocb->private, by which the callback knows that call for ours.
 * (Where a call comes from would not tell: with a kretprobe on the function
 * the wrapper entered itself again.)
 *
 * Teardown: the hook is detached, those inside are waited for (see hook.c), and then
 * the canary's file goes.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/uio.h>

#include "../count.h"
#include "../hook.h"
#include "../procfs.h"
#include "../rules.h"
#include "../scope.h"
#include "../witness.h"
#include "decide.h"
#include "door.h"
#include "spread.h"
#include "write.h"

/* What the guard answers to the canary; the original never returns it. */
#define CANARY_MET 0x0f1d

static const char canary;	/* in iocb->private: the canary's */

static struct file *canary_file;

/**
 * hf_sysctl_pass - have the kernel do what it would have done without the guard
 * @iocb: the file and the position
 * @from: what is written
 *
 * Context: process context, may sleep.
 * Return: as proc_sys_write() does.
 */
ssize_t hf_sysctl_pass(struct kiocb *iocb, struct iov_iter *from)
{
	void *private = iocb->private;
	ssize_t ret;

	iocb->private = (void *)&hf_procfs_own;
	ret = iocb->ki_filp->f_op->write_iter(iocb, from);
	iocb->private = private;
	return ret;
}

static ssize_t judge(struct kiocb *iocb, struct iov_iter *from)
{
	struct hf_sysctl_write write = { .iocb = iocb, .from = from, .pass = hf_sysctl_pass };
	struct hf_witness_write witness;
	struct hf_rule *rule;
	bool follow;
	ssize_t ret;

	if (!hf_procfs_name(&write.name, iocb->ki_filp))
		return hf_sysctl_pass(iocb, from);
	rule = hf_decide_rule(&write.name, false);
	/* What cannot be judged is not let through. */
	if (IS_ERR(rule))
		return PTR_ERR(rule);
	if (hf_spread_is(&write.name))
		write.pass = hf_spread_pass;
	if (!rule)
		return write.pass(iocb, from);
	hf_count(matched);
	follow = rule->decision.action != HOLDFAST_ACTION_PIN;
	hf_witness_begin(&witness, &write.name);
	ret = hf_sysctl_write_decide(&write, rule);
	hf_witness_end(&witness, HOLDFAST_DOOR_SYSCTL, ret > 0, follow);
	hf_rule_put(rule);
	return ret;
}

/* In the place of proc_sys_write(). */
static ssize_t guarded_write(struct kiocb *iocb, struct iov_iter *from)
{
	int idx = hf_hook_enter();
	ssize_t ret;

	if (iocb->private == &canary)
		ret = CANARY_MET;
	else
		ret = judge(iocb, from);
	hf_hook_leave(idx);
	return ret;
}

/* Apart, for the name's place on the stack: to clear that costs more than the rest. */
static noinline bool is_concerned(const struct file *file)
{
	struct hf_name name;

	return hf_procfs_name(&name, file) &&
	       (hf_rules_concern(&name, hf_scope_current()) || hf_spread_is(&name));
}

static bool is_to_be_judged(const struct kiocb *iocb)
{
	if (iocb->private == &canary)
		return true;
	hf_count(writes);
	return hf_rules_may_concern(iocb->ki_filp) && is_concerned(iocb->ki_filp);
}

static void notrace redirect(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     struct ftrace_regs *fregs)
{
	const struct kiocb *iocb = (void *)ftrace_regs_get_argument(fregs, 0);

	if (iocb->private != &hf_procfs_own && is_to_be_judged(iocb))
		ftrace_regs_set_instruction_pointer(fregs, (unsigned long)guarded_write);
}

static struct hf_hook hook = {
	.function = HF_DOOR_SYSCTL_FUNCTION,
	.otherwise = "nothing was loaded",
	.ops = { .func = redirect },
};

/**
 * hf_door_sysctl_knock - send a canary
 *
 * A write of nothing to a sysctl that nobody may write, so that it is harmless
 * also where no guard stops it.
 *
 * Context: may sleep.
 * Return: true where it met the guard.
 */
bool hf_door_sysctl_knock(void)
{
	struct kvec nothing = { };
	struct iov_iter from;
	struct kiocb iocb;

	init_sync_kiocb(&iocb, canary_file);
	iocb.private = (void *)&canary;
	iov_iter_kvec(&from, WRITE, &nothing, 1, 0);
	return canary_file->f_op->write_iter(&iocb, &from) == CANARY_MET;
}

/**
 * hf_door_sysctl_close - put the guard there
 *
 * Context: may sleep.
 * Return: 0, or a negative errno; then it has said why in the kernel log.
 */
int hf_door_sysctl_close(void)
{
	int ret;

	canary_file = hf_procfs_open("sys/kernel/ostype", O_RDONLY);
	if (IS_ERR(canary_file)) {
		ret = PTR_ERR(canary_file);
		pr_err("kernel.ostype cannot be opened (%d): nothing was loaded\n", ret);
		return ret;
	}
	ret = hf_hook_install(&hook);
	if (ret)
		goto close_canary;
	if (hf_door_sysctl_knock())
		return 0;
	pr_err("%s: hooked, but a write did not meet the hook: nothing was loaded\n",
	       hook.function);
	hf_hook_remove(&hook);
	ret = -ENXIO;
close_canary:
	fput(canary_file);
	return ret;
}

/**
 * hf_door_sysctl_detach - take it away
 *
 * Context: may sleep. Some may still be with it, until hf_hook_wait() returns.
 */
void hf_door_sysctl_detach(void)
{
	hf_hook_detach(&hook);
}

/**
 * hf_door_sysctl_forget - free what it had
 *
 * Context: may sleep; nobody is with it.
 */
void hf_door_sysctl_forget(void)
{
	hf_hook_forget(&hook);
	fput(canary_file);
}
