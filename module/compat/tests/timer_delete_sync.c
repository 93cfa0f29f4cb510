// SPDX-License-Identifier: GPL-2.0
#include <linux/timer.h>

int test(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}
