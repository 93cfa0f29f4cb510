// SPDX-License-Identifier: GPL-2.0
/*
 * The network namespaces there are, and being in one for a moment.
 *
 * What is below /proc/sys/net depends on who looks: procfs takes the network
 * namespace from the task's nsproxy. So a kernel thread of ours that looks up
 * names in one, or calls their handlers, has an nsproxy of ours meanwhile, which
 * is its own but for the network namespace.
 *
 * Who may run: enter and leave in a worker of ours, in pairs, one at a time by
 * the caller's lock. Others look at a task's nsproxy under its alloc_lock, and may
 * take a reference: leave waits until those are given back. The list by the mutex
 * `lock`; the two functions are called without it.
 *
 * Teardown: hf_netns_exit() calls `gone` for each that is left.
 */
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "netns.h"

/* One of them; the core allocates it with the namespace. */
struct entry {
	struct list_head link;
	struct net *net;
};

static LIST_HEAD(entries);
static DEFINE_MUTEX(lock);
static unsigned int entry_id;
static void (*on_come)(struct net *net);
static void (*on_gone)(struct net *net);

static struct nsproxy inside;
static struct nsproxy *before;

static int __net_init come(struct net *net)
{
	struct entry *entry = net_generic(net, entry_id);

	entry->net = net;
	mutex_lock(&lock);
	list_add_tail(&entry->link, &entries);
	mutex_unlock(&lock);
	on_come(net);
	return 0;
}

static void __net_exit gone(struct net *net)
{
	struct entry *entry = net_generic(net, entry_id);

	mutex_lock(&lock);
	list_del(&entry->link);
	mutex_unlock(&lock);
	on_gone(net);
}

static struct pernet_operations operations = {
	.init = come,
	.exit = gone,
	.id = &entry_id,
	.size = sizeof(struct entry),
};

/**
 * hf_netns_after - the network namespaces that are alive, one by one
 * @net: the one before, whose reference is given back; NULL for the first
 *
 * Context: may sleep.
 * Return: one with a reference, or NULL behind the last.
 */
struct net *hf_netns_after(struct net *net)
{
	struct net *found = NULL;
	struct entry *entry;
	bool passed = !net;

	mutex_lock(&lock);
	list_for_each_entry(entry, &entries, link) {
		if (passed)
			found = maybe_get_net(entry->net);
		if (found)
			break;
		passed |= entry->net == net;
	}
	mutex_unlock(&lock);
	if (net)
		put_net(net);
	return found;
}

/**
 * hf_netns_enter - be in a network namespace
 * @net: it; the caller has a reference until hf_netns_leave()
 *
 * Context: a worker of ours.
 */
void hf_netns_enter(struct net *net)
{
	struct nsproxy *now = current->nsproxy;

	if (now->net_ns == net)
		return;
	inside = *now;
	inside.net_ns = net;
	hf_nsproxy_set_count(&inside, 1);
	before = now;
	task_lock(current);
	current->nsproxy = &inside;
	task_unlock(current);
}

/**
 * hf_netns_leave - be where it was
 *
 * Context: as hf_netns_enter().
 */
void hf_netns_leave(void)
{
	if (current->nsproxy != &inside)
		return;
	task_lock(current);
	current->nsproxy = before;
	task_unlock(current);
	/* Nobody finds it any more; who found it has no reason to keep it. */
	while (hf_nsproxy_count(&inside) != 1)
		usleep_range(100, 1000);
}

/**
 * hf_netns_init - begin to know them
 * @come_: called for each there is, and each that comes; may not sleep for long
 * @gone_: called for each that goes; may sleep
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int hf_netns_init(void (*come_)(struct net *net), void (*gone_)(struct net *net))
{
	on_come = come_;
	on_gone = gone_;
	return register_pernet_subsys(&operations);
}

/**
 * hf_netns_exit - know them no more
 *
 * Context: may sleep.
 */
void hf_netns_exit(void)
{
	unregister_pernet_subsys(&operations);
}
