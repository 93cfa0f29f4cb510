// SPDX-License-Identifier: GPL-2.0
/*
 * The door of RTM_SETLINK and RTM_NEWLINK: settings of an interface for IPv4
 * (IFLA_INET_CONF) and IPv6 (IFLA_INET6_ADDR_GEN_MODE) in IFLA_AF_SPEC, which
 * are sysctls below net.ipv4.conf and net.ipv6.conf.
 *
 * Who may run: writers, in process context, with the RTNL lock held; see
 * guard.c. What a setting is now is looked up in the interface.
 */
#include <linux/if_link.h>
#include <linux/inetdevice.h>
#include <linux/lockdep.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/netlink.h>

#include "alias.h"
#include "devconf.h"
#include "guard.h"

static const char *const sysctls[] = { "net/ipv4/conf/*/*", NULL };
static const char *const sysctls6[] = { "net/ipv6/conf/*/addr_gen_mode", NULL };

static const char fixed[] = "a netlink message cannot be given another value";

static void fill(struct hf_alias_item *item, const char *family, const struct net_device *dev,
		 const char *name, int old, int new)
{
	struct hf_alias *alias = &item->alias;

	snprintf(item->name, sizeof(item->name), "net/%s/conf/%s/%s", family, dev->name,
		 name);
	*alias = (struct hf_alias){
		.door = HOLDFAST_DOOR_LINK, .name = item->name, .fixed = fixed,
		.unreadable = true, .locked = true,
	};
	alias->old.len = scnprintf(item->old, sizeof(item->old), "%d", old);
	alias->old.data = item->old;
	alias->new.len = scnprintf(item->new, sizeof(item->new), "%d", new);
	alias->new.data = item->new;
}

/* The settings in a message, as the kernel will take them; NULL where there are none. */
static struct nlattr *settings_in(const struct nlattr *nla)
{
	struct nlattr *tb[IFLA_INET_MAX + 1];

	if (nla_parse_nested_deprecated(tb, IFLA_INET_MAX, nla, NULL, NULL) < 0)
		return NULL;
	return tb[IFLA_INET_CONF];
}

static unsigned int fill_all(struct hf_alias_item *item, unsigned int room,
			     const struct net_device *dev, const struct nlattr *nest)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct nlattr *attr;
	unsigned int n = 0;
	int rem;

	if (!in_dev)
		return 0;
	nla_for_each_nested(attr, nest, rem) {
		const char *name = hf_devconf_name(nla_type(attr));

		if (name && nla_len(attr) >= 4 && n < room)
			fill(&item[n++], "ipv4", dev, name,
			     in_dev->cnf.data[nla_type(attr) - 1], nla_get_u32(attr));
	}
	return n;
}

static unsigned int count_settings(const struct nlattr *nest)
{
	const struct nlattr *attr;
	unsigned int n = 0;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		n++;
	return n;
}

static int guarded_link(struct net_device *dev, const struct nlattr *nla, void *extack);
static int guarded_link6(struct net_device *dev, const struct nlattr *nla, void *extack);

static int judge(struct net_device *dev, const struct nlattr *nla, void *extack)
{
	struct nlattr *nest = settings_in(nla);
	unsigned int count = nest ? count_settings(nest) : 0, n;
	struct hf_alias_item *item;
	int ret;

	if (!count)
		return hf_guard_pass(&hf_guard_link, guarded_link, dev, nla, extack);
	item = kvmalloc_array(count, sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	n = fill_all(item, count, dev, nest);
	ret = hf_alias_decide_all(item, n);
	if (!ret) {
		ret = hf_guard_pass(&hf_guard_link, guarded_link, dev, nla, extack);
		hf_alias_done_all(item, n, ret);
	}
	kvfree(item);
	return ret;
}

/*
 * In the place of inet_set_link_af(). Where that takes no extack, what is there
 * in its place is handed on, and nobody looks at it.
 */
static int guarded_link(struct net_device *dev, const struct nlattr *nla, void *extack)
{
	int idx = hf_hook_enter();
	int ret = judge(dev, nla, extack);

	hf_hook_leave(idx);
	return ret;
}

static int judge6(struct net_device *dev, const struct nlattr *nla, void *extack)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	struct nlattr *tb[IFLA_INET6_MAX + 1];
	const struct nlattr *mode;
	struct hf_alias_item item;
	int ret;

	if (!idev || nla_parse_nested_deprecated(tb, IFLA_INET6_MAX, nla, NULL, NULL) < 0)
		return hf_guard_pass(&hf_guard_link6, guarded_link6, dev, nla, extack);
	mode = tb[IFLA_INET6_ADDR_GEN_MODE];
	if (!mode || nla_len(mode) < 1)
		return hf_guard_pass(&hf_guard_link6, guarded_link6, dev, nla, extack);
	fill(&item, "ipv6", dev, "addr_gen_mode", idev->cnf.addr_gen_mode, nla_get_u8(mode));
	ret = hf_alias_decide(&item.alias);
	if (ret)
		return ret;
	ret = hf_guard_pass(&hf_guard_link6, guarded_link6, dev, nla, extack);
	hf_alias_done(&item.alias, ret);
	return ret;
}

/* In the place of inet6_set_link_af(); likewise. */
static int guarded_link6(struct net_device *dev, const struct nlattr *nla, void *extack)
{
	int idx = hf_hook_enter();
	int ret = judge6(dev, nla, extack);

	hf_hook_leave(idx);
	return ret;
}

/* An interface with no protocol at all: EAFNOSUPPORT. Each guard has one. */
static struct net_device *nowhere, *nowhere6;

static int prepare_device(struct net_device **dev)
{
	*dev = kvzalloc(sizeof(**dev), GFP_KERNEL);
	return *dev ? 0 : -ENOMEM;
}

static int prepare(void)
{
	return prepare_device(&nowhere);
}

static void release(void)
{
	kvfree(nowhere);
}

static int prepare6(void)
{
	return prepare_device(&nowhere6);
}

static void release6(void)
{
	kvfree(nowhere6);
}

static const struct nlattr nothing = { .nla_len = NLA_HDRLEN };

/*
 * Where no guard stands there, the function looks at the interface, as if RTNL were
 * held. That one is ours alone, so nobody has to be kept from changing it: lockdep
 * need not say so, and RTNL can be held by others for seconds.
 */
static bool knock(struct hf_guard *guard)
{
	bool met;

	lockdep_off();
	met = hf_guard_knock(guard, guarded_link, nowhere, &nothing, NULL);
	lockdep_on();
	return met;
}

static bool knock6(struct hf_guard *guard)
{
	bool met;

	lockdep_off();
	met = hf_guard_knock(guard, guarded_link6, nowhere6, &nothing, NULL);
	lockdep_on();
	return met;
}

struct hf_guard hf_guard_link = {
	.door = HOLDFAST_DOOR_LINK,
	.sysctls = sysctls,
	.wrapper = guarded_link,
	.prepare = prepare,
	.release = release,
	.knock = knock,
	.function = "inet_set_link_af",
};

struct hf_guard hf_guard_link6 = {
	.door = HOLDFAST_DOOR_LINK,
	.sysctls = sysctls6,
	.needs = "sys/net/ipv6/conf/default/addr_gen_mode",
	.wrapper = guarded_link6,
	.prepare = prepare6,
	.release = release6,
	.knock = knock6,
	.function = "inet6_set_link_af",
};
