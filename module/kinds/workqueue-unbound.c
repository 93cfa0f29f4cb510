// SPDX-License-Identifier: GPL-2.0
/*
 * Unbound workqueues: a kworker anywhere, which may sleep. CPUs and nice value
 * are set through the workqueue's files in sysfs, as the kernel exports no
 * function for it; so can root, beside the module.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "../sysfs.h"
#include "work.h"

/**
 * struct unbound - a handler's workqueue
 * @queue: the workqueue
 * @touched: it is no longer as it was made
 */
struct unbound {
	struct workqueue_struct *queue;
	bool touched;
};

static void *begin(const struct hf_handler *handler)
{
	struct unbound *unbound = kzalloc(sizeof(*unbound), GFP_KERNEL);
	void *queue;

	if (!unbound)
		return ERR_PTR(-ENOMEM);
	queue = hf_work_begin(handler, WQ_UNBOUND | WQ_SYSFS);
	if (IS_ERR(queue)) {
		kfree(unbound);
		return queue;
	}
	unbound->queue = queue;
	return unbound;
}

static int set(const struct hf_handler *handler, const char *file, const char *value)
{
	char *path = kasprintf(GFP_KERNEL, "devices/virtual/workqueue/" HF_WORK_QUEUE "/%s",
			       handler->name, file);
	int ret = path && value ? hf_sysfs_write(path, value) : -ENOMEM;

	kfree(path);
	return ret;
}

static int adjust(const struct hf_handler *handler, void *own, const struct hf_setting *setting)
{
	const struct cpumask *cpus = &setting->cpus;
	struct unbound *unbound = own;
	char nice[sizeof("-20")];
	char *mask;
	int ret;

	if (cpumask_empty(cpus)) {
		if (setting->priority == HOLDFAST_PRIORITY_DEFAULT && !unbound->touched)
			return 0;
		cpus = cpu_possible_mask;
	}
	unbound->touched = true;
	mask = kasprintf(GFP_KERNEL, "%*pb", cpumask_pr_args(cpus));
	ret = set(handler, "cpumask", mask);
	kfree(mask);
	if (ret)
		return ret;
	snprintf(nice, sizeof(nice), "%d",
		 setting->priority == HOLDFAST_PRIORITY_NICE ? setting->nice : 0);
	return set(handler, "nice", nice);
}

static void prepare(struct hf_instance *instance, void *own)
{
	struct unbound *unbound = own;

	hf_work_prepare(instance, unbound->queue);
	instance->cpu = -1;
}

static void end(const struct hf_handler *handler, void *own)
{
	struct unbound *unbound = own;

	destroy_workqueue(unbound->queue);
	kfree(unbound);
}

const struct hf_kind hf_kind_workqueue_unbound = {
	.knobs = HF_KNOB_CPU | HF_KNOB_CPUS | HF_KNOB_NICE | HF_KNOB_BUDGET,
	.sleeps = true,
	.begin = begin,
	.adjust = adjust,
	.prepare = prepare,
	.raise = hf_work_raise,
	.kill = hf_work_kill,
	.end = end,
};
