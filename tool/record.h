/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_RECORD_H
#define TOOL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/holdfast.h>

#include "histogram.h"

/*
 * The contract's attribute sets as plain structs, and the tables by which
 * they are turned into attributes and back. Each struct begins with "has": bit
 * HOLDFAST_A_... is set for each attribute that is there.
 */
struct rule {
	uint32_t has;
	uint32_t id;
	char pattern[HOLDFAST_PATTERN_MAX + 1];
	uint32_t action;
	uint32_t scope;
	uint64_t hits;
};

struct bytes {
	uint32_t len;
	unsigned char data[HOLDFAST_TEXT_MAX];
};

struct event {
	uint32_t has;
	uint64_t seq;
	uint64_t time;
	uint32_t type;
	uint32_t cpu;
	uint64_t lost;
	uint32_t pid;
	uint32_t tid;
	uint32_t uid;
	char comm[32];
	uint32_t writer;
	uint32_t door;
	char name[HOLDFAST_TEXT_MAX + 1];
	struct bytes old;
	struct bytes new;
	uint64_t new_len;
	uint32_t verdict;
	int32_t error;
	uint32_t rule_id;
	char rule_pattern[HOLDFAST_PATTERN_MAX + 1];
	uint32_t rule_action;
	uint32_t rule_scope;
	uint32_t cut;
};

struct stats {
	uint32_t has;
	char version[64];
	uint32_t rules;
	uint64_t generation;
	uint64_t writes;
	uint64_t matched;
	uint64_t denied;
	uint64_t recorded;
	uint64_t lost;
	uint64_t journaled;
	uint64_t delivered;
	uint64_t unheard;
	uint64_t undelivered;
	uint32_t ring_size;
	uint32_t journal_size;
};

struct ran_at {
	uint32_t has;
	uint32_t where;
	uint64_t count;
};

#define RAN_AT_MAX	16

struct ran_at_list {
	uint32_t n;
	struct ran_at at[RAN_AT_MAX];
};

struct buckets {
	uint32_t n;
	uint32_t count[HF_HISTOGRAM_BUCKETS];
};

struct handler {
	uint32_t has;
	char name[64];
	uint32_t kind;
	uint32_t budget;
	uint64_t raised;
	uint64_t ran;
	uint64_t coalesced;
	uint64_t budget_hits;
	uint32_t pending;
	struct ran_at_list ran_at;
	struct buckets latency;
};

struct door {
	uint32_t has;
	uint32_t door;
	char function[64];
	uint8_t closed;
};

enum field_type {
	FIELD_U8,
	FIELD_U32,	/* s32 too: the same bytes */
	FIELD_U64,
	FIELD_TEXT,	/* closed by a NUL */
	FIELD_BYTES,	/* struct bytes */
	FIELD_COUNTS,	/* struct buckets */
	FIELD_RAN_AT,	/* struct ran_at_list, one nest at a time */
};

struct field {
	uint16_t attr;
	uint16_t offset;
	uint16_t size;
	enum field_type type;
};

struct record {
	size_t size;
	unsigned int max_attr;
	unsigned int n_fields;
	const struct field *field;
};

extern const struct record rule_record;
extern const struct record event_record;
extern const struct record stats_record;
extern const struct record ran_at_record;
extern const struct record handler_record;
extern const struct record door_record;

#define HAS(record, attr)	((record)->has & (1U << (attr)))

/* A dump's answer: "count" structs of the kind "record" describes. */
struct list {
	const struct record *record;
	unsigned char *item;
	size_t count;
	size_t room;
};

void *list_add(struct list *list);
void *list_get(const struct list *list, size_t i);
void list_free(struct list *list);

#endif /* TOOL_RECORD_H */
