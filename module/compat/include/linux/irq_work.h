/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_IRQ_WORK_H
#define HF_COMPAT_LINUX_IRQ_WORK_H

#include_next <linux/irq_work.h>

#ifndef IRQ_WORK_INIT_HARD
#define HF_IRQ_WORK_INIT(_func, _flags) \
	((struct irq_work){ .flags = ATOMIC_INIT(_flags), .func = (_func) })

#define IRQ_WORK_INIT(_func) HF_IRQ_WORK_INIT(_func, 0)
#define IRQ_WORK_INIT_HARD(_func) HF_IRQ_WORK_INIT(_func, IRQ_WORK_HARD_IRQ)
#endif

#endif /* HF_COMPAT_LINUX_IRQ_WORK_H */
