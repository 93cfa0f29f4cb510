// SPDX-License-Identifier: GPL-2.0
/* A bound workqueue has to say that it is; an enumerator, so #ifdef would not do. */
#include <linux/workqueue.h>

unsigned int test = WQ_PERCPU;
