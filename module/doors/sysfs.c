// SPDX-License-Identifier: GPL-2.0
/*
 * Doors below /sys: files that set the variable of a sysctl.
 *
 *	kernel/mm/hugepages/hugepages-SIZE/nr_hugepages, of the default size
 *	devices/system/node/nodeN/hugepages/...: its share of it
 *	kernel/uevent_helper
 *
 * Who may run: writers, in process context; see guard.c.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "../procfs.h"
#include "alias.h"
#include "guard.h"

static const char *const hugepages[] = { "vm/nr_hugepages", "vm/nr_hugepages_mempolicy", NULL };
static const char *const overcommit[] = { "vm/nr_overcommit_hugepages", NULL };
static const char *const helper[] = { "kernel/hotplug", NULL };

/* The directory of the default size; the sysctls know no other. It stays. */
static struct kobject *default_size;

static bool is_node(const struct kobject *kobj)
{
	const struct kobject *above = kobj->parent ? kobj->parent->parent : NULL;

	return above && !strncmp(kobject_name(above), "node", 4);
}

static bool read_number(const char *sysctl, unsigned long *number)
{
	struct hf_name name;
	char text[24];
	ssize_t len;

	hf_name_split(&name, sysctl);
	len = hf_procfs_read(&name, text, sizeof(text) - 1);
	if (len < 0)
		return false;
	text[len] = '\0';
	return !kstrtoul(text, 10, number);
}

/* How many pages a node has, as its file tells. */
static bool read_own(struct kobject *kobj, struct kobj_attribute *attr, unsigned long *number)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	bool known;

	if (!page)
		return false;
	known = attr->show(kobj, attr, page) > 0 && !kstrtoul(page, 10, number);
	free_page((unsigned long)page);
	return known;
}

/* What a node is given changes the sum, which is what the sysctl tells. */
static int sum_with(unsigned long *count, struct kobject *kobj, struct kobj_attribute *attr)
{
	unsigned long sum, own;

	if (!read_number("vm/nr_hugepages", &sum) || !read_own(kobj, attr, &own))
		return -EPERM;
	*count += sum > own ? sum - own : 0;
	return 0;
}

typedef ssize_t (*store_t)(struct hf_guard *guard, struct kobject *kobj,
			   struct kobj_attribute *attr, const char *buf, size_t len);

static ssize_t guarded_hugepages(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t len);

static ssize_t pass(struct hf_guard *guard, struct kobject *kobj, struct kobj_attribute *attr,
		    const char *buf, size_t len)
{
	return hf_guard_pass(guard, guarded_hugepages, kobj, attr, buf, len);
}

static ssize_t decide(struct hf_alias *alias, struct hf_guard *guard, struct kobject *kobj,
		      struct kobj_attribute *attr, const char *buf, size_t len)
{
	ssize_t ret = hf_alias_decide(alias);

	if (ret)
		return ret;
	if (alias->given_len)
		ret = pass(guard, kobj, attr, alias->given, alias->given_len);
	else
		ret = pass(guard, kobj, attr, buf, len);
	hf_alias_done(alias, ret);
	return ret < 0 ? ret : len;
}

static ssize_t judge(struct hf_guard *guard, struct kobject *kobj, struct kobj_attribute *attr,
		     const char *buf, size_t len)
{
	struct hf_alias alias = { .door = HOLDFAST_DOOR_SYSFS, .name = guard->sysctls[0] };
	unsigned long count;
	char value[24];
	ssize_t ret;

	/* The kernel reads it so, and refuses what it cannot read. */
	if (strcmp(kobject_name(kobj), kobject_name(default_size)) || kstrtoul(buf, 10, &count))
		return pass(guard, kobj, attr, buf, len);
	if (is_node(kobj)) {
		alias.fixed = "what a node is given is a part of the value";
		ret = sum_with(&count, kobj, attr);
		if (ret)
			return ret;
	}
	alias.new = (struct hf_text){ value, scnprintf(value, sizeof(value), "%lu", count) };
	return decide(&alias, guard, kobj, attr, buf, len);
}

static ssize_t judge_helper(struct hf_guard *guard, struct kobject *kobj,
			    struct kobj_attribute *attr, const char *buf, size_t len)
{
	struct hf_alias alias = {
		.door = HOLDFAST_DOOR_SYSFS,
		.name = guard->sysctls[0],
		.new = { buf, hf_text_span(buf, len) },
		.fixed = "a path cannot be brought into a range",
	};

	return decide(&alias, guard, kobj, attr, buf, len);
}

static ssize_t enter(store_t judge, struct hf_guard *guard, struct kobject *kobj,
		     struct kobj_attribute *attr, const char *buf, size_t len)
{
	int idx = hf_hook_enter();
	ssize_t ret = judge(guard, kobj, attr, buf, len);

	hf_hook_leave(idx);
	return ret;
}

/* In the place of nr_hugepages_store(). */
static ssize_t guarded_hugepages(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t len)
{
	return enter(judge, &hf_guard_hugepages, kobj, attr, buf, len);
}

/* In the place of nr_hugepages_mempolicy_store(). */
static ssize_t guarded_mempolicy(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t len)
{
	return enter(judge, &hf_guard_hugepages_mempolicy, kobj, attr, buf, len);
}

/* In the place of nr_overcommit_hugepages_store(). */
static ssize_t guarded_overcommit(struct kobject *kobj, struct kobj_attribute *attr,
				  const char *buf, size_t len)
{
	return enter(judge, &hf_guard_overcommit_hugepages, kobj, attr, buf, len);
}

/* In the place of uevent_helper_store(). */
static ssize_t guarded_helper(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t len)
{
	return enter(judge_helper, &hf_guard_uevent_helper, kobj, attr, buf, len);
}

/* The default size in KB, as /proc/meminfo tells it; 0 where it does not. */
static unsigned long default_kb(void)
{
	struct file *file = hf_procfs_open("meminfo", O_RDONLY);
	unsigned long kb = 0;
	char *text, *line;
	loff_t at = 0;
	ssize_t len;

	if (IS_ERR(file))
		return 0;
	text = kzalloc(PAGE_SIZE, GFP_KERNEL);
	len = text ? kernel_read(file, text, PAGE_SIZE - 1, &at) : 0;
	line = len > 0 ? strstr(text, "\nHugepagesize:") : NULL;
	if (!line || sscanf(line, "\nHugepagesize: %lu kB", &kb) != 1)
		kb = 0;
	kfree(text);
	fput(file);
	return kb;
}

/* A directory below one of sysfs; @at is given back. */
static struct kernfs_node *step(struct kernfs_node *at, const char *name)
{
	struct kernfs_node *next = at ? kernfs_find_and_get(at, name) : NULL;

	kernfs_put(at);
	return next;
}

static int find_default_size(void)
{
	struct kernfs_node *at = kernel_kobj->sd;
	char name[40];

	snprintf(name, sizeof(name), "hugepages-%lukB", default_kb());
	kernfs_get(at);
	at = step(step(step(at, "mm"), "hugepages"), name);
	if (!at)
		return -ENOENT;
	default_size = at->priv;
	kernfs_put(at);
	return 0;
}

/* No number: EINVAL. */
static bool knock(struct hf_guard *guard)
{
	return hf_guard_knock(guard, guarded_hugepages, default_size, NULL, "x", 1);
}

/* Longer than any path: ENOENT, and nothing is looked at. */
static bool knock_helper(struct hf_guard *guard)
{
	return hf_guard_knock(guard, guarded_helper, NULL, NULL, "", PAGE_SIZE);
}

#define HUGEPAGES_GUARD(noun, run, names, there, store)	\
struct hf_guard hf_guard_##noun = {			\
	.door = HOLDFAST_DOOR_SYSFS,			\
	.sysctls = names,				\
	.needs = there,					\
	.wrapper = run,					\
	.prepare = find_default_size,			\
	.knock = knock,					\
	.function = store,			\
}

HUGEPAGES_GUARD(hugepages, guarded_hugepages, hugepages, "sys/vm/nr_hugepages",
		"nr_hugepages_store");
/* Without NUMA there is none. */
HUGEPAGES_GUARD(hugepages_mempolicy, guarded_mempolicy, hugepages,
		"sys/vm/nr_hugepages_mempolicy", "nr_hugepages_mempolicy_store");
HUGEPAGES_GUARD(overcommit_hugepages, guarded_overcommit, overcommit, "sys/vm/nr_hugepages",
		"nr_overcommit_hugepages_store");

struct hf_guard hf_guard_uevent_helper = {
	.door = HOLDFAST_DOOR_SYSFS,
	.sysctls = helper,
	.needs = "sys/kernel/hotplug",
	.wrapper = guarded_helper,
	.knock = knock_helper,
	.function = "uevent_helper_store",
};
