// SPDX-License-Identifier: GPL-2.0
/*
 * What belongs to a netlink socket goes when it closes.
 *
 * Who may run: the notifier, in whoever closes the last descriptor, which may
 * sleep. Unregistering waits for it.
 */
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "closing.h"
#include "probe.h"
#include "stage.h"

static int on_close(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC &&
	    net_eq(notify->net, &init_net)) {
		hf_stage_drop(notify->portid);
		hf_probe_drop(notify->portid);
	}
	return NOTIFY_DONE;
}

static struct notifier_block closing = {
	.notifier_call = on_close,
};

/**
 * hf_closing_init - begin to watch for sockets that close
 *
 * Return: 0 or a negative errno.
 */
int hf_closing_init(void)
{
	return netlink_register_notifier(&closing);
}

/**
 * hf_closing_exit - watch no more; what sockets still have is for its owner to end
 */
void hf_closing_exit(void)
{
	netlink_unregister_notifier(&closing);
}
