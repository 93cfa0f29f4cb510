/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_EVENTS_H
#define HF_EVENTS_H

#include "event.h"

struct hf_handler;

/**
 * struct hf_event_counts - what became of the events
 * @recorded: those that found room in a ring
 * @lost: those that did not
 */
struct hf_event_counts {
	u64 recorded;
	u64 lost;
};

int hf_events_init(void);
void hf_events_exit(void);
void hf_events_record(struct hf_event *event);
void hf_events_attach(struct hf_handler *deliver);
void hf_events_count(struct hf_event_counts *counts);
unsigned int hf_events_ring_size(void);

#endif /* HF_EVENTS_H */
