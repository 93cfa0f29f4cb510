// SPDX-License-Identifier: GPL-2.0
/*
 * One pinned sysctl: what it is to hold, whether it does, and what is done where
 * it does not.
 *
 * Who may run: all but hf_pin_looks_changed() and hf_pin_is_due() in the witness's
 * worker, under its lock, in the pin's network namespace; the buffers below are of
 * whoever holds that. Those two anywhere, under RCU.
 *
 * Two that fight over a value are both slowed down: after ACTS_AT_ONCE times in a
 * row nothing is done for BACKOFF_FIRST, then twice that, up to BACKOFF_LAST. A
 * row ends with a pause of a second, or of four times the wait.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "events.h"
#include "owned.h"
#include "pin-event.h"
#include "pin.h"
#include "procfs.h"
#include "rules.h"
#include "value.h"

#define ACTS_AT_ONCE	4
#define BACKOFF_FIRST	msecs_to_jiffies(20)
#define BACKOFF_LAST	(10 * HZ)
/* A variable that changes while a read shows the same is not the value. */
#define BLIND_MOST	16

static const char set_by_rule[] = "the rule gives a value";
static const char tampered[] = "what was remembered was written to: it is not put back";

/* One byte more than a value and its newline tells that there is more. */
static char now[HF_STORE_VALUE + 1];
static char given[HF_STORE_VALUE + 1];
static struct hf_remembered fresh;
static struct hf_numbers numbers[2];
static struct hf_event event;
static struct hf_pin_counts counts;

static const struct hf_remembered *remembered_of(const struct hf_pin *pin)
{
	return rcu_dereference_protected(pin->remembered, true);
}

/* Without the newline; a negative errno, -E2BIG where it is too long. */
static ssize_t read_now(const struct hf_pin *pin)
{
	ssize_t len = hf_procfs_read_file(pin->file, now, sizeof(now));

	if (len > 0 && now[len - 1] == '\n')
		len--;
	return len < HF_STORE_VALUE ? len : -E2BIG;
}

/* Do two texts say the same, as texts or as numbers? @part: of @a some may be missing. */
static bool same(const char *a, size_t a_len, const char *b, size_t b_len, bool part)
{
	unsigned int i;

	if (a_len == b_len && !memcmp(a, b, a_len))
		return true;
	if (!a_len || !b_len || !hf_numbers_parse(&numbers[0], a, a_len) ||
	    !hf_numbers_parse(&numbers[1], b, b_len))
		return false;
	if (numbers[0].count > numbers[1].count ||
	    (!part && numbers[0].count != numbers[1].count))
		return false;
	for (i = 0; i < numbers[0].count; i++)
		if (hf_number_compare(&numbers[0].number[i], &numbers[1].number[i]))
			return false;
	return true;
}

/* The variable while the sysctl holds what is in @fresh; 0 where it cannot be told. */
static u16 take_raw(struct hf_pin *pin)
{
	ssize_t len;
	bool known;

	rcu_read_lock();
	known = hf_variable_copy(&pin->variable, fresh.raw);
	rcu_read_unlock();
	if (!known)
		return 0;
	len = read_now(pin);
	if (len == fresh.len && !memcmp(now, fresh.value, len))
		return pin->variable.len;
	memset(fresh.raw, 0, sizeof(fresh.raw));
	return 0;
}

/* Without memory what was remembered before stays. */
static int remember(struct hf_pin *pin, const char *value, size_t len)
{
	const struct hf_remembered *old = remembered_of(pin), *slot;

	memset(&fresh, 0, sizeof(fresh));
	fresh.owner = pin->id;
	fresh.len = len;
	memcpy(fresh.value, value, len);
	fresh.raw_len = take_raw(pin);
	slot = hf_store_add(&fresh);
	if (!slot)
		return -ENOMEM;
	rcu_assign_pointer(pin->remembered, slot);
	if (old) {
		synchronize_rcu();
		hf_store_del(old);
	}
	return 0;
}

static void set_state(struct hf_pin *pin, enum holdfast_pin_state state)
{
	WRITE_ONCE(pin->state, state);
}

/* Returns 0, a negative errno of the kernel's, or -EINVAL where it took another value. */
static int give(struct hf_pin *pin, const char *value, size_t len)
{
	ssize_t ret;

	/* As one writes it; nothing at all would change nothing. */
	memcpy(given, value, len);
	given[len] = '\n';
	ret = hf_procfs_write_file(pin->file, given, len + 1);
	if (ret < 0)
		return ret;
	ret = read_now(pin);
	if (ret < 0)
		return ret;
	return same(value, len, now, ret, true) ? 0 : -EINVAL;
}

static void held(struct hf_pin *pin)
{
	set_state(pin, HOLDFAST_PIN_STATE_HELD);
	pin->error = 0;
	pin->since = 0;
	pin->told = false;
}

/* Something was done about it: how long until that may be again. */
static void acted(struct hf_pin *pin)
{
	unsigned long quiet = max_t(unsigned long, HZ, 4 * pin->backoff);

	if (!pin->row || time_after(jiffies, pin->acted + quiet))
		pin->row = 0;
	pin->row++;
	pin->acted = jiffies;
	pin->backoff = 0;
	if (pin->row <= ACTS_AT_ONCE)
		return;
	pin->backoff = min_t(unsigned long, BACKOFF_LAST,
			     BACKOFF_FIRST << min(pin->row - ACTS_AT_ONCE - 1, 16U));
	counts.flaps++;
	hf_pin_event(&event, HOLDFAST_EVENT_TYPE_FLAP, pin, pin->owned);
	hf_pin_event_values(&event, pin);
	event.backoff = jiffies_to_nsecs(pin->backoff);
	hf_events_record(&event);
}

static bool is_whole(struct hf_pin *pin)
{
	if (hf_store_is_whole(remembered_of(pin), pin->id))
		return true;
	if (pin->state != HOLDFAST_PIN_STATE_TAMPERED) {
		set_state(pin, HOLDFAST_PIN_STATE_TAMPERED);
		counts.tampers++;
		pr_warn("what was remembered of %s was written to\n", pin->path);
		hf_pin_event(&event, HOLDFAST_EVENT_TYPE_TAMPER, pin, tampered);
		hf_events_record(&event);
	}
	return false;
}

static void put_back(struct hf_pin *pin)
{
	const struct hf_remembered *remembered = remembered_of(pin);
	int ret = give(pin, remembered->value, remembered->len);
	bool news = ret != pin->error || !ret;

	if (ret) {
		set_state(pin, HOLDFAST_PIN_STATE_REFUSED);
		pin->error = ret;
	} else {
		pin->restores++;
		counts.restores++;
	}
	if (news) {
		hf_pin_event(&event, HOLDFAST_EVENT_TYPE_RESTORE, pin, NULL);
		hf_pin_event_values(&event, pin);
		event.error = ret;
		hf_events_record(&event);
	}
	if (!ret)
		held(pin);
	acted(pin);
}

/* What it holds now, in @now, is not what it is to hold. */
static void drifted(struct hf_pin *pin, size_t len)
{
	enum holdfast_restore how = hf_pin_restore(pin);

	if (pin->state == HOLDFAST_PIN_STATE_HELD || len != pin->actual_len ||
	    memcmp(now, pin->actual, len)) {
		if (pin->state == HOLDFAST_PIN_STATE_HELD) {
			pin->since = ktime_get_real_ns();
			set_state(pin, HOLDFAST_PIN_STATE_DRIFTED);
		}
		pin->actual_len = len;
		memcpy(pin->actual, now, len);
		pin->drifts++;
		counts.drifts++;
		pin->told = false;
	}
	rcu_read_lock();
	hf_variable_copy(&pin->variable, pin->seen);
	rcu_read_unlock();
	if (!hf_pin_is_due(pin))
		return;
	if (!pin->told) {
		pin->told = true;
		hf_pin_event(&event, HOLDFAST_EVENT_TYPE_DRIFT, pin, pin->owned);
		hf_pin_event_values(&event, pin);
		hf_events_record(&event);
		if (how != HOLDFAST_RESTORE_ALWAYS)
			acted(pin);
	}
	if (how == HOLDFAST_RESTORE_ALWAYS)
		put_back(pin);
}

/* It holds what it is to; where its variable says otherwise, that is taken anew. */
static void as_remembered(struct hf_pin *pin, size_t len)
{
	const struct hf_remembered *remembered = remembered_of(pin);
	bool differs;

	held(pin);
	rcu_read_lock();
	differs = pin->variable.at && (!remembered->raw_len ||
				       hf_variable_differs(&pin->variable, remembered->raw));
	rcu_read_unlock();
	if (!differs)
		return;
	/* The points of use go on by it, and may be at it just now. */
	if (++pin->blind > BLIND_MOST && !pin->used) {
		WRITE_ONCE(pin->variable.at, NULL);
		return;
	}
	memcpy(given, now, len);
	remember(pin, given, len);
}

/* A rule let a write through: that is the owner's will. */
static void follow(struct hf_pin *pin, size_t len)
{
	pin->follow = false;
	memcpy(given, now, len);
	if (!remember(pin, given, len))
		held(pin);
}

static void count_at_use(struct hf_pin *pin)
{
	int times = atomic_xchg(&pin->at_use, 0);

	pin->drifts += times;
	pin->restores += times;
	counts.drifts += times;
	counts.restores += times;
}

/**
 * hf_pin_check - look at a pinned sysctl, and do what is to be done
 * @pin: the pin
 *
 * Context: as said above; may sleep.
 * Return: false where the sysctl is gone.
 */
bool hf_pin_check(struct hf_pin *pin)
{
	const struct hf_remembered *remembered = remembered_of(pin);
	ssize_t len;

	/* Whoever is at it has the say, and has it looked at afterwards. */
	if (atomic_read(&pin->writers))
		return true;
	WRITE_ONCE(pin->suspect, false);
	/* What changes from here on makes it suspect again. */
	smp_mb();
	count_at_use(pin);
	len = read_now(pin);
	if (len == -ENOENT || len == -ENODEV)
		return false;
	if (len < 0 || !remembered)
		return true;
	if (READ_ONCE(pin->follow))
		follow(pin, len);
	else if (!is_whole(pin))
		return true;
	else if (same(now, len, remembered->value, remembered->len, false))
		as_remembered(pin, len);
	else
		drifted(pin, len);
	return true;
}

/* Have it hold what the rule says, or remember what it holds. */
static void settle(struct hf_pin *pin)
{
	const struct hf_constraint *value = &pin->rule->decision.constraint;
	ssize_t len = read_now(pin);
	int ret;

	if (len < 0) {
		set_state(pin, HOLDFAST_PIN_STATE_UNWATCHED);
		pin->error = len;
		return;
	}
	pin->actual_len = len;
	memcpy(pin->actual, now, len);
	memcpy(given, now, len);
	held(pin);
	if (value->size && !same(value->values, value->size - 1, now, len, true)) {
		ret = hf_rules_permissive() ? 0 : give(pin, value->values, value->size - 1);
		len = ret || hf_rules_permissive() ? -EINVAL : read_now(pin);
		/* What is put back later, where it can be, is what the rule gives. */
		if (len < 0) {
			len = value->size - 1;
			memcpy(given, value->values, len);
		} else {
			memcpy(given, now, len);
		}
		remember(pin, given, len);
		hf_pin_event(&event, HOLDFAST_EVENT_TYPE_RESTORE, pin, set_by_rule);
		hf_pin_event_values(&event, pin);
		event.error = ret;
		if (!hf_rules_permissive())
			hf_events_record(&event);
		pin->error = ret;
		if (ret || hf_rules_permissive()) {
			pin->since = ktime_get_real_ns();
			set_state(pin, ret ? HOLDFAST_PIN_STATE_REFUSED :
					     HOLDFAST_PIN_STATE_DRIFTED);
		}
		return;
	}
	remember(pin, given, len);
}

/**
 * hf_pin_set_rule - another rule pins it, or the same one anew
 * @pin: the pin
 * @rule: the rule; a reference is taken
 *
 * A rule without a value keeps what is remembered.
 *
 * Context: as said above.
 */
void hf_pin_set_rule(struct hf_pin *pin, struct hf_rule *rule)
{
	const struct hf_constraint *value = &rule->decision.constraint;
	const struct hf_remembered *remembered = remembered_of(pin);
	struct hf_rule *before = pin->rule;

	if (before == rule)
		return;
	refcount_inc(&rule->refs);
	/* Others read it under RCU, and a rule is freed after that. */
	WRITE_ONCE(pin->rule, rule);
	hf_rule_put(before);
	if (!remembered || pin->state == HOLDFAST_PIN_STATE_TAMPERED ||
	    (value->size && !same(value->values, value->size - 1, remembered->value,
				  remembered->len, true)))
		settle(pin);
}

/* A file that can be read and written; -EACCES where it is not one. */
static int open_sysctl(struct hf_pin *pin)
{
	char path[sizeof("sys/") + HOLDFAST_PATTERN_MAX];
	umode_t mode;

	snprintf(path, sizeof(path), "sys/%s", pin->path);
	pin->file = hf_procfs_open(path, O_RDONLY);
	if (IS_ERR(pin->file))
		return PTR_ERR(pin->file);
	mode = file_inode(pin->file)->i_mode;
	if (S_ISREG(mode) && mode & 0222 && mode & 0444)
		return 0;
	fput(pin->file);
	return -EACCES;
}

/**
 * hf_pin_create - pin a sysctl
 * @path: its name, in path form
 * @net: the network namespace in which that is looked up, and the worker is
 * @rule: the rule that pins it; a reference is taken
 * @id: a number that no other has
 *
 * Context: as said above.
 * Return: the pin; an ERR_PTR where there is no such sysctl, or it cannot be read
 * and written, or without memory.
 */
struct hf_pin *hf_pin_create(const char *path, struct net *net, struct hf_rule *rule, u32 id)
{
	size_t size = strlen(path) + 1;
	struct hf_pin *pin = kzalloc(struct_size(pin, path, size), GFP_KERNEL);
	int ret;

	if (!pin)
		return ERR_PTR(-ENOMEM);
	memcpy(pin->path, path, size);
	ret = open_sysctl(pin);
	if (ret) {
		kfree(pin);
		return ERR_PTR(ret);
	}
	refcount_set(&pin->refs, 1);
	raw_spin_lock_init(&pin->lock);
	pin->id = id;
	pin->net = net;
	pin->netns = net->ns.inum;
	pin->owned = hf_owned_reason(path);
	pin->acted = jiffies;
	refcount_inc(&rule->refs);
	pin->rule = rule;
	hf_variable_of(&pin->variable, pin->file);
	settle(pin);
	if (remembered_of(pin) || pin->state == HOLDFAST_PIN_STATE_UNWATCHED)
		return pin;
	hf_pin_destroy(pin);
	return ERR_PTR(-ENOMEM);
}

/**
 * hf_pin_destroy - let a sysctl be
 * @pin: a pin that nobody reads any more
 *
 * Context: as said above.
 */
void hf_pin_destroy(struct hf_pin *pin)
{
	if (remembered_of(pin))
		hf_store_del(remembered_of(pin));
	hf_rule_put(pin->rule);
	fput(pin->file);
	hf_pin_put(pin);
}

/**
 * hf_pin_put - give a reference back
 * @pin: the pin
 *
 * Context: any but NMI.
 */
void hf_pin_put(struct hf_pin *pin)
{
	if (refcount_dec_and_test(&pin->refs))
		kfree_rcu(pin, rcu);
}

/**
 * hf_pin_is_per_net - is the sysctl one of a network namespace
 * @pin: the pin
 *
 * Context: any. Return: true where it is.
 */
bool hf_pin_is_per_net(const struct hf_pin *pin)
{
	return !strncmp(pin->path, "net/", 4);
}

/**
 * hf_pin_restore - what is done where it drifts
 * @pin: the pin
 *
 * Context: any, under RCU.
 * Return: that, never by class; while the table is permissive nothing is put back.
 */
enum holdfast_restore hf_pin_restore(const struct hf_pin *pin)
{
	enum holdfast_restore restore = READ_ONCE(pin->rule)->decision.restore;

	if (restore == HOLDFAST_RESTORE_BY_CLASS)
		restore = pin->owned ? HOLDFAST_RESTORE_WARN : HOLDFAST_RESTORE_ALWAYS;
	if (restore == HOLDFAST_RESTORE_ALWAYS && hf_rules_permissive())
		restore = HOLDFAST_RESTORE_WARN;
	return restore;
}

/**
 * hf_pin_is_due - is something to be done about a drift, and not too soon
 * @pin: the pin
 *
 * Context: any, under RCU.
 * Return: true where it is.
 */
bool hf_pin_is_due(const struct hf_pin *pin)
{
	u8 state = READ_ONCE(pin->state);

	if (state != HOLDFAST_PIN_STATE_DRIFTED && state != HOLDFAST_PIN_STATE_REFUSED)
		return false;
	switch (hf_pin_restore(pin)) {
	case HOLDFAST_RESTORE_OFF:
		return false;
	case HOLDFAST_RESTORE_ALWAYS:
		break;
	default:
		if (READ_ONCE(pin->told))
			return false;
	}
	return time_after_eq(jiffies, READ_ONCE(pin->acted) + READ_ONCE(pin->backoff));
}

/**
 * hf_pin_looks_changed - is there something else in its memory
 * @pin: the pin
 *
 * Context: any, under RCU.
 * Return: true where it has to be read.
 */
bool hf_pin_looks_changed(struct hf_pin *pin)
{
	const struct hf_remembered *remembered = rcu_dereference(pin->remembered);

	if (!READ_ONCE(pin->variable.at) || !remembered || READ_ONCE(pin->suspect))
		return false;
	switch (READ_ONCE(pin->state)) {
	case HOLDFAST_PIN_STATE_HELD:
		return remembered->raw_len &&
		       hf_variable_differs(&pin->variable, remembered->raw);
	case HOLDFAST_PIN_STATE_DRIFTED:
	case HOLDFAST_PIN_STATE_REFUSED:
		return hf_variable_differs(&pin->variable, pin->seen);
	default:
		return false;
	}
}

/**
 * hf_pin_last - who wrote it last
 * @pin: the pin
 * @last: receives it; its time is 0 where no door saw anybody
 *
 * Context: any but NMI.
 */
void hf_pin_last(struct hf_pin *pin, struct hf_pin_writer *last)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&pin->lock, flags);
	*last = pin->last;
	raw_spin_unlock_irqrestore(&pin->lock, flags);
}

/**
 * hf_pin_count - what was done about pins
 * @sum: receives it
 *
 * Context: any.
 */
void hf_pin_count(struct hf_pin_counts *sum)
{
	sum->drifts = READ_ONCE(counts.drifts);
	sum->restores = READ_ONCE(counts.restores);
	sum->tampers = READ_ONCE(counts.tampers);
	sum->flaps = READ_ONCE(counts.flaps);
}
