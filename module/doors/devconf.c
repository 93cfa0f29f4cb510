// SPDX-License-Identifier: GPL-2.0
/* The settings of an interface, and their sysctls. */
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "devconf.h"

/*
 * By IPV4_DEVCONF_..., from 1; the numbers are the kernel's interface to
 * programs. A newer kernel's that is not here has no sysctl that would be known.
 */
static const char *const names[] = {
	NULL, "forwarding", "mc_forwarding", "proxy_arp", "accept_redirects",
	"secure_redirects", "send_redirects", "shared_media", "rp_filter",
	"accept_source_route", "bootp_relay", "log_martians", "tag", "arp_filter",
	"medium_id", "disable_xfrm", "disable_policy", "force_igmp_version", "arp_announce",
	"arp_ignore", "promote_secondaries", "arp_accept", "arp_notify", "accept_local",
	"src_valid_mark", "proxy_arp_pvlan", "route_localnet",
	"igmpv2_unsolicited_report_interval", "igmpv3_unsolicited_report_interval",
	"ignore_routes_with_linkdown", "drop_unicast_in_l2_multicast",
	"drop_gratuitous_arp", "bc_forwarding", "arp_evict_nocarrier",
};

/**
 * hf_devconf_name - the sysctl of a setting of IPv4
 * @id: IPV4_DEVCONF_...
 *
 * Return: the last component of its name, or NULL.
 */
const char *hf_devconf_name(unsigned int id)
{
	return id && id <= IPV4_DEVCONF_MAX && id < ARRAY_SIZE(names) ? names[id] : NULL;
}

/**
 * hf_devconf_id - the setting of IPv4 with this sysctl
 * @name: the last component of its name
 * @len: bytes at @name
 *
 * Return: IPV4_DEVCONF_..., or 0.
 */
unsigned int hf_devconf_id(const char *name, size_t len)
{
	unsigned int id;

	for (id = 1; id < ARRAY_SIZE(names) && id <= IPV4_DEVCONF_MAX; id++)
		if (strlen(names[id]) == len && !memcmp(names[id], name, len))
			return id;
	return 0;
}
