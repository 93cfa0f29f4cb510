// SPDX-License-Identifier: GPL-2.0
/*
 * Deferred handlers: each kind runs what it was raised for, and each knob does
 * something or is refused.
 */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "handlers_fixture.h"
#include "sysctl.h"

/* Where a kind may run at all. */
static bool may_run(uint32_t kind, enum holdfast_where where)
{
	bool rt = is_rt();

	switch (kind) {
	case HOLDFAST_KIND_WORKQUEUE:
	case HOLDFAST_KIND_WORKQUEUE_HIGHPRI:
	case HOLDFAST_KIND_WORKQUEUE_UNBOUND:
		return where == HOLDFAST_WHERE_KWORKER;
	case HOLDFAST_KIND_KTHREAD:
		return where == HOLDFAST_WHERE_KTHREAD;
	case HOLDFAST_KIND_IRQ_WORK:
		return where == (rt ? HOLDFAST_WHERE_KTHREAD : HOLDFAST_WHERE_HARDIRQ);
	case HOLDFAST_KIND_IRQ_WORK_HARD:
		return where == HOLDFAST_WHERE_HARDIRQ;
	default:
		return where == HOLDFAST_WHERE_IRQ_EXIT || where == HOLDFAST_WHERE_KSOFTIRQD ||
		       where == HOLDFAST_WHERE_KTIMERS;
	}
}

/* Each raise on its own, so that each has a run: N of N. */
TEST_F_TIMEOUT(handlers, each_kind_runs_n_of_n, 240)
{
	const unsigned int n = 40;
	struct figures figures;
	unsigned int i, where, told = 0;
	uint32_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		TH_LOG("%s", kind_words[kind]);
		ASSERT_EQ(0, handler_kind(&self->client, "drain", kind));
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		for (i = 0; i < n; i++) {
			ASSERT_EQ(0, write_numbers(told++, 1));
			ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
			ASSERT_EQ(i + 1, figures.raised);
		}
		EXPECT_EQ(kind, figures.kind);
		EXPECT_EQ(n, figures.ran);
		EXPECT_EQ(0, figures.coalesced);
		EXPECT_EQ(n, figures.samples);
		EXPECT_EQ(n, figures.run_samples);
		EXPECT_LT(0, figures.latency_max);
		EXPECT_LE(figures.latency_min, figures.latency_max);
		for (where = 0; where < WHERES; where++) {
			if (!may_run(kind, where))
				EXPECT_EQ(0, figures.where[where]);
		}
	}
	EXPECT_TOLD(told);
}

/* Raised from a hard interrupt, the delay's: at its exit, or in a thread. */
TEST_F_TIMEOUT(handlers, rt_runs_softirqs_in_threads, 120)
{
	static const uint32_t kinds[] = { HOLDFAST_KIND_TASKLET, HOLDFAST_KIND_TASKLET_HI,
					  HOLDFAST_KIND_BH };
	struct set set = { "drain", SET(coalesce, COALESCE, 100000) };
	uint64_t at_exit, in_thread;
	struct figures figures;
	unsigned int i, j;

	set.has |= HAS(KIND);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!has_kind(kinds[i]))
			continue;
		set.kind = kinds[i];
		ASSERT_EQ(0, handler_set(&self->client, &set));
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		for (j = 0; j < 60; j++) {
			ASSERT_EQ(0, write_numbers(i * 100 + j, 1));
			usleep(3000);
		}
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		at_exit = figures.where[HOLDFAST_WHERE_IRQ_EXIT];
		in_thread = figures.where[HOLDFAST_WHERE_KSOFTIRQD] +
			    figures.where[HOLDFAST_WHERE_KTIMERS];
		TH_LOG("%s: at interrupt exit %llu, in ksoftirqd or ktimers %llu",
		       kind_words[kinds[i]], (unsigned long long)at_exit,
		       (unsigned long long)in_thread);
		EXPECT_EQ(figures.ran, at_exit + in_thread);
		EXPECT_EQ(is_rt(), at_exit < in_thread);
	}
}

/* --- the knobs */

#define CPU_MESSAGE "this kind runs on the CPU that raises it: cpu can only be any"
#define CPUS_MESSAGE "this kind runs on one CPU, or on the one that raises it"
#define PRIORITY_MESSAGE "this kind has no threads of its own: priority can only be default"
#define FIFO_MESSAGE "a workqueue's threads have a nice value and no other priority"
#define BUDGET_MESSAGE "this kind takes what its handler says: budget can only be default"

#define REFUSED(set, message) do {										\
	struct figures before, after;						\
										\
	ASSERT_EQ(0, handler_get(&self->client, (set)->name, &before));		\
	EXPECT_EQ(-EOPNOTSUPP, handler_set(&self->client, set));		\
	EXPECT_STREQ(message, self->client.why);				\
	ASSERT_EQ(0, handler_get(&self->client, (set)->name, &after));		\
	EXPECT_EQ(before.kind, after.kind);					\
	EXPECT_EQ(before.budget, after.budget);					\
	EXPECT_EQ(before.priority, after.priority);				\
	EXPECT_STREQ(before.cpus, after.cpus);					\
} while (0)

TEST_F_TIMEOUT(handlers, knobs_that_a_kind_does_not_have, 120)
{
	struct set one = { "drain", SET(cpus, CPUS, "0") };
	struct set two = { "drain", SET(cpus, CPUS, "0-1") };
	struct set nice = { "drain", .has = HAS(PRIORITY) | HAS(NICE),
			    .priority = HOLDFAST_PRIORITY_NICE, .nice = -5 };
	struct set fifo = { "drain", SET(priority, PRIORITY, HOLDFAST_PRIORITY_FIFO) };
	struct set budget = { "drain", SET(budget, BUDGET, 7) };
	bool softirq, irq_work;
	uint32_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		TH_LOG("%s", kind_words[kind]);
		ASSERT_EQ(0, handler_restore(&self->client, "drain"));
		ASSERT_EQ(0, handler_kind(&self->client, "drain", kind));
		softirq = !is_thread(kind);
		irq_work = kind == HOLDFAST_KIND_IRQ_WORK || kind == HOLDFAST_KIND_IRQ_WORK_HARD;
		if (softirq && !is_bh(kind)) {
			REFUSED(&one, CPU_MESSAGE);
			REFUSED(&two, CPU_MESSAGE);
		} else if (kind != HOLDFAST_KIND_WORKQUEUE_UNBOUND &&
			   kind != HOLDFAST_KIND_KTHREAD) {
			REFUSED(&two, CPUS_MESSAGE);
		}
		if (kind == HOLDFAST_KIND_WORKQUEUE_UNBOUND) {
			REFUSED(&fifo, FIFO_MESSAGE);
		} else if (kind != HOLDFAST_KIND_KTHREAD) {
			REFUSED(&nice, PRIORITY_MESSAGE);
			REFUSED(&fifo, PRIORITY_MESSAGE);
		}
		if (irq_work)
			REFUSED(&budget, BUDGET_MESSAGE);
		if (!irq_work)
			EXPECT_EQ(0, handler_set(&self->client, &budget));
	}
}

TEST_F(handlers, a_kind_that_this_kernel_lacks)
{
	struct set set = { "drain", SET(kind, KIND, HOLDFAST_KIND_BH) };

	if (has_kind(HOLDFAST_KIND_BH)) {
		EXPECT_EQ(0, handler_set(&self->client, &set));
		set.kind = HOLDFAST_KIND_BH_HI;
		EXPECT_EQ(0, handler_set(&self->client, &set));
		return;
	}
	REFUSED(&set, "this kernel has no workqueues in softirq context");
	set.kind = HOLDFAST_KIND_BH_HI;
	REFUSED(&set, "this kernel has no workqueues in softirq context");
}

TEST_F(handlers, work_that_sleeps)
{
	uint32_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		struct set set = { "deliver", SET(kind, KIND, kind) };

		if (!has_kind(kind))
			continue;
		if (is_thread(kind)) {
			EXPECT_EQ(0, handler_set(&self->client, &set));
			continue;
		}
		REFUSED(&set, "this handler's work sleeps: only workqueue kinds and kthread let it");
	}
}

/* One wrong pair, and the others do nothing either. */
TEST_F(handlers, all_or_nothing)
{
	struct set set = {
		.name = "drain",
		.has = HAS(KIND) | HAS(BUDGET) | HAS(CPUS) | HAS(COALESCE),
		.kind = HOLDFAST_KIND_TASKLET_HI, .budget = 9, .cpus = "0", .coalesce = 1000,
	};
	struct figures figures;

	REFUSED(&set, CPU_MESSAGE);
	ASSERT_EQ(0, handler_get(&self->client, "drain", &figures));
	EXPECT_EQ(0, figures.coalesce);
	set.kind = HOLDFAST_KIND_KTHREAD;
	EXPECT_EQ(0, handler_set(&self->client, &set));
	ASSERT_EQ(0, handler_get(&self->client, "drain", &figures));
	EXPECT_EQ(HOLDFAST_KIND_KTHREAD, figures.kind);
	EXPECT_EQ(9, figures.budget);
	EXPECT_EQ(1000, figures.coalesce);
	EXPECT_STREQ("0", figures.cpus);
	/* What it has the next kind cannot have. */
	set = (struct set){ "drain", SET(kind, KIND, HOLDFAST_KIND_IRQ_WORK) };
	REFUSED(&set, CPU_MESSAGE);
}

TEST_F(handlers, nonsense_is_refused)
{
	static const struct {
		struct set set;
		int error;
		const char *why;
	} wrong[] = {
		{ { "frob" }, -ENOENT, "there is no handler of this name" },
		{ { "drain", SET(cpus, CPUS, "many") }, -EINVAL, "not a list of CPUs, as 0-2,5" },
		{ { "drain", SET(cpus, CPUS, "2-1") }, -EINVAL, "not a list of CPUs, as 0-2,5" },
		{ { "drain", SET(cpus, CPUS, "63") }, -EINVAL, NULL },
		{ { "drain", SET(kind, KIND, KINDS) }, -ERANGE, NULL },
		{ { "drain", SET(priority, PRIORITY, HOLDFAST_PRIORITY_MAX + 1) }, -ERANGE, NULL },
		{ { "drain", SET(priority, PRIORITY, HOLDFAST_PRIORITY_NICE) }, -EINVAL,
		  "the priority nice needs a nice value" },
		{ { "drain", SET(nice, NICE, 3) }, -EINVAL,
		  "only the priority nice has a nice value" },
		{ { "drain", .has = HAS(PRIORITY) | HAS(NICE), .priority = HOLDFAST_PRIORITY_NICE,
		    .nice = -21 }, -EINVAL, "a nice value is from -20 to 19" },
		{ { "drain", SET(budget, BUDGET, HOLDFAST_BUDGET_MAX + 1) }, -EINVAL,
		  "a budget is 65536 at most" },
		{ { "drain", SET(coalesce, COALESCE, HOLDFAST_COALESCE_MAX + 1) }, -EINVAL,
		  "a run is to wait for a second at most" },
		{ { "drain", SET(enabled, ENABLED, 2) }, -ERANGE, NULL },
	};
	struct message message;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		TH_LOG("case %u", i);
		EXPECT_EQ(wrong[i].error, handler_set(&self->client, &wrong[i].set));
		EXPECT_NE('\0', self->client.why[0]);
		if (wrong[i].why)
			EXPECT_STREQ(wrong[i].why, self->client.why);
	}
	EXPECT_EQ(-ENOENT, handler_reset(&self->client, "frob"));
	EXPECT_STREQ("there is no handler of this name", self->client.why);
	message_begin(&message, self->client.family, HOLDFAST_CMD_HANDLER_SET, 0);
	EXPECT_EQ(-EINVAL, client_ask(&self->client, &message, NULL, NULL));
	EXPECT_STREQ("which handler: the name is missing", self->client.why);
	message_begin(&message, self->client.family, HOLDFAST_CMD_HANDLER_CPU_GET, NLM_F_DUMP);
	message_put_string(&message, HOLDFAST_A_HANDLER_NAME, "frob");
	EXPECT_EQ(-ENOENT, client_ask(&self->client, &message, NULL, NULL));
	EXPECT_STREQ("there is no handler of this name", self->client.why);
}

/* Raised on CPU 0 only, run where it was set to be. */
TEST_F_TIMEOUT(handlers, cpu_is_where_it_runs, 120)
{
	struct set set = { "drain", SET(cpus, CPUS, "1") };
	struct figures sum, at;
	unsigned int told = 0;
	cpu_set_t zero;
	uint32_t kind;

	if (cpus() < 2)
		SKIP(return, "needs two CPUs");
	CPU_ZERO(&zero);
	CPU_SET(0, &zero);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(zero), &zero));
	set.has |= HAS(KIND);
	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind) || (!is_thread(kind) && !is_bh(kind)))
			continue;
		TH_LOG("%s", kind_words[kind]);
		set.kind = kind;
		ASSERT_EQ(0, handler_set(&self->client, &set));
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &sum));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		ASSERT_EQ(0, write_numbers(told, 30));
		told += 30;
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &sum));
		EXPECT_LT(0, sum.ran);
		ASSERT_EQ(0, handler_get_cpu(&self->client, "drain", 1, &at));
		EXPECT_EQ(sum.ran, at.ran);
		EXPECT_EQ(0, at.raised);
		ASSERT_EQ(0, handler_get_cpu(&self->client, "drain", 0, &at));
		EXPECT_EQ(0, at.ran);
		EXPECT_EQ(30, at.raised);
	}
	EXPECT_TOLD(told);
}

/* Policy, real-time priority and nice of the thread of that name; returns its pid. */
static int thread_priority(const char *name, int *policy, long *rt, long *nice)
{
	char path[300], text[1024], *at;
	struct dirent *entry;
	DIR *dir = opendir("/proc");
	int ret = -ENOENT, i;

	while (dir && ret < 0 && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		if (!atoi(entry->d_name) || sysctl_read(path, text, sizeof(text)))
			continue;
		at = strrchr(text, ')');
		if (!at || !strchr(text, '('))
			continue;
		*at = '\0';
		if (strcmp(strchr(text, '(') + 1, name))
			continue;
		/* Fields 3 on; nice is 19, rt_priority 40, policy 41. */
		at += 2;
		for (i = 3; i < 41; i++) {
			if (i == 19)
				*nice = atol(at);
			if (i == 40)
				*rt = atol(at);
			at = strchr(at, ' ') + 1;
		}
		*policy = atoi(at);
		ret = atoi(entry->d_name);
	}
	closedir(dir);
	return ret;
}

TEST_F(handlers, priority_of_threads)
{
	struct set set = { "drain", .has = HAS(KIND) | HAS(PRIORITY),
			   .kind = HOLDFAST_KIND_KTHREAD };
	long rt = -1, nice = -1;
	int policy = -1;

	set.priority = HOLDFAST_PRIORITY_FIFO;
	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_LT(0, thread_priority("hf-drain/0", &policy, &rt, &nice));
	EXPECT_EQ(SCHED_FIFO, policy);
	EXPECT_EQ(50, rt);
	set.priority = HOLDFAST_PRIORITY_FIFO_LOW;
	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_LT(0, thread_priority("hf-drain/0", &policy, &rt, &nice));
	EXPECT_EQ(SCHED_FIFO, policy);
	EXPECT_EQ(1, rt);
	set.priority = HOLDFAST_PRIORITY_NICE;
	set.has |= HAS(NICE);
	set.nice = -7;
	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_LT(0, thread_priority("hf-drain/0", &policy, &rt, &nice));
	EXPECT_EQ(SCHED_OTHER, policy);
	EXPECT_EQ(-7, nice);
	set.priority = HOLDFAST_PRIORITY_DEFAULT;
	set.has &= ~HAS(NICE);
	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_LT(0, thread_priority("hf-drain/0", &policy, &rt, &nice));
	EXPECT_EQ(0, nice);
	/* And they end with the kind. */
	ASSERT_EQ(0, handler_kind(&self->client, "drain", HOLDFAST_KIND_TASKLET));
	EXPECT_EQ(-ENOENT, thread_priority("hf-drain/0", &policy, &rt, &nice));
}

/* The CPUs that the thread of instance 0 may run on, a bit each; 0 where it is not there. */
static unsigned long thread_cpus(void)
{
	long rt, nice;
	int policy, pid = thread_priority("hf-drain/0", &policy, &rt, &nice), i;
	unsigned long bits = 0;
	cpu_set_t may;

	if (pid < 0 || sched_getaffinity(pid, sizeof(may), &may))
		return 0;
	for (i = 0; i < 32; i++)
		bits |= CPU_ISSET(i, &may) ? 1UL << i : 0;
	return bits;
}

/* Where it may run, not where it happened to. */
TEST_F(handlers, threads_are_bound)
{
	struct set set = { "drain", .has = HAS(KIND) | HAS(CPUS), .kind = HOLDFAST_KIND_KTHREAD };

	if (cpus() < 2)
		SKIP(return, "needs two CPUs");
	set.cpus = "1";
	ASSERT_EQ(0, handler_set(&self->client, &set));
	EXPECT_EQ(2, thread_cpus());
	set.cpus = "0-1";
	ASSERT_EQ(0, handler_set(&self->client, &set));
	EXPECT_EQ(3, thread_cpus());
	set.cpus = "";
	ASSERT_EQ(0, handler_set(&self->client, &set));
	EXPECT_EQ(1, thread_cpus());
}

/*
 * Also where they come to run only after that was set, as they do on a busy machine:
 * a new thread may be given other CPUs when it first runs.
 */
TEST_F_TIMEOUT(handlers, new_threads_are_bound, 120)
{
	struct set set = { "drain", .has = HAS(KIND) | HAS(CPUS), .kind = HOLDFAST_KIND_KTHREAD,
			   .cpus = "1" };
	pid_t busy[2];
	int i;

	if (cpus() < 2)
		SKIP(return, "needs two CPUs");
	for (i = 0; i < 2; i++) {
		busy[i] = fork();
		ASSERT_LE(0, busy[i]);
		if (busy[i])
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			;
	}
	for (i = 0; i < 8; i++) {
		EXPECT_EQ(0, handler_kind(&self->client, "drain",
					  HOLDFAST_KIND_WORKQUEUE_UNBOUND));
		EXPECT_EQ(0, handler_set(&self->client, &set));
		EXPECT_EQ(2, thread_cpus());
	}
	for (i = 0; i < 2; i++) {
		kill(busy[i], SIGKILL);
		EXPECT_EQ(busy[i], waitpid(busy[i], NULL, 0));
	}
}

#define UNBOUND "/sys/devices/virtual/workqueue/hf-drain/"

TEST_F(handlers, nice_and_cpus_of_an_unbound_workqueue)
{
	struct set set = { "drain", .has = HAS(KIND) | HAS(PRIORITY) | HAS(NICE) | HAS(CPUS),
			   .kind = HOLDFAST_KIND_WORKQUEUE_UNBOUND,
			   .priority = HOLDFAST_PRIORITY_NICE, .nice = -9, .cpus = "0" };
	char text[256];

	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_EQ(0, sysctl_read(UNBOUND "nice", text, sizeof(text)));
	EXPECT_STREQ("-9", text);
	ASSERT_EQ(0, sysctl_read(UNBOUND "cpumask", text, sizeof(text)));
	EXPECT_EQ(1, strtoul(text, NULL, 16));
	set = (struct set){ "drain", .has = HAS(PRIORITY) | HAS(CPUS), .cpus = "" };
	ASSERT_EQ(0, handler_set(&self->client, &set));
	ASSERT_EQ(0, sysctl_read(UNBOUND "nice", text, sizeof(text)));
	EXPECT_STREQ("0", text);
	ASSERT_EQ(0, sysctl_read(UNBOUND "cpumask", text, sizeof(text)));
	EXPECT_NE(1, strtoul(text, NULL, 16));
	ASSERT_EQ(0, write_numbers(0, 10));
	EXPECT_TOLD(10);
}

/* Ten items wait, so a budget of three takes four runs; one of 32, one. */
TEST_F_TIMEOUT(handlers, budget_and_enabled, 120)
{
	struct set off = { "drain", .has = HAS(ENABLED) | HAS(KIND) | HAS(BUDGET) };
	struct set on = { "drain", SET(enabled, ENABLED, 1) };
	struct figures figures;
	unsigned int told = 0;
	cpu_set_t zero;
	uint32_t kind;

	CPU_ZERO(&zero);
	CPU_SET(0, &zero);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(zero), &zero));
	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		TH_LOG("%s", kind_words[kind]);
		off.kind = kind;
		off.budget = kind == HOLDFAST_KIND_IRQ_WORK ||
			     kind == HOLDFAST_KIND_IRQ_WORK_HARD ? 0 : 3;
		ASSERT_EQ(0, handler_set(&self->client, &off));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		ASSERT_EQ(0, write_numbers(told, 10));
		told += 10;
		usleep(20000);
		ASSERT_EQ(0, handler_get(&self->client, "drain", &figures));
		EXPECT_EQ(0, figures.enabled);
		EXPECT_EQ(10, figures.raised);
		EXPECT_EQ(9, figures.coalesced);
		EXPECT_EQ(1, figures.pending);
		EXPECT_EQ(0, figures.ran);
		ASSERT_EQ(0, handler_set(&self->client, &on));
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		EXPECT_EQ(1, figures.enabled);
		EXPECT_EQ(off.budget ? 4 : 1, figures.ran);
		EXPECT_EQ(off.budget ? 3 : 0, figures.budget_hits);
		EXPECT_EQ(off.budget ? 13 : 10, figures.raised);
	}
	EXPECT_TOLD(told);
}

/* A run waits, and what is raised meanwhile goes with it. */
TEST_F_TIMEOUT(handlers, coalesce_waits, 120)
{
	struct set set = { "drain", .has = HAS(COALESCE) | HAS(KIND) };
	struct figures figures;
	unsigned int told = 0;
	uint32_t kind;

	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind))
			continue;
		TH_LOG("%s", kind_words[kind]);
		set.kind = kind;
		set.coalesce = 50 * 1000 * 1000;
		ASSERT_EQ(0, handler_set(&self->client, &set));
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		ASSERT_EQ(0, handler_reset(&self->client, "drain"));
		ASSERT_EQ(0, write_numbers(told, 20));
		told += 20;
		ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
		EXPECT_EQ(20, figures.raised);
		EXPECT_LE(set.coalesce, figures.latency_min);
		EXPECT_LT(0, figures.coalesced);
	}
	EXPECT_TOLD(told);
}

TEST_F(handlers, reset_begins_an_epoch)
{
	struct figures before, after;

	ASSERT_EQ(0, write_numbers(0, 30));
	ASSERT_EQ(0, handler_settle(&self->client, "drain", &before));
	ASSERT_LE(30, before.raised);
	ASSERT_EQ(0, handler_reset(&self->client, "drain"));
	ASSERT_EQ(0, handler_get(&self->client, "drain", &after));
	EXPECT_EQ(before.epoch + 1, after.epoch);
	EXPECT_EQ(0, after.raised);
	EXPECT_EQ(0, after.ran);
	EXPECT_EQ(0, after.coalesced);
	EXPECT_EQ(0, after.lost);
	EXPECT_EQ(0, after.samples);
	EXPECT_EQ(0, after.run_samples);
	EXPECT_EQ(UINT64_MAX, after.latency_max);
	ASSERT_EQ(0, write_numbers(30, 5));
	ASSERT_EQ(0, handler_settle(&self->client, "drain", &after));
	EXPECT_EQ(5, after.raised);
	EXPECT_EQ(5, after.ran + after.coalesced);
	EXPECT_EQ(after.ran, after.samples);
	EXPECT_TOLD(35);
}

TEST_HARNESS_MAIN
