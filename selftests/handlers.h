/* SPDX-License-Identifier: GPL-2.0 */
/* Deferred handlers, as the tests set and read them. */
#ifndef HF_SELFTESTS_HANDLERS_H
#define HF_SELFTESTS_HANDLERS_H

#include "client.h"

#define KINDS (HOLDFAST_KIND_MAX + 1)
#define WHERES (HOLDFAST_WHERE_MAX + 1)

/* What to set; a member is sent where its bit is there. */
struct set {
	const char *name;
	uint32_t has;		/* 1 << HOLDFAST_A_HANDLER_... */
	uint32_t kind, budget, priority, coalesce;
	int32_t nice;
	uint8_t enabled;
	const char *cpus;
};

#define HAS(attr) (1U << HOLDFAST_A_HANDLER_##attr)
#define SET(member, ATTR, value) .has = HAS(ATTR), .member = value

struct figures {
	unsigned int found;
	uint64_t raised, ran, coalesced, budget_hits, lost, latency_min, latency_max, run_max;
	uint32_t pending, epoch, kind, budget, priority, coalesce;
	uint8_t enabled;
	char cpus[64];
	uint64_t where[WHERES];
	uint64_t samples, run_samples;
	uint32_t latency[1024];
};

int handler_set(struct client *client, const struct set *set);
int handler_kind(struct client *client, const char *name, uint32_t kind);
/* Back to what it is after loading. */
int handler_restore(struct client *client, const char *name);
int handler_reset(struct client *client, const char *name);
int handler_get(struct client *client, const char *name, struct figures *figures);
int handler_get_cpu(struct client *client, const char *name, unsigned int cpu,
		    struct figures *figures);
/* Until nothing is pending and the law holds; -ETIMEDOUT after 5 s. */
int handler_settle(struct client *client, const char *name, struct figures *figures);

extern const char *const kind_words[KINDS];
bool is_bh(uint32_t kind);
bool is_thread(uint32_t kind);
/* Does this kernel have it, by its own list of symbols? */
bool has_kind(uint32_t kind);
bool is_rt(void);
int cpus(void);

/* Denied writes to kernel.panic, each of a number of its own; how many were not denied. */
unsigned int write_numbers(unsigned int first, unsigned int n);

/* The journal's numbers, as they come: who reads all, sees each once. */
#define NUMBERS 40000

struct log {
	uint64_t next;		/* seq */
	uint64_t gaps, doubles, strangers;
	uint64_t seen;
	unsigned char count[NUMBERS];
};

int log_read(struct client *client, struct log *log);
void log_begin(struct client *client, struct log *log);

#endif /* HF_SELFTESTS_HANDLERS_H */
