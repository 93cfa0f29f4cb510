// SPDX-License-Identifier: GPL-2.0
/*
 * Deferred handlers that are changed, and whose CPUs go, under a flood of
 * events: none is lost uncounted, none is told twice.
 */
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "handlers_fixture.h"
#include "sysctl.h"

/* --- under a flood */

#define WRITERS 2
#define BURST 20

struct flood {
	struct client client;	/* the reader's own */
	struct log *log;
	atomic_bool stop;
	atomic_uint written[WRITERS];
	unsigned int bad, failed;
	pthread_t writers[WRITERS], reader;
	struct writer {
		struct flood *flood;
		unsigned int number;
	} writer[WRITERS];
};

static void *flood_write(void *data)
{
	struct writer *writer = data;
	struct flood *flood = writer->flood;
	const unsigned int room = NUMBERS / WRITERS;
	unsigned int i;

	for (i = 0; !flood->stop && i + BURST <= room; i += BURST) {
		flood->bad += write_numbers(writer->number * room + i, BURST);
		flood->written[writer->number] += BURST;
		/* Or all that is seen is events that found no room. */
		usleep(1000);
	}
	return NULL;
}

static void *flood_read(void *data)
{
	struct flood *flood = data;

	while (!flood->stop) {
		flood->failed += log_read(&flood->client, flood->log) != 0;
		usleep(2000);
	}
	return NULL;
}

static int flood_start(struct flood *flood, struct log *log)
{
	unsigned int i;

	memset(flood, 0, sizeof(*flood));
	flood->log = log;
	if (client_open(&flood->client))
		return -1;
	for (i = 0; i < WRITERS; i++) {
		flood->writer[i] = (struct writer){ flood, i };
		if (pthread_create(&flood->writers[i], NULL, flood_write, &flood->writer[i]))
			return -1;
	}
	return pthread_create(&flood->reader, NULL, flood_read, flood) ? -1 : 0;
}

/* Return: how many were written; UINT_MAX where something went wrong. */
static unsigned int flood_stop(struct flood *flood)
{
	unsigned int i, sum = 0;

	flood->stop = true;
	for (i = 0; i < WRITERS; i++) {
		pthread_join(flood->writers[i], NULL);
		sum += flood->written[i];
	}
	pthread_join(flood->reader, NULL);
	client_close(&flood->client);
	return flood->bad || flood->failed ? UINT_MAX : sum;
}

TEST_F_TIMEOUT(handlers, kinds_change_under_a_flood, 300)
{
	struct figures figures;
	struct flood flood;
	uint32_t kind;
	int round;

	ASSERT_EQ(0, flood_start(&flood, self->log));
	for (round = 0; round < 3; round++) {
		for (kind = 0; kind < KINDS; kind++) {
			if (has_kind(kind))
				EXPECT_EQ(0, handler_kind(&self->client, "drain", kind));
			if (is_thread(kind))
				EXPECT_EQ(0, handler_kind(&self->client, "deliver", kind));
		}
	}
	EXPECT_TOLD(flood_stop(&flood));
	EXPECT_LT(500, self->log->seen);
	EXPECT_EQ(0, handler_settle(&self->client, "deliver", &figures));
}

TEST_F_TIMEOUT(handlers, knobs_change_under_a_flood, 300)
{
	struct set knobs[] = {
		{ "drain", SET(kind, KIND, HOLDFAST_KIND_KTHREAD) },
		{ "drain", SET(cpus, CPUS, "0") },
		{ "drain", SET(priority, PRIORITY, HOLDFAST_PRIORITY_FIFO) },
		{ "drain", SET(budget, BUDGET, 3) },
		{ "drain", SET(coalesce, COALESCE, 200000) },
		{ "drain", SET(enabled, ENABLED, 0) },
		{ "drain", SET(enabled, ENABLED, 1) },
		{ "drain", SET(coalesce, COALESCE, 0) },
	};
	struct flood flood;
	unsigned int i;
	int round;

	ASSERT_EQ(0, flood_start(&flood, self->log));
	for (round = 0; round < 3; round++) {
		for (i = 0; i < ARRAY_SIZE(knobs); i++)
			EXPECT_EQ(0, handler_set(&self->client, &knobs[i]));
		EXPECT_EQ(0, handler_reset(&self->client, "drain"));
		EXPECT_EQ(0, handler_reset(&self->client, "deliver"));
		EXPECT_EQ(0, handler_restore(&self->client, "drain"));
	}
	EXPECT_TOLD(flood_stop(&flood));
}

/* --- CPUs that come and go */

#define CPU1 "/sys/devices/system/cpu/cpu1/online"

TEST_F_TIMEOUT(handlers, cpus_go_under_a_flood, 300)
{
	struct set one = { "drain", SET(cpus, CPUS, "1") };
	struct flood flood;
	uint32_t kind;

	if (cpus() < 2 || access(CPU1, W_OK))
		SKIP(return, "needs a CPU 1 that can go offline");
	ASSERT_EQ(0, flood_start(&flood, self->log));
	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		EXPECT_EQ(0, handler_restore(&self->client, "drain"));
		EXPECT_EQ(0, handler_kind(&self->client, "drain", kind));
		if (is_thread(kind) || is_bh(kind))
			EXPECT_EQ(0, handler_set(&self->client, &one));
		usleep(20000);
		EXPECT_EQ(0, sysctl_write(CPU1, "0"));
		usleep(20000);
		/* And a change, while it is away. */
		EXPECT_EQ(0, handler_restore(&self->client, "drain"));
		EXPECT_EQ(0, handler_kind(&self->client, "drain", kind));
		usleep(20000);
		EXPECT_EQ(0, sysctl_write(CPU1, "1"));
	}
	EXPECT_TOLD(flood_stop(&flood));
	EXPECT_LT(500, self->log->seen);
}

/* Events on a CPU's ring, and then the CPU goes: they come. */
TEST_F_TIMEOUT(handlers, an_offline_cpus_ring_drains, 120)
{
	struct set off = { "drain", .has = HAS(ENABLED) | HAS(KIND) };
	struct set on = { "drain", SET(enabled, ENABLED, 1) };
	struct figures figures;
	unsigned int told = 0;
	cpu_set_t one, all;
	uint32_t kind;

	if (cpus() < 2 || access(CPU1, W_OK))
		SKIP(return, "needs a CPU 1 that can go offline");
	ASSERT_EQ(0, sched_getaffinity(0, sizeof(all), &all));
	CPU_ZERO(&one);
	CPU_SET(1, &one);
	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		TH_LOG("%s", kind_words[kind]);
		off.kind = kind;
		EXPECT_EQ(0, handler_set(&self->client, &off));
		EXPECT_EQ(0, sched_setaffinity(0, sizeof(one), &one));
		EXPECT_EQ(0, write_numbers(told, 5));
		told += 5;
		EXPECT_EQ(0, sched_setaffinity(0, sizeof(all), &all));
		EXPECT_EQ(0, sysctl_write(CPU1, "0"));
		EXPECT_EQ(0, handler_set(&self->client, &on));
		EXPECT_EQ(0, handler_settle(&self->client, "drain", &figures));
		EXPECT_EQ(0, journal_settle(&self->client));
		EXPECT_EQ(0, sysctl_write(CPU1, "1"));
	}
	EXPECT_TOLD(told);
}

/* A thread that had to leave its CPU is back when that is. */
TEST_F_TIMEOUT(handlers, a_thread_returns_to_its_cpu, 60)
{
	struct figures figures, at;
	unsigned int told = 0, tries;
	cpu_set_t one;

	if (cpus() < 2 || access(CPU1, W_OK))
		SKIP(return, "needs a CPU 1 that can go offline");
	ASSERT_EQ(0, handler_kind(&self->client, "drain", HOLDFAST_KIND_KTHREAD));
	ASSERT_EQ(0, sysctl_write(CPU1, "0"));
	ASSERT_EQ(0, sysctl_write(CPU1, "1"));
	CPU_ZERO(&one);
	CPU_SET(1, &one);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(one), &one));
	for (tries = 0; tries < 20; tries++) {
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		ASSERT_EQ(0, write_numbers(told, 10));
		told += 10;
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		ASSERT_EQ(0, handler_get_cpu(&self->client, "drain", 1, &at));
		if (at.ran == figures.ran)
			break;
		usleep(50000);
	}
	EXPECT_GT(20, tries);
	EXPECT_TOLD(told);
}

TEST_HARNESS_MAIN
