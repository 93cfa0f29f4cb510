// SPDX-License-Identifier: GPL-2.0
/*
 * Work beside a probe: for each name a process on each of its CPUs. They are
 * bounded: they end with this one, whatever becomes of it, and by themselves
 * some time after the probe should have.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

/* Seconds that a load outlives its probe at most. */
#define REPRIEVE	10

struct load {
	size_t n;
	pid_t *pid;
};

/* Nothing but the processor. */
static void work_cpu(void)
{
	volatile unsigned int i = 0;

	for (;;)
		i++;
}

/* Datagrams to itself: system calls, and the softirq NET_RX. */
static void work_net(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	char packet[1400] = "";
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) ||
	    getsockname(fd, (struct sockaddr *)&address, &len) ||
	    connect(fd, (struct sockaddr *)&address, len))
		return;
	while (send(fd, packet, sizeof(packet), 0) >= 0)
		if (recv(fd, packet, sizeof(packet), 0) < 0)
			return;
}

/* A timer interrupt and a wakeup each 50 us. */
static void work_timer(void)
{
	const struct timespec rest = { .tv_nsec = 50000 };

	prctl(PR_SET_TIMERSLACK, 1UL);
	for (;;)
		nanosleep(&rest, NULL);
}

/* New processes: page faults, RCU, scheduling. */
static void work_fork(void)
{
	for (;;) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		if (pid < 0 || waitpid(pid, NULL, 0) < 0)
			return;
	}
}

static const struct {
	const char *name;
	void (*work)(void);
} loads[] = {
	{ "cpu", work_cpu }, { "net", work_net }, { "timer", work_timer }, { "fork", work_fork },
};

#define LOADS	(sizeof(loads) / sizeof(loads[0]))

static size_t find(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < LOADS; i++)
		if (strlen(loads[i].name) == len && !strncmp(loads[i].name, word, len))
			break;
	return i;
}

/* The first name of a list that is none, or NULL. */
const char *load_check(const char *list)
{
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (find(list, len) == LOADS)
			return list;
		if (!list[len])
			return NULL;
	}
}

/* In the child. Does not return. */
static void work(size_t i, unsigned int cpu, pid_t parent, unsigned int seconds)
{
	cpu_set_t one;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died before. */
	if (getppid() != parent)
		_exit(0);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	alarm(seconds);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	loads[i].work();
	_exit(1);
}

static int start_one(struct load *load, size_t i, unsigned int cpu, unsigned int seconds)
{
	pid_t *more = reallocarray(load->pid, load->n + 1, sizeof(*more));
	pid_t parent = getpid(), pid;

	if (!more)
		return -1;
	load->pid = more;
	pid = fork();
	if (!pid)
		work(i, cpu, parent, seconds);
	if (pid < 0)
		return -1;
	load->pid[load->n++] = pid;
	return 0;
}

/* On each CPU of a list as the module prints it, "0-3,8". */
static int start_on(struct load *load, size_t i, const char *cpus, unsigned int seconds)
{
	char *end;

	while (*cpus) {
		unsigned long first = strtoul(cpus, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (; first <= last && first < CPU_SETSIZE; first++)
			if (start_one(load, i, first, seconds))
				return -1;
		cpus = *end == ',' ? end + 1 : "";
	}
	return 0;
}

/* NULL, and errno, where not all could be started. */
struct load *load_start(const char *list, const char *cpus, uint64_t duration)
{
	struct load *load = calloc(1, sizeof(*load));
	unsigned int seconds = duration / 1000000000 + REPRIEVE;
	size_t len;
	int err = 0;

	if (!load)
		return NULL;
	for (; !err && *list; list += len + !!list[len]) {
		len = strcspn(list, ",");
		err = start_on(load, find(list, len), cpus, seconds);
	}
	if (!err)
		return load;
	err = errno;
	load_stop(load);
	errno = err;
	return NULL;
}

void load_stop(struct load *load)
{
	size_t i;

	if (!load)
		return;
	for (i = 0; i < load->n; i++)
		kill(load->pid[i], SIGKILL);
	for (i = 0; i < load->n; i++)
		waitpid(load->pid[i], NULL, 0);
	free(load->pid);
	free(load);
}
