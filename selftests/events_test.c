// SPDX-License-Identifier: GPL-2.0
/*
 * Events under flood: with nobody listening, with a listener that does not
 * read, with one that does. Nothing is lost uncounted.
 */
#include <poll.h>
#include <sys/socket.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define PATH "/proc/sys/vm/swappiness"
#define WRITERS 4
#define WRITES 1500
#define FLOOD ((uint64_t)WRITERS * WRITES)

struct tally {
	uint64_t recorded, lost, journaled, delivered, unheard, undelivered, denied;
};

FIXTURE(events)
{
	struct client client;
	struct tally before;
};

static uint64_t sent(const struct tally *tally)
{
	return tally->delivered + tally->unheard + tally->undelivered;
}

static void read_tally(struct client *client, struct tally *tally)
{
	tally->recorded = stat_get(client, HOLDFAST_A_STATS_RECORDED);
	tally->lost = stat_get(client, HOLDFAST_A_STATS_LOST);
	tally->journaled = stat_get(client, HOLDFAST_A_STATS_JOURNALED);
	tally->delivered = stat_get(client, HOLDFAST_A_STATS_DELIVERED);
	tally->unheard = stat_get(client, HOLDFAST_A_STATS_UNHEARD);
	tally->undelivered = stat_get(client, HOLDFAST_A_STATS_UNDELIVERED);
	tally->denied = stat_get(client, HOLDFAST_A_STATS_DENIED);
}

/* Until each event has come to its end; -ETIMEDOUT after 10 s. */
static int settle(struct client *client, struct tally *tally)
{
	int i;

	for (i = 0; i < 1000; i++) {
		read_tally(client, tally);
		if (tally->recorded == tally->journaled && sent(tally) == tally->journaled)
			return 0;
		usleep(10000);
	}
	return -ETIMEDOUT;
}

/* Return: how many writes were not refused with EPERM. */
static int flood(void)
{
	pid_t pids[WRITERS];
	int i, j, status, bad = 0;

	for (i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		int fd = open(PATH, O_WRONLY);

		for (j = 0; j < WRITES; j++)
			if (pwrite(fd, "17", 2, 0) != -1 || errno != EPERM)
				_exit(1);
		_exit(0);
	}
	for (i = 0; i < WRITERS; i++)
		bad += waitpid(pids[i], &status, 0) != pids[i] || status;
	return bad;
}

FIXTURE_SETUP(events)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, rule_add(&self->client, "vm.swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, settle(&self->client, &self->before));
}

FIXTURE_TEARDOWN(events)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
}

TEST_F_TIMEOUT(events, flood_with_no_listener, 240)
{
	struct tally after;

	ASSERT_EQ(0, flood());
	ASSERT_EQ(0, settle(&self->client, &after));
	EXPECT_EQ(FLOOD, after.denied - self->before.denied);
	EXPECT_EQ(FLOOD, after.recorded + after.lost - self->before.recorded - self->before.lost);
	EXPECT_EQ(0, after.delivered - self->before.delivered);
	/* Where the test runs with rings of two events this is what it is for. */
	if (stat_get(&self->client, HOLDFAST_A_STATS_RING_SIZE) == 2)
		EXPECT_LT(0, after.lost - self->before.lost);
}

struct heard {
	uint64_t count, first, last, gaps, disorder;
};

static void hear(const struct reply *reply, void *data)
{
	uint64_t seq = reply_u64(reply, HOLDFAST_A_EVENT_SEQ);
	struct heard *heard = data;

	if (!heard->first)
		heard->first = seq;
	else if (seq <= heard->last)
		heard->disorder++;
	else
		heard->gaps += seq - heard->last - 1;
	heard->last = seq;
	heard->count++;
}

/* All that waits in the socket; how often it said that some had no room. */
static int hear_all(struct client *listener, struct heard *heard)
{
	int ret, overruns = 0;

	do {
		ret = client_event(listener, 300, hear, heard);
		overruns += ret == -ENOBUFS;
	} while (ret != -EAGAIN);
	return overruns;
}

TEST_F_TIMEOUT(events, flood_with_a_stuck_listener, 240)
{
	struct heard heard = { 0 };
	struct client listener;
	struct tally after;
	uint64_t journaled;
	int small = 4096;

	ASSERT_EQ(0, client_open(&listener));
	ASSERT_EQ(0, setsockopt(listener.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	ASSERT_EQ(0, client_join(&listener));
	ASSERT_EQ(0, flood());
	/* It holds up nobody: not the writers, and not delivery. */
	ASSERT_EQ(0, settle(&self->client, &after));
	journaled = after.journaled - self->before.journaled;
	EXPECT_EQ(FLOOD, after.recorded + after.lost - self->before.recorded - self->before.lost);
	EXPECT_EQ(journaled, sent(&after) - sent(&self->before));

	/* It learns that it missed some, and by seq how many: one more event tells. */
	EXPECT_LT(0, hear_all(&listener, &heard));
	EXPECT_EQ(-EPERM, sysctl_write(PATH, "17"));
	hear_all(&listener, &heard);
	EXPECT_EQ(0, heard.disorder);
	EXPECT_LT(0, heard.gaps);
	EXPECT_EQ(self->before.journaled + 1, heard.first);
	EXPECT_EQ(after.journaled + 1, heard.last);
	EXPECT_EQ(journaled + 1, heard.count + heard.gaps);
	client_close(&listener);
}

TEST_F(events, a_listener_hears_each_once)
{
	struct heard heard = { 0 };
	struct client listener;
	struct tally after;
	int large = 1 << 20, i;

	ASSERT_EQ(0, client_open(&listener));
	ASSERT_EQ(0, setsockopt(listener.fd, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof(large)));
	ASSERT_EQ(0, client_join(&listener));
	for (i = 0; i < 50; i++)
		ASSERT_EQ(-EPERM, sysctl_write(PATH, "17"));
	ASSERT_EQ(0, settle(&self->client, &after));
	EXPECT_EQ(0, hear_all(&listener, &heard));
	EXPECT_EQ(0, heard.disorder);
	EXPECT_EQ(0, heard.gaps);
	EXPECT_EQ(after.journaled - self->before.journaled, heard.count);
	EXPECT_EQ(50, heard.count + after.lost - self->before.lost);
	client_close(&listener);
}

/* The journal keeps the last ones though nobody listened, in order. */
TEST_F_TIMEOUT(events, the_journal_keeps_the_last, 240)
{
	uint64_t size = stat_get(&self->client, HOLDFAST_A_STATS_JOURNAL_SIZE);
	struct heard heard = { 0 }, some = { 0 };
	struct message message;
	struct tally after;

	ASSERT_EQ(0, flood());
	ASSERT_EQ(0, settle(&self->client, &after));
	message_begin(&message, self->client.family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
	ASSERT_EQ(0, client_ask(&self->client, &message, hear, &heard));
	EXPECT_EQ(after.journaled, heard.last);
	EXPECT_EQ(0, heard.gaps);
	EXPECT_EQ(0, heard.disorder);
	EXPECT_EQ(after.journaled < size ? after.journaled : size, heard.count);

	/* From a place on; and from beyond the end, nothing. */
	message_begin(&message, self->client.family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
	message_put_u64(&message, HOLDFAST_A_EVENT_SEQ, after.journaled);
	ASSERT_EQ(0, client_ask(&self->client, &message, hear, &some));
	EXPECT_EQ(1, some.count);
	EXPECT_EQ(after.journaled, some.first);
	message_begin(&message, self->client.family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
	message_put_u64(&message, HOLDFAST_A_EVENT_SEQ, after.journaled + 1);
	ASSERT_EQ(0, client_ask(&self->client, &message, hear, &some));
	EXPECT_EQ(1, some.count);
}

/* The policy's own changes are events, with who made them. */
static void last_change(const struct reply *reply, void *data)
{
	struct seen *seen = data;

	seen->found = true;
	seen->cut = reply_u32(reply, HOLDFAST_A_EVENT_TYPE);
	seen->pid = reply_u32(reply, HOLDFAST_A_EVENT_PID);
	reply_text(reply, HOLDFAST_A_EVENT_RULE_PATTERN, seen->pattern, sizeof(seen->pattern));
}

TEST_F(events, changes_of_the_policy)
{
	static const struct {
		int type;
		const char *pattern;
	} expected[] = {
		{ HOLDFAST_EVENT_TYPE_RULE_ADD, "kernel/panic" },
		{ HOLDFAST_EVENT_TYPE_RULE_DEL, "kernel/panic" },
		{ HOLDFAST_EVENT_TYPE_RULE_FLUSH, "(none)" },
	};
	struct message message;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		struct seen seen = { 0 };

		if (i == 0)
			ASSERT_EQ(0, rule_add(&self->client, "kernel.panic",
					      HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY));
		if (i == 1)
			ASSERT_EQ(0, rule_del(&self->client, "kernel.panic",
					      HOLDFAST_SCOPE_ANY));
		if (i == 2)
			ASSERT_EQ(0, rule_flush(&self->client));
		ASSERT_EQ(0, journal_settle(&self->client));
		message_begin(&message, self->client.family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
		ASSERT_EQ(0, client_ask(&self->client, &message, last_change, &seen));
		EXPECT_EQ(expected[i].type, seen.cut);
		EXPECT_EQ(getpid(), seen.pid);
		EXPECT_STREQ(expected[i].pattern, seen.pattern);
	}
}

struct handler {
	unsigned int count;
	uint64_t raised, ran, coalesced, pending, places, samples;
};

static uint64_t sum_places(const struct reply *reply)
{
	/* Nests of one type: the reply has the last, so walk from the first. */
	const char *at = (const char *)reply->attrs[HOLDFAST_A_HANDLER_PENDING];
	const char *end = (const char *)reply->attrs[HOLDFAST_A_HANDLER_LATENCY];
	uint64_t sum = 0;

	for (; at < end; at += NLA_ALIGN(((const struct nlattr *)at)->nla_len)) {
		const struct nlattr *nest = (const void *)at, *inner;
		uint64_t value;

		if ((nest->nla_type & NLA_TYPE_MASK) != HOLDFAST_A_HANDLER_RAN_AT)
			continue;
		for (inner = nest + 1; (const char *)inner < at + nest->nla_len;
		     inner = (const void *)((const char *)inner + NLA_ALIGN(inner->nla_len))) {
			if (inner->nla_type != HOLDFAST_A_RAN_AT_COUNT)
				continue;
			memcpy(&value, inner + 1, sizeof(value));
			sum += value;
		}
	}
	return sum;
}

static void take_handler(const struct reply *reply, void *data)
{
	const struct nlattr *latency = reply->attrs[HOLDFAST_A_HANDLER_LATENCY];
	const uint32_t *bucket = (const void *)(latency + 1);
	struct handler *handler = (struct handler *)data;
	unsigned int i;

	if (!strcmp("deliver", reply_string(reply, HOLDFAST_A_HANDLER_NAME)))
		handler++;
	else if (strcmp("drain", reply_string(reply, HOLDFAST_A_HANDLER_NAME)))
		return;
	handler->count++;
	/* The second entry of each. */
	if (!reply->attrs[HOLDFAST_A_HANDLER_RAISED])
		return;
	handler->raised = reply_u64(reply, HOLDFAST_A_HANDLER_RAISED);
	handler->ran = reply_u64(reply, HOLDFAST_A_HANDLER_RAN);
	handler->coalesced = reply_u64(reply, HOLDFAST_A_HANDLER_COALESCED);
	handler->pending = reply_u32(reply, HOLDFAST_A_HANDLER_PENDING);
	handler->places = sum_places(reply);
	handler->samples = 0;
	for (i = 0; i < (latency->nla_len - NLA_HDRLEN) / sizeof(*bucket); i++)
		handler->samples += bucket[i];
}

TEST_F_TIMEOUT(events, handlers_keep_their_law, 240)
{
	struct handler handlers[2] = { { 0 } };
	struct message message;
	struct tally after;
	int i;

	ASSERT_EQ(0, flood());
	ASSERT_EQ(0, settle(&self->client, &after));
	message_begin(&message, self->client.family, HOLDFAST_CMD_HANDLER_GET, NLM_F_DUMP);
	ASSERT_EQ(0, client_ask(&self->client, &message, take_handler, handlers));
	for (i = 0; i < 2; i++) {
		struct handler *handler = &handlers[i];

		EXPECT_EQ(2, handler->count);
		EXPECT_LT(0, handler->ran);
		EXPECT_EQ(0, handler->pending);
		EXPECT_EQ(handler->raised, handler->ran + handler->coalesced);
		EXPECT_EQ(handler->ran, handler->places);
		EXPECT_EQ(handler->ran, handler->samples);
	}
	/* Each event raises drain once, also the one that found no room. */
	EXPECT_LE(after.recorded + after.lost, handlers[0].raised);
}

TEST_HARNESS_MAIN
