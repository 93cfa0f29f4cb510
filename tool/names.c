// SPDX-License-Identifier: GPL-2.0
/*
 * The words for the contract's enumerations. A value added to the contract
 * and not here fails the build.
 */
#include <stdio.h>
#include <string.h>

#include <linux/holdfast.h>

#include "names.h"

#define NAMES(noun, last, ...)							\
	static const char *const noun##_words[] = { __VA_ARGS__ };		\
	_Static_assert(sizeof(noun##_words) / sizeof(noun##_words[0]) ==	\
		       (last) + 1, "names.c lacks a " #noun);			\
	const struct names noun##_names = { noun##_words, (last) + 1 }

NAMES(action, HOLDFAST_ACTION_MAX,
	[HOLDFAST_ACTION_ALLOW] = "allow",
	[HOLDFAST_ACTION_DENY] = "deny",
	[HOLDFAST_ACTION_AUDIT] = "audit",
	[HOLDFAST_ACTION_CLAMP] = "clamp",
	[HOLDFAST_ACTION_PIN] = "pin");

NAMES(restore, HOLDFAST_RESTORE_MAX,
	[HOLDFAST_RESTORE_BY_CLASS] = "by-class",
	[HOLDFAST_RESTORE_OFF] = "off",
	[HOLDFAST_RESTORE_WARN] = "warn",
	[HOLDFAST_RESTORE_ALWAYS] = "always");

NAMES(constraint, HOLDFAST_CONSTRAINT_MAX,
	[HOLDFAST_CONSTRAINT_NONE] = "none",
	[HOLDFAST_CONSTRAINT_RANGE] = "range",
	[HOLDFAST_CONSTRAINT_ONE_OF] = "one-of",
	[HOLDFAST_CONSTRAINT_RATCHET_UP] = "ratchet-up",
	[HOLDFAST_CONSTRAINT_RATCHET_DOWN] = "ratchet-down");

NAMES(scope, HOLDFAST_SCOPE_MAX,
	[HOLDFAST_SCOPE_ANY] = "any",
	[HOLDFAST_SCOPE_HOST] = "host",
	[HOLDFAST_SCOPE_CONTAINER] = "container",
	[HOLDFAST_SCOPE_CGROUP] = "cgroup");

NAMES(verdict, HOLDFAST_VERDICT_MAX,
	[HOLDFAST_VERDICT_ALLOWED] = "allowed",
	[HOLDFAST_VERDICT_DENIED] = "denied",
	[HOLDFAST_VERDICT_REWRITTEN] = "rewritten");

NAMES(effect, HOLDFAST_EFFECT_MAX,
	[HOLDFAST_EFFECT_DENIED] = "denied",
	[HOLDFAST_EFFECT_WRITTEN] = "written",
	[HOLDFAST_EFFECT_REWRITTEN] = "rewritten",
	[HOLDFAST_EFFECT_NO_EFFECT] = "no-effect",
	[HOLDFAST_EFFECT_FAILED] = "failed",
	[HOLDFAST_EFFECT_DIFFERS] = "differs");

NAMES(mode, HOLDFAST_MODE_MAX,
	[HOLDFAST_MODE_ENFORCE] = "enforce",
	[HOLDFAST_MODE_PERMISSIVE] = "permissive");

NAMES(event_type, HOLDFAST_EVENT_TYPE_MAX,
	[HOLDFAST_EVENT_TYPE_WRITE] = "write",
	[HOLDFAST_EVENT_TYPE_RULE_ADD] = "rule-add",
	[HOLDFAST_EVENT_TYPE_RULE_DEL] = "rule-del",
	[HOLDFAST_EVENT_TYPE_RULE_FLUSH] = "rule-flush",
	[HOLDFAST_EVENT_TYPE_TABLE_APPLY] = "table-apply",
	[HOLDFAST_EVENT_TYPE_MODE] = "mode",
	[HOLDFAST_EVENT_TYPE_SEAL] = "seal",
	[HOLDFAST_EVENT_TYPE_BREACH] = "breach",
	[HOLDFAST_EVENT_TYPE_DRIFT] = "drift",
	[HOLDFAST_EVENT_TYPE_RESTORE] = "restore",
	[HOLDFAST_EVENT_TYPE_TAMPER] = "tamper",
	[HOLDFAST_EVENT_TYPE_FLAP] = "flap",
	[HOLDFAST_EVENT_TYPE_DOOR_LOST] = "door-lost",
	[HOLDFAST_EVENT_TYPE_DOOR_BACK] = "door-back");

NAMES(pin_state, HOLDFAST_PIN_STATE_MAX,
	[HOLDFAST_PIN_STATE_HELD] = "held",
	[HOLDFAST_PIN_STATE_DRIFTED] = "drifted",
	[HOLDFAST_PIN_STATE_REFUSED] = "refused",
	[HOLDFAST_PIN_STATE_TAMPERED] = "tampered",
	[HOLDFAST_PIN_STATE_UNWATCHED] = "unwatched");

NAMES(pin_watch, HOLDFAST_PIN_WATCH_MAX,
	[HOLDFAST_PIN_WATCH_READING] = "reading",
	[HOLDFAST_PIN_WATCH_MEMORY] = "memory",
	[HOLDFAST_PIN_WATCH_USE] = "use");

/* Flags have no MAX in the contract. */
NAMES(cut, 5, "name", "pattern", "old", "new", "given", "cgroup");

NAMES(door, HOLDFAST_DOOR_MAX,
	[HOLDFAST_DOOR_SYSCTL] = "sysctl",
	[HOLDFAST_DOOR_PARAMETER] = "parameter",
	[HOLDFAST_DOOR_UTS] = "uts",
	[HOLDFAST_DOOR_SYSLOG] = "syslog",
	[HOLDFAST_DOOR_SYSRQ] = "sysrq",
	[HOLDFAST_DOOR_LINK] = "link",
	[HOLDFAST_DOOR_NEIGH] = "neigh",
	[HOLDFAST_DOOR_SYSFS] = "sysfs",
	[HOLDFAST_DOOR_SPREAD] = "spread");

NAMES(kind, HOLDFAST_KIND_MAX,
	[HOLDFAST_KIND_TASKLET] = "tasklet",
	[HOLDFAST_KIND_WORKQUEUE] = "workqueue",
	[HOLDFAST_KIND_TASKLET_HI] = "tasklet-hi",
	[HOLDFAST_KIND_BH] = "bh",
	[HOLDFAST_KIND_BH_HI] = "bh-hi",
	[HOLDFAST_KIND_WORKQUEUE_HIGHPRI] = "workqueue-highpri",
	[HOLDFAST_KIND_WORKQUEUE_UNBOUND] = "workqueue-unbound",
	[HOLDFAST_KIND_KTHREAD] = "kthread",
	[HOLDFAST_KIND_IRQ_WORK] = "irq-work",
	[HOLDFAST_KIND_IRQ_WORK_HARD] = "irq-work-hard");

NAMES(priority, HOLDFAST_PRIORITY_MAX,
	[HOLDFAST_PRIORITY_DEFAULT] = "default",
	[HOLDFAST_PRIORITY_NICE] = "nice",
	[HOLDFAST_PRIORITY_FIFO_LOW] = "fifo-low",
	[HOLDFAST_PRIORITY_FIFO] = "fifo");

NAMES(where, HOLDFAST_WHERE_MAX,
	[HOLDFAST_WHERE_HARDIRQ] = "hardirq",
	[HOLDFAST_WHERE_IRQ_EXIT] = "irq-exit",
	[HOLDFAST_WHERE_KSOFTIRQD] = "ksoftirqd",
	[HOLDFAST_WHERE_KTIMERS] = "ktimers",
	[HOLDFAST_WHERE_KWORKER] = "kworker",
	[HOLDFAST_WHERE_KTHREAD] = "kthread",
	[HOLDFAST_WHERE_OTHER] = "other");

NAMES(probe_state, HOLDFAST_PROBE_STATE_MAX,
	[HOLDFAST_PROBE_STATE_RUNNING] = "running",
	[HOLDFAST_PROBE_STATE_DONE] = "done",
	[HOLDFAST_PROBE_STATE_STOPPED] = "stopped");

NAMES(probe_end, HOLDFAST_PROBE_END_MAX,
	[HOLDFAST_PROBE_END_RUNNING] = "running",
	[HOLDFAST_PROBE_END_DONE] = "done",
	[HOLDFAST_PROBE_END_STOPPED] = "stopped",
	[HOLDFAST_PROBE_END_OFFLINE] = "offline",
	[HOLDFAST_PROBE_END_TOO_SHORT] = "too-short",
	[HOLDFAST_PROBE_END_NEVER] = "never");

NAMES(probe_split, HOLDFAST_PROBE_SPLIT_MAX,
	[HOLDFAST_PROBE_SPLIT_TOTAL] = "total",
	[HOLDFAST_PROBE_SPLIT_CLOSED] = "closed",
	[HOLDFAST_PROBE_SPLIT_TIMER] = "timer",
	[HOLDFAST_PROBE_SPLIT_RAISE] = "raise",
	[HOLDFAST_PROBE_SPLIT_WAIT] = "wait",
	[HOLDFAST_PROBE_SPLIT_RUN] = "run");

/*
 * A newer module may send values this command has no word for. They are
 * shown as unknown(7), in a buffer that the next such value takes over.
 */
const char *names_get(const struct names *names, uint32_t value)
{
	static char unknown[sizeof("unknown(4294967295)")];

	if (value < names->count)
		return names->name[value];
	snprintf(unknown, sizeof(unknown), "unknown(%u)", value);
	return unknown;
}

bool names_find(const struct names *names, const char *word, uint32_t *value)
{
	uint32_t i;

	for (i = 0; i < names->count; i++) {
		if (!strcmp(names->name[i], word)) {
			*value = i;
			return true;
		}
	}
	return false;
}

/* "allow, deny, audit", for messages that say what was expected. */
const char *names_all(const struct names *names, char *buf, size_t size)
{
	size_t used = 0;
	unsigned int i;

	buf[0] = '\0';
	for (i = 0; i < names->count && used < size; i++)
		used += snprintf(buf + used, size - used, "%s%s", i ? ", " : "", names->name[i]);
	return buf;
}
