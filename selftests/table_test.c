// SPDX-License-Identifier: GPL-2.0
/* The table as a whole: staged, committed, asked. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define PANIC "/proc/sys/kernel/panic"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

FIXTURE(table)
{
	struct client client;
	struct client other;
	char panic[64];
};

FIXTURE_SETUP(table)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, client_open(&self->other));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_read(PANIC, self->panic, sizeof(self->panic)));
}

FIXTURE_TEARDOWN(table)
{
	EXPECT_EQ(0, rule_flush(&self->other));
	EXPECT_EQ(0, sysctl_write(PANIC, self->panic));
	client_close(&self->client);
	client_close(&self->other);
}

static uint64_t generation(struct client *client)
{
	return stat_get(client, HOLDFAST_A_STATS_GENERATION);
}

static uint64_t rules(struct client *client)
{
	return stat_get(client, HOLDFAST_A_STATS_RULES);
}

static const struct rule policy[] = {
	{ "kernel.panic", HOLDFAST_ACTION_DENY },
	{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CONTAINER },
	{ "vm.*", RANGE("0", "100"), .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a/b" },
	{ "kernel.core_pattern", ONE_OF("core", "|/bin/x %p") },
};

TEST_F(table, staged_rules_wait_for_the_commit)
{
	uint64_t before = generation(&self->client);

	ASSERT_EQ(0, rule_add(&self->client, "kernel.sysrq", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, rules_stage(&self->client, policy, 2, true));
	ASSERT_EQ(0, rules_stage(&self->client, policy + 2, 2, false));
	EXPECT_EQ(1, rules(&self->client));
	EXPECT_EQ(0, sysctl_write(PANIC, "7"));
	ASSERT_EQ(0, rules_commit(&self->client, 0, true));
	EXPECT_EQ(1, rules(&self->client));
	ASSERT_EQ(0, rules_commit(&self->client, before + 1, false));
	EXPECT_EQ(COUNT(policy), rules(&self->client));
	EXPECT_EQ(before + 2, generation(&self->client));
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "7"));
	EXPECT_EQ(-ENOENT, rule_del(&self->client, "kernel.sysrq", HOLDFAST_SCOPE_ANY));
	/* Nothing staged: a table without rules. */
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	EXPECT_EQ(0, rules(&self->client));
}

TEST_F(table, a_stage_is_its_socket_s)
{
	ASSERT_EQ(0, rules_stage(&self->client, policy, 1, true));
	ASSERT_EQ(0, rules_commit(&self->other, 0, false));
	EXPECT_EQ(0, rules(&self->client));
	client_close(&self->client);
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	EXPECT_EQ(0, rules(&self->client));
}

TEST_F(table, first_drops_what_was_staged)
{
	ASSERT_EQ(0, rules_stage(&self->client, policy, 3, true));
	ASSERT_EQ(0, rules_stage(&self->client, policy + 3, 1, true));
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	EXPECT_EQ(1, rules(&self->client));
}

TEST_F(table, another_generation)
{
	uint64_t before = generation(&self->client);

	ASSERT_EQ(0, rule_add(&self->client, "kernel.panic", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, rules_stage(&self->client, policy + 1, 1, true));
	EXPECT_EQ(-ESTALE, rules_commit(&self->client, before, false));
	EXPECT_STREQ("the table has changed since that generation", self->client.why);
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "7"));
	/* What was staged is still there. */
	EXPECT_EQ(0, rules_commit(&self->client, before + 1, false));
	EXPECT_EQ(1, rules(&self->client));
}

TEST_F(table, one_wrong_rule_drops_the_stage)
{
	static const struct {
		struct rule rule;
		int error;
		const char *why;
	} bad[] = {
		{ { "kernel..panic" }, -EINVAL, "empty component in pattern" },
		{ { "kernel.panic", RANGE("9", "1") }, -EINVAL,
		  "the range is reversed: its lower bound is above its upper" },
		{ { "kernel.panic", RANGE("nine", NULL) }, -EINVAL,
		  "a bound of the range is not a number as the kernel reads one" },
		{ { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RANGE }, -EINVAL,
		  "a range needs a lower or an upper bound" },
		{ { "kernel.panic", .min = "1" }, -EINVAL, "only a range has bounds" },
		{ { "kernel.panic", .values = { "1" } }, -EINVAL, "only one-of has values" },
		{ { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_ONE_OF }, -EINVAL,
		  "one-of needs a value" },
		{ { "kernel.panic", HOLDFAST_ACTION_CLAMP }, -EINVAL, "clamp needs a range" },
		{ { "kernel.panic", HOLDFAST_ACTION_DENY, RANGE("1", "2") }, -EINVAL,
		  "only allow and clamp take a constraint" },
		{ { "kernel.panic", .cgroup = "/a" }, -EINVAL,
		  "only the scope cgroup has a cgroup" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP }, -EINVAL,
		  "the scope cgroup needs a cgroup" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "a" }, -EINVAL,
		  "a cgroup is a path from its hierarchy's root: it begins with '/'" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a//b" }, -EINVAL,
		  "empty component in the cgroup's path" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a/.." }, -EINVAL,
		  "'.' and '..' name no cgroup" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "dust:/a" }, -EINVAL,
		  "this kernel has no such cgroup controller" },
		{ { "kernel.panic", .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "name=:/" }, -EINVAL,
		  "a hierarchy's name has 1 to 63 bytes" },
		{ { "net.**", HOLDFAST_ACTION_AUDIT, HOLDFAST_SCOPE_CONTAINER }, -EEXIST,
		  "a rule with this pattern and scope was staged before" },
	};
	struct rule both[2];
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		both[0] = policy[1];
		both[1] = bad[i].rule;
		ASSERT_EQ(0, rules_stage(&self->client, policy, 1, true));
		EXPECT_EQ(bad[i].error, rules_stage(&self->client, both, 2, false)) {
			TH_LOG("expected '%s'", bad[i].why);
		}
		EXPECT_STREQ(bad[i].why, self->client.why);
		/* In the second rule, at the least. */
		EXPECT_LT(40, self->client.bad_at) {
			TH_LOG("of '%s'", bad[i].why);
		}
		ASSERT_EQ(0, rules_commit(&self->client, 0, false));
		EXPECT_EQ(0, rules(&self->client));
	}
}

struct swapper {
	struct client *client;
	bool stop;
	int swaps, error;
};

/* Two tables that both deny, by other rules. */
static void *swap(void *data)
{
	static const struct rule first = { "kernel.panic", HOLDFAST_ACTION_DENY };
	static const struct rule second = { "kernel.**", HOLDFAST_ACTION_DENY };
	struct swapper *swapper = data;

	while (!__atomic_load_n(&swapper->stop, __ATOMIC_RELAXED) && !swapper->error) {
		const struct rule *rule = swapper->swaps & 1 ? &first : &second;

		swapper->error = rules_stage(swapper->client, rule, 1, true);
		if (!swapper->error)
			swapper->error = rules_commit(swapper->client, 0, false);
		swapper->swaps++;
	}
	return NULL;
}

/* No writer comes between the old table and the new one. */
TEST_F_TIMEOUT(table, a_commit_is_atomic, 240)
{
	struct swapper swapper = { .client = &self->client };
	pthread_t thread;
	int passed = 0, i;

	ASSERT_EQ(0, rule_add(&self->client, "kernel.panic", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, pthread_create(&thread, NULL, swap, &swapper));
	for (i = 0; i < 5000 || __atomic_load_n(&swapper.swaps, __ATOMIC_RELAXED) < 20; i++)
		passed += sysctl_write(PANIC, "7") != -EPERM;
	swapper.stop = true;
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, swapper.error);
	EXPECT_EQ(0, passed);
}

static void take_type(const struct reply *reply, void *data)
{
	uint32_t *types = data;
	uint32_t type = reply_u32(reply, HOLDFAST_A_EVENT_TYPE);

	if (type == HOLDFAST_EVENT_TYPE_TABLE_APPLY)
		types[0] = reply_u32(reply, HOLDFAST_A_EVENT_RULES);
	if (type == HOLDFAST_EVENT_TYPE_MODE)
		types[1] = 1 + reply_u32(reply, HOLDFAST_A_EVENT_MODE);
}

TEST_F(table, changes_are_events)
{
	uint32_t seen[2] = { 0, 0 };

	/* What happened before may be on its way still. */
	ASSERT_EQ(0, delivery_settle(&self->client));
	ASSERT_EQ(0, client_join(&self->other));
	ASSERT_EQ(0, rules_stage(&self->client, policy, 3, true));
	ASSERT_EQ(0, rules_commit(&self->client, 0, true));
	ASSERT_EQ(-EAGAIN, client_event(&self->other, 500, take_type, seen));
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	ASSERT_EQ(0, client_event(&self->other, 5000, take_type, seen));
	EXPECT_EQ(3, seen[0]);
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	ASSERT_EQ(0, client_event(&self->other, 5000, take_type, seen));
	EXPECT_EQ(1 + HOLDFAST_MODE_PERMISSIVE, seen[1]);
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	client_close(&self->other);
	ASSERT_EQ(0, client_open(&self->other));
}

struct answer {
	bool found, decided;
	uint32_t verdict, rule_id;
	char why[128], given[64];
};

static void take_answer(const struct reply *reply, void *data)
{
	struct answer *answer = data;

	answer->found = true;
	answer->decided = reply->attrs[HOLDFAST_A_EXPLAIN_VERDICT];
	answer->verdict = answer->decided ? reply_u32(reply, HOLDFAST_A_EXPLAIN_VERDICT) : 0;
	snprintf(answer->why, sizeof(answer->why), "%s",
		 reply_string(reply, HOLDFAST_A_EXPLAIN_WHY));
	reply_text(reply, HOLDFAST_A_EXPLAIN_GIVEN, answer->given, sizeof(answer->given));
}

struct question {
	const char *name, *value, *cgroup;
	uint32_t pid;
};

static int explain(struct client *client, const struct question *question,
		   struct answer *answer)
{
	struct message message;

	memset(answer, 0, sizeof(*answer));
	message_begin(&message, client->family, HOLDFAST_CMD_EXPLAIN, 0);
	message_put_string(&message, HOLDFAST_A_EXPLAIN_NAME, question->name);
	if (question->value)
		message_put(&message, HOLDFAST_A_EXPLAIN_VALUE, question->value,
			    strlen(question->value));
	if (question->cgroup)
		message_put_string(&message, HOLDFAST_A_EXPLAIN_CGROUP, question->cgroup);
	if (question->pid)
		message_put_u32(&message, HOLDFAST_A_EXPLAIN_PID, question->pid);
	return client_ask(client, &message, take_answer, answer);
}

TEST_F(table, explained)
{
	static const struct rule table[] = {
		{ "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("10", "20") },
		{ "kernel.core_pattern", ONE_OF("core", "a b") },
		{ "vm.swappiness", .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP },
		{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CGROUP, "/box" },
		{ "net.**", HOLDFAST_ACTION_AUDIT },
	};
	static const struct {
		struct question ask;
		bool decided;
		uint32_t verdict;
		const char *why, *given;
	} expected[] = {
		{ { "kernel.sysrq" }, true, HOLDFAST_VERDICT_ALLOWED,
		  "no rule matches the name and the writer", "(none)" },
		{ { "kernel.panic" }, false, 0, "it depends on the value: ask with one",
		  "(none)" },
		{ { "kernel/panic", "0x63" }, true, HOLDFAST_VERDICT_REWRITTEN,
		  "the number is above the range", "20" },
		{ { "kernel.panic", "x" }, true, HOLDFAST_VERDICT_DENIED,
		  "the value is not made of numbers alone", "(none)" },
		{ { "kernel.core_pattern", "a b\n" }, true, HOLDFAST_VERDICT_ALLOWED,
		  "the value is within the constraint", "(none)" },
		{ { "kernel.core_pattern", "|x" }, true, HOLDFAST_VERDICT_DENIED,
		  "the value is not one of those listed", "(none)" },
		{ { "vm.swappiness", "1" }, true, HOLDFAST_VERDICT_DENIED,
		  "the number is below that there now", "(none)" },
		{ { "net.ipv4.ip_forward", NULL, "/box/a" }, true, HOLDFAST_VERDICT_DENIED,
		  "the rule denies every value", "(none)" },
		{ { "net.ipv4.ip_forward", NULL, "/boxer" }, true, HOLDFAST_VERDICT_ALLOWED,
		  "the rule lets every value through, and reports it", "(none)" },
		{ { "net.ipv4.ip_forward", .pid = 1 }, true, HOLDFAST_VERDICT_ALLOWED,
		  "the rule lets every value through, and reports it", "(none)" },
	};
	struct answer answer;
	size_t i;

	ASSERT_EQ(0, rules_stage(&self->client, table, COUNT(table), true));
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	for (i = 0; i < COUNT(expected); i++) {
		ASSERT_EQ(0, explain(&self->client, &expected[i].ask, &answer)) {
			TH_LOG("%s: %s", expected[i].ask.name, self->client.why);
		}
		EXPECT_TRUE(answer.found);
		EXPECT_EQ(expected[i].decided, answer.decided);
		EXPECT_EQ(expected[i].verdict, answer.verdict);
		EXPECT_STREQ(expected[i].why, answer.why);
		EXPECT_STREQ(expected[i].given, answer.given);
	}
}

TEST_F(table, explain_refuses)
{
	static const struct {
		struct question ask;
		int error;
		const char *why;
	} bad[] = {
		{ { "kernel.*" }, -EINVAL, "a name has no '*': one sysctl at a time" },
		{ { "" }, -EINVAL, "pattern is empty" },
		{ { "kernel.panic", .pid = 999999 }, -ESRCH, "there is no process with this pid" },
		{ { "kernel.panic", .cgroup = "x" }, -EINVAL,
		  "a cgroup is a path from its hierarchy's root: it begins with '/'" },
	};
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		EXPECT_EQ(bad[i].error, explain(&self->client, &bad[i].ask, &answer));
		EXPECT_STREQ(bad[i].why, self->client.why);
	}
}

#define MANY 3000

/* Memory is counted, and none is left behind. */
TEST_F_TIMEOUT(table, many_rules, 240)
{
	uint64_t memory = stat_get(&self->client, HOLDFAST_A_STATS_MEMORY);
	char pattern[20][64];
	struct rule batch[20];
	int i, n = 0;

	EXPECT_EQ(0, memory);
	for (i = 0; i < MANY; i++) {
		snprintf(pattern[n], sizeof(pattern[n]), "net.ipv4.conf.dummy%d.forwarding", i);
		batch[n] = (struct rule){ pattern[n], HOLDFAST_ACTION_DENY };
		if (++n < 20)
			continue;
		ASSERT_EQ(0, rules_stage(&self->client, batch, n, i < 20));
		n = 0;
	}
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	EXPECT_EQ(MANY, rules(&self->client));
	memory = stat_get(&self->client, HOLDFAST_A_STATS_MEMORY);
	EXPECT_LT(MANY * 200, memory);
	EXPECT_GT(MANY * 2000, memory);
	TH_LOG("%d bytes a rule", (int)(memory / MANY));
	ASSERT_EQ(0, rule_del(&self->client, "net.ipv4.conf.dummy7.forwarding",
			      HOLDFAST_SCOPE_ANY));
	EXPECT_GT(memory, stat_get(&self->client, HOLDFAST_A_STATS_MEMORY));
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_MEMORY));
}

TEST_HARNESS_MAIN
