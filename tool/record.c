// SPDX-License-Identifier: GPL-2.0
/* The attribute sets of the contract, as tables. */
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define FIELD(noun, NOUN, member, ATTR, kind)					\
	{ HOLDFAST_A_##NOUN##_##ATTR, offsetof(struct noun, member),		\
	  sizeof(((struct noun *)0)->member), FIELD_##kind, NULL }

#define NESTED(noun, NOUN, member, ATTR, kind, record)				\
	{ HOLDFAST_A_##NOUN##_##ATTR, offsetof(struct noun, member),		\
	  sizeof(((struct noun *)0)->member), FIELD_##kind, &(record) }

#define FLAG(NOUN, ATTR)	{ HOLDFAST_A_##NOUN##_##ATTR, 0, 0, FIELD_FLAG, NULL }

#define RECORD(noun, NOUN)							\
	_Static_assert(HOLDFAST_A_##NOUN##_MAX < 64, "no room in \"has\"");	\
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
	RULE(cgroup, CGROUP, STRING),
	RULE(constraint, CONSTRAINT, U32),
	RULE(min, RANGE_MIN, STRING),
	RULE(max, RANGE_MAX, STRING),
	RULE(values, VALUE, TEXTS),
	RULE(hits, HITS, U64),
	RULE(allowed, ALLOWED, U64),
	RULE(denied, DENIED, U64),
	RULE(rewritten, REWRITTEN, U64),
	RULE(would, WOULD, U64),
	RULE(last_time, LAST_TIME, U64),
	RULE(last_pid, LAST_PID, U32),
	RULE(last_uid, LAST_UID, U32),
	RULE(last_comm, LAST_COMM, TEXT),
	RULE(restore, RESTORE, U32),
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
	EVENT(effect, EFFECT, U32),
	EVENT(given, GIVEN, BYTES),
	FLAG(EVENT, PERMISSIVE),
	EVENT(rule_cgroup, RULE_CGROUP, TEXT),
	EVENT(mode, MODE, U32),
	EVENT(rules, RULES, U32),
	EVENT(why, WHY, TEXT),
	EVENT(netns, NETNS, U32),
	EVENT(backoff, BACKOFF, U64),
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
	STATS(rewritten, REWRITTEN, U64),
	STATS(would, WOULD, U64),
	STATS(suppressed, SUPPRESSED, U64),
	STATS(memory, MEMORY, U64),
	STATS(mode, MODE, U32),
	STATS(sealed, SEALED, U8),
	STATS(cpu, CPU, U32),
	STATS(pins, PINS, U32),
	STATS(drifted, DRIFTED, U32),
	STATS(drifts, DRIFTS, U64),
	STATS(restores, RESTORES, U64),
	STATS(tampers, TAMPERS, U64),
	STATS(flaps, FLAPS, U64),
};
RECORD(stats, STATS);

#define PIN(member, ATTR, kind)	FIELD(pin, PIN, member, ATTR, kind)

static const struct field pin_fields[] = {
	PIN(name, NAME, TEXT),
	PIN(netns, NETNS, U32),
	PIN(state, STATE, U32),
	PIN(watch, WATCH, U32),
	PIN(restore, RESTORE, U32),
	PIN(expected, EXPECTED, BLOB),
	PIN(actual, ACTUAL, BLOB),
	PIN(owned, OWNED, TEXT),
	PIN(since, SINCE, U64),
	PIN(drifts, DRIFTS, U64),
	PIN(restores, RESTORES, U64),
	PIN(last_time, LAST_TIME, U64),
	PIN(last_door, LAST_DOOR, U32),
	PIN(last_pid, LAST_PID, U32),
	PIN(last_uid, LAST_UID, U32),
	PIN(last_comm, LAST_COMM, TEXT),
	PIN(error, ERROR, U32),
	NESTED(pin, PIN, rule, RULE, ONE, rule_record),
};
RECORD(pin, PIN);

#define SCOPE(member, ATTR, kind)	FIELD(scope, SCOPE, member, ATTR, kind)

static const struct field scope_fields[] = {
	SCOPE(scope, SCOPE, U32),
	SCOPE(cgroup, CGROUP, STRING),
	SCOPE(rules, RULES, U32),
	SCOPE(allowed, ALLOWED, U64),
	SCOPE(denied, DENIED, U64),
	SCOPE(rewritten, REWRITTEN, U64),
};
RECORD(scope, SCOPE);

#define TABLE(member, ATTR, kind)	FIELD(table, TABLE, member, ATTR, kind)

static const struct field table_fields[] = {
	TABLE(generation, GENERATION, U64),
	FLAG(TABLE, DRY_RUN),
	TABLE(rules, RULES, U32),
	TABLE(mode, MODE, U32),
};
RECORD(table, TABLE);

#define EXPLAIN(member, ATTR, kind)	FIELD(explain, EXPLAIN, member, ATTR, kind)

static const struct field explain_fields[] = {
	EXPLAIN(name, NAME, TEXT),
	EXPLAIN(value, VALUE, BLOB),
	EXPLAIN(pid, PID, U32),
	EXPLAIN(cgroups, CGROUP, TEXTS),
	EXPLAIN(verdict, VERDICT, U32),
	EXPLAIN(why, WHY, STRING),
	EXPLAIN(given, GIVEN, BLOB),
	NESTED(explain, EXPLAIN, rule, RULE, ONE, rule_record),
	EXPLAIN(mode, MODE, U32),
	NESTED(explain, EXPLAIN, scopes, SCOPE, LIST, scope_record),
};
RECORD(explain, EXPLAIN);

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
	NESTED(handler, HANDLER, ran_at, RAN_AT, LIST, ran_at_record),
	HANDLER(latency, LATENCY, COUNTS),
	HANDLER(cpu, CPU, U32),
	HANDLER(enabled, ENABLED, U8),
	HANDLER(cpus, CPUS, STRING),
	HANDLER(priority, PRIORITY, U32),
	HANDLER(nice, NICE, U32),
	HANDLER(coalesce, COALESCE, U32),
	HANDLER(lost, LOST, U64),
	HANDLER(epoch, EPOCH, U32),
	HANDLER(latency_min, LATENCY_MIN, U64),
	HANDLER(latency_max, LATENCY_MAX, U64),
	HANDLER(run, RUN, COUNTS),
	HANDLER(run_min, RUN_MIN, U64),
	HANDLER(run_max, RUN_MAX, U64),
};
RECORD(handler, HANDLER);

#define DOOR(member, ATTR, kind)	FIELD(door, DOOR, member, ATTR, kind)

static const struct field door_fields[] = {
	DOOR(door, DOOR, U32),
	DOOR(function, FUNCTION, TEXT),
	DOOR(closed, CLOSED, U8),
	DOOR(why, WHY, STRING),
	DOOR(sysctls, SYSCTL, TEXTS),
};
RECORD(door, DOOR);

#define PROBE(member, ATTR, kind)	FIELD(probe, PROBE, member, ATTR, kind)

static const struct field probe_fields[] = {
	PROBE(kinds, KINDS, U32),
	PROBE(cpus, CPUS, STRING),
	PROBE(period, PERIOD, U64),
	PROBE(duration, DURATION, U64),
	PROBE(threshold, THRESHOLD, U64),
	PROBE(state, STATE, U32),
	PROBE(owner, OWNER, U32),
	PROBE(owner_comm, OWNER_COMM, TEXT),
	PROBE(elapsed, ELAPSED, U64),
	PROBE(pending, PENDING, U32),
	PROBE(clock_cost, CLOCK_COST, U64),
	PROBE(own_cost, OWN_COST, U64),
};
RECORD(probe, PROBE);

#define SAMPLE(member, ATTR, kind)	FIELD(sample, SAMPLE, member, ATTR, kind)

static const struct field sample_fields[] = {
	SAMPLE(cpu, CPU, U32),
	SAMPLE(kind, KIND, U32),
	SAMPLE(ticks, TICKS, U64),
	SAMPLE(missed, MISSED, U64),
	SAMPLE(raised, RAISED, U64),
	SAMPLE(ran, RAN, U64),
	SAMPLE(coalesced, COALESCED, U64),
	SAMPLE(pending, PENDING, U32),
	SAMPLE(waiting, WAITING, U64),
	SAMPLE(elsewhere, ELSEWHERE, U64),
	SAMPLE(spurious, SPURIOUS, U64),
	SAMPLE(steps_back, STEPS_BACK, U64),
	NESTED(sample, SAMPLE, ran_at, RAN_AT, LIST, ran_at_record),
	SAMPLE(end, END, U32),
	SAMPLE(busy, BUSY, U64),
	SAMPLE(time, TIME, U64),
	SAMPLE(split, SPLIT, U32),
	SAMPLE(samples, SAMPLES, U64),
	SAMPLE(least, LEAST, U64),
	SAMPLE(most, MOST, U64),
	SAMPLE(histogram, HISTOGRAM, COUNTS),
};
RECORD(sample, SAMPLE);

#define BLAME(member, ATTR, kind)	FIELD(blame, BLAME, member, ATTR, kind)

static const struct field blame_fields[] = {
	BLAME(cpu, CPU, U32),
	BLAME(kind, KIND, U32),
	BLAME(latency, LATENCY, U64),
	BLAME(lateness, LATENESS, U64),
	BLAME(ticks, TICKS, U32),
	BLAME(time, TIME, U64),
	BLAME(pid, PID, U32),
	BLAME(comm, COMM, TEXT),
	BLAME(softirqs, SOFTIRQS, U32),
	FLAG(BLAME, USER),
	BLAME(stack, STACK, TEXTS),
};
RECORD(blame, BLAME);

static void clear_field(const struct field *field, void *at)
{
	switch (field->type) {
	case FIELD_STRING:
		free(*(char **)at);
		break;
	case FIELD_TEXTS:
		free(((struct texts *)at)->at);
		break;
	case FIELD_BLOB:
		free(((struct blob *)at)->at);
		break;
	case FIELD_ONE:
		record_clear(field->below, at);
		break;
	case FIELD_LIST:
		list_free(at);
		break;
	default:
		break;
	}
}

/* Free what @item leads to, and make it one without attributes. */
void record_clear(const struct record *record, void *item)
{
	unsigned int i;

	for (i = 0; i < record->n_fields; i++)
		clear_field(&record->field[i], (char *)item + record->field[i].offset);
	memset(item, 0, record->size);
}

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

/* Its items go, its room stays. */
void list_clear(struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		record_clear(list->record, list_get(list, i));
	list->count = 0;
}

void list_free(struct list *list)
{
	list_clear(list);
	free(list->item);
	list->item = NULL;
	list->room = 0;
}

/* False without memory. */
bool texts_add(struct texts *texts, const char *text)
{
	size_t size = strlen(text) + 1;
	char *at = realloc(texts->at, texts->size + size);

	if (!at)
		return false;
	memcpy(at + texts->size, text, size);
	texts->at = at;
	texts->size += size;
	texts->n++;
	return true;
}

/* The text behind @text, the first one behind NULL; NULL at the end. */
const char *texts_next(const struct texts *texts, const char *text)
{
	const char *next = text ? text + strlen(text) + 1 : texts->at;

	return next && next < texts->at + texts->size ? next : NULL;
}
