/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_BACKLOG_H
#define HF_BACKLOG_H

#include "pure.h"

void hf_backlog_spread(u32 *bucket, u64 latency, u64 period, u64 count);

#endif /* HF_BACKLOG_H */
