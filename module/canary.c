// SPDX-License-Identifier: GPL-2.0
/*
 * The self-watch: a canary through each door that was closed, twice a second, by
 * the handler `canary`. A hook that is met no more, by whatever means it was
 * disarmed, is told of once, by an event and in the kernel log; and again when it
 * is back.
 *
 * Who may run: a timer, which raises the handler; the handler, one at a time,
 * which alone knows what it told.
 *
 * Teardown: hf_canary_exit() ends the timer, then the handler; the doors are
 * opened after that.
 */
#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/timer.h>

#include "canary.h"
#include "deferred.h"
#include "doors/door.h"
#include "events.h"

#define PERIOD msecs_to_jiffies(500)

/*
 * Where nobody stands, some canaries have the kernel log something: those that
 * were not met are sent again after so many turns only.
 */
#define TURNS_OPEN 8

#define DOORS_MAX 64

static DECLARE_BITMAP(lost, DOORS_MAX);
static unsigned int turn;

static void tick(struct timer_list *timer);
static DEFINE_TIMER(timer, tick);

static void tell(const struct hf_door_look *look)
{
	struct hf_event event;

	hf_event_begin(&event, look->closed ? HOLDFAST_EVENT_TYPE_DOOR_BACK :
					      HOLDFAST_EVENT_TYPE_DOOR_LOST);
	event.door = look->door;
	event.why = look->function;
	hf_events_record(&event);
	if (look->closed)
		pr_notice("%s: its hook is met again\n", look->function);
	else
		pr_alert("%s: its hook was disarmed: changes by this door are not judged\n",
			 look->function);
}

static void look_at(unsigned int door)
{
	struct hf_door_look look;

	if (test_bit(door, lost) && turn % TURNS_OPEN)
		return;
	hf_doors_look(door, &look);
	if (!look.hooked || look.closed == !test_bit(door, lost))
		return;
	change_bit(door, lost);
	tell(&look);
}

static bool look_at_all(struct hf_handler *handler, unsigned int index, unsigned int budget)
{
	unsigned int door, count = min_t(unsigned int, hf_doors_count(), DOORS_MAX);

	for (door = 0; door < count; door++)
		look_at(door);
	turn++;
	return false;
}

/* Each run looks at all, as what is left would wait for the next one anyway. */
static struct hf_handler canary = {
	.name = "canary",
	.kind = HOLDFAST_KIND_WORKQUEUE,
	.budget = DOORS_MAX,
	.sleeps = true,
	.carries_events = true,
	.work = look_at_all,
};

static void tick(struct timer_list *unused)
{
	hf_handler_raise(&canary, 0);
	mod_timer(&timer, jiffies + PERIOD);
}

/**
 * hf_canary_init - begin to watch the doors
 *
 * Context: may sleep; the doors are closed.
 * Return: 0 or -ENOMEM.
 */
int hf_canary_init(void)
{
	int ret = hf_handler_start(&canary);

	if (!ret)
		mod_timer(&timer, jiffies + PERIOD);
	return ret;
}

/**
 * hf_canary_exit - end that
 *
 * Context: may sleep.
 */
void hf_canary_exit(void)
{
	/* It arms itself: until it was not pending any more. */
	while (timer_delete_sync(&timer))
		;
	hf_handler_stop(&canary);
}
