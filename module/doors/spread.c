// SPDX-License-Identifier: GPL-2.0
/*
 * Sysctls that the kernel hands on to others when they are written: to those of
 * each interface, or to the other one of a pair. What is written to them is
 * judged for those others too, for each whose value would change; if a rule
 * refuses it for one, all of it is refused.
 *
 * Which they are is looked up in the network namespace of the task, as the
 * sysctl's file was when it was opened there.
 *
 * Who may run: hf_spread_is() in ftrace's callback too; hf_spread_pass() in
 * process context. Interfaces are looked at under RCU.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>

#include "../procfs.h"
#include "../rules.h"
#include "../scope.h"
#include "alias.h"
#include "devconf.h"
#include "spread.h"
#include "write.h"

/* Interfaces that may come while room is made for those there are. */
#define ROOM_MORE 8

/**
 * struct spread - a write that spreads
 * @name: what is written
 * @last: its last component, with a NUL
 * @value: the number, in decimal
 * @item: the others that would change; NULL while they are counted
 * @room: how many fit there
 * @count: how many there are
 */
struct spread {
	struct hf_name name;
	char last[64];
	char value[HF_NUMBER_TEXT];
	struct hf_alias_item *item;
	unsigned int room;
	unsigned int count;
};

/* One that would hold @new; @old is what it holds, or NULL where it is to be read. */
static __printf(4, 5) void add(struct spread *spread, const char *old, const char *new,
			       const char *format, ...)
{
	char path[HF_ALIAS_NAME];
	struct hf_alias_item *item;
	struct hf_name name;
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	hf_name_split(&name, path);
	if ((old && !strcmp(old, new)) || !hf_rules_concern(&name, hf_scope_current()))
		return;
	if (spread->count++ >= spread->room)
		return;
	item = &spread->item[spread->count - 1];
	strscpy(item->name, path, sizeof(item->name));
	strscpy(item->old, old ?: "", sizeof(item->old));
	strscpy(item->new, new, sizeof(item->new));
	item->alias = (struct hf_alias){
		.door = HOLDFAST_DOOR_SPREAD,
		.name = item->name,
		.new = { item->new, strlen(item->new) },
		.fixed = "it would be changed by a write to another sysctl",
	};
	if (old)
		item->alias.old = (struct hf_text){ item->old, strlen(item->old) };
}

static void add_number(struct spread *spread, int old, const char *tree, const char *dev)
{
	char text[12];

	snprintf(text, sizeof(text), "%d", old);
	add(spread, text, spread->value, "net/%s/conf/%s/%s", tree, dev, spread->last);
}

/* As inet_forward_change() does: ip_forward is the same as that of all. */
static void find_forward(struct spread *spread)
{
	struct net *net = current->nsproxy->net_ns;
	int on = IPV4_DEVCONF_ALL(net, FORWARDING);
	char old[12];
	const struct in_device *in_dev;
	struct net_device *dev;

	snprintf(old, sizeof(old), "%d", on);
	/* Then nothing is handed on. */
	if (!strcmp(old, spread->value))
		return;
	strscpy(spread->last, "forwarding", sizeof(spread->last));
	if (spread->name.depth == 3)
		add(spread, old, spread->value, "net/ipv4/conf/all/forwarding");
	else
		add(spread, old, spread->value, "net/ipv4/ip_forward");
	add_number(spread, net->ipv4.devconf_dflt->data[IPV4_DEVCONF_FORWARDING - 1], "ipv4",
		   "default");
	snprintf(old, sizeof(old), "%d", IPV4_DEVCONF_ALL(net, ACCEPT_REDIRECTS));
	add(spread, old, strcmp(spread->value, "0") ? "0" : "1",
	    "net/ipv4/conf/all/accept_redirects");
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (in_dev)
			add_number(spread, in_dev->cnf.data[IPV4_DEVCONF_FORWARDING - 1], "ipv4",
				   dev->name);
	}
	rcu_read_unlock();
}

/* As devinet_copy_dflt_conf() does: to those that were never set themselves. */
static void find_default(struct spread *spread)
{
	unsigned int id = hf_devconf_id(spread->last, strlen(spread->last));
	const struct in_device *in_dev;
	struct net_device *dev;

	if (!id || id == IPV4_DEVCONF_FORWARDING || id == IPV4_DEVCONF_MC_FORWARDING)
		return;
	rcu_read_lock();
	for_each_netdev_rcu(current->nsproxy->net_ns, dev) {
		in_dev = __in_dev_get_rcu(dev);
		if (in_dev && !test_bit(id - 1, in_dev->cnf.state))
			add_number(spread, in_dev->cnf.data[id - 1], "ipv4", dev->name);
	}
	rcu_read_unlock();
}

#if IS_ENABLED(CONFIG_IPV6)
static const struct {
	const char *name;
	size_t at;
} of_all6[] = {
	{ "forwarding", offsetof(struct ipv6_devconf, forwarding) },
	{ "disable_ipv6", offsetof(struct ipv6_devconf, disable_ipv6) },
	{ "ignore_routes_with_linkdown",
	  offsetof(struct ipv6_devconf, ignore_routes_with_linkdown) },
	{ "addr_gen_mode", offsetof(struct ipv6_devconf, addr_gen_mode) },
	HF_IPV6_DEVCONF_NEWER
};

static int setting6(const struct ipv6_devconf *conf, unsigned int i)
{
	return *(const int *)((const char *)conf + of_all6[i].at);
}

/* To the default and to each interface. */
static void find_all6(struct spread *spread)
{
	struct net *net = current->nsproxy->net_ns;
	const struct inet6_dev *idev;
	struct net_device *dev;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of_all6); i++)
		if (!strcmp(of_all6[i].name, spread->last))
			break;
	if (i == ARRAY_SIZE(of_all6) || !net->ipv6.devconf_dflt)
		return;
	add_number(spread, setting6(net->ipv6.devconf_dflt, i), "ipv6", "default");
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		idev = __in6_dev_get(dev);
		if (idev)
			add_number(spread, setting6(&idev->cnf, i), "ipv6", dev->name);
	}
	rcu_read_unlock();
}
#else
static void find_all6(struct spread *spread)
{
}
#endif

/* To each interface: whether it was set itself is not asked for each unit of time. */
static void find_neigh(struct spread *spread)
{
	const struct hf_part *family = &spread->name.part[1];
	struct net_device *dev;

	/* Of the whole table, and of no interface. */
	if (!strncmp(spread->last, "gc_thresh", 9) || !strcmp(spread->last, "gc_interval"))
		return;
	rcu_read_lock();
	for_each_netdev_rcu(current->nsproxy->net_ns, dev)
		add(spread, NULL, spread->value, "net/%.*s/neigh/%s/%s", (int)family->len,
		    family->text, dev->name, spread->last);
	rcu_read_unlock();
}

/**
 * struct pair - two sysctls of which one is changed by a write to the other
 * @written: the one written
 * @changed: the other
 * @same: they are the same variable; else the other becomes 0
 */
struct pair {
	const char *written;
	const char *changed;
	bool same;
};

static const struct pair pairs[] = {
	{ "vm/nr_hugepages", "vm/nr_hugepages_mempolicy", true },
	{ "vm/nr_hugepages_mempolicy", "vm/nr_hugepages", true },
	{ "vm/dirty_bytes", "vm/dirty_ratio" },
	{ "vm/dirty_ratio", "vm/dirty_bytes" },
	{ "vm/dirty_background_bytes", "vm/dirty_background_ratio" },
	{ "vm/dirty_background_ratio", "vm/dirty_background_bytes" },
	{ "vm/overcommit_kbytes", "vm/overcommit_ratio" },
	{ "vm/overcommit_ratio", "vm/overcommit_kbytes" },
};

/* Is it this one? '*' stands for any last component. */
static bool is(const struct hf_name *name, const char *path)
{
	unsigned int i;

	for (i = 0; i < name->depth; i++, path++) {
		const struct hf_part *part = &name->part[i];

		if (*path == '*')
			return i + 1 == name->depth;
		if (strncmp(path, part->text, part->len))
			return false;
		path += part->len;
		if (*path != '/')
			return !*path && i + 1 == name->depth;
	}
	return false;
}

static void find_pair(struct spread *spread)
{
	struct hf_name name;
	char old[24];
	unsigned int i;
	ssize_t len;

	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (is(&spread->name, pairs[i].written))
			break;
	hf_name_split(&name, pairs[i].changed);
	len = hf_procfs_read(&name, old, sizeof(old) - 1);
	/* There is no such sysctl here. */
	if (len < 0)
		return;
	old[hf_text_span(old, len)] = '\0';
	add(spread, old, pairs[i].same ? spread->value : "0", "%s", pairs[i].changed);
}

static const struct {
	const char *sysctl;
	void (*find)(struct spread *spread);
} sources[] = {
	{ "net/ipv4/ip_forward", find_forward },
	{ "net/ipv4/conf/all/forwarding", find_forward },
	{ "net/ipv4/conf/default/*", find_default },
	{ "net/ipv6/conf/all/*", find_all6 },
	{ "net/ipv4/neigh/default/*", find_neigh },
	{ "net/ipv6/neigh/default/*", find_neigh },
};

static void (*source_of(const struct hf_name *name))(struct spread *spread)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (is(name, sources[i].sysctl))
			return sources[i].find;
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (is(name, pairs[i].written))
			return find_pair;
	return NULL;
}

/**
 * hf_spread_is - does a write to a sysctl change others
 * @name: the sysctl
 *
 * Context: any.
 * Return: true where it may.
 */
bool hf_spread_is(const struct hf_name *name)
{
	return source_of(name);
}

/* Those that would change go to @spread, which the caller frees. */
static int find(struct spread *spread)
{
	void (*source)(struct spread *spread) = source_of(&spread->name);
	unsigned int tries;

	for (tries = 0; tries < 3; tries++) {
		spread->count = 0;
		source(spread);
		if (spread->count <= spread->room)
			return 0;
		kvfree(spread->item);
		spread->room = spread->count + ROOM_MORE;
		spread->item = kvmalloc_array(spread->room, sizeof(*spread->item), GFP_KERNEL);
		if (!spread->item)
			return -ENOMEM;
	}
	return -EAGAIN;
}

static ssize_t give(struct kiocb *iocb, char *text, size_t len)
{
	struct kvec vec = { .iov_base = text, .iov_len = len };
	struct iov_iter from;

	iov_iter_kvec(&from, WRITE, &vec, 1, len);
	return hf_sysctl_pass(iocb, &from);
}

/* Of what the kernel reads of @text; false where that is no number, and it refuses it. */
static bool read_number(struct spread *spread, const char *text, size_t len)
{
	struct hf_numbers numbers;

	hf_numbers_parse(&numbers, text, min_t(size_t, len, HF_NUMBERS_TEXT));
	if (!numbers.count)
		return false;
	hf_number_format(spread->value, &numbers.number[0]);
	return true;
}

static ssize_t judge(struct spread *spread, struct kiocb *iocb, char *text, size_t len)
{
	const struct hf_part *last = &spread->name.part[spread->name.depth - 1];
	ssize_t ret;

	if (!read_number(spread, text, len))
		return give(iocb, text, len);
	snprintf(spread->last, sizeof(spread->last), "%.*s", (int)last->len, last->text);
	ret = find(spread) ?: hf_alias_decide_all(spread->item, spread->count);
	if (ret)
		return ret;
	ret = give(iocb, text, len);
	hf_alias_done_all(spread->item, spread->count, ret);
	return ret;
}

/**
 * hf_spread_pass - have the kernel do a write that spreads, if no rule is against it
 * @iocb: the file, for whose name hf_spread_is(), and the position
 * @from: what is written; it is copied, and the copy is what the kernel gets
 *
 * Context: process context, may sleep.
 * Return: as proc_sys_write() does; -EPERM where a rule refuses it.
 */
ssize_t hf_spread_pass(struct kiocb *iocb, struct iov_iter *from)
{
	size_t len = iov_iter_count(from);
	struct spread *spread;
	ssize_t ret = -EFAULT;
	char *text;

	/* The kernel refuses so much unread, with ENOMEM; and nothing it takes as that. */
	if (!len || len >= KMALLOC_MAX_SIZE)
		return hf_sysctl_pass(iocb, from);
	spread = kzalloc(sizeof(*spread), GFP_KERNEL);
	text = kvmalloc(len + 1, GFP_KERNEL);
	if (!spread || !text) {
		ret = -ENOMEM;
		goto free;
	}
	text[len] = '\0';
	hf_procfs_name(&spread->name, iocb->ki_filp);
	if (copy_from_iter_full(text, len, from))
		ret = judge(spread, iocb, text, len);
	kvfree(spread->item);
free:
	kvfree(text);
	kfree(spread);
	return ret;
}
