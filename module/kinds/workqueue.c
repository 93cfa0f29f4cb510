// SPDX-License-Identifier: GPL-2.0
/* Work items on a bound workqueue of our own: a kworker, which may sleep. */
#include "../deferred.h"

static struct workqueue_struct *workqueue;

static void run(struct work_struct *work)
{
	hf_instance_run(container_of(work, struct hf_instance, work));
}

static void prepare(struct hf_instance *instance)
{
	INIT_WORK(&instance->work, run);
}

static void raise(struct hf_instance *instance)
{
	queue_work(workqueue, &instance->work);
}

static void kill(struct hf_instance *instance)
{
	cancel_work_sync(&instance->work);
}

const struct hf_kind hf_kind_workqueue = {
	.prepare = prepare,
	.raise = raise,
	.kill = kill,
};

/**
 * hf_kind_workqueue_init - make the workqueue
 *
 * Return: 0 or -ENOMEM.
 */
int hf_kind_workqueue_init(void)
{
	workqueue = alloc_workqueue("holdfast", WQ_PERCPU, 0);
	return workqueue ? 0 : -ENOMEM;
}

/**
 * hf_kind_workqueue_exit - end it; no handler of this kind is left
 */
void hf_kind_workqueue_exit(void)
{
	destroy_workqueue(workqueue);
}
