// SPDX-License-Identifier: GPL-2.0
/* A multicast group may ask a listener for a capability. */
#include <net/genetlink.h>

struct genl_multicast_group test = { .flags = GENL_MCAST_CAP_SYS_ADMIN };
