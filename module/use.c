// SPDX-License-Identifier: GPL-2.0
/*
 * The points of use: a pinned sysctl that names a program the kernel starts is
 * looked at when the kernel is about to, so that what somebody put there between
 * two looks of the witness is never started.
 *
 * kernel.modprobe is read for the last time when the helper's own thread begins
 * to become the program: the path it is given is the variable itself.
 * kernel.core_pattern is copied early in the dump of a core, so that is looked at
 * where the dump begins.
 *
 * Who may run: ftrace's callbacks in whoever comes by, in process context, and
 * under RCU by which a pin is found; they may not sleep. So the variable is set
 * here as the kernel's own handler would, byte by byte; but only from a memory that
 * is whole. The worker does the rest.
 *
 * Teardown: hf_use_exit() when pins may still be attached: the hooks go, and when
 * nobody is in them any more the caller takes the pins away.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "events.h"
#include "hook.h"
#include "pin-event.h"
#include "use.h"
#include "witness.h"

/**
 * struct use - a function that is about to use a sysctl
 * @path: the sysctl
 * @functions: the function's names: kernels differ; NULL behind the last
 * @pin: the sysctl's; or NULL
 * @hook: stands there
 * @hooked: it does
 */
struct use {
	const char *path;
	const char *functions[3];
	struct hf_pin __rcu *pin;
	struct hf_hook hook;
	bool hooked;
};

static const char at_use[] = "found where the kernel was about to use it";
static const char not_whole[] =
	"what was remembered was written to: the value that is there is used";

/* Apart, for the event's place on the stack. */
static noinline void report(struct hf_pin *pin, const struct hf_remembered *remembered,
			    const char *now, enum holdfast_event_type type)
{
	size_t len = strnlen(now, HOLDFAST_TEXT_MAX + 1);
	struct hf_event event;

	hf_pin_event(&event, type, pin, at_use);
	if (type == HOLDFAST_EVENT_TYPE_TAMPER)
		event.why = not_whole;
	hf_event_old(&event, remembered->value, remembered->len);
	hf_event_new(&event, now, len);
	hf_events_record(&event);
}

static noinline void put_back(struct hf_pin *pin, const struct hf_remembered *remembered)
{
	char now[HF_STORE_RAW + 1];

	if (!hf_variable_copy(&pin->variable, now))
		return;
	now[pin->variable.len] = '\0';
	if (!hf_store_is_whole(remembered, pin->id)) {
		report(pin, remembered, now, HOLDFAST_EVENT_TYPE_TAMPER);
	} else if (hf_pin_restore(pin) != HOLDFAST_RESTORE_ALWAYS) {
		report(pin, remembered, now, HOLDFAST_EVENT_TYPE_DRIFT);
	} else {
		memcpy(pin->variable.at, remembered->raw, pin->variable.len);
		report(pin, remembered, now, HOLDFAST_EVENT_TYPE_DRIFT);
		report(pin, remembered, now, HOLDFAST_EVENT_TYPE_RESTORE);
		atomic_inc(&pin->at_use);
	}
	hf_witness_suspect(pin);
}

static void notrace look(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			 struct ftrace_regs *fregs)
{
	struct use *use = container_of(ops, struct use, hook.ops);
	const struct hf_remembered *remembered;
	struct hf_pin *pin;

	rcu_read_lock();
	pin = rcu_dereference(use->pin);
	remembered = pin ? rcu_dereference(pin->remembered) : NULL;
	/* One that a rule lets be written just now is what its writer says. */
	if (remembered && remembered->raw_len && !atomic_read(&pin->writers) &&
	    !READ_ONCE(pin->follow) &&
	    hf_variable_differs(&pin->variable, remembered->raw))
		put_back(pin, remembered);
	rcu_read_unlock();
}

static struct use uses[] = {
	{
		.path = "kernel/modprobe",
		.functions = { "call_usermodehelper_exec_async" },
		.hook.ops.func = look,
	},
	{
		.path = "kernel/core_pattern",
		.functions = { "vfs_coredump", "do_coredump" },
		.hook.ops.func = look,
	},
};

static struct use *find(const char *path)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(uses); i++)
		if (!strcmp(uses[i].path, path))
			return &uses[i];
	return NULL;
}

/**
 * hf_use_attach - a sysctl is pinned: look at it where it is used
 * @pin: its pin
 *
 * Context: the witness's worker.
 */
void hf_use_attach(struct hf_pin *pin)
{
	struct use *use = find(pin->path);

	/* Where its memory is not known there is nothing to look at. */
	if (!use || !use->hooked || !pin->variable.at)
		return;
	pin->used = true;
	rcu_assign_pointer(use->pin, pin);
}

/**
 * hf_use_detach - it is not pinned any more
 * @pin: its pin, which lives until RCU's readers have gone
 *
 * Context: as hf_use_attach().
 */
void hf_use_detach(struct hf_pin *pin)
{
	struct use *use = find(pin->path);

	if (use && rcu_access_pointer(use->pin) == pin)
		RCU_INIT_POINTER(use->pin, NULL);
}

static void hook(struct use *use)
{
	const char *const *function;

	use->hook.observes = true;
	use->hook.quiet = true;
	for (function = use->functions; *function && !use->hooked; function++) {
		use->hook.function = *function;
		use->hooked = !hf_hook_install(&use->hook);
	}
	if (!use->hooked)
		pr_notice("%s cannot be looked at where the kernel uses it: only from time to time\n",
			  use->path);
}

/**
 * hf_use_init - stand where sysctls are used
 *
 * Where a function cannot be hooked its sysctl is watched as any other.
 *
 * Context: may sleep.
 */
void hf_use_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(uses); i++)
		hook(&uses[i]);
}

/**
 * hf_use_exit - stand there no more
 *
 * Context: may sleep.
 */
void hf_use_exit(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(uses); i++)
		if (uses[i].hooked)
			hf_hook_remove(&uses[i].hook);
}
