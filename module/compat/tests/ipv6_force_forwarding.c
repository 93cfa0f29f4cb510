// SPDX-License-Identifier: GPL-2.0
#include <linux/ipv6.h>

int test(const struct ipv6_devconf *conf)
{
	return conf->force_forwarding;
}
