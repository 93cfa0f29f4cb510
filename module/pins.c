// SPDX-License-Identifier: GPL-2.0
/*
 * All pins, in a list and by name.
 *
 * Who may run: readers under RCU. One owner, which alone adds and frees, and may
 * walk them without; it may have to wait for a module that the kernel loads, which may
 * have to wait for a network namespace that goes. So one that goes does not wait for
 * the owner: by the spinlock `links` it unlinks its pins, and leaves them to be freed.
 *
 * Teardown: when all are dropped and nobody reads any more, hf_pins_bury().
 */
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <net/net_namespace.h>

#include "pins.h"

LIST_HEAD(hf_pins);
static DEFINE_HASHTABLE(by_name, 8);
static LIST_HEAD(graves);	/* unlinked, to be freed */
static DEFINE_SPINLOCK(links);
static unsigned int count;

static u32 hash_of(const char *path)
{
	return jhash(path, strlen(path), 0);
}

/**
 * hf_pins_find - the pin of a sysctl
 * @path: its name, in path form
 * @net: the network namespace; the initial one for what is in none
 *
 * Context: any but NMI, under RCU.
 * Return: the pin, or NULL.
 */
struct hf_pin *hf_pins_find(const char *path, const struct net *net)
{
	struct hf_pin *pin;

	if (!hf_pins_any())
		return NULL;
	hash_for_each_possible_rcu(by_name, pin, by_name, hash_of(path))
		if (READ_ONCE(pin->net) == net && !strcmp(pin->path, path))
			return pin;
	return NULL;
}

/**
 * hf_pins_any - is any sysctl pinned
 *
 * Context: any. Return: true where one is.
 */
bool hf_pins_any(void)
{
	return READ_ONCE(count);
}

/**
 * hf_pins_add - one more
 * @pin: it; the caller has a reference of its network namespace
 *
 * Context: the owner.
 */
void hf_pins_add(struct hf_pin *pin)
{
	spin_lock(&links);
	list_add_tail_rcu(&pin->link, &hf_pins);
	hash_add_rcu(by_name, &pin->by_name, hash_of(pin->path));
	WRITE_ONCE(count, count + 1);
	spin_unlock(&links);
}

/* Its own link still leads readers on. */
static void unlink_pin(struct hf_pin *pin)
{
	lockdep_assert_held(&links);
	hash_del_rcu(&pin->by_name);
	list_del_rcu(&pin->link);
	WRITE_ONCE(count, count - 1);
	WRITE_ONCE(pin->net, NULL);
	list_add(&pin->gone, &graves);
}

/**
 * hf_pins_drop - one less
 * @pin: it; readers may have it until hf_pins_bury()
 *
 * Context: the owner.
 */
void hf_pins_drop(struct hf_pin *pin)
{
	spin_lock(&links);
	/* Its network namespace may have been faster. */
	if (pin->net)
		unlink_pin(pin);
	spin_unlock(&links);
}

/**
 * hf_pins_drop_net - a network namespace goes, and its pins with it
 * @net: it
 *
 * Context: may sleep. After it returns nobody looks at the namespace's variables.
 * Return: true where there is something to bury.
 */
bool hf_pins_drop_net(const struct net *net)
{
	struct hf_pin *pin, *next;
	bool any = false;

	spin_lock(&links);
	list_for_each_entry_safe(pin, next, &hf_pins, link) {
		if (!net_eq(pin->net, net))
			continue;
		unlink_pin(pin);
		any = true;
	}
	spin_unlock(&links);
	if (any)
		synchronize_rcu();
	return any;
}

/**
 * hf_pins_get_net - the network namespace of a pin
 * @pin: the pin
 *
 * Context: the owner.
 * Return: that, with a reference; NULL where it goes or is gone.
 */
struct net *hf_pins_get_net(const struct hf_pin *pin)
{
	struct net *net;

	spin_lock(&links);
	net = pin->net ? maybe_get_net(pin->net) : NULL;
	spin_unlock(&links);
	return net;
}

/**
 * hf_pins_bury - free what was dropped
 *
 * Context: the owner, in no walk; may sleep.
 */
void hf_pins_bury(void)
{
	struct hf_pin *pin, *next;
	LIST_HEAD(gone);

	spin_lock(&links);
	list_splice_init(&graves, &gone);
	spin_unlock(&links);
	if (list_empty(&gone))
		return;
	synchronize_rcu();
	list_for_each_entry_safe(pin, next, &gone, gone)
		hf_pin_destroy(pin);
}
