// SPDX-License-Identifier: GPL-2.0
/*
 * What a rule makes of a change that comes by another door than /proc/sys.
 *
 * The door says which sysctl it is and what it would then hold, and asks. It
 * then refuses, or has the kernel do it, with another value where there is one,
 * and says how that ended. The verdict is the one that a write of the same value
 * to the sysctl would get, from the same table, with the same counters and events.
 *
 * Who may run: whoever passes a door, each with a struct hf_alias of its own.
 */
#include <linux/err.h>

#include "../count.h"
#include "../events.h"
#include "../procfs.h"
#include "../rules.h"
#include "../scope.h"
#include "alias.h"
#include "decide.h"

static struct hf_rule *find_rule(const struct hf_alias *alias, const struct hf_name *name)
{
	static const struct hf_cgroups none;

	if (alias->console)
		return hf_decide_rule_in(name, HOLDFAST_SCOPE_HOST, &none);
	if (alias->cgroups)
		return hf_decide_rule_in(name, hf_scope_current(), alias->cgroups);
	return hf_decide_rule(name, alias->locked);
}

/* Apart, for the event's place on the stack. */
static noinline void tell(struct hf_alias *alias, enum holdfast_effect effect, int error)
{
	struct hf_event event;
	struct hf_name name;

	hf_name_split(&name, alias->name);
	hf_decide_event(&event, &name, alias->rule, &alias->verdict);
	if (alias->console) {
		event.pid = 0;
		event.tid = 0;
		event.uid = 0;
		event.writer = HOLDFAST_SCOPE_HOST;
		strscpy(event.comm, "(console)", sizeof(event.comm));
	}
	event.door = alias->door;
	event.permissive = alias->permissive;
	event.effect = effect;
	event.error = error;
	event.new_len = alias->new.len;
	hf_event_new(&event, alias->new.data, alias->new.len);
	if (alias->old.data)
		hf_event_old(&event, alias->old.data, alias->old.len);
	if (alias->given_len)
		hf_event_given(&event, alias->given, alias->given_len);
	hf_events_record(&event);
}

static void read_old(struct hf_alias *alias, const struct hf_name *name)
{
	ssize_t len;

	if (alias->old.data || alias->unreadable || alias->cgroups || alias->console)
		return;
	len = hf_procfs_read(name, alias->held, sizeof(alias->held));
	if (len >= 0)
		alias->old = (struct hf_text){ alias->held, len };
}

/* Where another value is to be given: what it is; or none is, and none can be. */
static noinline void judge(struct hf_alias *alias)
{
	struct hf_write judged = { .text = alias->new, .old = alias->old };
	struct hf_numbers numbers;
	size_t len;

	alias->verdict = hf_decision_judge(&alias->rule->decision, &judged, &numbers);
	if (alias->verdict.verdict != HOLDFAST_VERDICT_REWRITTEN)
		return;
	len = hf_numbers_format(alias->given, sizeof(alias->given), &numbers);
	/* Without the newline. */
	if (len && !alias->fixed)
		alias->given_len = len - 1;
	if (alias->given_len) {
		alias->given[alias->given_len] = '\0';
		return;
	}
	alias->verdict.verdict = HOLDFAST_VERDICT_DENIED;
	alias->verdict.why = alias->fixed ?: "too many numbers for this door";
}

/**
 * hf_alias_decide - may a sysctl change by this door
 * @alias: the change; receives what was decided
 *
 * Where it returns 0, hf_alias_done() has to follow.
 *
 * Context: process context, may sleep; any but NMI where @alias->cgroups or
 * @alias->console.
 * Return: 0: yes, to @alias->given where @alias->given_len is not 0; -EPERM: it
 * is refused, and reported; another negative errno: it cannot be judged, and is
 * to be refused too.
 */
int hf_alias_decide(struct hf_alias *alias)
{
	struct hf_name name;
	struct hf_rule *rule;

	alias->rule = NULL;
	alias->given_len = 0;
	hf_count(writes);
	hf_name_split(&name, alias->name);
	rule = find_rule(alias, &name);
	if (IS_ERR_OR_NULL(rule))
		return PTR_ERR_OR_ZERO(rule);
	hf_count(matched);
	alias->rule = rule;
	alias->permissive = hf_rules_permissive();
	read_old(alias, &name);
	judge(alias);
	hf_decide_count(rule, alias->verdict.verdict, alias->permissive);
	if (alias->permissive)
		alias->given_len = 0;
	if (alias->verdict.verdict != HOLDFAST_VERDICT_DENIED || alias->permissive) {
		hf_witness_begin(&alias->witness, &name);
		return 0;
	}
	tell(alias, HOLDFAST_EFFECT_DENIED, -EPERM);
	hf_rule_put(rule);
	alias->rule = NULL;
	return -EPERM;
}

/**
 * hf_alias_done - say how the change ended
 * @alias: as hf_alias_decide() left it
 * @ret: what the kernel said: negative, a negative errno
 *
 * Context: as hf_alias_decide().
 */
void hf_alias_done(struct hf_alias *alias, long ret)
{
	enum holdfast_effect effect = HOLDFAST_EFFECT_WRITTEN;

	if (!alias->rule)
		return;
	if (ret < 0)
		effect = HOLDFAST_EFFECT_FAILED;
	else if (alias->given_len)
		effect = HOLDFAST_EFFECT_REWRITTEN;
	if (alias->verdict.report)
		tell(alias, effect, ret < 0 ? ret : 0);
	hf_witness_end(&alias->witness, alias->door, ret >= 0,
		       alias->rule->decision.action != HOLDFAST_ACTION_PIN);
	hf_rule_put(alias->rule);
	alias->rule = NULL;
}

/**
 * hf_alias_decide_all - may all of these change
 * @item: the changes
 * @count: how many
 *
 * All or none: where it returns 0, hf_alias_done_all() has to follow.
 *
 * Context: as hf_alias_decide().
 * Return: as hf_alias_decide().
 */
int hf_alias_decide_all(struct hf_alias_item *item, unsigned int count)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < count && !ret; i++)
		ret = hf_alias_decide(&item[i].alias);
	/* Those before the one refused do not come about either. */
	if (ret)
		hf_alias_done_all(item, i - 1, ret);
	return ret;
}

/**
 * hf_alias_done_all - say how the changes ended
 * @item: as hf_alias_decide_all() left them
 * @count: how many
 * @ret: what the kernel said
 *
 * Context: as hf_alias_decide().
 */
void hf_alias_done_all(struct hf_alias_item *item, unsigned int count, long ret)
{
	while (count--)
		hf_alias_done(&item[count].alias, ret);
}
