// SPDX-License-Identifier: GPL-2.0
/*
 * irq_work: an interrupt that a CPU sends to itself. With PREEMPT_RT that which
 * is not hard runs in the CPU's thread irq_work/N.
 *
 * Who may run: unlike the other kinds' mechanisms this one may run the same
 * item on two CPUs at a time, when it is queued again while it runs. So
 * INSTANCE_RUNNING is held over a run: who raises meanwhile leaves it to the
 * run's end to queue it, and who still gets in beside a run goes away.
 *
 *	raise: sets pending; then sees RUNNING, or queues
 *	run:   clears RUNNING; then sees pending, and queues
 *
 * Both with a full barrier between, so that one of them queues.
 *
 * A CPU that goes offline no longer serves its irq_work thread: an item queued
 * there would stay until the CPU came back. What is raised on such a CPU, is
 * left to hf_deferred_again(), elsewhere.
 */
#include <linux/cpu.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "../deferred.h"

#define INSTANCE_RUNNING 8	/* deferred.c has the lower ones */

static void queue(struct hf_instance *instance)
{
	/* It does not become inactive meanwhile: that waits for RCU readers. */
	preempt_disable();
	if (!IS_ENABLED(CONFIG_PREEMPT_RT) || cpu_active(smp_processor_id()))
		irq_work_queue(&instance->irq_work);
	else
		hf_deferred_again();
	preempt_enable();
}

static void run(struct irq_work *work)
{
	struct hf_instance *instance = container_of(work, struct hf_instance, irq_work);

	if (test_and_set_bit(INSTANCE_RUNNING, &instance->state))
		return;
	hf_instance_run(instance);
	clear_bit(INSTANCE_RUNNING, &instance->state);
	smp_mb__after_atomic(); /* see at the top */
	hf_instance_again(instance);
}

static void prepare(struct hf_instance *instance, void *own)
{
	instance->irq_work = IRQ_WORK_INIT(run);
}

static void prepare_hard(struct hf_instance *instance, void *own)
{
	instance->irq_work = IRQ_WORK_INIT_HARD(run);
}

static void raise(struct hf_instance *instance)
{
	if (!test_bit(INSTANCE_RUNNING, &instance->state))
		queue(instance);
}

static void kill(struct hf_instance *instance)
{
	irq_work_sync(&instance->irq_work);
}

static void nothing(struct irq_work *work)
{
}

static void queue_here(void *work)
{
	irq_work_queue(work);
}

/*
 * A run that got in beside another is not waited for by irq_work_sync(). But a
 * CPU takes one after the other, so that it is over when one queued now is.
 */
static void settle(void)
{
	struct irq_work last = IRQ_WORK_INIT(nothing);
	unsigned int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		smp_call_function_single(cpu, queue_here, &last, 1);
		irq_work_sync(&last);
	}
	cpus_read_unlock();
}

const struct hf_kind hf_kind_irq_work = {
	.prepare = prepare,
	.raise = raise,
	.kill = kill,
	.settle = settle,
};

const struct hf_kind hf_kind_irq_work_hard = {
	.prepare = prepare_hard,
	.raise = raise,
	.kill = kill,
	.settle = settle,
};
