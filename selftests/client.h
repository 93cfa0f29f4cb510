/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A netlink client for the tests: raw sockets, so that it can also send what
 * no library would, and sees the kernel's answer as it comes.
 */
#ifndef HF_SELFTESTS_CLIENT_H
#define HF_SELFTESTS_CLIENT_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/holdfast.h>

struct client {
	int fd;
	uint16_t family;
	uint32_t events;	/* the multicast group */
	uint32_t seq;
	char why[256];		/* extack message of the last answer, or "" */
	uint32_t bad_at;	/* where in the request the wrong attribute is, or 0 */
};

struct message {
	union {
		struct nlmsghdr header;
		char bytes[4096];
	};
};

/* What a dump's entry or an event holds: attrs[type], NULL where absent. */
struct reply {
	uint8_t cmd;
	uint16_t flags;
	const struct nlattr *attrs[64];
	const char *head;	/* of all of them, where a type comes more than once */
	size_t len;
};

/* A nest's attributes, as a reply. */
typedef void (*nest_fn)(const struct nlattr *const *attrs, void *data);
typedef void (*reply_fn)(const struct reply *reply, void *data);

/* All return 0 or a negative errno. */
int client_open(struct client *client);
int client_open_quiet(struct client *client);	/* finds no family: no error */
void client_close(struct client *client);
int client_join(struct client *client);

void message_begin(struct message *message, uint16_t type, uint8_t cmd, uint16_t flags);
void message_put(struct message *message, uint16_t type, const void *data, size_t len);
void message_put_u32(struct message *message, uint16_t type, uint32_t value);
void message_put_u64(struct message *message, uint16_t type, uint64_t value);
void message_put_string(struct message *message, uint16_t type, const char *value);
struct nlattr *message_nest(struct message *message, uint16_t type);
void message_nest_end(struct message *message, struct nlattr *nest);

int client_ask(struct client *client, struct message *message, reply_fn fn, void *data);
/* One event that came to a joined client; -EAGAIN after @timeout_ms. */
int client_event(struct client *client, int timeout_ms, reply_fn fn, void *data);

/* A rule in full; what is 0 is not sent, but for the action. */
struct rule {
	const char *pattern;
	enum holdfast_action action;
	enum holdfast_scope scope;
	const char *cgroup;
	enum holdfast_constraint constraint;
	const char *min, *max;
	const char *values[8];
};

#define RANGE(low, high) .constraint = HOLDFAST_CONSTRAINT_RANGE, .min = low, .max = high
#define ONE_OF(...) .constraint = HOLDFAST_CONSTRAINT_ONE_OF, .values = { __VA_ARGS__ }

int rule_set(struct client *client, const struct rule *rule);
int rule_unset(struct client *client, const struct rule *rule);
/* Put aside; commit takes the generation that the table must have, or 0. */
int rules_stage(struct client *client, const struct rule *rule, size_t count, bool first);
int rules_commit(struct client *client, uint64_t generation, bool dry_run);
int mode_set(struct client *client, enum holdfast_mode mode);
int stats_reset(struct client *client);

int rule_add(struct client *client, const char *pattern, enum holdfast_action action,
	     enum holdfast_scope scope);
int rule_del(struct client *client, const char *pattern, enum holdfast_scope scope);
int rule_flush(struct client *client);
uint64_t stat_get(struct client *client, int attr);

/* Each nest of @type, in turn. */
void reply_nests(const struct reply *reply, int type, nest_fn fn, void *data);
uint32_t reply_u32(const struct reply *reply, int attr);
uint64_t reply_u64(const struct reply *reply, int attr);
const char *reply_string(const struct reply *reply, int attr);
/* The attribute's bytes up to a newline, as a string; "(none)" where absent. */
void reply_text(const struct reply *reply, int attr, char *text, size_t size);

/* The last write that the journal tells of. */
struct seen {
	bool found;
	uint64_t seq, time;
	uint32_t pid, tid, uid, verdict, writer, rule_scope, rule_action, cut, door;
	int32_t error;
	uint64_t new_len;
	char name[HOLDFAST_TEXT_MAX + 2];
	char pattern[HOLDFAST_TEXT_MAX + 2];
	char old[HOLDFAST_TEXT_MAX + 2];
	char new[HOLDFAST_TEXT_MAX + 2];
	char comm[32];
	uint32_t effect;
	bool permissive;
	char given[HOLDFAST_TEXT_MAX + 2];
	char why[128];
	char cgroup[HOLDFAST_TEXT_MAX + 2];
};

int last_write(struct client *client, struct seen *seen);
/* Wait until all recorded events are in the journal; -ETIMEDOUT after 5 s. */
int journal_settle(struct client *client);
/* Likewise until those in the journal have been sent, or found nobody to be sent to. */
int delivery_settle(struct client *client);

#endif /* HF_SELFTESTS_CLIENT_H */
