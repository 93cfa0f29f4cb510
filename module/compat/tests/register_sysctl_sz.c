// SPDX-License-Identifier: GPL-2.0
/* The entries of a table are counted; an empty one at its end is one too many. */
#include <linux/sysctl.h>

struct ctl_table_header *test(struct ctl_table *table)
{
	return register_sysctl_sz("test", table, 1);
}
