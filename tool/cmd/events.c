// SPDX-License-Identifier: GPL-2.0
/*
 * holdfast events [--follow]
 *
 * Everything is shown once and in order, by the journal's sequence number. A
 * follower joins the group before it reads the journal, so that nothing falls
 * between the two; what comes by both ways is dropped the second time. Where
 * a number is missing it asks the journal for what it missed, and says how
 * many even the journal no longer had.
 *
 * When the socket overflows the kernel says so before it hands out what still
 * waits there, and from then on drops everything until that is read. So the
 * journal is read at once, before it forgets, and kept; what waits in the
 * socket is shown first, the kept records where they belong, and at the end
 * the journal is asked again for what was dropped meanwhile.
 */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/event.h"
#include "nl.h"
#include "out.h"

const char events_more[] =
	"With --json: an array of events; with --follow an object a line.\n"
	"With --follow, events that could not be shown are counted on standard error.\n";

#define OUTPUT_ROOM	(64 * 1024)

struct reader {
	struct hfnl *nl;
	uint64_t seen;		/* the last sequence number shown, or known lost */
	uint64_t missed;
	bool overrun;
	struct list kept;	/* from the journal, at the overrun */
	uint64_t *ring_lost;	/* by CPU, as last told */
	uint32_t cpus;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static void tell_missed(struct reader *r, uint64_t next)
{
	uint64_t count = next - r->seen - 1;

	fprintf(stderr, "holdfast: events #%" PRIu64 " to #%" PRIu64 " missed: %" PRIu64
		" had left the journal before they were read\n", r->seen + 1, next - 1, count);
	r->missed += count;
}

/* Events that found a full ring have no number: each record carries a count. */
static void tell_ring_lost(struct reader *r, const struct event *e)
{
	if (e->cpu >= r->cpus) {
		uint32_t cpus = e->cpu + 1;
		uint64_t *lost = reallocarray(r->ring_lost, cpus, sizeof(*lost));

		if (!lost)
			return;
		memset(lost + r->cpus, 0, (cpus - r->cpus) * sizeof(*lost));
		r->ring_lost = lost;
		r->cpus = cpus;
	}
	if (e->lost <= r->ring_lost[e->cpu])
		return;
	fprintf(stderr, "holdfast: before #%" PRIu64 " CPU %u lost %" PRIu64
		" events: its ring was full\n", e->seq, e->cpu, e->lost - r->ring_lost[e->cpu]);
	r->ring_lost[e->cpu] = e->lost;
}

/* Returns -1 when nobody takes the output any more. */
static int show(struct reader *r, const struct event *e)
{
	if (e->seq <= r->seen)
		return 0;
	if (e->seq > r->seen + 1)
		tell_missed(r, e->seq);
	tell_ring_lost(r, e);
	r->seen = e->seq;
	event_out(e);
	return out_flush() ? 0 : -1;
}

static int read_journal(struct reader *r, uint64_t from, struct list *list)
{
	struct event request = { .has = 1ULL << HOLDFAST_A_EVENT_SEQ, .seq = from };

	return hfnl_dump(r->nl, HOLDFAST_CMD_EVENT_GET, &event_record, from ? &request : NULL,
			 list);
}

/*
 * The journal as asked for: what it no longer holds is history, and missed only
 * by who asked for it by number.
 */
static int show_journal(struct reader *r, const struct options *opt)
{
	struct list list = { 0 };
	size_t i = 0;
	int err = read_journal(r, opt->since, &list);

	if (!err && list.count) {
		if (options_has(opt, OPT_LAST) && opt->last < list.count)
			i = list.count - opt->last;
		if (i || !opt->since)
			r->seen = ((struct event *)list_get(&list, i ? i - 1 : 0))->seq - !i;
	}
	for (; !err && !stopped && i < list.count; i++)
		if (show(r, list_get(&list, i)))
			break;
	list_free(&list);
	return err;
}

/* Show those records of a list that come before number @end. */
static void show_until(struct reader *r, const struct list *list, uint64_t end)
{
	size_t i;

	for (i = 0; i < list->count && !stopped; i++) {
		const struct event *e = list_get(list, i);

		if (e->seq >= end || show(r, e))
			break;
	}
}

/* The same from the journal, as it is now. */
static int recover(struct reader *r, uint64_t end)
{
	struct list list = { 0 };
	int err = read_journal(r, r->seen + 1, &list);

	if (!err)
		show_until(r, &list, end);
	list_free(&list);
	return err;
}

static int show_live(struct reader *r, const struct list *list)
{
	size_t i;

	for (i = 0; i < list->count && !stopped; i++) {
		const struct event *e = list_get(list, i);

		if (e->seq > r->seen + 1)
			show_until(r, &r->kept, e->seq);
		if (e->seq > r->seen + 1 && recover(r, e->seq))
			return -1;
		if (show(r, e))
			break;
	}
	return 0;
}

static int begin_overrun(struct reader *r)
{
	fputs("holdfast: events came faster than they were read; asking the journal\n", stderr);
	if (r->overrun)
		return 0;
	r->overrun = true;
	return read_journal(r, r->seen + 1, &r->kept);
}

/* All that waited in the socket is shown. */
static int end_overrun(struct reader *r)
{
	r->overrun = false;
	show_until(r, &r->kept, UINT64_MAX);
	list_free(&r->kept);
	return recover(r, UINT64_MAX);
}

/* Show all that waits in the socket. Returns 1 when the module is gone. */
static int drain(struct reader *r, struct list *list)
{
	int err = 0;

	while (!err && !stopped && out_flush()) {
		switch (hfnl_receive(r->nl, list)) {
		case HFNL_NOTHING:
			if (!r->overrun)
				return 0;
			err = end_overrun(r);
			break;
		case HFNL_EVENTS:
			err = show_live(r, list);
			break;
		case HFNL_OVERRUN:
			err = begin_overrun(r);
			break;
		case HFNL_UNLOADED:
			return 1;
		case HFNL_FAILED:
			return -1;
		}
	}
	return err;
}

/*
 * Wait for events, a signal, or the reader of the output to leave. Signals are
 * let in only while waiting here and while writing, never between the look at
 * "stopped" and the wait.
 */
static void wait_for_events(const struct reader *r)
{
	struct pollfd fds[] = {
		{ .fd = hfnl_events_fd(r->nl), .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	sigset_t block, before;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &before);
	if (!stopped)
		ppoll(fds, 2, NULL, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (fds[1].revents & POLLERR)
		stopped = 1;
}

static int follow(struct reader *r)
{
	struct list list = { 0 };
	int ret = 0;

	while (!ret && !stopped && out_flush()) {
		ret = drain(r, &list);
		if (!ret && !stopped && out_flush())
			wait_for_events(r);
	}
	list_free(&list);
	list_free(&r->kept);
	if (r->missed)
		fprintf(stderr, "holdfast: %" PRIu64 " events missed in all\n", r->missed);
	if (ret > 0) {
		fputs("holdfast: events: the holdfast module was unloaded\n", stderr);
		return EXIT_REFUSED;
	}
	return ret ? hfnl_complain(r->nl, "events") : EXIT_DONE;
}

static int follow_run(struct reader *r, const struct options *opt)
{
	/* No SA_RESTART: a write that blocks must end too. */
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* Each event is flushed; the buffer holds the longest, so that writes fail only there. */
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_ROOM);
	if (hfnl_listen(r->nl) || show_journal(r, opt))
		return hfnl_complain(r->nl, "events");
	return follow(r);
}

static int dump_run(struct reader *r, const struct options *opt)
{
	int err;

	out_open_array(NULL);
	err = show_journal(r, opt);
	if (err)
		return hfnl_complain(r->nl, "events");
	out_close_array();
	return EXIT_DONE;
}

int events_run(const struct options *opt, int n, char **word)
{
	struct reader r = { .nl = hfnl_open() };
	int ret;

	(void)n;
	(void)word;
	if (!r.nl)
		return EXIT_REFUSED;
	if (opt->since)
		r.seen = opt->since - 1;
	ret = options_has(opt, OPT_FOLLOW) ? follow_run(&r, opt) : dump_run(&r, opt);
	free(r.ring_lost);
	hfnl_close(r.nl);
	return ret;
}
