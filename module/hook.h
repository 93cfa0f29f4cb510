/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_HOOK_H
#define HF_HOOK_H

#include <linux/ftrace.h>
#include <linux/srcu.h>

/*
 * How far behind a function's entry ftrace's place can be: what marks a target of
 * indirect jumps, or saves the link register, comes before. No function is shorter.
 */
#define HF_HOOK_PLACE_MAX 16

/**
 * struct hf_hook - kernel functions whose calls go to wrappers of ours
 * @function: the function's name; NULL for hf_hook_install_at()
 * @otherwise: what comes of it where it cannot be hooked, for the kernel log
 * @ops: with .func set: it sees each call and sends those that are not the
 *	wrapper's own to the wrapper, by ftrace_regs_set_instruction_pointer()
 * @observes: it only looks: no call is sent anywhere else
 * @quiet: nothing is said where it cannot be installed
 */
struct hf_hook {
	const char *function;
	const char *otherwise;
	struct ftrace_ops ops;
	bool observes;
	bool quiet;
};

int hf_hook_install(struct hf_hook *hook);
int hf_hook_install_at(struct hf_hook *hook, const unsigned long *entries, unsigned int count);
void hf_hook_remove(struct hf_hook *hook);

/* hf_hook_remove() in steps, for several with one wait. */
void hf_hook_detach(struct hf_hook *hook);
void hf_hook_wait(void);
void hf_hook_forget(struct hf_hook *hook);

/* The first thing a wrapper that may sleep does, and the last; any context but NMI. */
#define hf_hook_enter() srcu_read_lock(&hf_in_hooks)
#define hf_hook_leave(idx) srcu_read_unlock(&hf_in_hooks, idx)

extern struct srcu_struct hf_in_hooks;

int hf_hook_entry(const char *function, unsigned long *entry);

#endif /* HF_HOOK_H */
