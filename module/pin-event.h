/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_PIN_EVENT_H
#define HF_PIN_EVENT_H

#include "event.h"
#include "pin.h"

void hf_pin_event(struct hf_event *event, enum holdfast_event_type type, struct hf_pin *pin,
		  const char *why);
void hf_pin_event_values(struct hf_event *event, const struct hf_pin *pin);

#endif /* HF_PIN_EVENT_H */
