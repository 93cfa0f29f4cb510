// SPDX-License-Identifier: GPL-2.0
/*
 * The list of doors. That of /proc/sys has to be closed for the module to be
 * loaded; another that cannot be is said to be open.
 *
 * Who may run: looks, in process context, beside writers and one another.
 */
#include <linux/kernel.h>

#include "../compat/syscall.h"
#include "door.h"
#include "guard.h"

static struct hf_guard *const guards[] = {
	&hf_guard_parameter,
	&hf_guard_sethostname,
	&hf_guard_setdomainname,
#ifdef HF_SYSCALL_32
	&hf_guard_sethostname_32,
	&hf_guard_setdomainname_32,
	&hf_guard_syslog_32,
#endif
	&hf_guard_syslog,
	&hf_guard_sysrq,
	&hf_guard_sysrq_trigger,
	&hf_guard_link,
	&hf_guard_link6,
	&hf_guard_neigh,
	&hf_guard_hugepages,
	&hf_guard_hugepages_mempolicy,
	&hf_guard_overcommit_hugepages,
	&hf_guard_uevent_helper,
};

/**
 * hf_doors_count - how many doors there are
 *
 * Return: the number; hf_doors_look() takes those below it.
 */
unsigned int hf_doors_count(void)
{
	return 1 + ARRAY_SIZE(guards);
}

/**
 * hf_doors_look - send a canary through a door
 * @index: which
 * @look: receives what was seen
 *
 * Context: may sleep.
 */
void hf_doors_look(unsigned int index, struct hf_door_look *look)
{
	struct hf_guard *guard;

	if (!index) {
		*look = (struct hf_door_look){
			.door = HOLDFAST_DOOR_SYSCTL,
			.function = HF_DOOR_SYSCTL_FUNCTION,
			.hooked = true,
			.closed = hf_door_sysctl_knock(),
		};
	} else {
		guard = guards[index - 1];
		*look = (struct hf_door_look){
			.door = guard->door,
			.function = guard->function,
			.sysctls = guard->sysctls,
			.absent = guard->state == HF_GUARD_ABSENT,
			.hooked = guard->state == HF_GUARD_CLOSED,
			.closed = guard->state == HF_GUARD_CLOSED && guard->knock(guard),
			.why = guard->why,
		};
	}
	if (!look->closed && !look->why)
		look->why = "its hook is there, but calls do not meet it any more";
}

/**
 * hf_doors_close - put a guard at each door
 *
 * Context: may sleep.
 * Return: 0; or a negative errno, and then all are open.
 */
int hf_doors_close(void)
{
	int ret = hf_door_sysctl_close();

	if (!ret)
		hf_guards_close(guards, ARRAY_SIZE(guards));
	return ret;
}

/**
 * hf_doors_open - take the guards away
 *
 * Context: may sleep. When it returns, no writer is in the module.
 */
void hf_doors_open(void)
{
	hf_guards_detach();
	hf_door_sysctl_detach();
	hf_hook_wait();
	hf_guards_forget();
	hf_door_sysctl_forget();
}
