/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_NAMES_H
#define TOOL_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The words for one enumeration of the contract; the value is the index. */
struct names {
	const char *const *name;
	unsigned int count;
};

extern const struct names action_names;
extern const struct names constraint_names;
extern const struct names restore_names;
extern const struct names scope_names;
extern const struct names verdict_names;
extern const struct names effect_names;
extern const struct names mode_names;
extern const struct names event_type_names;
extern const struct names pin_state_names;
extern const struct names pin_watch_names;
extern const struct names cut_names;	/* by the number of the bit */
extern const struct names door_names;
extern const struct names kind_names;
extern const struct names priority_names;
extern const struct names where_names;
extern const struct names probe_state_names;
extern const struct names probe_end_names;
extern const struct names probe_split_names;

const char *names_get(const struct names *names, uint32_t value);
bool names_find(const struct names *names, const char *word, uint32_t *value);
const char *names_all(const struct names *names, char *buf, size_t size);

#endif /* TOOL_NAMES_H */
