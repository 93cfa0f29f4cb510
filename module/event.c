// SPDX-License-Identifier: GPL-2.0
/* Filling in an event: who, what, by which rule. */
#include <linux/cred.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "event.h"
#include "name.h"
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
 * @name: its name
 */
void hf_event_name(struct hf_event *event, const struct hf_name *name)
{
	if (hf_name_join(event->name, sizeof(event->name), name) > HOLDFAST_TEXT_MAX)
		event->cut |= HOLDFAST_CUT_NAME;
}

/**
 * hf_event_handler - say which handler
 * @event: the event
 * @handler: its name
 */
void hf_event_handler(struct hf_event *event, const char *handler)
{
	copy_text(event->name, handler);
}

/**
 * hf_event_rule - say which rule decided, or was changed
 * @event: the event
 * @rule: the rule
 */
void hf_event_rule(struct hf_event *event, const struct hf_event_rule *rule)
{
	event->rule_id = rule->id;
	event->rule_scope = rule->scope;
	event->rule_action = rule->action;
	if (!copy_text(event->pattern, rule->pattern))
		event->cut |= HOLDFAST_CUT_PATTERN;
	if (!copy_text(event->cgroup, rule->cgroup))
		event->cut |= HOLDFAST_CUT_CGROUP;
}

static u8 keep(struct hf_bytes *bytes, const char *value, size_t len, u8 cut)
{
	bool whole = len <= HOLDFAST_TEXT_MAX;

	bytes->known = true;
	bytes->len = whole ? len : HOLDFAST_TEXT_MAX;
	memcpy(bytes->data, value, bytes->len);
	return whole ? 0 : cut;
}

/**
 * hf_event_old - say what the value was
 * @event: the event
 * @value: the value, of which the first bytes are kept
 * @len: bytes at @value
 */
void hf_event_old(struct hf_event *event, const char *value, size_t len)
{
	event->cut |= keep(&event->old, value, len, HOLDFAST_CUT_OLD);
}

/**
 * hf_event_new - say what the writer wrote
 * @event: the event
 * @value: likewise
 * @len: bytes at @value
 */
void hf_event_new(struct hf_event *event, const char *value, size_t len)
{
	event->cut |= keep(&event->new, value, len, HOLDFAST_CUT_NEW);
}

/**
 * hf_event_given - say what the kernel was given instead
 * @event: the event
 * @value: likewise
 * @len: bytes at @value
 */
void hf_event_given(struct hf_event *event, const char *value, size_t len)
{
	event->cut |= keep(&event->given, value, len, HOLDFAST_CUT_GIVEN);
}
