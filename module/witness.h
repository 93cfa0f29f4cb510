/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_WITNESS_H
#define HF_WITNESS_H

#include <linux/types.h>

#include "pin.h"

/**
 * struct hf_witness_state - the pins as a whole
 * @pins: how many there are
 * @drifted: those that do not hold what they are to hold
 * @counts: what was done about them
 */
struct hf_witness_state {
	u32 pins;
	u32 drifted;
	struct hf_pin_counts counts;
};

/**
 * struct hf_witness_write - a write of a sysctl that a rule lets through
 * @pin: the sysctl's, between begin and end; or NULL
 */
struct hf_witness_write {
	struct hf_pin *pin;
};

int hf_witness_init(void);
void hf_witness_exit(void);
void hf_witness_sync(bool read);
void hf_witness_state(struct hf_witness_state *state);
int hf_witness_visit(u32 after, int (*visit)(struct hf_pin *pin, void *data), void *data);
unsigned int hf_witness_period(void);
int hf_witness_set_period(unsigned int ms);
void hf_witness_suspect(struct hf_pin *pin);
bool hf_witness_has_pins(void);
struct hf_pin *hf_witness_find(const char *path, const struct net *net);

void hf_witness_begin(struct hf_witness_write *write, const struct hf_name *name);
void hf_witness_end(struct hf_witness_write *write, enum holdfast_door door, bool changed,
		    bool follow);

#endif /* HF_WITNESS_H */
