/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_TIMER_H
#define HF_COMPAT_LINUX_TIMER_H

#include_next <linux/timer.h>
#include "features.h"

#ifndef HF_HAVE_TIMER_DELETE_SYNC
#define timer_delete_sync(timer) del_timer_sync(timer)
#endif

#endif /* HF_COMPAT_LINUX_TIMER_H */
