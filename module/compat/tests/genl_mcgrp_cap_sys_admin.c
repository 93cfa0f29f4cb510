// SPDX-License-Identifier: GPL-2.0
/* The same by a member of its own, as a stable kernel took it from a newer one. */
#include <net/genetlink.h>

struct genl_multicast_group test = { .cap_sys_admin = 1 };
