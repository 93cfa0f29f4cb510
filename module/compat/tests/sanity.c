// SPDX-License-Identifier: GPL-2.0
/* Compiles on every kernel: tells a missing feature from a broken compiler. */
#include <linux/ftrace.h>
#include <net/genetlink.h>
