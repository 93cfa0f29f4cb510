/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_USE_H
#define HF_USE_H

#include "pin.h"

void hf_use_init(void);
void hf_use_exit(void);
void hf_use_attach(struct hf_pin *pin);
void hf_use_detach(struct hf_pin *pin);

#endif /* HF_USE_H */
