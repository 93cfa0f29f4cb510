// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel threads of the handler's own, one for each instance: that of a per-CPU
 * handler is bound to its CPU, unless other CPUs are set.
 *
 * Who may run: see deferred.c. A thread whose CPUs all go offline runs on
 * others; hf_deferred_again() brings it back when one is online.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../deferred.h"

static void end(const struct hf_handler *handler, void *own)
{
	struct kthread_worker **workers = own;
	unsigned int i;

	for (i = 0; i < hf_handler_instances(handler); i++)
		if (workers[i])
			kthread_destroy_worker(workers[i]);
	kvfree(workers);
}

/* A handler that is not per CPU has one instance, 0. */
static bool needed(const struct hf_handler *handler, unsigned int index)
{
	return !handler->per_cpu || cpu_possible(index);
}

static void *begin(const struct hf_handler *handler)
{
	unsigned int count = hf_handler_instances(handler), i;
	struct kthread_worker **workers;
	struct kthread_worker *worker;

	workers = kvcalloc(count, sizeof(*workers), GFP_KERNEL);
	if (!workers)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < count; i++) {
		if (!needed(handler, i))
			continue;
		worker = kthread_run_worker(0, "hf-%s/%u", handler->name, i);
		if (IS_ERR(worker)) {
			end(handler, workers);
			return worker;
		}
		workers[i] = worker;
		/*
		 * When it first runs it may take the CPUs of its node (newer kernels
		 * do), whatever it was given before: so that is waited for.
		 */
		kthread_flush_worker(worker);
	}
	return workers;
}

static void set_priority(struct task_struct *task, const struct hf_setting *setting)
{
	switch (setting->priority) {
	case HOLDFAST_PRIORITY_FIFO_LOW:
		sched_set_fifo_low(task);
		break;
	case HOLDFAST_PRIORITY_FIFO:
		sched_set_fifo(task);
		break;
	case HOLDFAST_PRIORITY_NICE:
		sched_set_normal(task, setting->nice);
		break;
	default:
		sched_set_normal(task, 0);
	}
}

static int set_cpus(const struct hf_handler *handler, struct task_struct *task,
		    unsigned int index, const struct cpumask *cpus)
{
	if (!cpumask_empty(cpus))
		return set_cpus_allowed_ptr(task, cpus);
	if (!handler->per_cpu)
		return set_cpus_allowed_ptr(task, cpu_possible_mask);
	/* Of a CPU that is offline: when it comes. */
	if (cpu_online(index))
		set_cpus_allowed_ptr(task, cpumask_of(index));
	return 0;
}

static int adjust(const struct hf_handler *handler, void *own, const struct hf_setting *setting)
{
	struct kthread_worker **workers = own;
	unsigned int i;
	int ret;

	for (i = 0; i < hf_handler_instances(handler); i++) {
		if (!workers[i])
			continue;
		ret = set_cpus(handler, workers[i]->task, i, &setting->cpus);
		if (ret)
			return ret;
		set_priority(workers[i]->task, setting);
	}
	return 0;
}

static void run(struct kthread_work *work)
{
	hf_instance_run(container_of(work, struct hf_instance, kwork));
}

static void prepare(struct hf_instance *instance, void *own)
{
	struct kthread_worker **workers = own;

	instance->worker = workers[instance->index];
	kthread_init_work(&instance->kwork, run);
}

static void raise(struct hf_instance *instance)
{
	kthread_queue_work(instance->worker, &instance->kwork);
}

static void kill(struct hf_instance *instance)
{
	kthread_cancel_work_sync(&instance->kwork);
}

const struct hf_kind hf_kind_kthread = {
	.knobs = HF_KNOB_CPU | HF_KNOB_CPUS | HF_KNOB_NICE | HF_KNOB_FIFO | HF_KNOB_BUDGET,
	.sleeps = true,
	.begin = begin,
	.adjust = adjust,
	.prepare = prepare,
	.raise = raise,
	.kill = kill,
	.end = end,
};
