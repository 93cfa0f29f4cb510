// SPDX-License-Identifier: GPL-2.0
/*
 * What pinned sysctls are to hold. Lies in pages of its own, which everybody
 * reads through a mapping that is read only; a slot is written once, through the
 * kernel's own mapping of the page, before anybody knows of it. Whoever writes to
 * memory at will can find that mapping too: so each slot has a digest, whose key
 * is made at load and then read only, and is looked at before a value is put back.
 *
 * Who may run: hf_store_is_whole() anywhere, under RCU where a slot can go away.
 * The others in process context, one at a time, by their owner's lock.
 *
 * Teardown: a slot is given back when nobody reads it any more; the pages go
 * with the last slot in them.
 */
#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "store.h"

static LIST_HEAD(pages);
static siphash_key_t key __ro_after_init;

static u64 digest_of(const struct hf_remembered *what)
{
	return siphash(&what->owner, sizeof(*what) - offsetof(struct hf_remembered, owner), &key);
}

static struct hf_store_page *add_page(void)
{
	struct hf_store_page *page = kzalloc(sizeof(*page), GFP_KERNEL);

	if (!page)
		return NULL;
	/* In the kernel's own mapping, wherever memory is. */
	page->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!page->page)
		goto free;
	page->slots = vmap(&page->page, 1, VM_MAP, PAGE_KERNEL_RO);
	if (!page->slots)
		goto free_page;
	list_add(&page->link, &pages);
	return page;
free_page:
	__free_page(page->page);
free:
	kfree(page);
	return NULL;
}

static void del_page(struct hf_store_page *page)
{
	list_del(&page->link);
	vunmap(page->slots);
	/* Values need not be secrets, but the key's digests are nobody's business. */
	clear_page(page_address(page->page));
	__free_page(page->page);
	kfree(page);
}

static struct hf_store_page *page_with_room(void)
{
	struct hf_store_page *page;

	list_for_each_entry(page, &pages, link)
		if (hweight_long(page->used) < HF_STORE_SLOTS)
			return page;
	return add_page();
}

/**
 * hf_store_add - remember something
 * @what: it; the digest is made here
 *
 * Context: may sleep; under the owner's lock.
 * Return: the slot, or NULL without memory.
 */
const struct hf_remembered *hf_store_add(const struct hf_remembered *what)
{
	struct hf_store_page *page = page_with_room();
	struct hf_remembered *slot;
	unsigned int i;

	if (!page)
		return NULL;
	i = ffz(page->used);
	page->used |= BIT(i);
	slot = (struct hf_remembered *)page_address(page->page) + i;
	*slot = *what;
	slot->digest = digest_of(slot);
	return page->slots + i;
}

/**
 * hf_store_del - forget it
 * @remembered: a slot that nobody reads any more, or NULL
 *
 * Context: may sleep; under the owner's lock.
 */
void hf_store_del(const struct hf_remembered *remembered)
{
	struct hf_store_page *page;
	unsigned long i;

	list_for_each_entry(page, &pages, link) {
		if (remembered < page->slots || remembered >= page->slots + HF_STORE_SLOTS)
			continue;
		i = remembered - page->slots;
		page->used &= ~BIT(i);
		if (!page->used)
			del_page(page);
		return;
	}
}

/**
 * hf_store_is_whole - is it what was remembered
 * @remembered: the slot
 * @owner: whose it has to be
 *
 * Context: any.
 * Return: false where somebody else wrote to it.
 */
bool hf_store_is_whole(const struct hf_remembered *remembered, u32 owner)
{
	return remembered->owner == owner && remembered->digest == digest_of(remembered);
}

/**
 * hf_store_init - make the key of this load
 */
void __init hf_store_init(void)
{
	get_random_bytes(&key, sizeof(key));
}

/**
 * hf_store_exit - the end, when all is forgotten
 */
void hf_store_exit(void)
{
	WARN_ON(!list_empty(&pages));
}
