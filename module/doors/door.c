// SPDX-License-Identifier: GPL-2.0
/* The list of doors. */
#include <linux/kernel.h>

#include "door.h"

static const struct hf_door *const doors[] = {
	&hf_door_sysctl,
};

/**
 * hf_doors_at - the doors, one by one
 * @index: from 0
 *
 * Return: the door, or NULL after the last.
 */
const struct hf_door *hf_doors_at(unsigned int index)
{
	return index < ARRAY_SIZE(doors) ? doors[index] : NULL;
}

/**
 * hf_doors_close - put a guard at each door
 *
 * Context: may sleep.
 * Return: 0; or a negative errno, and then all are open.
 */
int hf_doors_close(void)
{
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(doors); i++) {
		ret = doors[i]->close();
		if (ret)
			goto open;
	}
	return 0;
open:
	while (i--)
		doors[i]->open();
	return ret;
}

/**
 * hf_doors_open - take the guards away
 *
 * Context: may sleep. When it returns, no writer is in the module.
 */
void hf_doors_open(void)
{
	unsigned int i = ARRAY_SIZE(doors);

	while (i--)
		doors[i]->open();
}
