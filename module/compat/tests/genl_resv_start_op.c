// SPDX-License-Identifier: GPL-2.0
/* From then on a command that takes no attributes refuses them. */
#include <net/genetlink.h>

struct genl_family test = { .resv_start_op = 1 };
