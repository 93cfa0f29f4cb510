// SPDX-License-Identifier: GPL-2.0
/* One event, as a line or a JSON object. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cmd/event.h"
#include "names.h"
#include "out.h"
#include "rule-out.h"

static void out_who(const struct event *e)
{
	if (HAS(e, HOLDFAST_A_EVENT_COMM))
		out_bytes("comm", " \"%s\"", e->comm, strlen(e->comm));
	if (HAS(e, HOLDFAST_A_EVENT_PID))
		out_number("pid", " pid %" PRIu64, e->pid);
	if (HAS(e, HOLDFAST_A_EVENT_TID))
		out_number("tid", NULL, e->tid);
	if (HAS(e, HOLDFAST_A_EVENT_UID))
		out_number("uid", " uid %" PRIu64, e->uid);
	if (HAS(e, HOLDFAST_A_EVENT_WRITER))
		out_enum("writer", " %s", &scope_names, e->writer);
}

static void out_part(const char *key, const struct bytes *value, bool cut)
{
	if (cut)
		out_bytes(key, "\"%s\"...", value->data, value->len);
	else
		out_value(key, "\"%s\"", value->data, value->len);
}

static void out_values(const struct event *e)
{
	out_text(" ");
	if (HAS(e, HOLDFAST_A_EVENT_OLD))
		out_part("old", &e->old, e->cut & HOLDFAST_CUT_OLD);
	else
		out_text("?");
	out_text(" -> ");
	if (HAS(e, HOLDFAST_A_EVENT_NEW))
		out_part("new", &e->new, e->cut & HOLDFAST_CUT_NEW);
	else
		out_text("?");
	if (HAS(e, HOLDFAST_A_EVENT_NEW_LEN))
		out_number("new_len", NULL, e->new_len);
}

/* What became of it, where the verdict does not say so. */
static void out_effect(const struct event *e)
{
	if (HAS(e, HOLDFAST_A_EVENT_GIVEN)) {
		out_text(" to ");
		out_part("given", &e->given, e->cut & HOLDFAST_CUT_GIVEN);
	}
	if (HAS(e, HOLDFAST_A_EVENT_EFFECT))
		out_enum("effect", e->effect == HOLDFAST_EFFECT_NO_EFFECT ||
				   e->effect == HOLDFAST_EFFECT_DIFFERS ? " (%s)" : NULL,
			 &effect_names, e->effect);
	out_bool("permissive", "%s", ", but let through: permissive", "",
		 HAS(e, HOLDFAST_A_EVENT_PERMISSIVE));
}

static void out_write(const struct event *e)
{
	out_text(":");
	if (HAS(e, HOLDFAST_A_EVENT_DOOR))
		out_enum("door", NULL, &door_names, e->door);
	if (HAS(e, HOLDFAST_A_EVENT_NAME)) {
		rule_out_name("name", " %s", e->name);
		out_text("%s", e->cut & HOLDFAST_CUT_NAME ? "..." : "");
		if (HAS(e, HOLDFAST_A_EVENT_DOOR) && e->door != HOLDFAST_DOOR_SYSCTL)
			out_text(" by %s", names_get(&door_names, e->door));
	}
	out_values(e);
	if (HAS(e, HOLDFAST_A_EVENT_VERDICT))
		out_enum("verdict", " %s", &verdict_names, e->verdict);
	out_effect(e);
}

/* A pinned sysctl: what it was to hold, and what it held. */
static void out_pin(const struct event *e)
{
	bool failed = HAS(e, HOLDFAST_A_EVENT_ERROR) && e->error;

	out_text(": %s of", names_get(&event_type_names, e->type));
	if (HAS(e, HOLDFAST_A_EVENT_NAME))
		rule_out_name("name", " %s", e->name);
	if (HAS(e, HOLDFAST_A_EVENT_NETNS))
		out_number("netns", " in net:[%" PRIu64 "]", e->netns);
	if (HAS(e, HOLDFAST_A_EVENT_OLD)) {
		out_text(", to hold ");
		out_part("old", &e->old, e->cut & HOLDFAST_CUT_OLD);
	}
	if (HAS(e, HOLDFAST_A_EVENT_NEW)) {
		out_text(", found ");
		out_part("new", &e->new, e->cut & HOLDFAST_CUT_NEW);
	}
	if (HAS(e, HOLDFAST_A_EVENT_DOOR))
		out_enum("door", ", last written by the door %s", &door_names, e->door);
	if (e->type == HOLDFAST_EVENT_TYPE_RESTORE)
		out_text(failed ? ", not taken" : ", put back");
	if (HAS(e, HOLDFAST_A_EVENT_BACKOFF)) {
		out_text(", let be for ");
		out_time("backoff", "%s ns", e->backoff);
	}
	out_text("; rule");
}

static void out_rule(const struct event *e)
{
	char cgroup[sizeof(e->rule_cgroup)];
	struct rule rule = {
		.has = 1ULL << HOLDFAST_A_RULE_ID,
		.id = e->rule_id,
		.action = e->rule_action,
		.scope = e->rule_scope,
	};

	if (HAS(e, HOLDFAST_A_EVENT_RULE_CGROUP))
		rule.cgroup = strcpy(cgroup, e->rule_cgroup);
	if (!HAS(e, HOLDFAST_A_EVENT_RULE_PATTERN))
		return;
	strcpy(rule.pattern, e->rule_pattern);
	out_text("%s%u: ", e->type == HOLDFAST_EVENT_TYPE_WRITE ? " by rule " : " ", e->rule_id);
	out_open_object("rule");
	rule_out(&rule);
	out_close_object();
	out_text("%s", e->cut & HOLDFAST_CUT_PATTERN ? " (pattern cut)" : "");
	out_text("%s", e->cut & HOLDFAST_CUT_CGROUP ? " (cgroup cut)" : "");
}

/* That a denied write got EPERM goes without saying. */
static void out_error(const struct event *e)
{
	if (!HAS(e, HOLDFAST_A_EVENT_ERROR))
		return;
	out_signed("error", NULL, e->error);
	if (e->error && !(e->verdict == HOLDFAST_VERDICT_DENIED && e->error == -EPERM))
		out_text("; it failed: %s", strerror(-e->error));
}

/* Of what a rule refused for its value: that a deny rule denies needs no words. */
static void out_why(const struct event *e)
{
	bool plain = e->rule_action == HOLDFAST_ACTION_DENY ||
		     (e->type == HOLDFAST_EVENT_TYPE_WRITE &&
		      (e->rule_action == HOLDFAST_ACTION_PIN ||
		       e->verdict == HOLDFAST_VERDICT_ALLOWED));

	/* Of a door it is the function, which out_table() has told. */
	if (HAS(e, HOLDFAST_A_EVENT_WHY) && e->type != HOLDFAST_EVENT_TYPE_DOOR_LOST &&
	    e->type != HOLDFAST_EVENT_TYPE_DOOR_BACK)
		out_string("why", plain ? NULL : ": %s", e->why);
}

static void out_cut(const struct event *e)
{
	uint32_t bit;

	if (!e->cut)
		return;
	out_open_array("cut");
	for (bit = 0; bit < 32; bit++)
		if (e->cut & 1U << bit)
			out_enum(NULL, NULL, &cut_names, bit);
	out_close_array();
}

/* A change of the table. */
static void out_table(const struct event *e)
{
	out_text(": %s", names_get(&event_type_names, e->type));
	if (HAS(e, HOLDFAST_A_EVENT_DOOR))
		out_enum("door", " %s", &door_names, e->door);
	if (HAS(e, HOLDFAST_A_EVENT_DOOR) && HAS(e, HOLDFAST_A_EVENT_WHY))
		out_string("function", " (%s)", e->why);
	if (HAS(e, HOLDFAST_A_EVENT_MODE))
		out_enum("mode", " %s", &mode_names, e->mode);
	if (e->type == HOLDFAST_EVENT_TYPE_BREACH && HAS(e, HOLDFAST_A_EVENT_NAME))
		out_string("handler", " of handler %s: its counters do not add up", e->name);
	if (HAS(e, HOLDFAST_A_EVENT_RULES))
		out_number("rules", ", rules now: %" PRIu64, e->rules);
}

void event_out(const struct event *e)
{
	out_open_object(NULL);
	out_clock("time", "%s", e->time);
	out_number("seq", " #%" PRIu64, e->seq);
	out_enum("type", NULL, &event_type_names, e->type);
	out_number("cpu", NULL, e->cpu);
	out_number("lost", NULL, e->lost);
	out_who(e);
	if (e->type == HOLDFAST_EVENT_TYPE_WRITE)
		out_write(e);
	else if (e->type >= HOLDFAST_EVENT_TYPE_DRIFT && e->type <= HOLDFAST_EVENT_TYPE_FLAP)
		out_pin(e);
	else
		out_table(e);
	out_rule(e);
	out_why(e);
	out_error(e);
	out_cut(e);
	out_text("\n");
	out_close_object();
}
