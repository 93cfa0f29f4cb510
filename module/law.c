// SPDX-License-Identifier: GPL-2.0
/*
 * The module looks after its own law: raised = ran + coalesced + pending.
 *
 * Counters are many and counted without a lock, so that one look at them finds
 * something half counted. Two looks, with a grace period between, that find the
 * same counters, have found a handler at rest: whoever was in the middle of
 * counting at the first look was a reader of RCU and is done by the second. A
 * handler that is never at rest for so long is not judged.
 *
 * Who may run: the work below, once a second, and not while an idle CPU sleeps.
 *
 * Teardown: hf_law_tell(NULL) by who hears of breaches, then hf_law_exit().
 */
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include "deferred.h"
#include "figures.h"

#define PERIOD HZ

static void (*tell_breach)(const char *handler);	/* called in a visit of the handlers */

static int look(struct hf_handler *handler, void *data)
{
	bool *moved = data;
	struct hf_law law;

	hf_figures_law(handler, &law);
	if (hf_law_same(&law, &handler->law.law))
		return 0;
	handler->law.law = law;
	handler->law.judged = false;
	*moved = true;
	return 0;
}

static void judge(struct hf_handler *handler, const struct hf_law *law)
{
	void (*tell)(const char *handler);
	s64 breach = hf_law_breach(law);

	handler->law.judged = true;
	/* Once for each that comes, not once a second for one that stays. */
	if (breach == handler->law.breach)
		return;
	handler->law.breach = breach;
	if (!breach)
		return;
	pr_err("handler %s: raised %llu, ran %llu, coalesced %llu, pending %llu: off by %lld\n",
	       handler->name, law->raised, law->ran, law->coalesced, law->pending, breach);
	tell = READ_ONCE(tell_breach);
	if (tell)
		tell(handler->name);
}

static int look_again(struct hf_handler *handler, void *data)
{
	struct hf_law law;

	if (handler->law.judged)
		return 0;
	hf_figures_law(handler, &law);
	if (hf_law_same(&law, &handler->law.law))
		judge(handler, &law);
	return 0;
}

static void check(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(check_work, check);

static void check(struct work_struct *work)
{
	bool moved = false;
	unsigned int next;

	hf_handlers_visit(0, &next, look, &moved);
	if (moved) {
		synchronize_rcu();
		hf_handlers_visit(0, &next, look_again, NULL);
	}
	hf_deferred_later(&check_work, PERIOD);
}

/**
 * hf_law_tell - hear of breaches
 * @tell: called with a handler's name, in process context, no other handler
 *	being looked at; or NULL
 *
 * Context: may sleep. After it returns the function before is called no more.
 */
void hf_law_tell(void (*tell)(const char *handler))
{
	unsigned int next;

	WRITE_ONCE(tell_breach, tell);
	/* Who is about to call the one before is in the middle of a visit. */
	hf_handlers_visit(UINT_MAX, &next, NULL, NULL);
}

/**
 * hf_law_init - begin to look
 */
void hf_law_init(void)
{
	hf_deferred_later(&check_work, PERIOD);
}

/**
 * hf_law_exit - no longer look
 *
 * Context: may sleep.
 */
void hf_law_exit(void)
{
	cancel_delayed_work_sync(&check_work);
}
