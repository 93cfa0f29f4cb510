/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_PREEMPT_H
#define HF_COMPAT_LINUX_PREEMPT_H

#include_next <linux/preempt.h>

#ifndef in_hardirq
#define in_hardirq() (hardirq_count())
#endif

#endif /* HF_COMPAT_LINUX_PREEMPT_H */
