/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SCOPE_H
#define HF_SCOPE_H

#include <uapi/linux/holdfast.h>

struct task_struct;

enum holdfast_scope hf_scope_current(void);
enum holdfast_scope hf_scope_of(struct task_struct *task);

#endif /* HF_SCOPE_H */
