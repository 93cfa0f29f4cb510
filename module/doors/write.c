// SPDX-License-Identifier: GPL-2.0
/*
 * What a rule makes of a write to a file below /proc/sys.
 *
 * What is judged is the effect that the write would have: a number as the
 * kernel reads it, a string as the sysctl would then hold it. And what was
 * judged is what the kernel is given: the user's buffer is copied once, and
 * where the rule has a constraint the kernel gets the numbers in decimal, or
 * the whole string, from position 0.
 *
 * Who may run: writers, in process context. Where the verdict hangs on the
 * value there now, writers of the same sysctl wait for one another from its
 * reading to the end of the write; the kernel's handler runs meanwhile, but no
 * user memory is touched.
 *
 * BPF programs of the kind cgroup/sysctl run after that, inside the kernel's
 * function, and can put another value in the place of the one judged. So they
 * are given the writer's own bytes where nothing is to be changed about them,
 * and where there are such programs, what came of a write is looked at.
 */
#include <linux/bpf-cgroup.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jhash.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "../events.h"
#include "../procfs.h"
#include "../rules.h"
#include "decide.h"
#include "write.h"

/* A vector of numbers at its longest, or the longest value and a newline. */
#define GIVEN_MAX (HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1)

/* For sysctls that are written at the same time. */
static struct mutex serial[16] = {
#define M(n) __MUTEX_INITIALIZER(serial[n])
	M(0), M(1), M(2), M(3), M(4), M(5), M(6), M(7),
	M(8), M(9), M(10), M(11), M(12), M(13), M(14), M(15),
#undef M
};

/**
 * struct attempt - a write under way
 * @write: the door's
 * @rule: the rule that decides
 * @verdict: what it decided
 * @permissive: it is reported only
 * @event: the report
 * @old_len: bytes at @old; negative where it cannot be read
 * @given_len: bytes at @given
 * @written: the numbers written, or to be given
 * @held: for comparing
 * @at: where it is written
 * @now_len: bytes at @now; negative where it cannot be read
 * @old: the value before
 * @given: what the kernel is to be given in the text's place
 * @now: the value after
 * @len: bytes at @text
 * @text: what is written, and a NUL
 */
struct attempt {
	struct hf_sysctl_write *write;
	struct hf_rule *rule;
	struct hf_verdict verdict;
	bool permissive;
	struct hf_event event;
	ssize_t old_len;
	size_t given_len;
	struct hf_numbers written;
	struct hf_numbers held;
	loff_t at;
	ssize_t now_len;
	char old[GIVEN_MAX];
	char given[GIVEN_MAX];
	char now[GIVEN_MAX];
	size_t len;
	char text[];
};

static void begin_event(struct hf_event *event, const struct hf_sysctl_write *write,
			const struct hf_rule *rule, const struct hf_verdict *verdict)
{
	hf_decide_event(event, &write->name, rule, verdict);
	event->door = HOLDFAST_DOOR_SYSCTL;
	event->new_len = iov_iter_count(write->from);
}

/* Refuse, whatever is written: nothing is allocated that could be missing. */
static noinline ssize_t deny(struct hf_sysctl_write *write, struct hf_rule *rule,
			     const struct hf_verdict *verdict)
{
	/* One byte more than an event keeps tells whether there was more. */
	char value[HOLDFAST_TEXT_MAX + 1];
	struct hf_event event;
	size_t wanted;
	ssize_t len;

	begin_event(&event, write, rule, verdict);
	len = hf_procfs_read_file(write->iocb->ki_filp, value, sizeof(value));
	if (len >= 0)
		hf_event_old(&event, value, len);
	wanted = min_t(u64, event.new_len, sizeof(value));
	/* For the event only: a buffer that cannot be read is refused as well. */
	if (copy_from_iter(value, wanted, write->from) == wanted)
		hf_event_new(&event, value, wanted);
	event.effect = HOLDFAST_EFFECT_DENIED;
	event.error = -EPERM;
	hf_events_record(&event);
	return -EPERM;
}

/* Does the sysctl that holds one text hold what the other says, a string or numbers? */
static bool holds(struct attempt *attempt, const char *now, size_t now_len, const char *value,
		  size_t len)
{
	size_t now_span = hf_text_span(now, now_len), span = hf_text_span(value, len);
	unsigned int i, count;

	if (now_span == span && !memcmp(now, value, span))
		return true;
	if (!hf_numbers_parse(&attempt->held, now, now_len) ||
	    !hf_numbers_parse(&attempt->written, value, len))
		return false;
	/* A vector can be written in part, and of too many numbers the first are taken. */
	count = min(attempt->held.count, attempt->written.count);
	for (i = 0; i < count; i++)
		if (hf_number_compare(&attempt->held.number[i], &attempt->written.number[i]))
			return false;
	return true;
}

/*
 * What became of a write that the kernel took as @value. A part of a string is
 * not looked for in the whole.
 */
static enum holdfast_effect effect_of(struct attempt *attempt, const char *value, size_t len)
{
	attempt->now_len = hf_procfs_read_file(attempt->write->iocb->ki_filp, attempt->now,
					       sizeof(attempt->now));
	/* One that fills the room is longer. */
	if (attempt->now_len < 0 || attempt->now_len == sizeof(attempt->now) ||
	    holds(attempt, attempt->now, attempt->now_len, value, len))
		return HOLDFAST_EFFECT_WRITTEN;
	if (attempt->now_len == attempt->old_len &&
	    !memcmp(attempt->now, attempt->old, attempt->now_len))
		return HOLDFAST_EFFECT_NO_EFFECT;
	return attempt->at && value == attempt->text ? HOLDFAST_EFFECT_WRITTEN :
							HOLDFAST_EFFECT_DIFFERS;
}

/* Is what the kernel was given what the writer wrote, byte by byte? */
static bool is_as_written(const struct attempt *attempt)
{
	return attempt->given_len == attempt->len &&
	       !memcmp(attempt->given, attempt->text, attempt->len);
}

/* Tell how it ended: @value is what the kernel was given, NULL for nothing. */
static void report(struct attempt *attempt, const char *value, size_t len, ssize_t ret)
{
	struct hf_event *event = &attempt->event;

	begin_event(event, attempt->write, attempt->rule, &attempt->verdict);
	event->new_len = attempt->len;
	event->permissive = attempt->permissive;
	event->error = ret < 0 ? ret : 0;
	if (attempt->old_len >= 0)
		hf_event_old(event, attempt->old, attempt->old_len);
	hf_event_new(event, attempt->text, attempt->len);
	if (value == attempt->given && !is_as_written(attempt))
		hf_event_given(event, value, len);
	if (!value)
		event->effect = ret < 0 ? HOLDFAST_EFFECT_DENIED : HOLDFAST_EFFECT_NO_EFFECT;
	else if (ret < 0)
		event->effect = HOLDFAST_EFFECT_FAILED;
	else
		event->effect = effect_of(attempt, value, len);
	if (event->effect == HOLDFAST_EFFECT_WRITTEN && value == attempt->given &&
	    attempt->verdict.verdict == HOLDFAST_VERDICT_REWRITTEN)
		event->effect = HOLDFAST_EFFECT_REWRITTEN;
	hf_events_record(event);
}

/* Nothing can be told of the value: the writer's buffer is not there. */
static void report_unreadable(struct attempt *attempt)
{
	begin_event(&attempt->event, attempt->write, attempt->rule, &attempt->verdict);
	attempt->event.new_len = attempt->len;
	attempt->event.effect = HOLDFAST_EFFECT_FAILED;
	attempt->event.error = -EFAULT;
	hf_events_record(&attempt->event);
}

/* Hand bytes of ours on to the kernel, at @at. */
static ssize_t give(struct attempt *attempt, char *value, size_t len, loff_t at)
{
	struct kvec vec = { .iov_base = value, .iov_len = len };
	struct kiocb *iocb = attempt->write->iocb;
	struct iov_iter from;

	iocb->ki_pos = at;
	iov_iter_kvec(&from, WRITE, &vec, 1, len);
	return attempt->write->pass(iocb, &from);
}

/* What the writer wrote, as it is and where it is; reported. */
static ssize_t give_text(struct attempt *attempt)
{
	ssize_t ret = give(attempt, attempt->text, attempt->len, attempt->write->iocb->ki_pos);

	report(attempt, attempt->text, attempt->len, ret);
	return ret;
}

static bool is_between(char c)
{
	return c == '\t' || c == ' ' || c == '\n';
}

/*
 * Of the user's bytes, those that stand for the first @ret of what was given. A
 * handler stops behind the blank that follows a number; where it did not, it
 * was given a BPF program's value, of another length.
 */
static ssize_t numbers_taken(const struct attempt *attempt, size_t ret)
{
	unsigned int count = 0;
	size_t i;

	if (ret >= attempt->given_len || !is_between(attempt->given[ret - 1]))
		return attempt->written.end[attempt->written.count - 1];
	for (i = 0; i < ret; i++)
		count += is_between(attempt->given[i]);
	return attempt->written.end[count - 1];
}

/*
 * Where the kernel took what was let through: tell it if a BPF program put
 * another value there, one that is not within the rule's constraint.
 */
static void look_after(struct attempt *attempt)
{
	struct hf_write judged = { };

	if (!cgroup_bpf_enabled(CGROUP_SYSCTL) ||
	    effect_of(attempt, attempt->given, attempt->given_len) == HOLDFAST_EFFECT_WRITTEN)
		return;
	judged.text = (struct hf_text){ attempt->now,
					hf_text_span(attempt->now, attempt->now_len) };
	if (attempt->old_len >= 0)
		judged.old = (struct hf_text){ attempt->old, attempt->old_len };
	if (hf_decision_judge(&attempt->rule->decision, &judged, &attempt->held).verdict ==
	    HOLDFAST_VERDICT_ALLOWED)
		return;
	attempt->verdict.why = "the value was within the constraint, and the one there now is not";
	report(attempt, attempt->given, attempt->given_len, attempt->given_len);
}

/* The value that was judged, in the place of the writer's. */
static ssize_t give_judged(struct attempt *attempt)
{
	loff_t at = attempt->write->iocb->ki_pos;
	ssize_t ret, taken;

	ret = give(attempt, attempt->given, attempt->given_len, 0);
	taken = ret;
	if (ret > 0)
		taken = attempt->verdict.numbers ? numbers_taken(attempt, ret) : attempt->len;
	attempt->write->iocb->ki_pos = at + max_t(ssize_t, taken, 0);
	if (attempt->verdict.report)
		report(attempt, attempt->given, attempt->given_len, ret);
	else if (ret > 0)
		look_after(attempt);
	return taken;
}

/* A write that the kernel takes, and that changes nothing. */
static ssize_t no_effect(struct attempt *attempt, bool advance)
{
	if (advance)
		attempt->write->iocb->ki_pos += attempt->len;
	hf_decide_count(attempt->rule, HOLDFAST_VERDICT_ALLOWED, attempt->permissive);
	return attempt->len;
}

/*
 * Does a write at a position continue the one before? Where that cannot be
 * read, yes: then what a string would hold is judged whole.
 */
static bool positions_count(void)
{
	struct hf_name name;
	char value[8];
	ssize_t len;

	hf_name_split(&name, "kernel/sysctl_writes_strict");
	len = hf_procfs_read(&name, value, sizeof(value));
	return len < 0 || (len && value[0] == '1');
}

/* The string that the sysctl would hold goes to @given; false where nothing changes. */
static bool compose(struct attempt *attempt, loff_t at)
{
	size_t span = hf_text_span(attempt->text, attempt->len);
	size_t keep = attempt->old_len < 0 ? 0 : hf_text_span(attempt->old, attempt->old_len);

	if (at > (loff_t)keep)
		return false;
	keep = at;
	/* Longer than any value of a rule: that it is so is all that counts. */
	if (keep > HOLDFAST_VALUE_MAX)
		keep = HOLDFAST_VALUE_MAX;
	if (span > HOLDFAST_VALUE_MAX + 1 - keep)
		span = HOLDFAST_VALUE_MAX + 1 - keep;
	memcpy(attempt->given, attempt->old, keep);
	memcpy(attempt->given + keep, attempt->text, span);
	attempt->given_len = keep + span;
	return true;
}

static void judge(struct attempt *attempt, bool numeric)
{
	struct hf_write judged = { .text = { attempt->text, attempt->len } };

	if (!numeric)
		judged.text = (struct hf_text){ attempt->given, attempt->given_len };
	if (attempt->old_len >= 0)
		judged.old = (struct hf_text){ attempt->old, attempt->old_len };
	attempt->verdict = hf_decision_judge(&attempt->rule->decision, &judged,
					     &attempt->written);
}

/* Numbers in decimal, one blank between them, or the string; a newline where there is one. */
static void format_given(struct attempt *attempt)
{
	bool newline = memchr(attempt->text, '\n', attempt->len);
	size_t i;

	if (attempt->verdict.numbers)
		attempt->given_len = hf_numbers_format(attempt->given, sizeof(attempt->given),
						       &attempt->written) - !newline;
	else if (newline)
		attempt->given[attempt->given_len++] = '\n';
	if (!attempt->verdict.numbers || attempt->given_len != attempt->len)
		return;
	for (i = 0; i < attempt->len; i++)
		if (attempt->given[i] != attempt->text[i] &&
		    (attempt->given[i] != '\t' || attempt->text[i] != ' '))
			return;
	memcpy(attempt->given, attempt->text, attempt->len);
}

static void read_old(struct attempt *attempt)
{
	attempt->old_len = hf_procfs_read_file(attempt->write->iocb->ki_filp, attempt->old,
					       sizeof(attempt->old));
}

/* Judge what is written and do what was decided; @at is where it is written. */
static ssize_t decide(struct attempt *attempt, loff_t at)
{
	const struct hf_constraint *constraint = &attempt->rule->decision.constraint;
	bool numeric = hf_constraint_is_numeric(constraint);
	bool needs_old = at || hf_constraint_needs_old(constraint);

	attempt->old_len = -EAGAIN;
	if (needs_old)
		read_old(attempt);
	if (at && !positions_count())
		at = 0;
	if (at && numeric)
		return no_effect(attempt, true);
	if (!numeric && !compose(attempt, at))
		return no_effect(attempt, false);
	judge(attempt, numeric);
	if (attempt->verdict.report && !needs_old)
		read_old(attempt);
	hf_decide_count(attempt->rule, attempt->verdict.verdict, attempt->permissive);
	if (attempt->permissive && attempt->verdict.verdict != HOLDFAST_VERDICT_ALLOWED)
		return give_text(attempt);
	if (attempt->verdict.verdict == HOLDFAST_VERDICT_DENIED) {
		report(attempt, NULL, 0, -EPERM);
		return -EPERM;
	}
	format_given(attempt);
	return give_judged(attempt);
}

static struct mutex *serial_of(const struct hf_name *name)
{
	const struct hf_part *last = &name->part[name->depth - 1];

	return &serial[jhash(last->text, last->len, 0) % ARRAY_SIZE(serial)];
}

static ssize_t decide_serially(struct attempt *attempt)
{
	struct mutex *lock = serial_of(&attempt->write->name);
	loff_t at = attempt->write->iocb->ki_pos;
	ssize_t ret;

	if (!at && !hf_constraint_needs_old(&attempt->rule->decision.constraint))
		return decide(attempt, at);
	if (mutex_lock_killable(lock))
		return -EINTR;
	ret = decide(attempt, at);
	mutex_unlock(lock);
	return ret;
}

/* Where what is written is looked at, or told of. */
static noinline ssize_t decide_copied(struct hf_sysctl_write *write, struct hf_rule *rule,
				      struct hf_verdict verdict, bool permissive)
{
	size_t len = iov_iter_count(write->from);
	struct attempt *attempt;
	ssize_t ret = -EFAULT;

	/* The kernel refuses so much unread, with ENOMEM. */
	if (len >= KMALLOC_MAX_SIZE)
		return write->pass(write->iocb, write->from);
	attempt = kvmalloc(struct_size(attempt, text, len + 1), GFP_KERNEL);
	if (!attempt)
		return -ENOMEM;
	attempt->write = write;
	attempt->rule = rule;
	attempt->verdict = verdict;
	attempt->permissive = permissive;
	attempt->at = write->iocb->ki_pos;
	attempt->len = len;
	attempt->text[len] = '\0';
	if (!copy_from_iter_full(attempt->text, len, write->from)) {
		if (verdict.report)
			report_unreadable(attempt);
		goto free;
	}
	if (!hf_decision_needs_value(&rule->decision)) {
		hf_decide_count(rule, verdict.verdict, permissive);
		read_old(attempt);
		ret = give_text(attempt);
	} else if (!len) {
		ret = no_effect(attempt, false);
	} else {
		ret = decide_serially(attempt);
	}
free:
	kvfree(attempt);
	return ret;
}

/**
 * hf_sysctl_write_decide - do with a write what a rule decides
 * @write: the write
 * @rule: the rule
 *
 * Context: process context, may sleep.
 * Return: as proc_sys_write() does.
 */
ssize_t hf_sysctl_write_decide(struct hf_sysctl_write *write, struct hf_rule *rule)
{
	struct hf_verdict verdict = { HOLDFAST_VERDICT_ALLOWED };
	bool permissive = hf_rules_permissive();

	if (hf_decision_needs_value(&rule->decision))
		return decide_copied(write, rule, verdict, permissive);
	verdict = hf_decision_judge(&rule->decision, NULL, NULL);
	if (verdict.verdict == HOLDFAST_VERDICT_DENIED && !permissive) {
		hf_decide_count(rule, verdict.verdict, permissive);
		return deny(write, rule, &verdict);
	}
	if (verdict.report)
		return decide_copied(write, rule, verdict, permissive);
	hf_decide_count(rule, verdict.verdict, permissive);
	return write->pass(write->iocb, write->from);
}
