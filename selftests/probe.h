/* SPDX-License-Identifier: GPL-2.0 */
/* Probes, for the tests: begin one, wait, and read what it measured. */
#ifndef HF_SELFTESTS_PROBE_H
#define HF_SELFTESTS_PROBE_H

#include "client.h"

#define PROBE_CPUS	8
#define PROBE_KINDS	(HOLDFAST_KIND_MAX + 1)
/* The null kind stands behind the others. */
#define PROBE_NULL	PROBE_KINDS
#define PROBE_SPLITS	(HOLDFAST_PROBE_SPLIT_MAX + 1)
#define PROBE_BUCKETS	464

/* What is 0 or NULL is not sent; @kinds, where @any_kinds is not set. */
struct probe_wish {
	bool any_kinds;
	uint32_t kinds;
	const char *cpus;
	uint64_t period;
	uint64_t duration;
	uint64_t threshold;
};

struct probe_times {
	uint64_t samples, least, most;
	uint64_t counted;	/* in the buckets */
	uint32_t bucket[PROBE_BUCKETS];
};

struct probe_sample {
	bool found;
	uint64_t ticks, missed, raised, ran, coalesced, waiting, elsewhere, spurious, time;
	uint32_t pending, end;
	uint64_t where[HOLDFAST_WHERE_MAX + 1];
	struct probe_times times[PROBE_SPLITS];
};

struct probe_result {
	struct probe_sample at[PROBE_CPUS][PROBE_KINDS + 1];
};

struct probe_status {
	uint32_t state, owner, pending, kinds;
	uint64_t elapsed, clock_cost, own_cost;
};

/* All return 0 or a negative errno. */
int probe_start(struct client *client, const struct probe_wish *wish);
int probe_stop(struct client *client);
int probe_status(struct client *client, struct probe_status *status);
/* Until no timer ticks, and nothing is pending for long; -ETIMEDOUT. */
int probe_wait(struct client *client, unsigned int seconds);
int probe_read(struct client *client, struct probe_result *result);
/* All of it. */
int probe_do(struct client *client, const struct probe_wish *wish, struct probe_result *result);

/* The lowest time of the bucket in which the middle sample is. */
uint64_t probe_median(const struct probe_times *times);
uint64_t probe_low(unsigned int bucket);

#endif /* HF_SELFTESTS_PROBE_H */
