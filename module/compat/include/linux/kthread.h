/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_KTHREAD_H
#define HF_COMPAT_LINUX_KTHREAD_H

#include_next <linux/kthread.h>

#ifndef kthread_run_worker
/* There a worker is started when it is made. */
#define kthread_run_worker kthread_create_worker
#endif

#endif /* HF_COMPAT_LINUX_KTHREAD_H */
