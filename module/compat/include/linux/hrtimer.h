/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_HRTIMER_H
#define HF_COMPAT_LINUX_HRTIMER_H

#include_next <linux/hrtimer.h>
#include "features.h"

#ifndef HF_HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

#endif /* HF_COMPAT_LINUX_HRTIMER_H */
