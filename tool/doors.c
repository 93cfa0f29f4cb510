// SPDX-License-Identifier: GPL-2.0
/* Rules that an open door gets round. */
#include <stdio.h>

#include "doors.h"
#include "names.h"
#include "nl.h"
#include "pattern.h"

/* Would a change by another way be one that the rule was to stop? */
static bool stops_something(const struct rule *rule)
{
	return rule->action != HOLDFAST_ACTION_AUDIT &&
	       (rule->action != HOLDFAST_ACTION_ALLOW ||
		rule->constraint != HOLDFAST_CONSTRAINT_NONE);
}

static bool is_behind(const struct door *door, const struct rule *rule)
{
	char pattern[HOLDFAST_PATTERN_MAX + 1];
	const char *sysctl = NULL;

	if (!stops_something(rule) ||
	    hf_pattern_parse(pattern, sizeof(pattern), rule->pattern))
		return false;
	if (!door->sysctls.n)
		return true;
	while ((sysctl = texts_next(&door->sysctls, sysctl)))
		if (hf_pattern_overlap(pattern, sysctl))
			return true;
	return false;
}

static void warn(const struct door *door, const struct rule *rules, size_t n)
{
	const struct rule *first = NULL;
	size_t i, count = 0;

	for (i = 0; i < n; i++) {
		if (!is_behind(door, &rules[i]))
			continue;
		first = first ? first : &rules[i];
		count++;
	}
	if (!first)
		return;
	fprintf(stderr, "holdfast: warning: door %s (%s) is open: what '%s %s'",
		names_get(&door_names, door->door), door->function, first->pattern,
		names_get(&action_names, first->action));
	if (count > 1)
		fprintf(stderr, " and %zu more rules are", count - 1);
	else
		fputs(" is", stderr);
	fprintf(stderr, " to hold can change by it (%s); keep it from services and containers, see docs/doors.md\n",
		door->why ? door->why : "its hook was not met");
}

/*
 * Say on stderr which of @rules depend on a door that is open. A module that
 * cannot be asked has been complained of elsewhere.
 */
void doors_warn(const struct rule *rules, size_t n)
{
	struct hfnl *nl = hfnl_open();
	struct list doors = { 0 };
	size_t i;

	if (!nl)
		return;
	if (!hfnl_dump(nl, HOLDFAST_CMD_DOOR_GET, &door_record, NULL, &doors))
		for (i = 0; i < doors.count; i++) {
			const struct door *door = list_get(&doors, i);

			if (!door->closed)
				warn(door, rules, n);
		}
	list_free(&doors);
	hfnl_close(nl);
}
