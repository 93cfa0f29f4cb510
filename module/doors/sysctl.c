// SPDX-License-Identifier: GPL-2.0
/*
 * The door of /proc/sys: every write to a file below it, by whatever call and
 * through whatever mount or descriptor, passes proc_sys_write().
 *
 * Who may run: writers, in process context; they may sleep in guarded_write()
 * and are counted by the SRCU `inside`. The guard calls the original with a
 * cookie in iocb->private, by which the ftrace callback knows that call for
 * ours. (Where a call comes from would not tell: with a kretprobe on the
 * function the wrapper entered itself again.)
 *
 * Teardown: door_open() removes the hook and waits for those inside; see
 * hook.c. The canary's file goes after that.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "../count.h"
#include "../events.h"
#include "../hook.h"
#include "../rules.h"
#include "../scope.h"
#include "../verdict.h"
#include "door.h"

/* What the guard answers to the canary; the original never returns it. */
#define CANARY_MET 0x0f1d

static const char passing;	/* in iocb->private: the guard's own call */
static const char canary;	/* in iocb->private: the canary's */

DEFINE_STATIC_SRCU(inside);
static struct vfsmount *proc;
static struct file *canary_file;

/* Have the kernel do what it would have done without us. */
static ssize_t pass(struct kiocb *iocb, struct iov_iter *from)
{
	void *private = iocb->private;
	ssize_t ret;

	iocb->private = (void *)&passing;
	ret = iocb->ki_filp->f_op->write_iter(iocb, from);
	iocb->private = private;
	return ret;
}

/* The value before, as a read of the writer's own would show it. */
static void read_old(struct file *file, struct hf_event *event)
{
	/* One byte more than is kept tells whether there was more. */
	char value[HOLDFAST_TEXT_MAX + 1];
	struct kvec vec = { .iov_base = value, .iov_len = sizeof(value) };
	struct iov_iter to;
	struct kiocb iocb;
	ssize_t len;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = 0;
	iov_iter_kvec(&to, READ, &vec, 1, sizeof(value));
	len = file->f_op->read_iter(&iocb, &to);
	if (len < 0)
		return;
	if (len > HOLDFAST_TEXT_MAX) {
		len = HOLDFAST_TEXT_MAX;
		event->cut |= HOLDFAST_CUT_OLD;
	}
	event->old.known = true;
	event->old.len = len;
	memcpy(event->old.data, value, len);
}

static void keep_new(struct hf_event *event, const char *value, size_t len)
{
	if (len > HOLDFAST_TEXT_MAX) {
		len = HOLDFAST_TEXT_MAX;
		event->cut |= HOLDFAST_CUT_NEW;
	}
	event->new.known = true;
	event->new.len = len;
	memcpy(event->new.data, value, len);
}

static ssize_t deny(struct iov_iter *from, struct hf_event *event)
{
	char value[HOLDFAST_TEXT_MAX + 1];
	size_t wanted = min_t(u64, event->new_len, sizeof(value));

	/* For the event only: a buffer that cannot be read is refused as well. */
	if (copy_from_iter(value, wanted, from) == wanted)
		keep_new(event, value, wanted);
	hf_count(denied);
	return -EPERM;
}

/*
 * Let the write pass and report it: copy the buffer once, so that what is
 * reported is what is written.
 */
static ssize_t audit(struct kiocb *iocb, struct iov_iter *from, struct hf_event *event)
{
	size_t len = event->new_len;
	struct iov_iter copy;
	struct kvec vec;
	ssize_t ret;
	char *value;

	/* The kernel refuses so much unread, with ENOMEM. */
	if (len >= KMALLOC_MAX_SIZE)
		return pass(iocb, from);
	value = kvmalloc(len + 1, GFP_KERNEL);
	if (!value)
		return -ENOMEM;
	if (!copy_from_iter_full(value, len, from)) {
		ret = -EFAULT;
		goto free;
	}
	keep_new(event, value, len);
	vec = (struct kvec){ .iov_base = value, .iov_len = len };
	iov_iter_kvec(&copy, WRITE, &vec, 1, len);
	ret = pass(iocb, &copy);
free:
	kvfree(value);
	return ret;
}

static noinline ssize_t decided(struct kiocb *iocb, struct iov_iter *from, const char *name,
				const struct hf_rule *rule, struct hf_verdict verdict)
{
	struct hf_event event;
	ssize_t ret;

	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_WRITE);
	hf_event_name(&event, name);
	hf_event_rule(&event, rule->id, rule->pattern, rule->scope, rule->action);
	event.door = HOLDFAST_DOOR_SYSCTL;
	event.verdict = verdict.verdict;
	event.new_len = iov_iter_count(from);
	read_old(iocb->ki_filp, &event);
	if (verdict.verdict == HOLDFAST_VERDICT_DENIED)
		ret = deny(from, &event);
	else
		ret = audit(iocb, from, &event);
	event.error = ret < 0 ? ret : 0;
	hf_events_record(&event);
	return ret;
}

static ssize_t judge_named(struct kiocb *iocb, struct iov_iter *from, const char *name)
{
	struct hf_rule *rule = hf_rules_find(name, hf_scope_current());
	struct hf_verdict verdict;
	ssize_t ret;

	if (!rule)
		return pass(iocb, from);
	verdict = hf_verdict_of(rule->action);
	if (verdict.report)
		ret = decided(iocb, from, name, rule, verdict);
	else
		ret = pass(iocb, from);
	hf_rule_put(rule);
	return ret;
}

/*
 * The path below /proc/sys, the same through every mount of procfs.
 * Return: a place in @buffer, or an ERR_PTR.
 */
static const char *sysctl_name(struct file *file, char *buffer, int size)
{
	static const char top[] = "/sys/";
	char *path = dentry_path_raw(file->f_path.dentry, buffer, size);

	if (IS_ERR(path))
		return path;
	if (strncmp(path, top, strlen(top)))
		return ERR_PTR(-ENOENT);
	return path + strlen(top);
}

/* No kernel has such names; one that had would not get round the rules. */
static noinline ssize_t judge_long(struct kiocb *iocb, struct iov_iter *from)
{
	char *buffer = kmalloc(PATH_MAX, GFP_KERNEL);
	const char *name;
	ssize_t ret;

	if (!buffer)
		return -ENOMEM;
	name = sysctl_name(iocb->ki_filp, buffer, PATH_MAX);
	ret = IS_ERR(name) ? PTR_ERR(name) : judge_named(iocb, from, name);
	kfree(buffer);
	return ret;
}

static ssize_t judge(struct kiocb *iocb, struct iov_iter *from)
{
	/* "/sys/" and the longest name that a pattern can spell out. */
	char buffer[HOLDFAST_PATTERN_MAX + 8];
	const char *name;

	hf_count(writes);
	if (!hf_rules_count())
		return pass(iocb, from);
	name = sysctl_name(iocb->ki_filp, buffer, sizeof(buffer));
	if (!IS_ERR(name))
		return judge_named(iocb, from, name);
	if (PTR_ERR(name) == -ENAMETOOLONG)
		return judge_long(iocb, from);
	return PTR_ERR(name);
}

/* In the place of proc_sys_write(). */
static ssize_t guarded_write(struct kiocb *iocb, struct iov_iter *from)
{
	int idx = srcu_read_lock(&inside);
	ssize_t ret;

	if (iocb->private == &canary)
		ret = CANARY_MET;
	else
		ret = judge(iocb, from);
	srcu_read_unlock(&inside, idx);
	return ret;
}

static void notrace redirect(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     struct ftrace_regs *fregs)
{
	const struct kiocb *iocb = (void *)ftrace_regs_get_argument(fregs, 0);

	if (iocb->private != &passing)
		ftrace_regs_set_instruction_pointer(fregs, (unsigned long)guarded_write);
}

static struct hf_hook hook = {
	.function = "proc_sys_write",
	.ops = { .func = redirect },
	.inside = &inside,
};

/*
 * A write of nothing to a sysctl that nobody may write, so that it is harmless
 * also where no guard stops it.
 */
static bool send_canary(void)
{
	struct kvec nothing = { };
	struct iov_iter from;
	struct kiocb iocb;

	init_sync_kiocb(&iocb, canary_file);
	iocb.private = (void *)&canary;
	iov_iter_kvec(&from, WRITE, &nothing, 1, 0);
	return canary_file->f_op->write_iter(&iocb, &from) == CANARY_MET;
}

static int open_canary(void)
{
	struct path root;
	int ret;

	proc = kern_mount(get_fs_type("proc"));
	if (IS_ERR(proc))
		return PTR_ERR(proc);
	root = (struct path){ .mnt = proc, .dentry = proc->mnt_root };
	canary_file = file_open_root(&root, "sys/kernel/ostype", O_RDONLY, 0);
	if (!IS_ERR(canary_file))
		return 0;
	ret = PTR_ERR(canary_file);
	kern_unmount(proc);
	return ret;
}

static void close_canary(void)
{
	fput(canary_file);
	kern_unmount(proc);
}

static int door_close(void)
{
	int ret = open_canary();

	if (ret) {
		pr_err("kernel.ostype cannot be opened (%d): nothing was loaded\n", ret);
		return ret;
	}
	ret = hf_hook_install(&hook);
	if (ret)
		goto close_canary;
	if (send_canary())
		return 0;
	pr_err("%s: hooked, but a write did not meet the hook: nothing was loaded\n",
	       hook.function);
	hf_hook_remove(&hook);
	ret = -ENXIO;
close_canary:
	close_canary();
	return ret;
}

static void door_open(void)
{
	hf_hook_remove(&hook);
	close_canary();
}

const struct hf_door hf_door_sysctl = {
	.door = HOLDFAST_DOOR_SYSCTL,
	.function = "proc_sys_write",
	.close = door_close,
	.open = door_open,
	.canary = send_canary,
};
