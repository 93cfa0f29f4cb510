/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_IPV6_H
#define HF_COMPAT_LINUX_IPV6_H

#include_next <linux/ipv6.h>
#include "features.h"

/* Settings of all interfaces that not every kernel has, as { name, offset }. */
#ifdef HF_HAVE_IPV6_FORCE_FORWARDING
#define HF_IPV6_DEVCONF_NEWER \
	{ "force_forwarding", offsetof(struct ipv6_devconf, force_forwarding) },
#else
#define HF_IPV6_DEVCONF_NEWER
#endif

#endif /* HF_COMPAT_LINUX_IPV6_H */
