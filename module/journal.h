/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_JOURNAL_H
#define HF_JOURNAL_H

#include "event.h"

int hf_journal_init(unsigned int size);
void hf_journal_exit(void);
void hf_journal_add(struct hf_event *event);
bool hf_journal_read(u64 *seq, struct hf_event *event);
u64 hf_journal_last(void);
unsigned int hf_journal_size(void);

#endif /* HF_JOURNAL_H */
