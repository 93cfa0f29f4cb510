// SPDX-License-Identifier: GPL-2.0
/*
 * The door of sethostname(2) and setdomainname(2).
 *
 * The system call takes the name from the writer's memory, which another thread
 * can change after it was judged. So where the verdict hangs on the name, it is
 * set by way of the sysctl, from the copy that was judged.
 *
 * Who may run: writers, in process context; see guard.c.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/nsproxy.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/utsname.h>

#include "../compat/syscall.h"
#include "../procfs.h"
#include "alias.h"
#include "guard.h"
#include "write.h"

/* With the kernel's rights: whether the writer has them was asked before. */
static long set_by_sysctl(const char *name, const char *value, size_t len)
{
	struct kvec vec = { .iov_base = (char *)value, .iov_len = len };
	struct iov_iter from;
	struct kiocb iocb;
	struct file *file;
	char path[32];
	long ret;

	snprintf(path, sizeof(path), "sys/%s", name);
	file = hf_procfs_open(path, O_WRONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	init_sync_kiocb(&iocb, file);
	iov_iter_kvec(&from, WRITE, &vec, 1, len);
	ret = hf_sysctl_pass(&iocb, &from);
	fput(file);
	return ret < 0 ? ret : 0;
}

static long set_judged(const struct hf_alias *alias)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *own;
	long ret;

	if (!kernel)
		return -ENOMEM;
	own = override_creds(kernel);
	ret = set_by_sysctl(alias->name, alias->new.data, alias->new.len);
	revert_creds(own);
	put_cred(kernel);
	return ret;
}

/* Does the kernel have a look at the name at all? */
static bool is_looked_at(int len)
{
	return len >= 0 && len <= __NEW_UTS_LEN &&
	       ns_capable(current->nsproxy->uts_ns->user_ns, CAP_SYS_ADMIN);
}

static long guarded_sethostname(const struct pt_regs *regs);

/* A length below 0: EPERM or EINVAL, with nothing looked at. */
static bool knock(struct hf_guard *guard)
{
	struct pt_regs regs = { };

	hf_syscall_set_argument(guard->function, &regs, 1, -1);
	return hf_guard_knock(guard, guarded_sethostname, &regs);
}

static long judge(struct hf_guard *guard, const struct pt_regs *regs)
{
	const char *function = guard->function;
	const char __user *from = (void __user *)hf_syscall_argument(function, regs, 0);
	int len = hf_syscall_argument(function, regs, 1);
	struct hf_alias alias = {
		.door = HOLDFAST_DOOR_UTS,
		.name = guard->sysctls[0],
		.fixed = "a name cannot be brought into a range",
	};
	char value[__NEW_UTS_LEN + 1];
	long ret;

	if (!is_looked_at(len))
		return hf_guard_pass(guard, guarded_sethostname, regs);
	if (copy_from_user(value, from, len))
		return -EFAULT;
	alias.new = (struct hf_text){ value, len };
	ret = hf_alias_decide(&alias);
	if (ret)
		return ret;
	if (len && alias.rule && !alias.permissive &&
	    hf_decision_needs_value(&alias.rule->decision))
		ret = set_judged(&alias);
	else
		ret = hf_guard_pass(guard, guarded_sethostname, regs);
	hf_alias_done(&alias, ret);
	return ret;
}

#define UTS_GUARD(noun, name, sysctl)							\
static const char *const sysctls_##noun[] = { sysctl, NULL };				\
											\
/* In the place of the system call. */							\
static long guarded_##noun(const struct pt_regs *regs)					\
{											\
	int idx = hf_hook_enter();							\
	long ret = judge(&hf_guard_##noun, regs);					\
											\
	hf_hook_leave(idx);								\
	return ret;									\
}											\
											\
struct hf_guard hf_guard_##noun = {							\
	.door = HOLDFAST_DOOR_UTS,							\
	.sysctls = sysctls_##noun,							\
	.wrapper = guarded_##noun,							\
	.knock = knock,									\
	.function = name,							\
}

UTS_GUARD(sethostname, HF_SYSCALL "sethostname", "kernel/hostname");
UTS_GUARD(setdomainname, HF_SYSCALL "setdomainname", "kernel/domainname");
#ifdef HF_SYSCALL_32
UTS_GUARD(sethostname_32, HF_SYSCALL_32 "sethostname", "kernel/hostname");
UTS_GUARD(setdomainname_32, HF_SYSCALL_32 "setdomainname", "kernel/domainname");
#endif
