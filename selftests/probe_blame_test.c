// SPDX-License-Identifier: GPL-2.0
/* The probe, held up: nothing of it is hidden, and who did it is told. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest_harness.h"

#include "probe-fixture.h"

/* A task that nobody of normal priority gets past. */
static void hog(int cpu, int bursts, unsigned int ms)
{
	struct sched_param param = { .sched_priority = 1 };
	struct timespec now, end;
	cpu_set_t one;

	prctl(PR_SET_NAME, "hog");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) ||
	    sched_setscheduler(0, SCHED_FIFO, &param))
		_exit(1);
	while (bursts--) {
		clock_gettime(CLOCK_MONOTONIC, &end);
		end.tv_nsec += ms * MS;
		end.tv_sec += end.tv_nsec / SECOND;
		end.tv_nsec %= SECOND;
		do {
			clock_gettime(CLOCK_MONOTONIC, &now);
		} while (now.tv_sec < end.tv_sec ||
			 (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
		usleep(ms * 1000);
	}
	_exit(0);
}

struct blames {
	unsigned int n, hogs, in_user, with_stack, out_of_order, below, nameless;
	uint64_t last, threshold;
	uint32_t cpu;
	char frame[128];
};

static void take_blame(const struct reply *reply, void *data)
{
	uint64_t latency = reply_u64(reply, HOLDFAST_A_BLAME_LATENCY);
	uint32_t cpu = reply_u32(reply, HOLDFAST_A_BLAME_CPU);
	struct blames *blames = data;

	if (blames->n && cpu == blames->cpu && latency > blames->last)
		blames->out_of_order++;
	blames->n++;
	blames->cpu = cpu;
	blames->last = latency;
	blames->below += latency <= blames->threshold;
	blames->nameless += !reply_string(reply, HOLDFAST_A_BLAME_COMM)[0];
	blames->in_user += !!reply->attrs[HOLDFAST_A_BLAME_USER];
	if (reply->attrs[HOLDFAST_A_BLAME_STACK]) {
		blames->with_stack++;
		snprintf(blames->frame, sizeof(blames->frame), "%s",
			 reply_string(reply, HOLDFAST_A_BLAME_STACK));
	}
	if (!strcmp(reply_string(reply, HOLDFAST_A_BLAME_COMM), "hog") &&
	    reply->attrs[HOLDFAST_A_BLAME_KIND] &&
	    reply_u32(reply, HOLDFAST_A_BLAME_KIND) == HOLDFAST_KIND_WORKQUEUE &&
	    reply_u32(reply, HOLDFAST_A_BLAME_TICKS) > 1)
		blames->hogs++;
}

static int read_blames(struct client *client, struct blames *blames)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_BLAME_GET, NLM_F_DUMP);
	return client_ask(client, &message, take_blame, blames);
}

static uint64_t samples_from(const struct probe_times *times, uint64_t ns)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < PROBE_BUCKETS; i++)
		if (probe_low(i) >= ns)
			sum += times->bucket[i];
	return sum;
}

TEST_F_TIMEOUT(probe, a_hog_is_found_and_hides_nothing, 120)
{
	const struct probe_wish wish = { .kinds = 1U << HOLDFAST_KIND_WORKQUEUE, .cpus = "0",
					 .period = 4 * MS, .duration = 3 * SECOND,
					 .threshold = 60 * MS };
	const struct probe_sample *s = &self->result->at[0][HOLDFAST_KIND_WORKQUEUE];
	struct blames blames = { .threshold = wish.threshold };
	int status;
	pid_t pid;

	ASSERT_EQ(0, probe_start(&self->client, &wish));
	pid = fork();
	if (!pid)
		hog(0, 5, 200);
	EXPECT_EQ(0, probe_wait(&self->client, 60));
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, probe_stop(&self->client));
	ASSERT_EQ(0, probe_read(&self->client, self->result));
	expect_law(_metadata, s);

	/* 5 x 50 ticks were due meanwhile. By runs, that is five late ones. */
	EXPECT_LE(100, s->coalesced + s->missed);
	EXPECT_LE(100, samples_from(&s->times[HOLDFAST_PROBE_SPLIT_TOTAL], 40 * MS));
	EXPECT_GE(30, samples_from(&s->times[HOLDFAST_PROBE_SPLIT_CLOSED], 40 * MS));

	ASSERT_EQ(0, read_blames(&self->client, &blames));
	EXPECT_LT(0, blames.hogs);
	EXPECT_EQ(0, blames.below);
	EXPECT_EQ(0, blames.out_of_order);
}

TEST_F_TIMEOUT(probe, blame_stays_until_the_next_probe, 120)
{
	const struct probe_wish wish = { .any_kinds = true, .period = 4 * MS,
					 .duration = SECOND, .threshold = 1 };
	const struct probe_wish without = { .any_kinds = true, .duration = 10 * MS };
	struct blames blames = { .threshold = 1 };

	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result));
	client_close(&self->client);
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, read_blames(&self->client, &blames));
	/* Each sample was above it: the table is full, and no fuller. */
	EXPECT_EQ(16 * cpus(), blames.n);
	EXPECT_EQ(0, blames.out_of_order);
	EXPECT_EQ(0, blames.nameless);
	/* What was idle or in the kernel has a stack, of symbols. */
	EXPECT_EQ(blames.n, blames.with_stack + blames.in_user);
	EXPECT_LT(0, blames.with_stack);
	EXPECT_NE(NULL, strstr(blames.frame, "+0x"));
	EXPECT_EQ(NULL, strstr(blames.frame, "hf_scene_look"));

	ASSERT_EQ(0, probe_do(&self->client, &without, self->result));
	EXPECT_EQ(-ENOENT, read_blames(&self->client, &blames));
	EXPECT_STREQ("there is no probe, and was none, that had a threshold for blame",
		     self->client.why);
}

TEST_HARNESS_MAIN
