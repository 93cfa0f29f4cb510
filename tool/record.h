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
 *
 * What a pointer in them leads to, is theirs: record_clear() and the functions
 * of lists free it.
 */

/* Texts one behind the other, a NUL behind each. */
struct texts {
	uint32_t n;
	uint32_t size;
	char *at;
};

struct blob {
	uint32_t len;
	unsigned char *at;
};

struct record;

/* Items of one kind, "record". */
struct list {
	const struct record *record;
	unsigned char *item;
	size_t count;
	size_t room;
};

struct rule {
	uint64_t has;
	uint32_t id;
	char pattern[HOLDFAST_PATTERN_MAX + 1];
	uint32_t action;
	uint32_t scope;
	char *cgroup;
	uint32_t constraint;
	char *min;
	char *max;
	struct texts values;
	uint64_t hits;
	uint64_t allowed;
	uint64_t denied;
	uint64_t rewritten;
	uint64_t would;
	uint64_t last_time;
	uint32_t last_pid;
	uint32_t last_uid;
	char last_comm[32];
	uint32_t restore;
};

/* Of an event: what fits its record. */
struct bytes {
	uint32_t len;
	unsigned char data[HOLDFAST_TEXT_MAX];
};

struct event {
	uint64_t has;
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
	uint32_t effect;
	struct bytes given;
	char rule_cgroup[HOLDFAST_TEXT_MAX + 1];
	uint32_t mode;
	uint32_t rules;
	char why[128];
	uint32_t netns;
	uint64_t backoff;
};

struct stats {
	uint64_t has;
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
	uint64_t rewritten;
	uint64_t would;
	uint64_t suppressed;
	uint64_t memory;
	uint32_t mode;
	uint8_t sealed;
	uint32_t cpu;
	uint32_t pins;
	uint32_t drifted;
	uint64_t drifts;
	uint64_t restores;
	uint64_t tampers;
	uint64_t flaps;
};

struct pin {
	uint64_t has;
	char name[HOLDFAST_PATTERN_MAX + 1];
	uint32_t netns;
	uint32_t state;
	uint32_t watch;
	uint32_t restore;
	struct blob expected;
	struct blob actual;
	char owned[128];
	uint64_t since;
	uint64_t drifts;
	uint64_t restores;
	uint64_t last_time;
	uint32_t last_door;
	uint32_t last_pid;
	uint32_t last_uid;
	char last_comm[32];
	int32_t error;
	struct rule rule;
};

struct scope {
	uint64_t has;
	uint32_t scope;
	char *cgroup;
	uint32_t rules;
	uint64_t allowed;
	uint64_t denied;
	uint64_t rewritten;
};

/* The table as a whole; its rules go by hfnl_stage(). */
struct table {
	uint64_t has;
	uint64_t generation;
	uint32_t rules;
	uint32_t mode;
};

struct explain {
	uint64_t has;
	char name[HOLDFAST_PATTERN_MAX + 1];
	struct blob value;
	uint32_t pid;
	struct texts cgroups;
	uint32_t verdict;
	char *why;
	struct blob given;
	struct rule rule;
	uint32_t mode;
	struct list scopes;
};

struct ran_at {
	uint64_t has;
	uint32_t where;
	uint64_t count;
};

struct buckets {
	uint32_t n;
	uint32_t count[HF_HISTOGRAM_BUCKETS];
};

struct handler {
	uint64_t has;
	char name[64];
	uint32_t kind;
	uint32_t budget;
	uint64_t raised;
	uint64_t ran;
	uint64_t coalesced;
	uint64_t budget_hits;
	uint32_t pending;
	struct list ran_at;
	struct buckets latency;
	uint32_t cpu;
	uint8_t enabled;
	char *cpus;
	uint32_t priority;
	int32_t nice;
	uint32_t coalesce;
	uint64_t lost;
	uint32_t epoch;
	uint64_t latency_min;
	uint64_t latency_max;
	struct buckets run;
	uint64_t run_min;
	uint64_t run_max;
};

struct door {
	uint64_t has;
	uint32_t door;
	char function[64];
	uint8_t closed;
	char *why;
	struct texts sysctls;	/* patterns; none: all */
};

struct probe {
	uint32_t has;
	uint32_t kinds;
	char *cpus;
	uint64_t period;
	uint64_t duration;
	uint64_t threshold;
	uint32_t state;
	uint32_t owner;
	char owner_comm[32];
	uint64_t elapsed;
	uint32_t pending;
	uint64_t clock_cost;
	uint64_t own_cost;
};

/* A piece: the counts, or a split. */
struct sample {
	uint32_t has;
	uint32_t cpu;
	uint32_t kind;
	uint64_t ticks;
	uint64_t missed;
	uint64_t raised;
	uint64_t ran;
	uint64_t coalesced;
	uint32_t pending;
	uint64_t waiting;
	uint64_t elsewhere;
	uint64_t spurious;
	uint64_t steps_back;
	struct list ran_at;
	uint32_t end;
	uint64_t busy;
	uint64_t time;
	uint32_t split;
	uint64_t samples;
	uint64_t least;
	uint64_t most;
	struct buckets histogram;
};

struct blame {
	uint32_t has;
	uint32_t cpu;
	uint32_t kind;
	uint64_t latency;
	uint64_t lateness;
	uint32_t ticks;
	uint64_t time;
	uint32_t pid;
	char comm[32];
	uint32_t softirqs;
	struct texts stack;
};

enum field_type {
	FIELD_U8,
	FIELD_U32,	/* s32 too: the same bytes */
	FIELD_U64,
	FIELD_FLAG,	/* nothing but its bit in "has" */
	FIELD_TEXT,	/* char[], closed by a NUL */
	FIELD_STRING,	/* char * */
	FIELD_TEXTS,	/* struct texts, an attribute for each */
	FIELD_BYTES,	/* struct bytes */
	FIELD_BLOB,	/* struct blob */
	FIELD_COUNTS,	/* struct buckets */
	FIELD_ONE,	/* a struct of the kind "below" */
	FIELD_LIST,	/* struct list of them, a nest for each */
};

struct field {
	uint16_t attr;
	uint16_t offset;
	uint16_t size;
	enum field_type type;
	const struct record *below;
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
extern const struct record pin_record;
extern const struct record scope_record;
extern const struct record table_record;
extern const struct record explain_record;
extern const struct record ran_at_record;
extern const struct record handler_record;
extern const struct record door_record;
extern const struct record probe_record;
extern const struct record sample_record;
extern const struct record blame_record;

#define HAS(record, attr)	(((record)->has >> (attr)) & 1)
#define SET(record, attr)	((record)->has |= 1ULL << (attr))

void record_clear(const struct record *record, void *item);

void *list_add(struct list *list);
void *list_get(const struct list *list, size_t i);
void list_clear(struct list *list);
void list_free(struct list *list);

bool texts_add(struct texts *texts, const char *text);
const char *texts_next(const struct texts *texts, const char *text);

#endif /* TOOL_RECORD_H */
