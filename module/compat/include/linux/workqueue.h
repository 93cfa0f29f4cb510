/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_WORKQUEUE_H
#define HF_COMPAT_LINUX_WORKQUEUE_H

#include_next <linux/workqueue.h>
#include "features.h"

#ifndef HF_HAVE_WQ_PERCPU
/* There a workqueue that is not unbound is bound. */
#define WQ_PERCPU 0
#endif

#ifndef HF_HAVE_WQ_BH
/* None in softirq context: kinds/bh.c sees that, and asks for no such queue. */
#define WQ_BH 0
#define __WQ_BH_ALLOWS 0
#endif

#endif /* HF_COMPAT_LINUX_WORKQUEUE_H */
