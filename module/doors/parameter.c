// SPDX-License-Identifier: GPL-2.0
/*
 * The door of module parameters: a write to a file below /sys/module sets the
 * variable that a sysctl has too. All of them pass param_attr_store(), whenever
 * their module was loaded.
 *
 * Who may run: writers, in process context; see guard.c.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "../procfs.h"
#include "alias.h"
#include "guard.h"

/* As in kernel/params.c: the file of a parameter. */
struct param_attribute {
	struct module_attribute mattr;
	const struct kernel_param *param;
};

/**
 * struct twin - a parameter and the sysctl that is the same variable
 * @module: the parameter's
 * @parameter: its name; NULL for each that has a sysctl of that name
 * @sysctl: the sysctl; where @parameter is NULL, what stands before the name
 */
struct twin {
	const char *module;
	const char *parameter;
	const char *sysctl;
};

static const struct twin twins[] = {
	{ "kernel", NULL, "kernel/" },
	{ "lockd", NULL, "fs/nfs/" },
	{ "sunrpc", NULL, "sunrpc/" },
	{ "nfs", "callback_tcpport", "fs/nfs/nfs_callback_tcpport" },
	{ "nf_conntrack", "hashsize", "net/netfilter/nf_conntrack_buckets" },
	{ "scsi_mod", "scsi_logging_level", "dev/scsi/logging_level" },
};

static const char *const sysctls[] = {
	"kernel/panic*", "fs/nfs/*", "sunrpc/*", "net/netfilter/nf_conntrack_buckets",
	"dev/scsi/logging_level", NULL
};

#define NAME_MAX_LEN 96

static bool exists(const char *sysctl)
{
	char path[NAME_MAX_LEN + 4];
	struct file *file;

	snprintf(path, sizeof(path), "sys/%s", sysctl);
	file = hf_procfs_open(path, O_RDONLY);
	if (!IS_ERR(file))
		fput(file);
	/* One that may not be read is there as well. */
	return file != ERR_PTR(-ENOENT);
}

/* The sysctl goes to @name; false where the parameter is no sysctl. */
static bool find_sysctl(char *name, size_t size, const char *module, const char *parameter)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(twins); i++) {
		const struct twin *twin = &twins[i];

		if (strcmp(twin->module, module))
			continue;
		if (!twin->parameter) {
			snprintf(name, size, "%s%s", twin->sysctl, parameter);
			return exists(name);
		}
		if (!strcmp(twin->parameter, parameter)) {
			strscpy(name, twin->sysctl, size);
			return true;
		}
	}
	return false;
}

/* What the parameter would be, as its sysctl would show it. Returns its length. */
static size_t read_value(char *text, size_t size, const struct kernel_param *param,
			 const char *buf, size_t len)
{
	unsigned long long magnitude;
	long long number;
	bool flag;

	if (param->ops == &param_ops_bool && !kstrtobool(buf, &flag))
		return scnprintf(text, size, "%d", flag);
	if (!kstrtoull(buf, 0, &magnitude))
		return scnprintf(text, size, "%llu", magnitude);
	if (!kstrtoll(buf, 0, &number))
		return scnprintf(text, size, "%lld", number);
	return scnprintf(text, size, "%.*s", (int)hf_text_span(buf, len), buf);
}

static ssize_t guarded_store(struct module_attribute *mattr, struct module_kobject *mk,
			     const char *buf, size_t len);

static ssize_t pass(struct module_attribute *mattr, struct module_kobject *mk,
		    const char *buf, size_t len)
{
	return hf_guard_pass(&hf_guard_parameter, guarded_store, mattr, mk, buf, len);
}

static ssize_t judge(struct module_attribute *mattr, struct module_kobject *mk,
		     const char *buf, size_t len)
{
	const struct param_attribute *attribute =
		container_of(mattr, struct param_attribute, mattr);
	struct hf_alias alias = { .door = HOLDFAST_DOOR_PARAMETER };
	char name[NAME_MAX_LEN], value[HOLDFAST_TEXT_MAX + 1];
	ssize_t ret;

	if (!find_sysctl(name, sizeof(name), kobject_name(&mk->kobj), mattr->attr.name))
		return pass(mattr, mk, buf, len);
	alias.name = name;
	alias.new = (struct hf_text){ value,
				      read_value(value, sizeof(value), attribute->param, buf,
						 len) };
	ret = hf_alias_decide(&alias);
	if (ret)
		return ret;
	if (alias.given_len)
		ret = pass(mattr, mk, alias.given, alias.given_len);
	else
		ret = pass(mattr, mk, buf, len);
	hf_alias_done(&alias, ret);
	return ret < 0 ? ret : len;
}

/* In the place of param_attr_store(). */
static ssize_t guarded_store(struct module_attribute *mattr, struct module_kobject *mk,
			     const char *buf, size_t len)
{
	int idx = hf_hook_enter();
	ssize_t ret = judge(mattr, mk, buf, len);

	hf_hook_leave(idx);
	return ret;
}

/* A parameter that cannot be set: EPERM, and nothing is looked at. */
static bool knock(struct hf_guard *guard)
{
	static const struct kernel_param_ops unset;
	static const struct kernel_param param = { .ops = &unset };
	struct param_attribute attribute = { .param = &param };

	return hf_guard_knock(guard, guarded_store, &attribute.mattr, &THIS_MODULE->mkobj, "", 0);
}

struct hf_guard hf_guard_parameter = {
	.door = HOLDFAST_DOOR_PARAMETER,
	.sysctls = sysctls,
	.wrapper = guarded_store,
	.knock = knock,
	.function = "param_attr_store",
};
