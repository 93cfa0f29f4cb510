/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_SYSCTL_H
#define HF_COMPAT_LINUX_SYSCTL_H

#include_next <linux/sysctl.h>
#include "features.h"

/* What a handler is given. */
#ifdef HF_HAVE_CONST_CTL_TABLE
#define hf_const_ctl_table const struct ctl_table
#else
#define hf_const_ctl_table struct ctl_table
#endif

/* Where register_sysctl() does not count the entries, an empty one ends them. */
#ifdef HF_HAVE_REGISTER_SYSCTL_SZ
#define HF_CTL_TABLE_END
#else
#define HF_CTL_TABLE_END { }
#endif

#endif /* HF_COMPAT_LINUX_SYSCTL_H */
