/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DELIVER_H
#define HF_DELIVER_H

#include <linux/types.h>

/**
 * struct hf_deliver_counts - what became of the journal's records
 * @delivered: sent to the group
 * @unheard: nobody listened
 * @undelivered: dropped by the journal, or not sent for lack of memory
 */
struct hf_deliver_counts {
	u64 delivered;
	u64 unheard;
	u64 undelivered;
};

int hf_deliver_start(void);
void hf_deliver_stop(void);
void hf_deliver_count(struct hf_deliver_counts *sum);

#endif /* HF_DELIVER_H */
