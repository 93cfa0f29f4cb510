// SPDX-License-Identifier: GPL-2.0
/* See handlers.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "handlers.h"
#include "sysctl.h"

#define PANIC "/proc/sys/kernel/panic"
#define BASE 1000000

int handler_set(struct client *client, const struct set *set)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_HANDLER_SET, 0);
	message_put_string(&message, HOLDFAST_A_HANDLER_NAME, set->name);
	if (set->has & HAS(KIND))
		message_put_u32(&message, HOLDFAST_A_HANDLER_KIND, set->kind);
	if (set->has & HAS(ENABLED))
		message_put(&message, HOLDFAST_A_HANDLER_ENABLED, &set->enabled, 1);
	if (set->has & HAS(BUDGET))
		message_put_u32(&message, HOLDFAST_A_HANDLER_BUDGET, set->budget);
	if (set->has & HAS(CPUS))
		message_put_string(&message, HOLDFAST_A_HANDLER_CPUS, set->cpus);
	if (set->has & HAS(PRIORITY))
		message_put_u32(&message, HOLDFAST_A_HANDLER_PRIORITY, set->priority);
	if (set->has & HAS(NICE))
		message_put_u32(&message, HOLDFAST_A_HANDLER_NICE, set->nice);
	if (set->has & HAS(COALESCE))
		message_put_u32(&message, HOLDFAST_A_HANDLER_COALESCE, set->coalesce);
	return client_ask(client, &message, NULL, NULL);
}

int handler_kind(struct client *client, const char *name, uint32_t kind)
{
	struct set set = { name, SET(kind, KIND, kind) };

	return handler_set(client, &set);
}

int handler_restore(struct client *client, const char *name)
{
	struct set set = {
		.name = name,
		.has = HAS(KIND) | HAS(ENABLED) | HAS(BUDGET) | HAS(CPUS) | HAS(PRIORITY) |
		       HAS(COALESCE),
		.kind = strcmp(name, "drain") ? HOLDFAST_KIND_WORKQUEUE : HOLDFAST_KIND_TASKLET,
		.enabled = 1,
		.cpus = "",
	};

	return handler_set(client, &set);
}

int handler_reset(struct client *client, const char *name)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_HANDLER_RESET, 0);
	message_put_string(&message, HOLDFAST_A_HANDLER_NAME, name);
	return client_ask(client, &message, NULL, NULL);
}

struct wanted {
	const char *name;
	int cpu;
	struct figures *figures;
};

static void take_place(const struct nlattr *nest, struct figures *figures)
{
	const char *at = (const char *)nest + NLA_HDRLEN, *end = (const char *)nest + nest->nla_len;
	uint32_t where = 0;
	uint64_t count = 0;

	for (; at < end; at += NLA_ALIGN(((const struct nlattr *)at)->nla_len)) {
		const struct nlattr *attr = (const void *)at;

		if (attr->nla_type == HOLDFAST_A_RAN_AT_WHERE)
			memcpy(&where, attr + 1, sizeof(where));
		if (attr->nla_type == HOLDFAST_A_RAN_AT_COUNT)
			memcpy(&count, attr + 1, sizeof(count));
	}
	if (where < WHERES)
		figures->where[where] = count;
}

/* The nests lie between two attributes that are always there. */
static void take_places(const struct reply *reply, struct figures *figures)
{
	const char *at = (const char *)reply->attrs[HOLDFAST_A_HANDLER_EPOCH];
	const char *end = (const char *)reply->attrs[HOLDFAST_A_HANDLER_LATENCY];

	for (; at < end; at += NLA_ALIGN(((const struct nlattr *)at)->nla_len))
		if ((((const struct nlattr *)at)->nla_type & NLA_TYPE_MASK) ==
		    HOLDFAST_A_HANDLER_RAN_AT)
			take_place((const void *)at, figures);
}

static uint64_t sum(const struct nlattr *attr, uint32_t *copy)
{
	const uint32_t *bucket = (const void *)(attr + 1);
	unsigned int i, n = (attr->nla_len - NLA_HDRLEN) / sizeof(*bucket);
	uint64_t sum = 0;

	for (i = 0; i < n; i++)
		sum += bucket[i];
	if (copy)
		memcpy(copy, bucket, n * sizeof(*bucket));
	return sum;
}

static void take_counts(const struct reply *reply, struct figures *figures)
{
	figures->raised = reply_u64(reply, HOLDFAST_A_HANDLER_RAISED);
	figures->ran = reply_u64(reply, HOLDFAST_A_HANDLER_RAN);
	figures->coalesced = reply_u64(reply, HOLDFAST_A_HANDLER_COALESCED);
	figures->budget_hits = reply_u64(reply, HOLDFAST_A_HANDLER_BUDGET_HITS);
	figures->lost = reply_u64(reply, HOLDFAST_A_HANDLER_LOST);
	figures->pending = reply_u32(reply, HOLDFAST_A_HANDLER_PENDING);
	figures->epoch = reply_u32(reply, HOLDFAST_A_HANDLER_EPOCH);
	figures->latency_min = reply_u64(reply, HOLDFAST_A_HANDLER_LATENCY_MIN);
	figures->latency_max = reply_u64(reply, HOLDFAST_A_HANDLER_LATENCY_MAX);
	take_places(reply, figures);
	figures->samples = sum(reply->attrs[HOLDFAST_A_HANDLER_LATENCY], figures->latency);
}

static void take_setting(const struct reply *reply, struct figures *figures)
{
	figures->kind = reply_u32(reply, HOLDFAST_A_HANDLER_KIND);
	figures->budget = reply_u32(reply, HOLDFAST_A_HANDLER_BUDGET);
	figures->priority = reply_u32(reply, HOLDFAST_A_HANDLER_PRIORITY);
	figures->coalesce = reply_u32(reply, HOLDFAST_A_HANDLER_COALESCE);
	figures->enabled = *(const uint8_t *)(reply->attrs[HOLDFAST_A_HANDLER_ENABLED] + 1);
	snprintf(figures->cpus, sizeof(figures->cpus), "%s",
		 reply_string(reply, HOLDFAST_A_HANDLER_CPUS));
}

static void take(const struct reply *reply, void *data)
{
	const struct wanted *wanted = data;
	struct figures *figures = wanted->figures;

	if (strcmp(wanted->name, reply_string(reply, HOLDFAST_A_HANDLER_NAME)))
		return;
	if (wanted->cpu >= 0 &&
	    reply_u32(reply, HOLDFAST_A_HANDLER_CPU) != (uint32_t)wanted->cpu)
		return;
	figures->found++;
	if (reply->attrs[HOLDFAST_A_HANDLER_RAISED])
		take_counts(reply, figures);
	if (reply->attrs[HOLDFAST_A_HANDLER_KIND])
		take_setting(reply, figures);
	if (reply->attrs[HOLDFAST_A_HANDLER_RUN]) {
		figures->run_samples = sum(reply->attrs[HOLDFAST_A_HANDLER_RUN], NULL);
		figures->run_max = reply_u64(reply, HOLDFAST_A_HANDLER_RUN_MAX);
	}
}

static int get(struct client *client, const struct wanted *wanted)
{
	bool sum = wanted->cpu < 0;
	struct message message;
	int ret;

	memset(wanted->figures, 0, sizeof(*wanted->figures));
	message_begin(&message, client->family,
		      sum ? HOLDFAST_CMD_HANDLER_GET : HOLDFAST_CMD_HANDLER_CPU_GET, NLM_F_DUMP);
	if (!sum)
		message_put_string(&message, HOLDFAST_A_HANDLER_NAME, wanted->name);
	ret = client_ask(client, &message, take, (void *)wanted);
	if (ret)
		return ret;
	return wanted->figures->found == 2 ? 0 : -ENOENT;
}

int handler_get(struct client *client, const char *name, struct figures *figures)
{
	struct wanted wanted = { name, -1, figures };

	return get(client, &wanted);
}

int handler_get_cpu(struct client *client, const char *name, unsigned int cpu,
		    struct figures *figures)
{
	struct wanted wanted = { name, cpu, figures };

	return get(client, &wanted);
}

/* At rest: nothing waits, and each run that began has ended. */
static bool is_settled(const struct figures *figures)
{
	return !figures->pending && figures->raised == figures->ran + figures->coalesced &&
	       figures->ran == figures->run_samples;
}

int handler_settle(struct client *client, const char *name, struct figures *figures)
{
	uint64_t before = UINT64_MAX;
	int i, ret = 0;

	/* Twice the same: a run that left items raises again only when it has ended. */
	for (i = 0; i < 500 && !ret; i++) {
		ret = handler_get(client, name, figures);
		if (!ret && is_settled(figures) && figures->raised == before)
			return 0;
		before = ret || !is_settled(figures) ? UINT64_MAX : figures->raised;
		usleep(10000);
	}
	return ret ?: -ETIMEDOUT;
}

const char *const kind_words[KINDS] = {
	[HOLDFAST_KIND_TASKLET] = "tasklet",
	[HOLDFAST_KIND_WORKQUEUE] = "workqueue",
	[HOLDFAST_KIND_TASKLET_HI] = "tasklet-hi",
	[HOLDFAST_KIND_BH] = "bh",
	[HOLDFAST_KIND_BH_HI] = "bh-hi",
	[HOLDFAST_KIND_WORKQUEUE_HIGHPRI] = "workqueue-highpri",
	[HOLDFAST_KIND_WORKQUEUE_UNBOUND] = "workqueue-unbound",
	[HOLDFAST_KIND_KTHREAD] = "kthread",
	[HOLDFAST_KIND_IRQ_WORK] = "irq-work",
	[HOLDFAST_KIND_IRQ_WORK_HARD] = "irq-work-hard",
};

bool is_bh(uint32_t kind)
{
	return kind == HOLDFAST_KIND_BH || kind == HOLDFAST_KIND_BH_HI;
}

bool is_thread(uint32_t kind)
{
	return kind == HOLDFAST_KIND_WORKQUEUE || kind == HOLDFAST_KIND_WORKQUEUE_HIGHPRI ||
	       kind == HOLDFAST_KIND_WORKQUEUE_UNBOUND || kind == HOLDFAST_KIND_KTHREAD;
}

/* Does the kernel have this, as said by its own list of symbols? */
static bool kernel_has(const char *symbol)
{
	char command[128];

	snprintf(command, sizeof(command), "grep -qw %s /proc/kallsyms", symbol);
	return !system(command);
}

bool has_kind(uint32_t kind)
{
	static int bh = -1;

	if (bh < 0)
		bh = kernel_has("workqueue_softirq_action");
	return !is_bh(kind) || bh;
}

bool is_rt(void)
{
	struct utsname name;

	return !uname(&name) && strstr(name.version, "PREEMPT_RT");
}

/* Writes that are denied, each of a number of its own; how many were not. */
unsigned int write_numbers(unsigned int first, unsigned int n)
{
	int fd = open(PANIC, O_WRONLY | O_CLOEXEC);
	unsigned int i, bad = 0;
	char text[16];

	for (i = first; i < first + n; i++) {
		snprintf(text, sizeof(text), "%u", BASE + i);
		bad += pwrite(fd, text, strlen(text), 0) != -1 || errno != EPERM;
	}
	close(fd);
	return bad;
}

static void log_event(const struct reply *reply, void *data)
{
	uint64_t seq = reply_u64(reply, HOLDFAST_A_EVENT_SEQ);
	struct log *log = data;
	char text[HOLDFAST_TEXT_MAX + 2];
	long number;

	log->gaps += seq != log->next;
	log->next = seq + 1;
	if (reply_u32(reply, HOLDFAST_A_EVENT_TYPE) != HOLDFAST_EVENT_TYPE_WRITE)
		return;
	reply_text(reply, HOLDFAST_A_EVENT_NEW, text, sizeof(text));
	number = atol(text) - BASE;
	if (number < 0 || number >= NUMBERS) {
		log->strangers++;
		return;
	}
	log->doubles += log->count[number]++ != 0;
	log->seen++;
}

int log_read(struct client *client, struct log *log)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
	message_put_u64(&message, HOLDFAST_A_EVENT_SEQ, log->next);
	return client_ask(client, &message, log_event, log);
}

/* From here on; the journal's next record may well be its first. */
void log_begin(struct client *client, struct log *log)
{
	memset(log, 0, sizeof(*log));
	log->next = stat_get(client, HOLDFAST_A_STATS_JOURNALED) + 1;
}

int cpus(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}
