/* SPDX-License-Identifier: GPL-2.0 */
/* What the kinds with work items share. */
#ifndef HF_KINDS_WORK_H
#define HF_KINDS_WORK_H

#include "../deferred.h"

/* A queue's name, from the handler's; 31 bytes are kept, and a probe's come near. */
#define HF_WORK_QUEUE "hf-%s"

void *hf_work_begin(const struct hf_handler *handler, unsigned int flags);
void hf_work_prepare(struct hf_instance *instance, void *own);
void hf_work_raise(struct hf_instance *instance);
void hf_work_kill(struct hf_instance *instance);
void hf_work_end(const struct hf_handler *handler, void *own);

#endif /* HF_KINDS_WORK_H */
