/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_STORE_H
#define HF_STORE_H

#include <linux/list.h>
#include <linux/types.h>

#include <uapi/linux/holdfast.h>

/* The longest value that is remembered, and the longest variable. */
#define HF_STORE_VALUE	(HOLDFAST_VALUE_MAX + 1)
#define HF_STORE_RAW	256

/**
 * struct hf_remembered - what a pinned sysctl is to hold, in memory that can only be read
 * @digest: of all that follows, with a key that is made anew at each load
 * @owner: whose it is: a number that no other has
 * @len: bytes at @value
 * @raw_len: bytes at @raw; 0 where they are not known
 * @value: as a read of the sysctl shows it, without the newline
 * @raw: the sysctl's variable while it holds that
 */
struct hf_remembered {
	u64 digest;
	u32 owner;
	u16 len;
	u16 raw_len;
	char value[HF_STORE_VALUE];
	u8 raw[HF_STORE_RAW];
};

#define HF_STORE_SLOTS	(PAGE_SIZE / sizeof(struct hf_remembered))

/**
 * struct hf_store_page - a page of them
 * @link: among all
 * @page: the page, by which it is written
 * @slots: the same memory, which through here is read only
 * @used: a bit for each that is taken
 */
struct hf_store_page {
	struct list_head link;
	struct page *page;
	const struct hf_remembered *slots;
	unsigned long used;
};

const struct hf_remembered *hf_store_add(const struct hf_remembered *what);
void hf_store_del(const struct hf_remembered *remembered);
bool hf_store_is_whole(const struct hf_remembered *remembered, u32 owner);
void hf_store_init(void);
void hf_store_exit(void);

#endif /* HF_STORE_H */
