/* SPDX-License-Identifier: GPL-2.0 */
/* All pins. */
#ifndef HF_PINS_H
#define HF_PINS_H

#include <linux/rculist.h>
#include <linux/types.h>

#include "pin.h"

/*
 * For each pin, in the order of their ids: under RCU, or by who alone calls
 * hf_pins_bury(), which @held says to lockdep. What is dropped meanwhile leads on.
 */
#define hf_pins_for_each(pin, held) list_for_each_entry_rcu(pin, &hf_pins, link, held)

/* For the macro. */
extern struct list_head hf_pins;

struct hf_pin *hf_pins_find(const char *path, const struct net *net);
bool hf_pins_any(void);
void hf_pins_add(struct hf_pin *pin);
void hf_pins_drop(struct hf_pin *pin);
bool hf_pins_drop_net(const struct net *net);
struct net *hf_pins_get_net(const struct hf_pin *pin);
void hf_pins_bury(void);

#endif /* HF_PINS_H */
