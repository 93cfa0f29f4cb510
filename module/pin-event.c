// SPDX-License-Identifier: GPL-2.0
/* What events tell of a pinned sysctl. */
#include <linux/string.h>

#include "pin-event.h"

/* Who wrote last, where a door saw somebody; the worker that found out did nothing. */
static void tell_writer(struct hf_event *event, struct hf_pin *pin)
{
	struct hf_pin_writer last;

	hf_pin_last(pin, &last);
	event->nobody = !last.time;
	event->door = last.door;
	event->writer = last.scope;
	event->pid = last.pid;
	event->tid = last.tid;
	event->uid = last.uid;
	memcpy(event->comm, last.comm, sizeof(event->comm));
}

/**
 * hf_pin_event - begin an event that tells of a pin
 * @event: receives it
 * @type: what happened
 * @pin: to which
 * @why: and why, a static string; or NULL
 *
 * Context: any but NMI.
 */
void hf_pin_event(struct hf_event *event, enum holdfast_event_type type, struct hf_pin *pin,
		  const char *why)
{
	const struct hf_rule *rule = pin->rule;
	struct hf_event_rule told = { rule->id, rule->pattern, rule->scope->kind,
				      rule->scope->cgroup, rule->decision.action };
	struct hf_name name;

	hf_event_begin(event, type);
	hf_name_split(&name, pin->path);
	hf_event_name(event, &name);
	hf_event_rule(event, &told);
	tell_writer(event, pin);
	event->why = why;
	if (hf_pin_is_per_net(pin))
		event->netns = pin->netns;
}

/**
 * hf_pin_event_values - tell what it was to hold, and what it held
 * @event: begun
 * @pin: the pin, which drifted
 *
 * Context: as the pin's owner.
 */
void hf_pin_event_values(struct hf_event *event, const struct hf_pin *pin)
{
	const struct hf_remembered *remembered = rcu_dereference_protected(pin->remembered, true);

	if (remembered)
		hf_event_old(event, remembered->value, remembered->len);
	hf_event_new(event, pin->actual, pin->actual_len);
}
