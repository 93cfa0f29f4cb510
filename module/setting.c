// SPDX-License-Identifier: GPL-2.0
/*
 * Changing how a handler runs, while it is raised.
 *
 * Whatever changes, the handler is held meanwhile: see deferred.c. What the new
 * kind needs is made before the old one is touched, so that a change that fails
 * leaves everything as it was.
 *
 * Who may run: with the handlers locked.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/string.h>

#include "setting.h"

static bool sealed;

/* Why the kind does not do for the handler, or NULL. */
static const char *bad_kind(const struct hf_handler *handler, const struct hf_kind *kind)
{
	if (kind->missing)
		return kind->missing;
	if (handler->sleeps && !kind->sleeps)
		return "this handler's work sleeps: only workqueue kinds and kthread let it";
	return NULL;
}

static const char *bad_cpus(const struct hf_kind *kind, const struct cpumask *cpus)
{
	if (cpumask_empty(cpus))
		return NULL;
	if (!(kind->knobs & (HF_KNOB_CPU | HF_KNOB_CPUS)))
		return "this kind runs on the CPU that raises it: cpu can only be any";
	if (!(kind->knobs & HF_KNOB_CPUS) && cpumask_weight(cpus) > 1)
		return "this kind runs on one CPU, or on the one that raises it";
	return NULL;
}

static const char *bad_priority(const struct hf_kind *kind, enum holdfast_priority priority)
{
	if (priority == HOLDFAST_PRIORITY_DEFAULT)
		return NULL;
	if (!(kind->knobs & (HF_KNOB_NICE | HF_KNOB_FIFO)))
		return "this kind has no threads of its own: priority can only be default";
	if (priority != HOLDFAST_PRIORITY_NICE && !(kind->knobs & HF_KNOB_FIFO))
		return "a workqueue's threads have a nice value and no other priority";
	return NULL;
}

static const char *unsupported(const struct hf_handler *handler, const struct hf_setting *wanted)
{
	const struct hf_kind *kind = hf_kind_get(wanted->kind);
	const char *why = bad_kind(handler, kind);

	if (!why && handler->measured && wanted->kind != handler->kind)
		why = "a probe measures this kind";
	if (!why)
		why = bad_cpus(kind, &wanted->cpus);
	if (!why)
		why = bad_priority(kind, wanted->priority);
	if (!why && !(kind->knobs & HF_KNOB_BUDGET) && wanted->budget != handler->budget)
		why = "this kind takes what its handler says: budget can only be default";
	return why;
}

static int adjust(struct hf_handler *handler, const struct hf_kind *kind, void *own,
		  const struct hf_setting *setting, const char **why)
{
	int ret = kind->adjust ? kind->adjust(handler, own, setting) : 0;

	if (ret)
		*why = "the kernel refused the CPUs or the priority; nothing was changed";
	return ret;
}

/* The same kind, with other CPUs or another priority. */
static int change_same(struct hf_handler *handler, const struct hf_setting *wanted,
		       const char **why)
{
	const struct hf_kind *kind = hf_kind_get(wanted->kind);
	int ret = adjust(handler, kind, handler->own, wanted, why);
	const char *ignored;

	if (ret) {
		/* It had these. */
		adjust(handler, kind, handler->own, &handler->setting, &ignored);
		return ret;
	}
	hf_handler_hold(handler);
	handler->setting = *wanted;
	hf_handler_release(handler);
	return 0;
}

static int change_kind(struct hf_handler *handler, const struct hf_setting *wanted,
		       const char **why)
{
	const struct hf_kind *old = hf_kind_get(handler->setting.kind);
	const struct hf_kind *new = hf_kind_get(wanted->kind);
	void *old_own = handler->own, *new_own = NULL;
	int ret;

	if (new->begin)
		new_own = new->begin(handler);
	if (IS_ERR(new_own)) {
		*why = "what the new kind needs could not be made; the old one goes on";
		return PTR_ERR(new_own);
	}
	ret = adjust(handler, new, new_own, wanted, why);
	if (ret) {
		if (new->end)
			new->end(handler, new_own);
		return ret;
	}
	hf_handler_hold(handler);
	handler->setting = *wanted;
	handler->own = new_own;
	hf_handler_release(handler);
	if (old->end)
		old->end(handler, old_own);
	return 0;
}

/**
 * hf_setting_apply - have a handler run otherwise
 * @handler: locked
 * @wanted: all of its new setting
 * @why: where it is refused, receives why, a string that stays
 *
 * No raise is lost, and none runs twice.
 *
 * Context: may sleep.
 * Return: 0; or, with all as before, -EOPNOTSUPP where the kind cannot; -EACCES
 * where the table is sealed; -EINVAL without a CPU that is online; or what the
 * kernel said.
 */
int hf_setting_apply(struct hf_handler *handler, const struct hf_setting *wanted,
		     const char **why)
{
	*why = unsupported(handler, wanted);
	if (*why)
		return -EOPNOTSUPP;
	if (wanted->disabled && READ_ONCE(sealed) && handler->carries_events) {
		*why = "the table is sealed: events are not to be hidden";
		return -EACCES;
	}
	if (!cpumask_empty(&wanted->cpus) && !cpumask_intersects(&wanted->cpus, cpu_online_mask)) {
		*why = "none of these CPUs is online";
		return -EINVAL;
	}
	if (wanted->kind == handler->setting.kind)
		return change_same(handler, wanted, why);
	return change_kind(handler, wanted, why);
}

static int may_seal(struct hf_handler *handler, void *data)
{
	if (handler->carries_events && handler->setting.disabled)
		return -EBUSY;
	WRITE_ONCE(sealed, true);
	return 0;
}

/**
 * hf_settings_seal - from now on what carries events is not disabled
 *
 * Context: may sleep.
 * Return: 0, or -EBUSY where it is now.
 */
int hf_settings_seal(void)
{
	unsigned int next;
	int ret;

	/* One visit: who disables one of them comes before, and is seen, or after. */
	ret = hf_handlers_visit(0, &next, may_seal, NULL);
	if (ret)
		hf_settings_unseal();
	return ret;
}

/**
 * hf_settings_unseal - the seal failed otherwise
 *
 * Context: any.
 */
void hf_settings_unseal(void)
{
	WRITE_ONCE(sealed, false);
}
