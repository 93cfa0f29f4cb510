// SPDX-License-Identifier: GPL-2.0
/* A handler may not change the table it is given. */
#include <linux/sysctl.h>

static int handle(const struct ctl_table *table, int write, void *buffer, size_t *len,
		  loff_t *pos)
{
	return 0;
}

struct ctl_table test = { .proc_handler = handle };
