// SPDX-License-Identifier: GPL-2.0
/*
 * Overwrites kernel memory, as an exploit of a kernel bug would. For the tests
 * alone: it is in no package, and nothing loads it but pins.sh.
 *
 * Parameters, below /sys/module/overwrite/parameters:
 *	text   written "ADDRESS TEXT": put TEXT and a NUL at ADDRESS
 *	number written "ADDRESS NUMBER": put an int there
 *	storm  likewise, again and again for three seconds
 *	store  written "ADDRESS": that of the list of pages in store.c; turn a bit in
 *	       each thing remembered
 *	took   read: how many ns it took, after the last of text and number, until
 *	       something else was there; 0 for more than a second
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "store.h"

static unsigned long long took;
module_param(took, ullong, 0400);

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
	unsigned long address;
	char text[128];

	if (sscanf(value, "%lx %127s", &address, text) != 2)
		return -EINVAL;
	return put((void *)address, text, strlen(text) + 1);
}

static int set_number(const char *value, const struct kernel_param *param)
{
	unsigned long address;
	int number;

	if (sscanf(value, "%lx %d", &address, &number) != 2)
		return -EINVAL;
	return put((void *)address, &number, sizeof(number));
}

static int set_storm(const char *value, const struct kernel_param *param)
{
	u64 end = ktime_get_ns() + 3 * NSEC_PER_SEC;
	unsigned long address;
	int number;

	if (sscanf(value, "%lx %d", &address, &number) != 2)
		return -EINVAL;
	while (ktime_get_ns() < end) {
		WRITE_ONCE(*(int *)address, number);
		usleep_range(800, 1200);
	}
	return 0;
}

static int set_store(const char *value, const struct kernel_param *param)
{
	struct hf_remembered *remembered;
	struct hf_store_page *page;
	unsigned long address, i;
	int ret = kstrtoul(value, 16, &address);

	if (ret)
		return ret;
	list_for_each_entry(page, (struct list_head *)address, link) {
		remembered = page_address(page->page);
		for (i = 0; i < HF_STORE_SLOTS; i++)
			if (page->used & BIT(i))
				remembered[i].value[0] ^= 1;
	}
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
