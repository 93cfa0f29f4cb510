/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_REPORT_H
#define TOOL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/holdfast.h>

#include "histogram.h"

/*
 * What a probe found, from the module or from a file that another version may
 * have written: so kinds and places are kept by name.
 */

/* The kind that raises nothing. */
#define REPORT_NULL	"null"

#define REPORT_SPLITS	(HOLDFAST_PROBE_SPLIT_MAX + 1)
#define REPORT_PLACES	16
#define REPORT_NAME	32
#define REPORT_FRAMES	16
#define REPORT_FRAME	128

/* One histogram; least and most are exact. */
struct report_times {
	uint64_t samples;
	uint64_t least;
	uint64_t most;
	uint32_t bucket[HF_HISTOGRAM_BUCKETS];
};

/* The counts of a row. */
enum report_count {
	REPORT_TICKS, REPORT_MISSED, REPORT_RAISED, REPORT_RAN, REPORT_COALESCED,
	REPORT_PENDING, REPORT_WAITING, REPORT_ELSEWHERE, REPORT_SPURIOUS, REPORT_STEPS_BACK,
	REPORT_COUNTS
};

extern const char *const report_count_names[REPORT_COUNTS];

struct report_place {
	char name[REPORT_NAME];
	uint64_t count;
};

/* Of all CPUs. */
#define REPORT_ALL	UINT32_MAX

/* A kind on a CPU. */
struct report_row {
	char kind[REPORT_NAME];
	uint32_t cpu;
	uint64_t count[REPORT_COUNTS];
	char end[REPORT_NAME];
	uint64_t busy;		/* of the CPU: for all its kinds */
	uint64_t time;
	unsigned int n_places;
	struct report_place place[REPORT_PLACES];
	struct report_times times[REPORT_SPLITS];
};

struct report_blame {
	char kind[REPORT_NAME];
	uint32_t cpu;
	uint64_t latency;
	uint64_t lateness;
	uint64_t ticks;
	uint64_t time;
	uint32_t pid;
	char comm[REPORT_NAME];
	uint32_t softirqs;
	bool user;
	unsigned int depth;
	char frame[REPORT_FRAMES][REPORT_FRAME];
};

struct report {
	char kernel[256];
	char machine[72];
	char cpus[HOLDFAST_CPUS_MAX + 1];
	char load[128];
	uint64_t period;
	uint64_t duration;
	uint64_t elapsed;
	uint64_t threshold;
	uint64_t clock_cost;	/* picoseconds, as the next */
	uint64_t own_cost;
	bool interrupted;
	size_t n_rows;
	struct report_row *row;
	size_t n_blames;
	struct report_blame *blame;
};

/* What is looked up: "" for no kind, REPORT_ALL for all CPUs. */
enum report_rank {
	REPORT_MIN, REPORT_P50, REPORT_P90, REPORT_P99, REPORT_P999, REPORT_MAX,
	REPORT_RANKS
};

extern const char *const report_rank_names[REPORT_RANKS];

struct report_row *report_add_row(struct report *report);
struct report_blame *report_add_blame(struct report *report);
struct report_row *report_find(const struct report *report, const char *kind, uint32_t cpu);
bool report_sum(const struct report *report, const char *kind, struct report_row *sum);
void report_add_place(struct report_row *row, const char *name, uint64_t count);
uint64_t report_time(const struct report_times *times, enum report_rank rank);
void report_free(struct report *report);

#endif /* TOOL_REPORT_H */
