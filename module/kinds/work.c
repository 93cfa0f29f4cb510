// SPDX-License-Identifier: GPL-2.0
/*
 * Work items on a workqueue of the handler's own.
 *
 * Who may run: see deferred.c. The kernel runs an item on one worker at a time,
 * and may run it on any CPU when the one it was queued on goes offline.
 */
#include "work.h"

/**
 * hf_work_begin - make a workqueue
 * @handler: for whom
 * @flags: as alloc_workqueue() takes them
 *
 * Context: may sleep. Return: the workqueue or an ERR_PTR.
 */
void *hf_work_begin(const struct hf_handler *handler, unsigned int flags)
{
	struct workqueue_struct *queue = alloc_workqueue(HF_WORK_QUEUE, flags, 0, handler->name);

	return queue ?: ERR_PTR(-ENOMEM);
}

static void run(struct work_struct *work)
{
	hf_instance_run(container_of(work, struct hf_instance, work));
}

/**
 * hf_work_prepare - set an instance up
 * @instance: the instance
 * @own: the workqueue
 */
void hf_work_prepare(struct hf_instance *instance, void *own)
{
	const struct cpumask *cpus = &instance->handler->setting.cpus;

	instance->queue = own;
	instance->cpu = cpumask_empty(cpus) ? -1 : cpumask_first(cpus);
	/* Two places, by which lockdep tells what runs in softirqs from what does not. */
	if (hf_kind_get(instance->handler->setting.kind)->sleeps)
		INIT_WORK(&instance->work, run);
	else
		INIT_WORK(&instance->work, run);
}

/**
 * hf_work_raise - queue an instance on its CPU, or here if that is offline
 * @instance: the instance
 *
 * Context: any but NMI.
 */
void hf_work_raise(struct hf_instance *instance)
{
	int cpu = instance->cpu;

	if (cpu < 0) {
		queue_work(instance->queue, &instance->work);
		return;
	}
	/* It does not go offline meanwhile: softirqs there would not be heard. */
	preempt_disable();
	if (cpu_online(cpu))
		queue_work_on(cpu, instance->queue, &instance->work);
	else
		queue_work(instance->queue, &instance->work);
	preempt_enable();
}

/**
 * hf_work_kill - wait until an instance does not run
 * @instance: the instance
 *
 * Context: may sleep.
 */
void hf_work_kill(struct hf_instance *instance)
{
	cancel_work_sync(&instance->work);
}

/**
 * hf_work_end - free the workqueue
 * @handler: whose it was
 * @own: the workqueue
 */
void hf_work_end(const struct hf_handler *handler, void *own)
{
	destroy_workqueue(own);
}
