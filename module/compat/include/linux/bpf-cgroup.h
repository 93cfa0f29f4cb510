/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_BPF_CGROUP_H
#define HF_COMPAT_LINUX_BPF_CGROUP_H

#include_next <linux/bpf-cgroup.h>
#include "features.h"

#ifndef HF_HAVE_CGROUP_BPF_ENABLED_TYPE
/* There it cannot be asked of one kind of program: there may be some. */
#undef cgroup_bpf_enabled
#define cgroup_bpf_enabled(type) true
#endif

#endif /* HF_COMPAT_LINUX_BPF_CGROUP_H */
