// SPDX-License-Identifier: GPL-2.0
/* A timer is set up with its function. */
#include <linux/hrtimer.h>

void test(struct hrtimer *timer);
void test(struct hrtimer *timer)
{
	hrtimer_setup(timer, NULL, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}
