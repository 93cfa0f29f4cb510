// SPDX-License-Identifier: GPL-2.0
/* Tasklets: softirq context, on the CPU that raised. */
#include "../deferred.h"

static void run(struct tasklet_struct *tasklet)
{
	hf_instance_run(container_of(tasklet, struct hf_instance, tasklet));
}

static void prepare(struct hf_instance *instance, void *own)
{
	tasklet_setup(&instance->tasklet, run);
}

static void raise(struct hf_instance *instance)
{
	tasklet_schedule(&instance->tasklet);
}

static void raise_hi(struct hf_instance *instance)
{
	tasklet_hi_schedule(&instance->tasklet);
}

static void kill(struct hf_instance *instance)
{
	tasklet_kill(&instance->tasklet);
}

const struct hf_kind hf_kind_tasklet = {
	.knobs = HF_KNOB_BUDGET,
	.prepare = prepare,
	.raise = raise,
	.kill = kill,
};

const struct hf_kind hf_kind_tasklet_hi = {
	.knobs = HF_KNOB_BUDGET,
	.prepare = prepare,
	.raise = raise_hi,
	.kill = kill,
};
