// SPDX-License-Identifier: GPL-2.0
/* A family may list do and dump of a command apart, as YNL's generator does. */
#include <net/genetlink.h>

struct genl_split_ops ops[1];
struct genl_family test = { .split_ops = ops, .n_split_ops = 1 };
