/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOORS_GUARD_H
#define HF_DOORS_GUARD_H

#include "../hook.h"
#include "door.h"

struct task_struct;

/**
 * struct hf_guard - stands at a kernel function that is a door to some sysctls
 * @door: which door
 * @sysctls: patterns of the sysctls behind it, in path form; the last is NULL
 * @needs: a file below /proc without which there is no such door, or NULL
 * @wrapper: runs in the function's place; of the same prototype
 * @concerns: whether a call has to do with those sysctls, asked in ftrace's
 *	callback; NULL: each has
 * @prepare: make ready what @knock needs; may sleep; 0 or a negative errno; or NULL
 * @release: the reverse; or NULL
 * @knock: by hf_guard_knock(), call the function in a way that changes nothing,
 *	also where nobody stands there; may sleep. Return: whether the guard was met
 * @function: the function's name
 * @hook: of its own, where it cannot stand with the others
 * @alone: it does not
 * @original: where the function begins
 * @state: how it is
 * @why: why it is open, a static string
 */
struct hf_guard {
	enum holdfast_door door;
	const char *const *sysctls;
	const char *needs;
	void *wrapper;
	bool (*concerns)(const struct hf_guard *guard, struct ftrace_regs *fregs);
	int (*prepare)(void);
	void (*release)(void);
	bool (*knock)(struct hf_guard *guard);

	const char *function;
	struct hf_hook hook;
	bool alone;
	unsigned long original;
	enum hf_guard_state {
		HF_GUARD_ABSENT,	/* this kernel has no such door */
		HF_GUARD_OPEN,
		HF_GUARD_CLOSED,	/* hooked */
	} state;
	const char *why;
};

/**
 * struct hf_mark - a call of the function that is ours: the guard's, or the canary's
 * @list: among all of them, until the call arrives
 * @task: who calls
 * @guard: which function
 * @canary: whether it is the canary's
 * @met: the guard saw it
 * @hard: who calls does so in a hard interrupt
 */
struct hf_mark {
	struct list_head list;
	struct task_struct *task;
	struct hf_guard *guard;
	bool canary;
	bool met;
	bool hard;
};

void hf_mark_set(struct hf_mark *mark, struct hf_guard *guard, bool canary);
void hf_mark_clear(struct hf_mark *mark);

/* Have the kernel do what it would have done without @guard, whose wrapper is @wrapper. */
#define hf_guard_pass(guard, wrapper, ...) ({					\
	struct hf_guard *_guard = guard;					\
	typeof(wrapper(__VA_ARGS__)) _ret;					\
	struct hf_mark _mark;							\
										\
	hf_mark_set(&_mark, _guard, false);					\
	_ret = ((typeof(wrapper) *)_guard->original)(__VA_ARGS__);		\
	hf_mark_clear(&_mark);							\
	_ret;									\
})

/* A canary's call: true where it met the guard. */
#define hf_guard_knock(guard, wrapper, ...) ({					\
	struct hf_guard *_guard = guard;					\
	struct hf_mark _mark;							\
										\
	hf_mark_set(&_mark, _guard, true);					\
	((typeof(wrapper) *)_guard->original)(__VA_ARGS__);			\
	hf_mark_clear(&_mark);							\
	_mark.met;								\
})

void hf_guards_close(struct hf_guard *const *guards, unsigned int count);

/* In this order, with hf_hook_wait() between. */
void hf_guards_detach(void);
void hf_guards_forget(void);

extern struct hf_guard hf_guard_parameter;
extern struct hf_guard hf_guard_sethostname;
extern struct hf_guard hf_guard_setdomainname;
extern struct hf_guard hf_guard_sethostname_32;
extern struct hf_guard hf_guard_setdomainname_32;
extern struct hf_guard hf_guard_syslog;
extern struct hf_guard hf_guard_syslog_32;
extern struct hf_guard hf_guard_sysrq;
extern struct hf_guard hf_guard_sysrq_trigger;
extern struct hf_guard hf_guard_link;
extern struct hf_guard hf_guard_link6;
extern struct hf_guard hf_guard_neigh;
extern struct hf_guard hf_guard_hugepages;
extern struct hf_guard hf_guard_hugepages_mempolicy;
extern struct hf_guard hf_guard_overcommit_hugepages;
extern struct hf_guard hf_guard_uevent_helper;

#endif /* HF_DOORS_GUARD_H */
