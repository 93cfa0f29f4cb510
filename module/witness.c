// SPDX-License-Identifier: GPL-2.0
/*
 * The pins: which sysctls are pinned, and looking after them.
 *
 * A timer raises `watch`, which compares the variables of those whose memory is
 * known with what is remembered, and may not sleep. `restore`, a worker, reads those
 * that have changed, and once a second each of them; puts back; and finds out which
 * sysctls are pinned: where the rules changed, a network namespace or device came or
 * changed its name, and every SURVEY_EVERY.
 *
 * A sysctl is pinned where the rule that decides is a pin: of the initial network
 * namespace, and of what is in none, that for a writer of the host; of the other
 * network namespaces, that for one of a container. Cgroups have no say.
 *
 * Who may run: `restore` owns the pins (see pins.c), under the mutex `lock`, which
 * requests take to walk them. A network namespace that goes does not: `restore` may
 * wait for it, by way of a module that the kernel loads. Requests wait for a run of
 * `restore` that began after they came: hf_witness_sync(). Doors tell of writes,
 * in whatever they hold, so they take no lock that a sysctl's handler may wait for.
 *
 * Teardown: hf_witness_exit() when no request, no door and no point of use comes
 * any more: the device notifier, then the timer and surveys, then the pins with the
 * network namespaces' own notifier, then the handlers.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "deferred.h"
#include "netns.h"
#include "pins.h"
#include "rules.h"
#include "survey.h"
#include "use.h"
#include "witness.h"

#define PERIOD_MAX	(60 * 60 * 1000U)
#define READ_EVERY	HZ
#define SURVEY_EVERY	(5 * HZ)
/* After a namespace or a device came, for what it brings later. */
#define SURVEY_AGAIN	(HZ / 10)

static unsigned int watch_ms = 5;
module_param(watch_ms, uint, 0444);
MODULE_PARM_DESC(watch_ms, "how often pinned sysctls are looked at, in ms (1 to 3600000; default 5)");

static DEFINE_MUTEX(lock);
static u32 last_id;
static u32 survey_no;

static atomic_t wanted;		/* surveys asked for */
static unsigned int made;	/* of these, made */
static unsigned int tried;	/* surveys in which memory ran out, since the last without */
static bool read_all;
static bool survey_again;
static unsigned long read_at, survey_at;
static DECLARE_WAIT_QUEUE_HEAD(was_made);

static void tick(struct timer_list *unused);
static DEFINE_TIMER(timer, tick);
static bool ticking;		/* under lock */
static bool leaving;		/* likewise: no pin comes any more */
static bool watch_some(struct hf_handler *handler, unsigned int index,
		       unsigned int budget);
static bool restore_some(struct hf_handler *handler, unsigned int index,
			 unsigned int budget);

static struct hf_handler watch = {
	.name = "watch",
	.kind = HOLDFAST_KIND_TASKLET,
	.budget = 1024,
	.carries_events = true,
	.work = watch_some,
};

/* A read takes some microseconds; a kworker's turn is half a millisecond or so. */
static struct hf_handler restore = {
	.name = "restore",
	.kind = HOLDFAST_KIND_WORKQUEUE,
	.budget = 128,
	.sleeps = true,
	.carries_events = true,
	.work = restore_some,
};

/**
 * hf_witness_suspect - have a pin looked at
 * @pin: the pin
 *
 * Context: any but NMI, under RCU.
 */
void hf_witness_suspect(struct hf_pin *pin)
{
	WRITE_ONCE(pin->suspect, true);
	hf_handler_raise(&restore, 0);
}

/* Compares; @budget is what it may do at a time, and there is one list. */
static bool watch_some(struct hf_handler *handler, unsigned int index,
		       unsigned int budget)
{
	static unsigned int at;
	unsigned int i = 0, done = 0;
	struct hf_pin *pin;
	bool due = false, changed = false, more = false;

	rcu_read_lock();
	hf_pins_for_each(pin, false) {
		if (i++ < at)
			continue;
		if (done++ == budget) {
			more = true;
			break;
		}
		due |= hf_pin_is_due(pin);
		if (hf_pin_looks_changed(pin)) {
			WRITE_ONCE(pin->suspect, true);
			changed = true;
		}
	}
	rcu_read_unlock();
	at = more ? at + budget : 0;
	if (changed || due)
		hf_handler_raise(&restore, 0);
	return more;
}

static void tick(struct timer_list *unused)
{
	hf_handler_raise(&watch, 0);
	if (time_after_eq(jiffies, READ_ONCE(read_at)) ||
	    time_after_eq(jiffies, READ_ONCE(survey_at)))
		hf_handler_raise(&restore, 0);
	mod_timer(&timer, jiffies + msecs_to_jiffies(READ_ONCE(watch_ms)));
}

/* A survey, as soon as may be. */
static void want_survey(void)
{
	atomic_inc(&wanted);
	hf_handler_raise(&restore, 0);
}

/* The rule that pins a sysctl, with a reference; or NULL. */
static struct hf_rule *pinning_rule(const char *path, const struct net *net)
{
	static const struct hf_cgroups none;
	struct hf_writer writer = { .cgroups = &none };
	struct hf_rule *rule;
	struct hf_name name;

	writer.scope = net_eq(net, &init_net) ? HOLDFAST_SCOPE_HOST : HOLDFAST_SCOPE_CONTAINER;
	hf_name_split(&name, path);
	rule = hf_rules_find(&name, &writer, NULL, NULL);
	if (!rule || rule->decision.action == HOLDFAST_ACTION_PIN)
		return rule;
	hf_rule_put(rule);
	return NULL;
}

static void add_pin(const char *path, struct net *net, struct hf_rule *rule)
{
	struct hf_pin *pin = hf_pin_create(path, net, rule, ++last_id);

	if (pin == ERR_PTR(-ENOMEM))
		tried++;
	if (IS_ERR(pin))
		return;
	pin->seen_in = survey_no;
	hf_pins_add(pin);
	hf_use_attach(pin);
}

/* The survey found a sysctl that a pin's pattern matches. */
static void visit(const char *path, void *data)
{
	struct net *net = data;
	struct hf_rule *rule;
	struct hf_pin *pin;

	/* Nobody else frees it. */
	rcu_read_lock();
	pin = hf_pins_find(path, net);
	rcu_read_unlock();
	if (pin && pin->seen_in == survey_no)
		return;
	rule = pinning_rule(path, net);
	if (!rule)
		return;
	if (pin) {
		pin->seen_in = survey_no;
		hf_pin_set_rule(pin, rule);
	} else {
		add_pin(path, net, rule);
	}
	hf_rule_put(rule);
}

static void drop_pin(struct hf_pin *pin)
{
	hf_use_detach(pin);
	hf_pins_drop(pin);
}

/* For who holds the lock. */
#define for_each_pin(pin) hf_pins_for_each(pin, lockdep_is_held(&lock))

static void survey_net(struct net *net, bool net_only)
{
	struct hf_rule *rule;
	u32 id = 0;

	hf_netns_enter(net);
	while ((rule = hf_rules_pin_after(id))) {
		id = rule->id;
		if (hf_survey(rule->pattern, net_only, visit, net))
			tried++;
		hf_rule_put(rule);
	}
	hf_netns_leave();
}

static void set_ticking(bool on)
{
	lockdep_assert_held(&lock);
	if (on && !ticking)
		mod_timer(&timer, jiffies + msecs_to_jiffies(READ_ONCE(watch_ms)));
	else if (!on && ticking)
		timer_delete_sync(&timer);
	ticking = on;
}

/* Which sysctls are pinned now. */
static void survey(void)
{
	struct hf_pin *pin;
	struct net *net = NULL;
	bool again;

	survey_no++;
	tried = 0;
	survey_net(&init_net, false);
	while (hf_rules_have_pins() && (net = hf_netns_after(net)))
		if (!net_eq(net, &init_net))
			survey_net(net, true);
	/* Where memory ran out some were not looked for. */
	for_each_pin(pin)
		if (pin->seen_in != survey_no && (!tried || !hf_rules_have_pins()))
			drop_pin(pin);
	again = xchg(&survey_again, false) || tried;
	WRITE_ONCE(survey_at, jiffies + (again ? SURVEY_AGAIN : SURVEY_EVERY));
	set_ticking(hf_pins_any() || hf_rules_have_pins());
}

static void check(struct hf_pin *pin)
{
	struct net *net = hf_pins_get_net(pin);
	bool there;

	/* It goes, and its pins with it. */
	if (!net)
		return;
	hf_netns_enter(net);
	there = hf_pin_check(pin);
	hf_netns_leave();
	put_net(net);
	if (!there)
		drop_pin(pin);
}

static void check_suspects(void)
{
	struct hf_pin *pin;

	for_each_pin(pin)
		if (READ_ONCE(pin->suspect) || hf_pin_is_due(pin))
			check(pin);
}

/* Read them all, @budget at a time; true where some are left. */
static bool read_some(unsigned int budget)
{
	static bool reading;
	static u32 from;
	struct hf_pin *pin;
	unsigned int done = 0;

	if (xchg(&read_all, false)) {
		budget = UINT_MAX;
		reading = false;
		read_at = jiffies;
	}
	if (!reading && time_before(jiffies, read_at))
		return false;
	from = reading ? from : 0;
	reading = true;
	for_each_pin(pin) {
		if (pin->id <= from)
			continue;
		from = pin->id;
		check(pin);
		if (++done == budget)
			return true;
	}
	reading = false;
	WRITE_ONCE(read_at, jiffies + max_t(unsigned long, READ_EVERY,
					    msecs_to_jiffies(READ_ONCE(watch_ms))));
	return false;
}

static bool restore_some(struct hf_handler *handler, unsigned int index,
			 unsigned int budget)
{
	unsigned int want = atomic_read(&wanted);
	bool more;

	mutex_lock(&lock);
	if (leaving) {
		mutex_unlock(&lock);
		return false;
	}
	if (want != made || time_after_eq(jiffies, survey_at))
		survey();
	check_suspects();
	more = read_some(budget);
	hf_pins_bury();
	WRITE_ONCE(made, want);
	mutex_unlock(&lock);
	wake_up_all(&was_made);
	return more;
}

/**
 * hf_witness_sync - have what the rules pin be pinned
 * @read: and read all of it
 *
 * Context: may sleep, some seconds at most.
 */
void hf_witness_sync(bool read)
{
	unsigned int ticket;

	if (!hf_rules_have_pins() && !hf_pins_any())
		return;
	if (read)
		WRITE_ONCE(read_all, true);
	/* Then nothing is pinned, or put back, until it is enabled. */
	if (READ_ONCE(restore.setting.disabled))
		return;
	ticket = atomic_inc_return(&wanted);
	hf_handler_raise(&restore, 0);
	wait_event_killable_timeout(was_made, (int)(READ_ONCE(made) - ticket) >= 0, 10 * HZ);
}

/**
 * hf_witness_state - the pins as a whole
 * @state: receives it
 *
 * Context: may sleep.
 */
void hf_witness_state(struct hf_witness_state *state)
{
	struct hf_pin *pin;

	*state = (struct hf_witness_state){ };
	mutex_lock(&lock);
	for_each_pin(pin) {
		state->pins++;
		state->drifted += pin->state != HOLDFAST_PIN_STATE_HELD &&
				  pin->state != HOLDFAST_PIN_STATE_UNWATCHED;
	}
	mutex_unlock(&lock);
	hf_pin_count(&state->counts);
}

/**
 * hf_witness_visit - call a function for each pin
 * @after: only for those with a higher id
 * @visit_pin: the function; may sleep; an error ends the visit
 * @data: for the function
 *
 * Context: may sleep. The pins stay as they are meanwhile.
 * Return: 0 or the function's error.
 */
int hf_witness_visit(u32 after, int (*visit_pin)(struct hf_pin *pin, void *data), void *data)
{
	struct hf_pin *pin;
	int ret = 0;

	mutex_lock(&lock);
	for_each_pin(pin) {
		if (pin->id > after)
			ret = visit_pin(pin, data);
		if (ret)
			break;
	}
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_witness_period - how often variables are looked at
 *
 * Context: any. Return: in milliseconds.
 */
unsigned int hf_witness_period(void)
{
	return READ_ONCE(watch_ms);
}

/**
 * hf_witness_set_period - look at variables as often as this
 * @ms: in milliseconds
 *
 * Context: may sleep.
 * Return: 0 or -EINVAL.
 */
int hf_witness_set_period(unsigned int ms)
{
	if (!ms || ms > PERIOD_MAX)
		return -EINVAL;
	mutex_lock(&lock);
	WRITE_ONCE(watch_ms, ms);
	read_at = jiffies + max_t(unsigned long, READ_EVERY, msecs_to_jiffies(ms));
	if (ticking)
		mod_timer(&timer, jiffies + msecs_to_jiffies(ms));
	mutex_unlock(&lock);
	return 0;
}

static void want_survey_again(void)
{
	if (!hf_rules_have_pins())
		return;
	WRITE_ONCE(survey_again, true);
	want_survey();
}

static void on_net_come(struct net *net)
{
	want_survey_again();
}

/* For the initial one, when the module goes: the points of use have gone then. */
static void on_net_gone(struct net *net)
{
	if (hf_pins_drop_net(net))
		hf_handler_raise(&restore, 0);
}

static int on_device(struct notifier_block *block, unsigned long event, void *data)
{
	if (event == NETDEV_REGISTER || event == NETDEV_CHANGENAME)
		want_survey_again();
	return NOTIFY_DONE;
}

/* Behind those who make the device's sysctls. */
static struct notifier_block devices = {
	.notifier_call = on_device,
	.priority = INT_MIN,
};

/**
 * hf_witness_init - be ready for pins
 *
 * Return: 0 or a negative errno.
 */
int __init hf_witness_init(void)
{
	int ret;

	if (!watch_ms || watch_ms > PERIOD_MAX) {
		pr_err("watch_ms=%u: must be from 1 to %u\n", watch_ms, PERIOD_MAX);
		return -EINVAL;
	}
	hf_store_init();
	survey_at = jiffies + SURVEY_EVERY;
	ret = hf_handler_start(&restore);
	if (ret)
		return ret;
	ret = hf_handler_start(&watch);
	if (ret)
		goto stop_restore;
	ret = hf_netns_init(on_net_come, on_net_gone);
	if (ret)
		goto stop_watch;
	ret = register_netdevice_notifier(&devices);
	if (ret)
		goto exit_netns;
	hf_use_init();
	return 0;
exit_netns:
	hf_netns_exit();
stop_watch:
	hf_handler_stop(&watch);
stop_restore:
	hf_handler_stop(&restore);
	return ret;
}

/**
 * hf_witness_exit - let all sysctls be
 *
 * Context: may sleep; no request and no door comes any more.
 */
void hf_witness_exit(void)
{
	hf_use_exit();
	unregister_netdevice_notifier(&devices);
	/* The rules are still there: a survey would pin what is let go below. */
	mutex_lock(&lock);
	leaving = true;
	set_ticking(false);
	mutex_unlock(&lock);
	/* Every network namespace's pins, those of the initial one too. */
	hf_netns_exit();
	hf_handler_stop(&watch);
	hf_handler_stop(&restore);
	mutex_lock(&lock);
	hf_pins_bury();
	mutex_unlock(&lock);
	hf_store_exit();
}
