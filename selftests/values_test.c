// SPDX-License-Identifier: GPL-2.0
/* Rules that look at the value: what is judged is what takes effect. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define SYS "/proc/sys/"

/* Those the tests write to; put back at the end. */
static const char *const used[] = {
	"kernel/panic", "kernel/printk", "kernel/core_pattern", "kernel/shmmax",
	"kernel/sysctl_writes_strict", "kernel/hostname", "net/ipv4/tcp_rmem", "vm/swappiness",
};

#define USED (sizeof(used) / sizeof(used[0]))

FIXTURE(values)
{
	struct client client;
	char before[USED][256];
};

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, SYS "%s", name);
}

FIXTURE_SETUP(values)
{
	char path[256];
	size_t i;

	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	for (i = 0; i < USED; i++) {
		path_of(path, sizeof(path), used[i]);
		ASSERT_EQ(0, sysctl_read(path, self->before[i], sizeof(self->before[i])));
	}
}

FIXTURE_TEARDOWN(values)
{
	char path[256];
	size_t i;

	EXPECT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	EXPECT_EQ(0, rule_flush(&self->client));
	for (i = 0; i < USED; i++) {
		path_of(path, sizeof(path), used[i]);
		EXPECT_EQ(0, sysctl_write(path, self->before[i]));
	}
	client_close(&self->client);
}

/* Write at a position: what the kernel returned, or a negative errno. */
static int put_at(const char *name, const char *value, size_t len, off_t at)
{
	char path[256];
	ssize_t ret;
	int fd;

	path_of(path, sizeof(path), name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = pwrite(fd, value, len, at);
	if (ret < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int put(const char *name, const char *value)
{
	return put_at(name, value, strlen(value), 0);
}

/* The value now, tabs as blanks. */
static const char *now(const char *name)
{
	static char value[512];
	char path[256], *c;

	path_of(path, sizeof(path), name);
	if (sysctl_read(path, value, sizeof(value)))
		return "(unreadable)";
	for (c = value; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return value;
}

static struct seen last(struct client *client)
{
	struct seen seen;

	if (last_write(client, &seen))
		memset(&seen, 0, sizeof(seen));
	return seen;
}

TEST_F(values, a_range_as_the_kernel_reads_numbers)
{
	const struct rule rule = { "kernel.panic", RANGE("10", "0x20") };
	static const struct { const char *text; int ret; const char *value; } write[] = {
		{ "10", 2, "10" },	{ "32\n", 3, "32" },	{ "9", -EPERM, "32" },
		{ "33", -EPERM, "32" },	{ "0x1f", 4, "31" },	{ "0x21", -EPERM, "31" },
		{ "024", 3, "20" },	{ "077", -EPERM, "20" }, { "  12", 4, "12" },
		{ "\t\n 13 \n", 7, "13" }, { "-15", -EPERM, "13" }, { "0X10", 4, "16" },
		{ "1e1", -EPERM, "16" }, { "+12", -EPERM, "16" }, { "12x", -EPERM, "16" },
		{ "", 0, "16" },	{ "\n", -EPERM, "16" },	{ "four", -EPERM, "16" },
		{ "000000000000000000012", -EPERM, "16" },
		{ "18446744073709551628", -EPERM, "16" },
		{ "4294967308", -EPERM, "16" },
	};
	size_t i;

	ASSERT_EQ(0, put("kernel/panic", "30") < 0);
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	for (i = 0; i < sizeof(write) / sizeof(write[0]); i++) {
		EXPECT_EQ(write[i].ret, put("kernel/panic", write[i].text)) {
			TH_LOG("writing '%s'", write[i].text);
		}
		EXPECT_STREQ(write[i].value, now("kernel/panic")) {
			TH_LOG("after '%s'", write[i].text);
		}
	}
}

/* Under a rule that every number fits, all is as without one. */
TEST_F(values, a_wide_range_changes_nothing)
{
	const struct rule rule = { "**", RANGE("-9223372036854775808", NULL) };
	static const struct { const char *name, *text; off_t at; } write[] = {
		{ "kernel/panic", "5" },	{ "kernel/panic", "-7" },
		{ "kernel/panic", "  0x10 " },	{ "kernel/panic", "010" },
		{ "kernel/panic", "5 6" },	{ "kernel/panic", "5 6 7\n" },
		{ "kernel/panic", "99", 2 },	{ "kernel/panic", "4294967296" },
		{ "vm/swappiness", "201" },	{ "vm/swappiness", "60\t70" },
		{ "kernel/printk", "5" },	{ "kernel/printk", "6 4" },
		{ "kernel/printk", "7 4 1 7" },	{ "kernel/printk", "7 4 1 7 9" },
		{ "net/ipv4/tcp_rmem", "5000 90000 7000000" },
		{ "net/ipv4/tcp_rmem", "5001" },
		{ "kernel/shmmax", "18446744073692774399" },
		{ "kernel/shmmax", "-5" },	{ "kernel/shmmax", "99999" },
	};
	char free[512];
	size_t i;
	int ret;

	for (i = 0; i < sizeof(write) / sizeof(write[0]); i++) {
		const char *name = write[i].name, *text = write[i].text;

		ASSERT_EQ(0, rule_flush(&self->client));
		ret = put_at(name, text, strlen(text), write[i].at);
		snprintf(free, sizeof(free), "%s", now(name));
		ASSERT_EQ(0, rule_set(&self->client, &rule));
		EXPECT_EQ(ret, put_at(name, text, strlen(text), write[i].at)) {
			TH_LOG("%s: '%s'", name, text);
		}
		EXPECT_STREQ(free, now(name)) {
			TH_LOG("%s: after '%s'", name, text);
		}
	}
}

TEST_F(values, blanks_before_the_number)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "60") };
	static char text[8192];

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	memset(text, ' ', sizeof(text));
	memcpy(text + 4000, "99", 2);
	EXPECT_EQ(-EPERM, put_at("kernel/panic", text, 4002, 0));
	memcpy(text + 4000, "59", 2);
	EXPECT_EQ(4002, put_at("kernel/panic", text, 4002, 0));
	EXPECT_STREQ("59", now("kernel/panic"));
	/* The kernel reads 4095 bytes: of this number the 5. */
	memset(text, ' ', sizeof(text));
	memcpy(text + 4094, "599", 3);
	EXPECT_EQ(4095, put_at("kernel/panic", text, 4097, 0));
	EXPECT_STREQ("5", now("kernel/panic"));
	/* And of this one, nothing. */
	memset(text, ' ', sizeof(text));
	memcpy(text + 5000, "7", 1);
	EXPECT_EQ(-EPERM, put_at("kernel/panic", text, 5001, 0));
	EXPECT_STREQ("5", now("kernel/panic"));
}

TEST_F(values, an_embedded_nul)
{
	const struct rule number = { "kernel.panic", RANGE("0", "60") };
	const struct rule text = { "kernel.core_pattern", ONE_OF("core", "core.%p") };

	ASSERT_EQ(0, rule_set(&self->client, &number));
	ASSERT_EQ(0, rule_set(&self->client, &text));
	ASSERT_EQ(2, put("kernel/panic", "50"));
	EXPECT_EQ(-EPERM, put_at("kernel/panic", "5\0" "99", 4, 0));
	EXPECT_EQ(-EPERM, put_at("kernel/panic", "5\0", 2, 0));
	EXPECT_STREQ("50", now("kernel/panic"));
	EXPECT_EQ(9, put_at("kernel/core_pattern", "core\0evil", 9, 0));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
	EXPECT_EQ(-EPERM, put_at("kernel/core_pattern", "evil\0core", 9, 0));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
}

TEST_F(values, a_vector_has_to_fit_whole)
{
	const struct rule rule = { "net.ipv4.tcp_rmem", RANGE("4096", "7000000") };

	ASSERT_EQ(0, put("net/ipv4/tcp_rmem", "4096 131072 6291456") < 0);
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_rmem", "4096 131072 8000000"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_rmem", "4095 131072 6291456"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_rmem", "4096 131072 x"));
	EXPECT_STREQ("4096 131072 6291456", now("net/ipv4/tcp_rmem"));
	EXPECT_EQ(19, put("net/ipv4/tcp_rmem", "5096 131072 6291456"));
	EXPECT_STREQ("5096 131072 6291456", now("net/ipv4/tcp_rmem"));
}

TEST_F(values, clamped)
{
	const struct rule one = { "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("10", "20") };
	const struct rule vector = { "net.ipv4.tcp_rmem", HOLDFAST_ACTION_CLAMP,
				     RANGE("4096", "6000000") };
	uint64_t rewritten = stat_get(&self->client, HOLDFAST_A_STATS_REWRITTEN);
	struct seen seen;

	ASSERT_EQ(2, put("kernel/panic", "15"));
	ASSERT_EQ(0, rule_set(&self->client, &one));
	ASSERT_EQ(0, rule_set(&self->client, &vector));
	EXPECT_EQ(5, put("kernel/panic", " 99 \n"));
	EXPECT_STREQ("20", now("kernel/panic"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_REWRITTEN, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_REWRITTEN, seen.effect);
	EXPECT_EQ(HOLDFAST_ACTION_CLAMP, seen.rule_action);
	EXPECT_EQ(0, seen.error);
	EXPECT_STREQ("15", seen.old);
	EXPECT_STREQ(" 99 ", seen.new);
	EXPECT_STREQ("20", seen.given);
	EXPECT_STREQ("the number is above the range", seen.why);

	EXPECT_EQ(2, put("kernel/panic", "-3"));
	EXPECT_STREQ("10", now("kernel/panic"));
	EXPECT_EQ(2, put("kernel/panic", "11"));
	EXPECT_STREQ("11", now("kernel/panic"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "many"));
	EXPECT_EQ(16, put("net/ipv4/tcp_rmem", "1 131072 9000000"));
	EXPECT_STREQ("4096 131072 6000000", now("net/ipv4/tcp_rmem"));
	EXPECT_EQ(rewritten + 3, stat_get(&self->client, HOLDFAST_A_STATS_REWRITTEN));
}

/* What the kernel then refuses is told as refused. */
TEST_F(values, clamped_and_refused)
{
	const struct rule rule = { "vm.swappiness", HOLDFAST_ACTION_CLAMP, RANGE("300", "400") };
	struct seen seen;

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EINVAL, put("vm/swappiness", "60"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_REWRITTEN, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_FAILED, seen.effect);
	EXPECT_EQ(-EINVAL, seen.error);
	EXPECT_STREQ("300", seen.given);
}

TEST_F(values, one_of_numbers)
{
	const struct rule rule = { "kernel.panic", ONE_OF("0", "0x10", "60") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(2, put("kernel/panic", "16"));
	EXPECT_EQ(5, put("kernel/panic", " 0x3c"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "1"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "0x100"));
	EXPECT_STREQ("60", now("kernel/panic"));
}

TEST_F(values, one_of_texts)
{
	const struct rule rule = { "kernel.core_pattern", ONE_OF("core", "|/bin/x %p") };
	struct seen seen;

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(11, put("kernel/core_pattern", "|/bin/x %p\n"));
	EXPECT_EQ(5, put("kernel/core_pattern", "core\n"));
	EXPECT_EQ(-EPERM, put("kernel/core_pattern", "cor"));
	EXPECT_EQ(-EPERM, put("kernel/core_pattern", " core"));
	EXPECT_EQ(-EPERM, put("kernel/core_pattern", "core.evil"));
	EXPECT_EQ(-EPERM, put("kernel/core_pattern", "\n"));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_DENIED, seen.effect);
	EXPECT_STREQ("core", seen.old);
}

/* A string at a position: what it would be, whole, is judged. */
TEST_F(values, writes_that_concatenate)
{
	const struct rule rule = { "kernel.core_pattern", ONE_OF("co", "core", "|/bin/x") };
	static char far[300];

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	ASSERT_EQ(2, put("kernel/core_pattern", "co"));
	EXPECT_EQ(-EPERM, put_at("kernel/core_pattern", "|/bin/x", 7, 1));
	EXPECT_EQ(2, put_at("kernel/core_pattern", "re", 2, 2));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
	EXPECT_EQ(-EPERM, put_at("kernel/core_pattern", ".evil", 5, 4));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
	/* Beyond the end: the kernel takes it and does nothing. */
	EXPECT_EQ(4, put_at("kernel/core_pattern", "core", 4, 9));
	EXPECT_STREQ("core", now("kernel/core_pattern"));
	memset(far, 'x', sizeof(far));
	EXPECT_EQ(-EPERM, put_at("kernel/core_pattern", far, sizeof(far), 0));
	/* Where positions do not count, it stands alone. */
	ASSERT_EQ(1, put("kernel/sysctl_writes_strict", "0"));
	EXPECT_EQ(7, put_at("kernel/core_pattern", "|/bin/x", 7, 3));
	EXPECT_STREQ("|/bin/x", now("kernel/core_pattern"));
	EXPECT_EQ(-EPERM, put_at("kernel/core_pattern", "re", 2, 2));
}

TEST_F(values, numbers_at_a_position)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "60") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	ASSERT_EQ(2, put("kernel/panic", "50"));
	EXPECT_EQ(2, put_at("kernel/panic", "99", 2, 3));
	EXPECT_EQ(2, put_at("kernel/panic", "40", 2, 3));
	EXPECT_STREQ("50", now("kernel/panic"));
	ASSERT_EQ(1, put("kernel/sysctl_writes_strict", "0"));
	EXPECT_EQ(-EPERM, put_at("kernel/panic", "99", 2, 3));
	EXPECT_EQ(2, put_at("kernel/panic", "40", 2, 3));
	EXPECT_STREQ("40", now("kernel/panic"));
}

TEST_F(values, ratchets)
{
	const struct rule up = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP };
	const struct rule down = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RATCHET_DOWN };

	ASSERT_EQ(2, put("kernel/panic", "10"));
	ASSERT_EQ(0, rule_set(&self->client, &up));
	EXPECT_EQ(2, put("kernel/panic", "10"));
	EXPECT_EQ(2, put("kernel/panic", "20"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "19"));
	EXPECT_STREQ("20", now("kernel/panic"));
	ASSERT_EQ(0, rule_set(&self->client, &down));
	EXPECT_EQ(-EPERM, put("kernel/panic", "21"));
	EXPECT_EQ(2, put("kernel/panic", "19"));
	EXPECT_EQ(2, put("kernel/panic", "-1"));
	EXPECT_STREQ("-1", now("kernel/panic"));
}

/* Of several who climb: the next step, the highest that was taken, and steps back. */
static struct {
	int next, highest, fell, taken;
	bool stop;
} climbed;

static void take_step(void)
{
	int step = __atomic_add_fetch(&climbed.next, 1, __ATOMIC_SEQ_CST), highest, value;
	char text[16], held[64];

	snprintf(text, sizeof(text), "%d", step);
	if (put("kernel/panic", text) > 0) {
		__atomic_add_fetch(&climbed.taken, 1, __ATOMIC_RELAXED);
		highest = __atomic_load_n(&climbed.highest, __ATOMIC_SEQ_CST);
		while (highest < step &&
		       !__atomic_compare_exchange_n(&climbed.highest, &highest, step, false,
						    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			;
	}
	/* What was taken before this read cannot be taken back. */
	highest = __atomic_load_n(&climbed.highest, __ATOMIC_SEQ_CST);
	value = sysctl_read(SYS "kernel/panic", held, sizeof(held)) ? -1 : atoi(held);
	if (value < highest)
		__atomic_add_fetch(&climbed.fell, 1, __ATOMIC_RELAXED);
}

static void *climb(void *data)
{
	(void)data;
	while (!__atomic_load_n(&climbed.stop, __ATOMIC_RELAXED))
		take_step();
	return NULL;
}

/*
 * Writers at the same time cannot take one another's step back. Long enough for
 * one to be interrupted between the judgement and the write.
 */
TEST_F_TIMEOUT(values, a_ratchet_holds_against_races, 240)
{
	const struct rule up = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP };
	pthread_t writer[4];
	int i;

	memset(&climbed, 0, sizeof(climbed));
	ASSERT_EQ(1, put("kernel/panic", "0"));
	ASSERT_EQ(0, rule_set(&self->client, &up));
	for (i = 0; i < 4; i++)
		ASSERT_EQ(0, pthread_create(&writer[i], NULL, climb, NULL));
	sleep(10);
	climbed.stop = true;
	for (i = 0; i < 4; i++)
		ASSERT_EQ(0, pthread_join(writer[i], NULL));
	EXPECT_EQ(0, climbed.fell);
	EXPECT_LT(100, climbed.taken);
}

/* Attempt and effect are two things. */
TEST_F(values, effects_of_audited_writes)
{
	struct seen seen;

	ASSERT_EQ(2, put("kernel/panic", "50"));
	ASSERT_EQ(0, rule_add(&self->client, "kernel.panic", HOLDFAST_ACTION_AUDIT,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(2, put("kernel/panic", "51"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
	ASSERT_EQ(4, put("kernel/panic", "0x33"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
	ASSERT_EQ(2, put_at("kernel/panic", "60", 2, 3));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_NO_EFFECT, seen.effect);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	EXPECT_STREQ("51", seen.old);
	EXPECT_STREQ("60", seen.new);
	ASSERT_EQ(-EINVAL, put("kernel/panic", "x"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_FAILED, seen.effect);
	EXPECT_EQ(-EINVAL, seen.error);
	/* Of two numbers one is taken. */
	ASSERT_EQ(3, put("kernel/panic", "52 60"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
	EXPECT_STREQ("52", now("kernel/panic"));
}

/* What the kernel keeps in another form reads neither as before nor as written. */
TEST_F(values, a_value_that_reads_otherwise)
{
	static char longer[200];
	struct seen seen;

	ASSERT_EQ(4, put("kernel/core_pattern", "core"));
	ASSERT_EQ(0, rule_add(&self->client, "kernel.core_pattern", HOLDFAST_ACTION_AUDIT,
			      HOLDFAST_SCOPE_ANY));
	memset(longer, 'x', sizeof(longer) - 1);
	ASSERT_EQ(sizeof(longer) - 1, put("kernel/core_pattern", longer));
	EXPECT_EQ(127, strlen(now("kernel/core_pattern")));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_DIFFERS, seen.effect);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	/* A part of a string is looked for nowhere. */
	ASSERT_EQ(4, put("kernel/core_pattern", "core"));
	ASSERT_EQ(2, put_at("kernel/core_pattern", "rn", 2, 2));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
}

TEST_F(values, permissive)
{
	const struct rule range = { "kernel.panic", RANGE("0", "60") };
	uint64_t would = stat_get(&self->client, HOLDFAST_A_STATS_WOULD);
	uint64_t denied = stat_get(&self->client, HOLDFAST_A_STATS_DENIED);
	const struct rule clamp = { "vm.swappiness", HOLDFAST_ACTION_CLAMP, RANGE("0", "60") };
	struct seen seen;

	ASSERT_EQ(0, rule_set(&self->client, &range));
	ASSERT_EQ(0, rule_set(&self->client, &clamp));
	ASSERT_EQ(0, rule_add(&self->client, "kernel.core_pattern", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	EXPECT_EQ(2, put("kernel/panic", "99"));
	EXPECT_STREQ("99", now("kernel/panic"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, seen.effect);
	EXPECT_TRUE(seen.permissive);
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(4, put("kernel/core_pattern", "evil"));
	EXPECT_STREQ("evil", now("kernel/core_pattern"));
	EXPECT_EQ(2, put("vm/swappiness", "99"));
	EXPECT_STREQ("99", now("vm/swappiness"));
	EXPECT_EQ(would + 3, stat_get(&self->client, HOLDFAST_A_STATS_WOULD));
	EXPECT_EQ(denied, stat_get(&self->client, HOLDFAST_A_STATS_DENIED));

	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	EXPECT_EQ(-EPERM, put("kernel/panic", "99"));
	EXPECT_FALSE(last(&self->client).permissive);
}

struct rule_stats {
	uint64_t hits, allowed, denied, rewritten, would, time;
	uint32_t pid;
	char comm[32];
};

static void take_stats(const struct reply *reply, void *data)
{
	struct rule_stats *stats = data;

	stats->hits = reply_u64(reply, HOLDFAST_A_RULE_HITS);
	stats->allowed = reply_u64(reply, HOLDFAST_A_RULE_ALLOWED);
	stats->denied = reply_u64(reply, HOLDFAST_A_RULE_DENIED);
	stats->rewritten = reply_u64(reply, HOLDFAST_A_RULE_REWRITTEN);
	stats->would = reply_u64(reply, HOLDFAST_A_RULE_WOULD);
	stats->time = reply->attrs[HOLDFAST_A_RULE_LAST_TIME] ?
		      reply_u64(reply, HOLDFAST_A_RULE_LAST_TIME) : 0;
	stats->pid = stats->time ? reply_u32(reply, HOLDFAST_A_RULE_LAST_PID) : 0;
	snprintf(stats->comm, sizeof(stats->comm), "%s",
		 stats->time ? reply_string(reply, HOLDFAST_A_RULE_LAST_COMM) : "");
}

/* Of the one rule there is. */
static struct rule_stats stats_of(struct client *client)
{
	struct rule_stats stats = { 0 };
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	client_ask(client, &message, take_stats, &stats);
	return stats;
}

TEST_F(values, what_a_rule_counts)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("0", "60") };
	struct rule_stats stats;

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	stats = stats_of(&self->client);
	EXPECT_EQ(0, stats.hits);
	EXPECT_EQ(0, stats.time);
	put("kernel/panic", "5");
	put("kernel/panic", "6");
	put("kernel/panic", "66");
	put("kernel/panic", "x");
	stats = stats_of(&self->client);
	EXPECT_EQ(4, stats.hits);
	EXPECT_EQ(2, stats.allowed);
	EXPECT_EQ(1, stats.denied);
	EXPECT_EQ(1, stats.rewritten);
	EXPECT_EQ(0, stats.would);
	EXPECT_EQ(getpid(), stats.pid);
	EXPECT_LT(0, stats.time);
	EXPECT_STREQ("values_test", stats.comm);
	ASSERT_EQ(0, stats_reset(&self->client));
	stats = stats_of(&self->client);
	EXPECT_EQ(0, stats.hits);
	EXPECT_EQ(0, stats.time);
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_DENIED));
}

TEST_HARNESS_MAIN
