// SPDX-License-Identifier: GPL-2.0
/* Bound workqueues: a kworker of the CPU, which may sleep. */
#include "work.h"

static void *begin(const struct hf_handler *handler)
{
	return hf_work_begin(handler, WQ_PERCPU);
}

static void *begin_highpri(const struct hf_handler *handler)
{
	return hf_work_begin(handler, WQ_PERCPU | WQ_HIGHPRI);
}

const struct hf_kind hf_kind_workqueue = {
	.knobs = HF_KNOB_CPU | HF_KNOB_BUDGET,
	.sleeps = true,
	.begin = begin,
	.prepare = hf_work_prepare,
	.raise = hf_work_raise,
	.kill = hf_work_kill,
	.end = hf_work_end,
};

const struct hf_kind hf_kind_workqueue_highpri = {
	.knobs = HF_KNOB_CPU | HF_KNOB_BUDGET,
	.sleeps = true,
	.begin = begin_highpri,
	.prepare = hf_work_prepare,
	.raise = hf_work_raise,
	.kill = hf_work_kill,
	.end = hf_work_end,
};
