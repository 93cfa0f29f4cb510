/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOOR_H
#define HF_DOOR_H

#include <linux/types.h>

#include <uapi/linux/holdfast.h>

/**
 * struct hf_door_look - a door, as a look at it showed it
 * @door: which one
 * @function: the kernel function that all who pass it call
 * @sysctls: patterns of the sysctls behind it, in path form; the last is NULL;
 *	NULL itself for all
 * @absent: this kernel has no such door
 * @hooked: it was closed when the module was loaded
 * @closed: a canary sent through it met the guard
 * @why: why it is open, a static string; or NULL
 */
struct hf_door_look {
	enum holdfast_door door;
	const char *function;
	const char *const *sysctls;
	bool absent;
	bool hooked;
	bool closed;
	const char *why;
};

int hf_doors_close(void);
void hf_doors_open(void);
unsigned int hf_doors_count(void);
void hf_doors_look(unsigned int index, struct hf_door_look *look);

/* The door of /proc/sys: without it nothing is guarded. */
#define HF_DOOR_SYSCTL_FUNCTION "proc_sys_write"

int hf_door_sysctl_close(void);
void hf_door_sysctl_detach(void);
void hf_door_sysctl_forget(void);
bool hf_door_sysctl_knock(void);

#endif /* HF_DOOR_H */
