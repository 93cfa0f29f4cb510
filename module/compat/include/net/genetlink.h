/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_NET_GENETLINK_H
#define HF_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>
#include "features.h"

#ifndef HF_HAVE_GENL_SPLIT_OPS
/*
 * Each of our commands is either a do or a dump, and then an entry of the
 * older table has the same members.
 */
#define genl_split_ops genl_ops
#define split_ops ops
#define n_split_ops n_ops
#endif

#ifndef HF_HAVE_GENL_INFO_DUMP
/* What it returns has attrs, too, and that is what we read. */
#define genl_info_dump(cb) genl_dumpit_info(cb)
#endif

#endif /* HF_COMPAT_NET_GENETLINK_H */
