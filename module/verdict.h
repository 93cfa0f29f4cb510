/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_VERDICT_H
#define HF_VERDICT_H

#ifdef __KERNEL__
#include <uapi/linux/holdfast.h>
#else
#include <linux/holdfast.h>
#endif

#include "pure.h"

/**
 * struct hf_verdict - what an action decides for one write
 * @verdict: what becomes of the write
 * @report: whether an event tells of it
 */
struct hf_verdict {
	enum holdfast_verdict verdict;
	bool report;
};

struct hf_verdict hf_verdict_of(enum holdfast_action action);

#endif /* HF_VERDICT_H */
