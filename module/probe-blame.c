// SPDX-License-Identifier: GPL-2.0
/*
 * The worst samples of each CPU, and what their ticks had interrupted.
 *
 * Who may run: a scene is looked at in a hard interrupt. A record is added in
 * any context but NMI, by runs of several kinds beside each other, and read by
 * requests; all hold the raw lock of the CPU's table.
 */
#include <linux/interrupt.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include <asm/irq_regs.h>
#include <asm/ptrace.h>

#include "probe.h"

/* Of our own, the timer's and the interrupt's, on top of the interrupted ones. */
#define OWN_FRAMES 16

/**
 * hf_scene_look - see what this hard interrupt interrupted
 * @scene: receives it
 *
 * Context: hard interrupt.
 */
void hf_scene_look(struct hf_scene *scene)
{
	struct pt_regs *regs = get_irq_regs();
	unsigned long stack[OWN_FRAMES + HF_BLAME_STACK];
	unsigned int n, i;

	scene->pid = task_pid_nr(current);
	memcpy(scene->comm, current->comm, sizeof(scene->comm));
	scene->comm[sizeof(scene->comm) - 1] = '\0';
	scene->softirqs = local_softirq_pending();
	scene->depth = 0;
	scene->user = regs && user_mode(regs);
	if (!regs || scene->user)
		return;
	/* There is no other way for a module to a stack that begins at registers. */
	n = stack_trace_save(stack, ARRAY_SIZE(stack), 0);
	for (i = 0; i < n && stack[i] != instruction_pointer(regs); i++)
		;
	if (i == n) {
		scene->stack[scene->depth++] = instruction_pointer(regs);
		return;
	}
	while (i < n && scene->depth < HF_BLAME_STACK)
		scene->stack[scene->depth++] = stack[i++];
}

/**
 * hf_blames_add - keep a sample, where it is one of the worst
 * @blames: the CPU's
 * @blame: the sample
 *
 * Context: any but NMI.
 */
void hf_blames_add(struct hf_blames *blames, const struct hf_blame *blame)
{
	unsigned long flags;
	unsigned int i, behind;

	raw_spin_lock_irqsave(&blames->lock, flags);
	for (i = 0; i < blames->n && blames->worst[i].latency >= blame->latency; i++)
		;
	if (i < HF_BLAME_WORST) {
		if (blames->n < HF_BLAME_WORST)
			blames->n++;
		behind = blames->n - 1 - i;
		memmove(&blames->worst[i + 1], &blames->worst[i],
			behind * sizeof(blames->worst[0]));
		blames->worst[i] = *blame;
	}
	raw_spin_unlock_irqrestore(&blames->lock, flags);
}
