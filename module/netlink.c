// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family. Its operations and policies are generated from
 * include/uapi/holdfast.yaml; netlink-rule.c, netlink-event.c and
 * netlink-show.c answer them.
 *
 * Who may run: requests run side by side (parallel_ops); what they call locks
 * for itself. Unregistering waits for requests, and a dump holds the module.
 *
 * Teardown: `deliver` ends while its multicast group exists, then the family.
 */
#include <net/genetlink.h>

#include "deliver.h"
#include "netlink-gen.h"
#include "netlink.h"

/* Who listens learns who wrote what: that takes what reading takes. */
static const struct genl_multicast_group groups[] = {
	[HOLDFAST_NLGRP_EVENTS] = HF_MCGRP_CAP_SYS_ADMIN(HOLDFAST_MCGRP_EVENTS),
};

/**
 * hf_netlink_init - register the family and begin to deliver events
 *
 * Return: 0 or a negative errno.
 */
int __init hf_netlink_init(void)
{
	int ret;

	/*
	 * What the generator has no words for: a container's network namespace
	 * does not have the family, and not everyone may join the group.
	 */
	holdfast_nl_family.netnsok = false;
	holdfast_nl_family.mcgrps = groups;
	ret = genl_register_family(&holdfast_nl_family);
	if (ret)
		return ret;
	ret = hf_deliver_start();
	if (ret)
		genl_unregister_family(&holdfast_nl_family);
	return ret;
}

/**
 * hf_netlink_exit - end delivery and unregister the family
 */
void hf_netlink_exit(void)
{
	hf_deliver_stop();
	genl_unregister_family(&holdfast_nl_family);
}
