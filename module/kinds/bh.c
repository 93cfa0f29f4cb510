// SPDX-License-Identifier: GPL-2.0
/* Workqueues that run in softirq context, where the kernel has them. */
#include "work.h"

#define MISSING (WQ_BH ? NULL : "this kernel has no workqueues in softirq context")

/* Some kernels want these to be said bound too, others forbid it. */
#define FLAGS (WQ_BH | (__WQ_BH_ALLOWS & WQ_PERCPU))

static void *begin(const struct hf_handler *handler)
{
	return hf_work_begin(handler, FLAGS);
}

static void *begin_hi(const struct hf_handler *handler)
{
	return hf_work_begin(handler, FLAGS | WQ_HIGHPRI);
}

const struct hf_kind hf_kind_bh = {
	.missing = MISSING,
	.knobs = HF_KNOB_CPU | HF_KNOB_BUDGET,
	.begin = begin,
	.prepare = hf_work_prepare,
	.raise = hf_work_raise,
	.kill = hf_work_kill,
	.end = hf_work_end,
};

const struct hf_kind hf_kind_bh_hi = {
	.missing = MISSING,
	.knobs = HF_KNOB_CPU | HF_KNOB_BUDGET,
	.begin = begin_hi,
	.prepare = hf_work_prepare,
	.raise = hf_work_raise,
	.kill = hf_work_kill,
	.end = hf_work_end,
};
