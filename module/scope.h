/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SCOPE_H
#define HF_SCOPE_H

#include <uapi/linux/holdfast.h>

enum holdfast_scope hf_scope_current(void);

#endif /* HF_SCOPE_H */
