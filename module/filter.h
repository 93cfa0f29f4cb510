/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names that no pattern of a table can match, told by their first and last
 * component: most writes need no more than that, and a look-up in the tree
 * costs them a tenth. Says yes too often, never too seldom.
 *
 * Who may run: questions beside everything else, under the RCU lock by which the
 * table is held, all of a write under one. Changes are serialised by the table's owner.
 */
#ifndef HF_FILTER_H
#define HF_FILTER_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/hash.h>

#include "name.h"

/* A kernel has some hundred last components, and a dozen first ones. */
#define HF_FILTER_LAST_BITS	10
#define HF_FILTER_FIRST_BITS	6

/**
 * struct hf_filter - the patterns, each counted in one place
 * @open: those that do not end with a literal
 * @any: of @open, those that do not begin with one either
 * @first: of @open, the others, by the hash of their first component
 * @last: those that end with a literal, by the hash of it
 */
struct hf_filter {
	u32 open;
	u32 any;
	u32 first[1 << HF_FILTER_FIRST_BITS];
	u32 last[1 << HF_FILTER_LAST_BITS];
};

/* At any address, loaded at once; a variable to copy to would be cleared before. */
struct hf_bytes4 { u32 value; } __packed;
struct hf_bytes8 { u64 value; } __packed;

/* Of a component that is not empty: all its bytes up to 16, else the outer 16. */
static __always_inline u32 hf_filter_hash(struct hf_part part, unsigned int bits)
{
	const char *text = part.text;
	size_t len = part.len;
	u64 head, tail;

	if (len >= 8) {
		head = ((const struct hf_bytes8 *)text)->value;
		tail = ((const struct hf_bytes8 *)(text + len - 8))->value;
	} else if (len >= 4) {
		head = ((const struct hf_bytes4 *)text)->value;
		tail = ((const struct hf_bytes4 *)(text + len - 4))->value;
	} else {
		head = (u8)text[0] | (u8)text[len / 2] << 8;
		tail = (u8)text[len - 1];
	}
	return hash_64(head ^ rol64(tail, 29) ^ len, bits);
}

/**
 * hf_filter_has_last - does a pattern end with a name's last component
 * @filter: counts the patterns
 * @last: the component
 *
 * Context: any.
 * Return: false where none ends so; those that do not end with a literal are
 * not asked.
 */
static inline bool hf_filter_has_last(const struct hf_filter *filter, struct hf_part last)
{
	return READ_ONCE(filter->last[hf_filter_hash(last, HF_FILTER_LAST_BITS)]);
}

/**
 * hf_filter_is_open - are there patterns that do not end with a literal
 * @filter: counts the patterns
 *
 * Context: any.
 * Return: true where hf_filter_has_first() is to be asked.
 */
static inline bool hf_filter_is_open(const struct hf_filter *filter)
{
	return READ_ONCE(filter->open);
}

/**
 * hf_filter_has_first - could one of those begin with a name's first component
 * @filter: counts the patterns
 * @first: the component
 *
 * Context: any.
 * Return: false where none can.
 */
static inline bool hf_filter_has_first(const struct hf_filter *filter, struct hf_part first)
{
	return READ_ONCE(filter->any) ||
	       READ_ONCE(filter->first[hf_filter_hash(first, HF_FILTER_FIRST_BITS)]);
}

void hf_filter_count(struct hf_filter *filter, const char *pattern, int by);

#endif /* HF_FILTER_H */
