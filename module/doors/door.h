/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOOR_H
#define HF_DOOR_H

#include <linux/types.h>

#include <uapi/linux/holdfast.h>

/**
 * struct hf_door - a way by which a sysctl can change, and its guard
 * @door: which one
 * @function: the kernel function that all who pass it call
 * @close: put the guard there; may sleep; 0 or a negative errno, and then it
 *	has said why in the kernel log
 * @open: take the guard away; returns when nobody is with it
 * @canary: true where a call sent through the door meets the guard; may sleep
 */
struct hf_door {
	enum holdfast_door door;
	const char *function;
	int (*close)(void);
	void (*open)(void);
	bool (*canary)(void);
};

extern const struct hf_door hf_door_sysctl;

int hf_doors_close(void);
void hf_doors_open(void);
const struct hf_door *hf_doors_at(unsigned int index);

#endif /* HF_DOOR_H */
