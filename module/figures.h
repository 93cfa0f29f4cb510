/* SPDX-License-Identifier: GPL-2.0 */
/* What a handler counts. */
#ifndef HF_FIGURES_H
#define HF_FIGURES_H

#include "deferred.h"

/**
 * struct hf_times - a histogram, and its ends as they were
 * @min: the shortest; above @max where there are none
 * @max: the longest
 * @bucket: how many of which length
 */
struct hf_times {
	u64 min;
	u64 max;
	u32 bucket[HF_HISTOGRAM_BUCKETS];
};

/**
 * struct hf_handler_counts - what a CPU counted for a handler
 * @raised: on this CPU, whatever the instance
 * @coalesced: raises that found it pending
 * @first_raised: of @raised, those before the last reset
 * @first_coalesced: of @coalesced, likewise
 * @first_lost: of the handler's lost(), likewise
 * @ran: runs on this CPU since the last reset
 * @budget_hits: of these, those that left items
 * @where: of these, by place
 * @latency: from raise to run
 * @run: how long they took
 *
 * The first two are counted without a lock, each in one instruction, so they
 * are never set back; the others by runs, with interrupts off, and set back
 * when none can be.
 */
struct hf_handler_counts {
	unsigned long raised;
	unsigned long coalesced;
	u64 first_raised;
	u64 first_coalesced;
	u64 first_lost;
	u64 ran;
	u64 budget_hits;
	u64 where[HF_WHERES];
	struct hf_times latency;
	struct hf_times run;
};

/**
 * struct hf_figures - what was counted since the last reset, of a CPU or of all
 * @raised: raises
 * @ran: runs
 * @coalesced: raises that found it pending
 * @budget_hits: runs that left items
 * @lost: items dropped
 * @where: runs, by place
 * @pending: instances that wait to run
 * @latency: from raise to run
 * @run: how long runs took
 */
struct hf_figures {
	u64 raised;
	u64 ran;
	u64 coalesced;
	u64 budget_hits;
	u64 lost;
	u64 where[HF_WHERES];
	u32 pending;
	struct hf_times latency;
	struct hf_times run;
};

void hf_figures_init(struct hf_handler *handler);
void hf_figures_begin(struct hf_handler *handler, enum holdfast_where where, u64 raised_at,
		      u64 now);
void hf_figures_end(struct hf_handler *handler, u64 took, bool left);
void hf_figures_cpu(struct hf_handler *handler, unsigned int cpu, struct hf_figures *figures);
void hf_figures_sum(struct hf_handler *handler, struct hf_figures *figures);
void hf_figures_law(struct hf_handler *handler, struct hf_law *law);
void hf_figures_reset(struct hf_handler *handler);

#endif /* HF_FIGURES_H */
