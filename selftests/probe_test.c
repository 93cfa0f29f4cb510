// SPDX-License-Identifier: GPL-2.0
/*
 * The probe: that it counts each tick once, and ends when it should. Times are
 * asserted only where their order is coarse: the machine may be emulated.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <linux/capability.h>

#include "kselftest_harness.h"

#include "probe-fixture.h"
#include "sysctl.h"

#define CPU1	"/sys/devices/system/cpu/cpu1/online"

TEST_F_TIMEOUT(probe, each_kind_serves_each_tick, 120)
{
	const struct probe_wish wish = { .any_kinds = true, .period = 4 * MS,
					 .duration = 2 * SECOND };
	struct probe_status status;
	int cpu, kind;

	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result)) {
		TH_LOG("%s", self->client.why);
	}
	ASSERT_EQ(0, probe_status(&self->client, &status));
	EXPECT_EQ(HOLDFAST_PROBE_STATE_STOPPED, status.state);
	EXPECT_EQ(getpid(), status.owner);
	EXPECT_LT(0, status.clock_cost);
	EXPECT_LT(status.clock_cost, status.own_cost);
	EXPECT_TRUE(status.kinds & 1U << HOLDFAST_KIND_TASKLET);
	for (cpu = 0; cpu < cpus() && cpu < PROBE_CPUS; cpu++) {
		for (kind = 0; kind <= PROBE_NULL; kind++) {
			const struct probe_sample *s = &self->result->at[cpu][kind];
			bool wanted = kind == PROBE_NULL || status.kinds & 1U << kind;

			ASSERT_EQ(wanted, s->found) {
				TH_LOG("CPU %d kind %d", cpu, kind);
			}
			if (!wanted)
				continue;
			EXPECT_EQ(500, s->ticks);
			EXPECT_LT(0, s->ran);
			EXPECT_EQ(0, s->pending);
			EXPECT_EQ(HOLDFAST_PROBE_END_DONE, s->end);
			expect_law(_metadata, s);
		}
		/* The timer alone: nothing waits, and all is where the timer is. */
		EXPECT_EQ(0, self->result->at[cpu][PROBE_NULL].coalesced);
		EXPECT_EQ(self->result->at[cpu][PROBE_NULL].ran,
			  self->result->at[cpu][PROBE_NULL].where[HOLDFAST_WHERE_HARDIRQ]);
	}
}

TEST_F_TIMEOUT(probe, only_what_was_asked_for, 60)
{
	const struct probe_wish wish = { .kinds = 1U << HOLDFAST_KIND_WORKQUEUE, .cpus = "1",
					 .period = 10 * MS, .duration = 100 * MS };
	int cpu, kind;

	if (cpus() < 2)
		SKIP(return, "there is one CPU only");
	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result));
	for (cpu = 0; cpu < PROBE_CPUS; cpu++)
		for (kind = 0; kind <= PROBE_NULL; kind++)
			EXPECT_EQ(cpu == 1 && (kind == HOLDFAST_KIND_WORKQUEUE ||
					       kind == PROBE_NULL),
				  self->result->at[cpu][kind].found);
	EXPECT_EQ(10, self->result->at[1][HOLDFAST_KIND_WORKQUEUE].ticks);
}

TEST_F_TIMEOUT(probe, the_null_kind_alone, 60)
{
	const struct probe_wish wish = { .cpus = "0", .period = 2 * MS, .duration = 200 * MS };
	const struct probe_sample *s = &self->result->at[0][PROBE_NULL];
	int kind;

	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result));
	EXPECT_EQ(100, s->ticks);
	expect_law(_metadata, s);
	for (kind = 0; kind < PROBE_NULL; kind++)
		EXPECT_FALSE(self->result->at[0][kind].found);
}

static void refused(struct __test_metadata *_metadata, struct client *client, int error,
		    const char *why, const struct probe_wish *wish)
{
	struct probe_status status;

	EXPECT_EQ(-error, probe_start(client, wish));
	EXPECT_STREQ(why, client->why);
	EXPECT_EQ(-ENOENT, probe_status(client, &status));
}

#define REFUSED(error, why, ...) \
	refused(_metadata, &self->client, error, why, \
		&(struct probe_wish){ .any_kinds = true, __VA_ARGS__ })

TEST_F(probe, bounds)
{
	static const char period[] = "the period must be from 1 us to 1 s";
	static const char duration[] = "the duration must be from 1 ms to a day";
	static const char list[] = "that is no list of CPUs as 0-3,8, or it has one beyond the last";
	struct probe_status status;

	REFUSED(ERANGE, period, .period = 999);
	REFUSED(ERANGE, period, .period = SECOND + 1);
	REFUSED(ERANGE, duration, .duration = MS - 1);
	REFUSED(ERANGE, duration, .duration = 24 * 3600 * SECOND + 1);
	REFUSED(ERANGE, duration, .duration = UINT64_MAX);
	REFUSED(ERANGE, "the duration is shorter than the period", .period = SECOND,
		.duration = SECOND - 1);
	REFUSED(ERANGE, "that would be more than 4294967295 ticks", .period = 1000,
		.duration = 4294968 * MS);
	REFUSED(EINVAL, list, .cpus = "x");
	REFUSED(EINVAL, list, .cpus = "0-");
	REFUSED(EINVAL, list, .cpus = "100000");
	REFUSED(EINVAL, "the list of CPUs is empty", .cpus = "");
	REFUSED(EINVAL, "reserved bit set", .any_kinds = false, .kinds = 1U << 31);
	EXPECT_EQ(-ENOENT, probe_stop(&self->client));
	EXPECT_STREQ("there is no probe", self->client.why);
	EXPECT_EQ(-ENOENT, probe_read(&self->client, self->result));
	EXPECT_STREQ("there is no probe", self->client.why);
	EXPECT_EQ(-ENOENT, probe_status(&self->client, &status));
	EXPECT_STREQ("there is no probe", self->client.why);
}

static int drop_sys_admin(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

/* How many of the five requests were refused, with the reason. */
static int count_refused(struct probe_result *result)
{
	static const char why[] = "needs CAP_SYS_ADMIN in the initial user namespace";
	const struct probe_wish wish = { .any_kinds = true, .duration = 10 * MS };
	struct probe_status status;
	struct message message;
	struct client client;
	int count = 0;

	if (drop_sys_admin() || client_open(&client))
		return -1;
	count += probe_start(&client, &wish) == -EPERM && !strcmp(why, client.why);
	count += probe_stop(&client) == -EPERM && !strcmp(why, client.why);
	count += probe_status(&client, &status) == -EPERM && !strcmp(why, client.why);
	count += probe_read(&client, result) == -EPERM && !strcmp(why, client.why);
	message_begin(&message, client.family, HOLDFAST_CMD_BLAME_GET, NLM_F_DUMP);
	count += client_ask(&client, &message, NULL, NULL) == -EPERM && !strcmp(why, client.why);
	return count;
}

TEST_F(probe, who_may_not_change_the_policy)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(count_refused(self->result));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFEXITED(status));
	EXPECT_EQ(5, WEXITSTATUS(status));
}

TEST_F_TIMEOUT(probe, one_at_a_time, 60)
{
	const struct probe_wish wish = { .any_kinds = true, .duration = 60 * SECOND,
					 .period = 10 * MS };
	struct probe_status status;
	struct client other;
	char in_use[256];

	snprintf(in_use, sizeof(in_use), "there is a probe of process %d (%s); it ends with it",
		 getpid(), program_invocation_short_name);
	ASSERT_EQ(0, client_open(&other));
	ASSERT_EQ(0, probe_start(&self->client, &wish));
	EXPECT_EQ(-EBUSY, probe_start(&other, &wish));
	EXPECT_STREQ(in_use, other.why);
	EXPECT_EQ(-EBUSY, probe_stop(&other));
	EXPECT_STREQ(in_use, other.why);
	/* Nor a second one of the same owner, before it stopped the first. */
	EXPECT_EQ(-EBUSY, probe_start(&self->client, &wish));
	/* Others may look. */
	EXPECT_EQ(0, probe_status(&other, &status));
	EXPECT_EQ(HOLDFAST_PROBE_STATE_RUNNING, status.state);
	EXPECT_EQ(0, probe_read(&other, self->result));
	EXPECT_TRUE(self->result->at[0][PROBE_NULL].found);

	EXPECT_EQ(0, probe_stop(&self->client));
	EXPECT_EQ(-EBUSY, probe_start(&other, &wish));
	EXPECT_EQ(0, probe_start(&self->client, &wish));
	client_close(&self->client);
	EXPECT_EQ(0, probe_start(&other, &wish));
	client_close(&other);
	ASSERT_EQ(0, client_open(&self->client));
	EXPECT_EQ(-ENOENT, probe_status(&self->client, &status));
}

TEST_F_TIMEOUT(probe, ends_with_its_owner, 60)
{
	const struct probe_wish wish = { .any_kinds = true, .duration = 60 * SECOND };
	struct probe_status status;
	int ready[2], ret = -1, i;
	char text[64];
	pid_t owner;

	ASSERT_EQ(0, pipe(ready));
	owner = fork();
	if (!owner) {
		struct client client;

		ret = client_open(&client);
		if (!ret)
			ret = probe_start(&client, &wish);
		if (write(ready[1], &ret, sizeof(ret)) > 0)
			pause();
		_exit(1);
	}
	ASSERT_EQ(sizeof(ret), read(ready[0], &ret, sizeof(ret)));
	ASSERT_EQ(0, ret);
	ASSERT_EQ(0, probe_status(&self->client, &status));
	EXPECT_EQ(owner, status.owner);
	EXPECT_EQ(-EBUSY, probe_start(&self->client, &wish));
	snprintf(text, sizeof(text), "process %d ", owner);
	EXPECT_NE(NULL, strstr(self->client.why, text));

	ASSERT_EQ(0, kill(owner, SIGKILL));
	ASSERT_EQ(owner, waitpid(owner, NULL, 0));
	/* Its socket may be closed a little after it was reaped. */
	for (i = 0; i < 500 && !probe_status(&self->client, &status); i++)
		usleep(10000);
	EXPECT_EQ(-ENOENT, probe_status(&self->client, &status));
	EXPECT_EQ(0, probe_start(&self->client, &wish));
	EXPECT_EQ(0, probe_stop(&self->client));
	close(ready[0]);
	close(ready[1]);
}

TEST_F_TIMEOUT(probe, a_period_too_short_ends_by_itself, 120)
{
	const struct probe_wish wish = { .any_kinds = true, .period = 1000,
					 .duration = 1000 * SECOND };
	int cpu, kind;

	ASSERT_EQ(0, probe_start(&self->client, &wish));
	ASSERT_EQ(0, probe_wait(&self->client, 60));
	ASSERT_EQ(0, probe_stop(&self->client));
	ASSERT_EQ(0, probe_read(&self->client, self->result));
	for (cpu = 0; cpu < cpus() && cpu < PROBE_CPUS; cpu++) {
		for (kind = 0; kind <= PROBE_NULL; kind++) {
			const struct probe_sample *s = &self->result->at[cpu][kind];

			if (!s->found)
				continue;
			EXPECT_EQ(HOLDFAST_PROBE_END_TOO_SHORT, s->end);
			EXPECT_LT(s->ticks, 1000000000);
			EXPECT_LT(0, s->time);
			expect_law(_metadata, s);
		}
	}
}

TEST_F_TIMEOUT(probe, a_cpu_goes_offline, 120)
{
	/* A slow machine needs some ms to take a CPU down, which must not end it. */
	const struct probe_wish wish = { .any_kinds = true, .period = 40 * MS,
					 .duration = 8 * SECOND };
	const __u64 ticks = wish.duration / wish.period;
	struct probe_status status;
	int kind;

	if (cpus() < 2 || access(CPU1, W_OK))
		SKIP(return, "there is no CPU 1 that can go offline");
	ASSERT_EQ(0, probe_start(&self->client, &wish));
	usleep(500000);
	ASSERT_EQ(0, sysctl_write(CPU1, "0"));
	EXPECT_EQ(0, probe_status(&self->client, &status));
	EXPECT_EQ(HOLDFAST_PROBE_STATE_RUNNING, status.state);
	ASSERT_EQ(0, sysctl_write(CPU1, "1"));
	EXPECT_EQ(0, probe_wait(&self->client, 60));
	EXPECT_EQ(0, probe_stop(&self->client));
	ASSERT_EQ(0, probe_read(&self->client, self->result));
	for (kind = 0; kind <= PROBE_NULL; kind++) {
		if (!self->result->at[0][kind].found)
			continue;
		EXPECT_EQ(HOLDFAST_PROBE_END_DONE, self->result->at[0][kind].end);
		EXPECT_EQ(ticks, self->result->at[0][kind].ticks);
		expect_law(_metadata, &self->result->at[0][kind]);
		EXPECT_EQ(HOLDFAST_PROBE_END_OFFLINE, self->result->at[1][kind].end);
		EXPECT_LT(0, self->result->at[1][kind].ticks);
		EXPECT_GT(ticks, self->result->at[1][kind].ticks);
		expect_law(_metadata, &self->result->at[1][kind]);
	}
}

TEST_F_TIMEOUT(probe, a_cpu_that_is_offline, 60)
{
	if (cpus() < 2 || access(CPU1, W_OK))
		SKIP(return, "there is no CPU 1 that can go offline");
	ASSERT_EQ(0, sysctl_write(CPU1, "0"));
	REFUSED(EINVAL, "a CPU of the list is offline", .cpus = "0-1");
	ASSERT_EQ(0, sysctl_write(CPU1, "1"));
}

/* Where most runs of a kind are: all but a quarter: a busy machine moves some. */
static void expect_where(struct __test_metadata *_metadata, const struct probe_result *result,
			 int kind, enum holdfast_where where)
{
	int cpu;

	for (cpu = 0; cpu < cpus() && cpu < PROBE_CPUS; cpu++) {
		const struct probe_sample *s = &result->at[cpu][kind];

		if (!s->found)
			continue;
		EXPECT_LE(s->ran * 3 / 4, s->where[where]) {
			TH_LOG("kind %d on CPU %d: %llu of %llu runs", kind, cpu,
			       (unsigned long long)s->where[where], (unsigned long long)s->ran);
		}
	}
}

TEST_F_TIMEOUT(probe, each_kind_runs_where_it_should, 120)
{
	const struct probe_wish wish = { .any_kinds = true, .period = 5 * MS,
					 .duration = 3 * SECOND };
	/* Real-time kernels run softirqs in a thread. */
	enum holdfast_where softirq = is_rt() ? HOLDFAST_WHERE_KSOFTIRQD :
						HOLDFAST_WHERE_IRQ_EXIT;

	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result));
	expect_where(_metadata, self->result, HOLDFAST_KIND_TASKLET, softirq);
	expect_where(_metadata, self->result, HOLDFAST_KIND_TASKLET_HI, softirq);
	expect_where(_metadata, self->result, HOLDFAST_KIND_BH, softirq);
	expect_where(_metadata, self->result, HOLDFAST_KIND_BH_HI, softirq);
	expect_where(_metadata, self->result, HOLDFAST_KIND_WORKQUEUE, HOLDFAST_WHERE_KWORKER);
	expect_where(_metadata, self->result, HOLDFAST_KIND_WORKQUEUE_HIGHPRI,
		     HOLDFAST_WHERE_KWORKER);
	expect_where(_metadata, self->result, HOLDFAST_KIND_WORKQUEUE_UNBOUND,
		     HOLDFAST_WHERE_KWORKER);
	expect_where(_metadata, self->result, HOLDFAST_KIND_KTHREAD, HOLDFAST_WHERE_KTHREAD);
	expect_where(_metadata, self->result, HOLDFAST_KIND_IRQ_WORK,
		     is_rt() ? HOLDFAST_WHERE_KTHREAD : HOLDFAST_WHERE_HARDIRQ);
	expect_where(_metadata, self->result, HOLDFAST_KIND_IRQ_WORK_HARD, HOLDFAST_WHERE_HARDIRQ);
}

/* In the middle sample, from raise to run, and coarsely. */
static void expect_order(struct __test_metadata *_metadata, const struct probe_sample *at,
			 int first, int second)
{
	uint64_t a = probe_median(&at[first].times[HOLDFAST_PROBE_SPLIT_WAIT]);
	uint64_t b = probe_median(&at[second].times[HOLDFAST_PROBE_SPLIT_WAIT]);

	EXPECT_LE(a, b + b / 4) {
		TH_LOG("kinds %d and %d", first, second);
	}
}

/* On a real host it is by far; emulated, still in the middle. */
TEST_F_TIMEOUT(probe, kinds_keep_their_order, 120)
{
	const struct probe_wish wish = { .any_kinds = true, .period = 5 * MS,
					 .duration = 5 * SECOND };
	int cpu;

	ASSERT_EQ(0, probe_do(&self->client, &wish, self->result));
	for (cpu = 0; cpu < cpus() && cpu < PROBE_CPUS; cpu++) {
		const struct probe_sample *at = self->result->at[cpu];

		expect_order(_metadata, at, PROBE_NULL, HOLDFAST_KIND_TASKLET);
		expect_order(_metadata, at, PROBE_NULL, HOLDFAST_KIND_IRQ_WORK);
		expect_order(_metadata, at, HOLDFAST_KIND_IRQ_WORK_HARD, HOLDFAST_KIND_WORKQUEUE);
		expect_order(_metadata, at, HOLDFAST_KIND_WORKQUEUE,
			     HOLDFAST_KIND_WORKQUEUE_UNBOUND);
		/* There they wake a thread, as a workqueue does. */
		if (is_rt())
			continue;
		expect_order(_metadata, at, HOLDFAST_KIND_TASKLET, HOLDFAST_KIND_WORKQUEUE);
		expect_order(_metadata, at, HOLDFAST_KIND_IRQ_WORK, HOLDFAST_KIND_WORKQUEUE);
	}
}

/* --- teardown */

static pid_t start_load(int cpu)
{
	pid_t pid = fork();
	cpu_set_t one;

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (;;)
		usleep(50);
}

TEST_F_TIMEOUT(probe, two_hundred_are_dropped_under_load, 600)
{
	struct probe_wish wish = { .any_kinds = true, .duration = 60 * SECOND };
	pid_t load[2];
	int i;

	for (i = 0; i < 2; i++)
		load[i] = start_load(i);
	for (i = 0; i < 200; i++) {
		struct client client;

		wish.period = (i % 10 + 1) * 50000;
		wish.threshold = i % 3 ? 0 : 1000;
		ASSERT_EQ(0, client_open(&client));
		ASSERT_EQ(0, probe_start(&client, &wish)) {
			TH_LOG("round %d: %s", i, client.why);
		}
		usleep(i % 7 * 1000);
		if (i % 2)
			ASSERT_EQ(0, probe_stop(&client));
		client_close(&client);
	}
	for (i = 0; i < 2; i++) {
		kill(load[i], SIGKILL);
		EXPECT_EQ(load[i], waitpid(load[i], NULL, 0));
	}
	EXPECT_EQ(-ENOENT, probe_read(&self->client, self->result));
}

TEST_HARNESS_MAIN
