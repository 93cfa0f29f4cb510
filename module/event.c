// SPDX-License-Identifier: GPL-2.0
/* Filling in an event: who, what, by which rule. */
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "event.h"
#include "scope.h"

/**
 * hf_event_begin - an empty event of the task that runs
 * @event: receives it
 * @type: what it tells of
 *
 * Context: process context.
 */
void hf_event_begin(struct hf_event *event, enum holdfast_event_type type)
{
	memset(event, 0, sizeof(*event));
	event->type = type;
	event->time = ktime_get_real_ns();
	event->pid = task_tgid_nr(current);
	event->tid = task_pid_nr(current);
	event->uid = from_kuid(&init_user_ns, current_uid());
	event->writer = hf_scope_current();
	get_task_comm(event->comm, current);
}

/* Copy what fits; true where that was all. */
static bool copy_text(char *to, const char *from)
{
	size_t len = strnlen(from, HOLDFAST_TEXT_MAX + 1);
	bool whole = len <= HOLDFAST_TEXT_MAX;

	if (!whole)
		len = HOLDFAST_TEXT_MAX;
	memcpy(to, from, len);
	to[len] = '\0';
	return whole;
}

/**
 * hf_event_name - say which sysctl
 * @event: the event
 * @name: in path form
 */
void hf_event_name(struct hf_event *event, const char *name)
{
	if (!copy_text(event->name, name))
		event->cut |= HOLDFAST_CUT_NAME;
}

/**
 * hf_event_rule - say which rule decided, or was changed
 * @event: the event
 * @id: its id
 * @pattern: in path form
 * @scope: its scope
 * @action: its action
 */
void hf_event_rule(struct hf_event *event, u32 id, const char *pattern,
		   enum holdfast_scope scope, enum holdfast_action action)
{
	event->rule_id = id;
	event->rule_scope = scope;
	event->rule_action = action;
	if (!copy_text(event->pattern, pattern))
		event->cut |= HOLDFAST_CUT_PATTERN;
}
