// SPDX-License-Identifier: GPL-2.0
/*
 * Overwrites kernel memory, as an exploit of a kernel bug would. For the tests
 * alone: it is in no package, and nothing loads it but pins.sh.
 *
 * Parameters, below /sys/module/overwrite/parameters:
 *	text   written "SYSCTL TEXT": put TEXT and a NUL into the variable of
 *	       SYSCTL, "kernel/modprobe"
 *	number written "SYSCTL NUMBER": put an int there
 *	storm  likewise, again and again for three seconds
 *	store  written "ADDRESS": of a page that store.c maps; turn a bit in each thing
 *	       remembered there
 *	took   read: how many ns it took, after the last of text and number, until
 *	       something else was there; 0 for more than a second
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>

#include "store.h"

static unsigned long long took;
module_param(took, ullong, 0400);

/*
 * The variable behind a sysctl: what its table names as its data. The table is
 * the word near its inode that leads to one of its name.
 */
static void *variable_of(const char *name)
{
	struct ctl_table *entry, table;
	char path[128], text[64];
	void *data = NULL;
	struct file *file;
	void **word;
	int i;

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	file = filp_open(path, O_RDONLY, 0);
	if (IS_ERR(file))
		return NULL;
	word = (void **)file_inode(file);
	for (i = -16; i < 0 && !data; i++) {
		if (copy_from_kernel_nofault(&entry, word + i, sizeof(entry)) ||
		    copy_from_kernel_nofault(&table, entry, sizeof(table)) ||
		    copy_from_kernel_nofault(text, table.procname, sizeof(text)))
			continue;
		text[sizeof(text) - 1] = '\0';
		if (!strcmp(text, file->f_path.dentry->d_name.name))
			data = table.data;
	}
	filp_close(file, NULL);
	return data;
}

static int put(void *at, const void *what, size_t len)
{
	u64 begin = ktime_get_ns(), now = begin;
	u8 there[256];

	if (copy_from_kernel_nofault(there, at, len))
		return -EFAULT;
	memcpy(at, what, len);
	took = 0;
	while (now - begin < NSEC_PER_SEC) {
		usleep_range(50, 100);
		now = ktime_get_ns();
		memcpy(there, at, len);
		if (!memcmp(there, what, len))
			continue;
		took = now - begin;
		break;
	}
	return 0;
}

static int set_text(const char *value, const struct kernel_param *param)
{
	char name[64], text[128];

	if (sscanf(value, "%63s %127s", name, text) != 2 || !variable_of(name))
		return -EINVAL;
	return put(variable_of(name), text, strlen(text) + 1);
}

static int set_number(const char *value, const struct kernel_param *param)
{
	char name[64];
	int number;

	if (sscanf(value, "%63s %d", name, &number) != 2 || !variable_of(name))
		return -EINVAL;
	return put(variable_of(name), &number, sizeof(number));
}

static int set_storm(const char *value, const struct kernel_param *param)
{
	u64 end = ktime_get_ns() + 3 * NSEC_PER_SEC;
	char name[64];
	int number, *at;

	if (sscanf(value, "%63s %d", name, &number) != 2)
		return -EINVAL;
	at = variable_of(name);
	if (!at)
		return -EINVAL;
	while (ktime_get_ns() < end) {
		WRITE_ONCE(*at, number);
		usleep_range(800, 1200);
	}
	return 0;
}

static int set_store(const char *value, const struct kernel_param *param)
{
	struct hf_remembered *remembered;
	unsigned long address, i;
	struct page *page;
	int ret = kstrtoul(value, 16, &address);

	if (ret)
		return ret;
	page = vmalloc_to_page((void *)address);
	if (!page)
		return -EFAULT;
	/* Where it is mapped for the kernel itself it can be written. */
	remembered = page_address(page);
	for (i = 0; i < HF_STORE_SLOTS; i++)
		if (remembered[i].owner)
			remembered[i].value[0] ^= 1;
	return 0;
}

static const struct kernel_param_ops text_ops = { .set = set_text };
static const struct kernel_param_ops number_ops = { .set = set_number };
static const struct kernel_param_ops storm_ops = { .set = set_storm };
static const struct kernel_param_ops store_ops = { .set = set_store };

module_param_cb(text, &text_ops, NULL, 0200);
module_param_cb(number, &number_ops, NULL, 0200);
module_param_cb(storm, &storm_ops, NULL, 0200);
module_param_cb(store, &store_ops, NULL, 0200);

MODULE_DESCRIPTION("Overwrites kernel memory, for Holdfast's tests");
MODULE_LICENSE("GPL");
