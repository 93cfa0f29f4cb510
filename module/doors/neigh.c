// SPDX-License-Identifier: GPL-2.0
/*
 * The door of RTM_SETNEIGHTBL: settings of a neighbour table, which are sysctls
 * below net.ipv4.neigh and net.ipv6.neigh.
 *
 * Who may run: writers, in process context, some kernels' with the RTNL lock
 * held; see guard.c. The sysctls can be read with that: who removes them needs
 * it too.
 */
#include <linux/jiffies.h>
#include <linux/neighbour.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "alias.h"
#include "guard.h"

static const char *const sysctls[] = { "net/ipv4/neigh/*/*", "net/ipv6/neigh/*/*", NULL };

/* In what a sysctl tells what the message has in milliseconds, or as a number. */
enum unit { NUMBER, SECONDS, MS, TICKS };

/**
 * struct knob - a sysctl that an attribute sets
 * @attr: NDTPA_... or NDTA_...
 * @name: the sysctl
 * @unit: of the sysctl
 */
struct knob {
	int attr;
	const char *name;
	enum unit unit;
};

static const struct knob of_parms[] = {
	{ NDTPA_QUEUE_LEN, "unres_qlen", NUMBER },
	{ NDTPA_QUEUE_LENBYTES, "unres_qlen_bytes", NUMBER },
	{ NDTPA_PROXY_QLEN, "proxy_qlen", NUMBER },
	{ NDTPA_APP_PROBES, "app_solicit", NUMBER },
	{ NDTPA_UCAST_PROBES, "ucast_solicit", NUMBER },
	{ NDTPA_MCAST_PROBES, "mcast_solicit", NUMBER },
	{ NDTPA_MCAST_REPROBES, "mcast_resolicit", NUMBER },
	{ NDTPA_BASE_REACHABLE_TIME, "base_reachable_time", SECONDS },
	{ NDTPA_BASE_REACHABLE_TIME, "base_reachable_time_ms", MS },
	{ NDTPA_GC_STALETIME, "gc_stale_time", SECONDS },
	{ NDTPA_DELAY_PROBE_TIME, "delay_first_probe_time", SECONDS },
	{ NDTPA_RETRANS_TIME, "retrans_time", TICKS },
	{ NDTPA_RETRANS_TIME, "retrans_time_ms", MS },
	{ NDTPA_ANYCAST_DELAY, "anycast_delay", TICKS },
	{ NDTPA_PROXY_DELAY, "proxy_delay", TICKS },
	{ NDTPA_LOCKTIME, "locktime", TICKS },
	/* NDTPA_INTERVAL_PROBE_TIME_MS, where the kernel has it. */
	{ NDTPA_PAD + 1, "interval_probe_time_ms", MS },
};

static const struct knob of_table[] = {
	{ NDTA_THRESH1, "gc_thresh1", NUMBER },
	{ NDTA_THRESH2, "gc_thresh2", NUMBER },
	{ NDTA_THRESH3, "gc_thresh3", NUMBER },
	{ NDTA_GC_INTERVAL, "gc_interval", SECONDS },
};

#define KNOBS (ARRAY_SIZE(of_parms) + ARRAY_SIZE(of_table))

/**
 * struct table_set - a message, taken apart
 * @family: "ipv4" or "ipv6"
 * @dev: the interface, or "default"
 * @foreign: it is for another network namespace than the writer's
 * @count: how many sysctls it sets
 * @change: they
 */
struct table_set {
	const char *family;
	char dev[IFNAMSIZ];
	bool foreign;
	unsigned int count;
	struct hf_alias_item change[KNOBS];
};

static u64 in_unit(const struct nlattr *attr, enum unit unit)
{
	u64 ms;

	if (unit == NUMBER)
		return nla_get_u32(attr);
	ms = nla_get_u64(attr);
	switch (unit) {
	case SECONDS:
		return div_u64(ms, MSEC_PER_SEC);
	case TICKS:
		return jiffies_to_clock_t(msecs_to_jiffies(ms));
	default:
		return ms;
	}
}

static void add(struct table_set *set, const char *dev, const struct knob *knob,
		const struct nlattr *attr)
{
	struct hf_alias_item *change = &set->change[set->count];

	/* So short a one the kernel refuses. */
	if (!attr || nla_len(attr) < (knob->unit == NUMBER ? 4 : 8))
		return;
	set->count++;
	snprintf(change->name, sizeof(change->name), "net/%s/neigh/%s/%s", set->family, dev,
		 knob->name);
	change->alias = (struct hf_alias){
		.door = HOLDFAST_DOOR_NEIGH,
		.name = change->name,
		.fixed = "a netlink message cannot be given another value",
		.unreadable = set->foreign,
		.locked = true,
	};
	change->alias.new.len = scnprintf(change->new, sizeof(change->new), "%llu",
					  in_unit(attr, knob->unit));
	change->alias.new.data = change->new;
}

static bool find_device(struct table_set *set, struct net *net, const struct nlattr *index)
{
	struct net_device *dev;
	int ifindex = index && nla_len(index) >= 4 ? nla_get_u32(index) : 0;

	strscpy(set->dev, "default", sizeof(set->dev));
	if (!ifindex)
		return true;
	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, ifindex);
	if (dev)
		strscpy(set->dev, dev->name, sizeof(set->dev));
	rcu_read_unlock();
	return dev;
}

static void take_parms(struct table_set *set, struct net *net, const struct nlattr *nest)
{
	/* One more than this kernel's header may know. */
	struct nlattr *tb[NDTPA_PAD + 2];
	unsigned int i;

	if (!nest || nla_parse_nested_deprecated(tb, NDTPA_PAD + 1, nest, NULL, NULL) < 0 ||
	    !find_device(set, net, tb[NDTPA_IFINDEX]))
		return;
	for (i = 0; i < ARRAY_SIZE(of_parms); i++)
		add(set, set->dev, &of_parms[i], tb[of_parms[i].attr]);
}

static void take(struct table_set *set, struct net *net, const struct nlmsghdr *nlh)
{
	struct nlattr *tb[NDTA_MAX + 1];
	unsigned int i;

	set->count = 0;
	set->foreign = !net_eq(net, current->nsproxy->net_ns);
	if (nlmsg_parse_deprecated(nlh, sizeof(struct ndtmsg), tb, NDTA_MAX, NULL, NULL) < 0 ||
	    !tb[NDTA_NAME])
		return;
	if (!nla_strcmp(tb[NDTA_NAME], "arp_cache"))
		set->family = "ipv4";
	else if (!nla_strcmp(tb[NDTA_NAME], "ndisc_cache"))
		set->family = "ipv6";
	else
		return;
	take_parms(set, net, tb[NDTA_PARMS]);
	for (i = 0; i < ARRAY_SIZE(of_table); i++)
		add(set, "default", &of_table[i], tb[of_table[i].attr]);
}

static int guarded_set(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);

static int judge(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct table_set *set = kvmalloc(sizeof(*set), GFP_KERNEL);
	int ret;

	if (!set)
		return -ENOMEM;
	take(set, sock_net(skb->sk), nlh);
	ret = hf_alias_decide_all(set->change, set->count);
	if (ret == -EPERM)
		NL_SET_ERR_MSG(extack, "holdfast: a rule refuses it");
	if (!ret) {
		ret = hf_guard_pass(&hf_guard_neigh, guarded_set, skb, nlh, extack);
		hf_alias_done_all(set->change, set->count, ret);
	}
	kvfree(set);
	return ret;
}

/* In the place of neightbl_set(). */
static int guarded_set(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	int idx = hf_hook_enter();
	int ret = judge(skb, nlh, extack);

	hf_hook_leave(idx);
	return ret;
}

/* A message without the table's name, from nobody: EINVAL. */
static struct canary {
	struct sk_buff skb;
	struct sock sk;
	struct nlmsghdr nlh;
	struct ndtmsg ndtmsg;
} *canary;

static int prepare(void)
{
	canary = kzalloc(sizeof(*canary), GFP_KERNEL);
	if (!canary)
		return -ENOMEM;
	canary->skb.sk = &canary->sk;
	sock_net_set(&canary->sk, &init_net);
	canary->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(canary->ndtmsg));
	return 0;
}

static void release(void)
{
	kfree(canary);
}

static bool knock(struct hf_guard *guard)
{
	return hf_guard_knock(guard, guarded_set, &canary->skb, &canary->nlh, NULL);
}

struct hf_guard hf_guard_neigh = {
	.door = HOLDFAST_DOOR_NEIGH,
	.sysctls = sysctls,
	.wrapper = guarded_set,
	.prepare = prepare,
	.release = release,
	.knock = knock,
	.function = "neightbl_set",
};
