/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_WITNESS_H
#define HF_WITNESS_H

#include <linux/types.h>

#include "pins.h"

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

/* For the two below only. */
void hf_witness_note(struct hf_witness_write *write, const struct hf_name *name);
void hf_witness_wrote(struct hf_pin *pin, enum holdfast_door door, bool changed, bool follow);

/**
 * hf_witness_begin - a write that a rule lets through is about to be done
 * @write: receives what hf_witness_end() wants
 * @name: the sysctl
 *
 * From here on it is not put back.
 *
 * Context: any but NMI.
 */
static inline void hf_witness_begin(struct hf_witness_write *write, const struct hf_name *name)
{
	write->pin = NULL;
	/* Most hosts pin nothing; room for the name is cleared before it is used. */
	if (hf_pins_any())
		hf_witness_note(write, name);
}

/**
 * hf_witness_end - it is done
 * @write: as hf_witness_begin() left it
 * @door: by which it came
 * @changed: the kernel took it
 * @follow: and a rule says so, so that what it holds is to be remembered; else it
 *	was let through as the table is permissive
 *
 * Context: any but NMI.
 */
static inline void hf_witness_end(struct hf_witness_write *write, enum holdfast_door door,
				  bool changed, bool follow)
{
	if (write->pin)
		hf_witness_wrote(write->pin, door, changed, follow);
}

#endif /* HF_WITNESS_H */
