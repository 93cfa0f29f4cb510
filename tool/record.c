// SPDX-License-Identifier: GPL-2.0
/* The attribute sets of the contract, as tables. */
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define FIELD(noun, NOUN, member, ATTR, kind)					\
	{ HOLDFAST_A_##NOUN##_##ATTR, offsetof(struct noun, member),		\
	  sizeof(((struct noun *)0)->member), FIELD_##kind }

#define RECORD(noun, NOUN)							\
	_Static_assert(HOLDFAST_A_##NOUN##_MAX < 32, "no room in \"has\"");	\
	const struct record noun##_record = {					\
		sizeof(struct noun), HOLDFAST_A_##NOUN##_MAX,			\
		sizeof(noun##_fields) / sizeof(noun##_fields[0]), noun##_fields	\
	}

#define RULE(member, ATTR, kind)	FIELD(rule, RULE, member, ATTR, kind)

static const struct field rule_fields[] = {
	RULE(id, ID, U32),
	RULE(pattern, PATTERN, TEXT),
	RULE(action, ACTION, U32),
	RULE(scope, SCOPE, U32),
	RULE(hits, HITS, U64),
};
RECORD(rule, RULE);

#define EVENT(member, ATTR, kind)	FIELD(event, EVENT, member, ATTR, kind)

static const struct field event_fields[] = {
	EVENT(seq, SEQ, U64),
	EVENT(time, TIME, U64),
	EVENT(type, TYPE, U32),
	EVENT(cpu, CPU, U32),
	EVENT(lost, LOST, U64),
	EVENT(pid, PID, U32),
	EVENT(tid, TID, U32),
	EVENT(uid, UID, U32),
	EVENT(comm, COMM, TEXT),
	EVENT(writer, WRITER, U32),
	EVENT(door, DOOR, U32),
	EVENT(name, NAME, TEXT),
	EVENT(old, OLD, BYTES),
	EVENT(new, NEW, BYTES),
	EVENT(new_len, NEW_LEN, U64),
	EVENT(verdict, VERDICT, U32),
	EVENT(error, ERROR, U32),
	EVENT(rule_id, RULE_ID, U32),
	EVENT(rule_pattern, RULE_PATTERN, TEXT),
	EVENT(rule_action, RULE_ACTION, U32),
	EVENT(rule_scope, RULE_SCOPE, U32),
	EVENT(cut, CUT, U32),
};
RECORD(event, EVENT);

#define STATS(member, ATTR, kind)	FIELD(stats, STATS, member, ATTR, kind)

static const struct field stats_fields[] = {
	STATS(version, VERSION, TEXT),
	STATS(rules, RULES, U32),
	STATS(generation, GENERATION, U64),
	STATS(writes, WRITES, U64),
	STATS(matched, MATCHED, U64),
	STATS(denied, DENIED, U64),
	STATS(recorded, RECORDED, U64),
	STATS(lost, LOST, U64),
	STATS(journaled, JOURNALED, U64),
	STATS(delivered, DELIVERED, U64),
	STATS(unheard, UNHEARD, U64),
	STATS(undelivered, UNDELIVERED, U64),
	STATS(ring_size, RING_SIZE, U32),
	STATS(journal_size, JOURNAL_SIZE, U32),
};
RECORD(stats, STATS);

#define RAN_AT(member, ATTR, kind)	FIELD(ran_at, RAN_AT, member, ATTR, kind)

static const struct field ran_at_fields[] = {
	RAN_AT(where, WHERE, U32),
	RAN_AT(count, COUNT, U64),
};
RECORD(ran_at, RAN_AT);

#define HANDLER(member, ATTR, kind)	FIELD(handler, HANDLER, member, ATTR, kind)

static const struct field handler_fields[] = {
	HANDLER(name, NAME, TEXT),
	HANDLER(kind, KIND, U32),
	HANDLER(budget, BUDGET, U32),
	HANDLER(raised, RAISED, U64),
	HANDLER(ran, RAN, U64),
	HANDLER(coalesced, COALESCED, U64),
	HANDLER(budget_hits, BUDGET_HITS, U64),
	HANDLER(pending, PENDING, U32),
	HANDLER(ran_at, RAN_AT, RAN_AT),
	HANDLER(latency, LATENCY, COUNTS),
};
RECORD(handler, HANDLER);

#define DOOR(member, ATTR, kind)	FIELD(door, DOOR, member, ATTR, kind)

static const struct field door_fields[] = {
	DOOR(door, DOOR, U32),
	DOOR(function, FUNCTION, TEXT),
	DOOR(closed, CLOSED, U8),
};
RECORD(door, DOOR);

/* A zeroed item at the end of the list, or NULL without memory. */
void *list_add(struct list *list)
{
	size_t size = list->record->size;

	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		void *item = reallocarray(list->item, room, size);

		if (!item)
			return NULL;
		list->item = item;
		list->room = room;
	}
	return memset(list->item + list->count++ * size, 0, size);
}

void *list_get(const struct list *list, size_t i)
{
	return list->item + i * list->record->size;
}

void list_free(struct list *list)
{
	free(list->item);
	list->item = NULL;
	list->count = 0;
	list->room = 0;
}
