// SPDX-License-Identifier: GPL-2.0
/* Workqueues in softirq context; an enumerator, so #ifdef would not do. */
#include <linux/workqueue.h>

unsigned int test = WQ_BH | __WQ_BH_ALLOWS;
