// SPDX-License-Identifier: GPL-2.0
/* Which rule decides, and how rules come and go. */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define MARTIANS "/proc/sys/net/ipv4/conf/lo/log_martians"

FIXTURE(rules)
{
	struct client client;
};

FIXTURE_SETUP(rules)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_write(MARTIANS, "0"));
}

FIXTURE_TEARDOWN(rules)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
}

#define ADD(pattern, action, scope) \
	ASSERT_EQ(0, rule_add(&self->client, pattern, HOLDFAST_ACTION_##action, \
			      HOLDFAST_SCOPE_##scope))
#define DEL(pattern, scope) \
	ASSERT_EQ(0, rule_del(&self->client, pattern, HOLDFAST_SCOPE_##scope))
#define EXPECT_DENIED(path) EXPECT_EQ(-EPERM, sysctl_write(path, "1"))
#define EXPECT_ALLOWED(path) EXPECT_EQ(0, sysctl_write(path, "1"))

TEST_F(rules, literal_beats_glob_beats_star_beats_rest)
{
	ADD("net.ipv4.conf.**", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
	ADD("net.ipv4.conf.*.log_martians", ALLOW, ANY);
	EXPECT_ALLOWED(MARTIANS);
	ADD("net.ipv4.conf.l*.log_martians", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
	ADD("net.ipv4.conf.lo.log_martians", ALLOW, ANY);
	EXPECT_ALLOWED(MARTIANS);
	DEL("net.ipv4.conf.lo.log_martians", ANY);
	EXPECT_DENIED(MARTIANS);
	DEL("net.ipv4.conf.l*.log_martians", ANY);
	EXPECT_ALLOWED(MARTIANS);
	DEL("net.ipv4.conf.*.log_martians", ANY);
	EXPECT_DENIED(MARTIANS);
	DEL("net.ipv4.conf.**", ANY);
	EXPECT_ALLOWED(MARTIANS);
}

/* Compared from the left: what is literal earlier wins. */
TEST_F(rules, from_the_left)
{
	ADD("net.*.conf.lo.log_martians", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
	ADD("net.ipv4.**", ALLOW, ANY);
	EXPECT_ALLOWED(MARTIANS);
}

/* A literal that leads nowhere must not hide a '*' that leads on. */
TEST_F(rules, goes_back)
{
	ADD("net.ipv4.conf.lo.tag", ALLOW, ANY);
	ADD("net.ipv4.conf.*.log_martians", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
	ADD("net.ipv4.conf.lo.log_martians.more", ALLOW, ANY);
	EXPECT_DENIED(MARTIANS);
}

TEST_F(rules, globs_in_one_place)
{
	ADD("net.ipv4.conf.*o.log_martians", ALLOW, ANY);
	ADD("net.ipv4.conf.eth*.log_martians", ALLOW, ANY);
	ADD("net.ipv4.conf.l*o.log_martians", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
	EXPECT_ALLOWED("/proc/sys/net/ipv4/conf/all/log_martians");
	EXPECT_EQ(0, sysctl_write("/proc/sys/net/ipv4/conf/all/log_martians", "0"));
}

TEST_F(rules, rest_stands_for_something)
{
	ADD("net.ipv4.conf.lo.log_martians.**", DENY, ANY);
	EXPECT_ALLOWED(MARTIANS);
	ADD("**", DENY, ANY);
	EXPECT_DENIED(MARTIANS);
}

TEST_F(rules, one_component_each)
{
	ADD("net.*.log_martians", DENY, ANY);
	ADD("*", DENY, ANY);
	EXPECT_ALLOWED(MARTIANS);
}

/* Patterns that begin or end alike: one goes, the others still count. */
TEST_F(rules, alike)
{
	static const char *const alike[][2] = {
		{ "net.ipv4.conf.lo.log_martians", "net.*.conf.*.log_martians" },
		{ "net.ipv4.**", "net.ipv4.conf.lo.log_*" },
		{ "*.ipv4.**", "n*.**" },
		{ "**", "net.*.*.*.*" },
	};
	size_t i;

	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		ADD(alike[i][0], DENY, ANY);
		ADD(alike[i][1], DENY, ANY);
		DEL(alike[i][0], ANY);
		EXPECT_DENIED(MARTIANS);
		ADD(alike[i][0], DENY, ANY);
		ADD(alike[i][0], DENY, ANY);
		DEL(alike[i][1], ANY);
		EXPECT_DENIED(MARTIANS);
		DEL(alike[i][0], ANY);
		EXPECT_ALLOWED(MARTIANS);
	}
}

/* Components of each length that a look-up reads in its own way. */
TEST_F(rules, short_and_long_components)
{
	static const struct {
		const char *pattern, *path;
	} names[] = {
		{ "net.ipv4.conf.lo.tag", "/proc/sys/net/ipv4/conf/lo/tag" },
		{ "kernel.panic", "/proc/sys/kernel/panic" },
		{ "kernel.hostname", "/proc/sys/kernel/hostname" },
		{ "net.ipv4.conf.lo.accept_source_route",
		  "/proc/sys/net/ipv4/conf/lo/accept_source_route" },
		{ "vm.*", "/proc/sys/vm/swappiness" },
		{ "net.**", "/proc/sys/net/ipv4/conf/lo/tag" },
		{ "kernel.**", "/proc/sys/kernel/panic" },
		{ "kernel.random.*", "/proc/sys/kernel/random/urandom_min_reseed_secs" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ADD(names[i].pattern, DENY, ANY);
		EXPECT_DENIED(names[i].path) {
			TH_LOG("by %s", names[i].pattern);
		}
		DEL(names[i].pattern, ANY);
	}
}

TEST_F(rules, inner_scope_decides)
{
	ADD("**", DENY, ANY);
	ADD("net.**", ALLOW, HOST);
	/* Less specific, but of the inner scope. */
	ADD("net.ipv4.conf.lo.log_martians", DENY, ANY);
	EXPECT_ALLOWED(MARTIANS);
	EXPECT_DENIED("/proc/sys/vm/swappiness");
	/* Another scope's rules are nothing to us. */
	ADD("net.ipv4.conf.lo.log_martians", DENY, CONTAINER);
	EXPECT_ALLOWED(MARTIANS);
}

TEST_F(rules, same_key_replaces)
{
	ADD("net.ipv4.conf.lo.log_martians", DENY, ANY);
	ADD("net/ipv4/conf/lo/log_martians", ALLOW, ANY);
	EXPECT_EQ(1, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	EXPECT_ALLOWED(MARTIANS);
	ADD("net/ipv4/conf/lo/log_martians", DENY, HOST);
	EXPECT_EQ(2, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	EXPECT_DENIED(MARTIANS);
}

TEST_F(rules, del_says_what_is_not_there)
{
	ADD("kernel.panic", DENY, ANY);
	EXPECT_EQ(-ENOENT, rule_del(&self->client, "kernel.panic", HOLDFAST_SCOPE_HOST));
	EXPECT_STREQ("no rule with this pattern and scope", self->client.why);
	EXPECT_EQ(-ENOENT, rule_del(&self->client, "kernel.panic.more", HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-ENOENT, rule_del(&self->client, "kernel", HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(1, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
}

struct list {
	unsigned int count;
	uint32_t last;
	bool ordered;
	bool interrupted;
	struct client *other;
};

static void take_rule(const struct reply *reply, void *data)
{
	struct list *list = data;
	uint32_t id = reply_u32(reply, HOLDFAST_A_RULE_ID);

	list->ordered = list->ordered && id > list->last;
	list->last = id;
	list->interrupted = list->interrupted || (reply->flags & NLM_F_DUMP_INTR);
	if (!list->count++ && list->other)
		rule_add(list->other, "kernel.panic", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY);
}

static int list_rules(struct client *client, struct list *list)
{
	struct message message;

	list->ordered = true;
	message_begin(&message, client->family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	return client_ask(client, &message, take_rule, list);
}

/* Under emulation and sanitizers a request takes some 10 ms. */
TEST_F_TIMEOUT(rules, a_list_survives_change, 600)
{
	struct list list = { 0 }, changed = { 0 };
	struct client other;
	char pattern[64];
	int i;

	for (i = 0; i < 1000; i++) {
		snprintf(pattern, sizeof(pattern), "net.ipv4.conf.eth%d.log_martians", i);
		ASSERT_EQ(0, rule_add(&self->client, pattern, HOLDFAST_ACTION_DENY,
				      HOLDFAST_SCOPE_ANY));
	}
	ASSERT_EQ(0, list_rules(&self->client, &list));
	EXPECT_EQ(1000, list.count);
	EXPECT_TRUE(list.ordered);
	EXPECT_FALSE(list.interrupted);

	ASSERT_EQ(0, client_open(&other));
	changed.other = &other;
	ASSERT_EQ(0, list_rules(&self->client, &changed));
	EXPECT_EQ(1001, changed.count);
	EXPECT_TRUE(changed.ordered);
	EXPECT_TRUE(changed.interrupted);
	client_close(&other);

	EXPECT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
}

/* Rules come and go while others write: no verdict but the two possible. */
TEST_F_TIMEOUT(rules, change_under_writers, 240)
{
	time_t end = time(NULL) + 5;
	bool *stop = mmap(NULL, sizeof(*stop), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int i, status;
	pid_t writer;

	ASSERT_NE(MAP_FAILED, stop);
	ADD("net.ipv4.**", DENY, ANY);
	writer = fork();
	ASSERT_LE(0, writer);
	if (!writer) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (i = 0; i < 100 || !__atomic_load_n(stop, __ATOMIC_RELAXED); i++) {
			int ret = sysctl_write(MARTIANS, "1");

			/* Denied at all times: by the one rule or by the other. */
			if (ret != -EPERM)
				_exit(1);
			if (sysctl_write("/proc/sys/vm/swappiness", "60") == -EIO)
				_exit(2);
		}
		_exit(0);
	}
	/* By time, as a slow kernel takes minutes for what another does in a second. */
	for (i = 0; i < 20 || time(NULL) < end; i++) {
		ADD("net.ipv4.conf.*.log_martians", DENY, ANY);
		ADD("vm.swappiness", DENY, HOST);
		DEL("net.ipv4.conf.*.log_martians", ANY);
		DEL("vm.swappiness", HOST);
	}
	__atomic_store_n(stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(writer, waitpid(writer, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
}

TEST_HARNESS_MAIN
