/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_EVENTS_H
#define HF_EVENTS_H

#include "event.h"

struct hf_handler;

/**
 * struct hf_event_counts - what became of the events
 * @recorded: those that found room in a ring
 * @lost: those that did not
 * @suppressed: those over the rate limit
 */
struct hf_event_counts {
	u64 recorded;
	u64 lost;
	u64 suppressed;
};

int hf_events_init(void);
void hf_events_exit(void);
void hf_events_record(struct hf_event *event);
void hf_events_attach(struct hf_handler *deliver);
void hf_events_count_cpu(unsigned int cpu, struct hf_event_counts *counts);
void hf_events_count(struct hf_event_counts *counts);
unsigned int hf_events_ring_size(void);
int hf_events_resize(unsigned int size);
unsigned int hf_events_rate(void);
void hf_events_set_rate(unsigned int limit);

#endif /* HF_EVENTS_H */
