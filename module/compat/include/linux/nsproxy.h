/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_NSPROXY_H
#define HF_COMPAT_LINUX_NSPROXY_H

#include_next <linux/nsproxy.h>
#include "features.h"

#ifdef HF_HAVE_NSPROXY_REFCOUNT
#define hf_nsproxy_set_count(nsproxy, n) refcount_set(&(nsproxy)->count, n)
#define hf_nsproxy_count(nsproxy) refcount_read(&(nsproxy)->count)
#else
#define hf_nsproxy_set_count(nsproxy, n) atomic_set(&(nsproxy)->count, n)
#define hf_nsproxy_count(nsproxy) atomic_read(&(nsproxy)->count)
#endif

#endif /* HF_COMPAT_LINUX_NSPROXY_H */
