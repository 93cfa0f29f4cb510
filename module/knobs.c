// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/sys/holdfast: the module's own sysctls. As any other, a rule of the
 * table may hold them; and who may not change the policy may not write them.
 *
 * Who may run: readers and writers of the files, in process context.
 * Teardown: unregistering waits for them.
 */
#include <linux/capability.h>
#include <linux/kernel.h>
#include <linux/sysctl.h>

#include "events.h"
#include "knobs.h"
#include "rules.h"
#include "scope.h"
#include "variable.h"
#include "witness.h"

/**
 * struct knob - one of them
 * @get: what it is now
 * @set: make it so; may sleep; 0 or a negative errno
 * @max: the highest value it takes
 */
struct knob {
	unsigned int (*get)(void);
	int (*set)(unsigned int value);
	unsigned int max;
};

static unsigned int get_permissive(void)
{
	return hf_rules_permissive();
}

static int set_permissive(unsigned int value)
{
	enum holdfast_mode mode = value ? HOLDFAST_MODE_PERMISSIVE : HOLDFAST_MODE_ENFORCE;
	struct hf_event event;
	int ret = hf_rules_set_mode(mode);

	if (ret)
		return ret;
	hf_event_begin(&event, HOLDFAST_EVENT_TYPE_MODE);
	event.mode = mode;
	hf_events_record(&event);
	return 0;
}

/* Once the table is sealed, nobody makes the events fewer. */
static int unless_sealed(void)
{
	struct hf_rules_state state;

	hf_rules_state(&state);
	return state.sealed ? -EACCES : 0;
}

static int set_rate(unsigned int value)
{
	int ret = unless_sealed();

	if (!ret)
		hf_events_set_rate(value);
	return ret;
}

static int set_ring_size(unsigned int value)
{
	return unless_sealed() ?: hf_events_resize(value);
}

static int set_period(unsigned int value)
{
	return unless_sealed() ?: hf_witness_set_period(value);
}

static const struct knob permissive = { get_permissive, set_permissive, 1 };
static const struct knob event_rate = { hf_events_rate, set_rate, INT_MAX };
static const struct knob ring_size = { hf_events_ring_size, set_ring_size, INT_MAX };

static const struct knob watch_ms = { hf_witness_period, set_period, INT_MAX };

/* A container may have root's uid and capabilities, and be none of the host's. */
static bool may_write(void)
{
	return capable(CAP_SYS_ADMIN) && hf_scope_current() == HOLDFAST_SCOPE_HOST;
}

static int handle(hf_const_ctl_table *table, int write, void *buffer, size_t *len, loff_t *pos)
{
	const struct knob *knob = table->extra1;
	unsigned int value = knob->get(), max = knob->max, min = 0;
	struct ctl_table plain = {
		.procname = table->procname,
		.data = &value,
		.maxlen = sizeof(value),
		.mode = table->mode,
		.extra1 = &min,
		.extra2 = &max,
	};
	int ret;

	if (write && !may_write())
		return -EPERM;
	/* A write at a position has no effect; it must not set what was read. */
	if (write && *pos)
		return proc_douintvec_minmax(&plain, write, buffer, len, pos);
	ret = proc_douintvec_minmax(&plain, write, buffer, len, pos);
	if (!ret && write)
		ret = knob->set(value);
	return ret == -EACCES ? -EPERM : ret;
}

#define KNOB(name) { .procname = #name, .mode = 0644, .proc_handler = handle, \
		     .extra1 = (void *)&(name) }

static struct ctl_table knobs[] = {
	KNOB(permissive),
	KNOB(event_rate),
	KNOB(ring_size),
	KNOB(watch_ms),
	HF_CTL_TABLE_END
};

static struct ctl_table_header *header;

/**
 * hf_knobs_init - make the files
 *
 * Return: 0 or -ENOMEM.
 */
int hf_knobs_init(void)
{
	header = register_sysctl("holdfast", knobs);
	if (header) {
		/* By them the witness learns how to find any. */
		hf_variable_calibrate(header, knobs);
		return 0;
	}
	pr_err("/proc/sys/holdfast cannot be made: nothing was loaded\n");
	return -ENOMEM;
}

/**
 * hf_knobs_exit - remove them
 */
void hf_knobs_exit(void)
{
	unregister_sysctl_table(header);
}
