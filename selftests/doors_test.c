// SPDX-License-Identifier: GPL-2.0
/* Each door beside /proc/sys: the table decides there as it does for a write. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "kselftest_harness.h"

#include "client.h"
#include "doors.h"
#include "sysctl.h"

FIXTURE(door)
{
	struct client client;
	uint64_t recorded;
	char was[HOLDFAST_TEXT_MAX + 2];
};

/*
 * @change sets @sysctl; @one and @other are values that it can hold. @quiet: who
 * passes does not hear that it was refused. @clamps: it can be given another value.
 */
FIXTURE_VARIANT(door)
{
	enum holdfast_door door;
	int (*change)(const char *value);
	const char *name;
	const char *one;
	const char *other;
	bool quiet;
	bool clamps;
	bool text;
	const char *module;
};

#define VARIANT(noun, ...) FIXTURE_VARIANT_ADD(door, noun) { __VA_ARGS__ }

VARIANT(parameter, HOLDFAST_DOOR_PARAMETER, door_parameter, "kernel/panic", "7", "40",
	.clamps = true);
VARIANT(hashsize, HOLDFAST_DOOR_PARAMETER, door_hashsize, "net/netfilter/nf_conntrack_buckets",
	"4096", "8192", .clamps = true, .module = "nf_conntrack");
VARIANT(hostname, HOLDFAST_DOOR_UTS, door_hostname, "kernel/hostname", "one", "other",
	.text = true);
VARIANT(hostname_32, HOLDFAST_DOOR_UTS, door_hostname_32, "kernel/hostname", "one", "other",
	.text = true);
VARIANT(domainname, HOLDFAST_DOOR_UTS, door_domainname, "kernel/domainname", "one", "other",
	.text = true);
VARIANT(domainname_32, HOLDFAST_DOOR_UTS, door_domainname_32, "kernel/domainname", "one",
	"other", .text = true);
VARIANT(syslog, HOLDFAST_DOOR_SYSLOG, door_syslog, "kernel/printk", "4", "6", .clamps = true);
VARIANT(syslog_32, HOLDFAST_DOOR_SYSLOG, door_syslog_32, "kernel/printk", "4", "6",
	.clamps = true);
VARIANT(sysrq, HOLDFAST_DOOR_SYSRQ, door_sysrq, "kernel/printk", "4", "6", .clamps = true,
	.quiet = true);
VARIANT(link, HOLDFAST_DOOR_LINK, door_link, "net/ipv4/conf/lo/log_martians", "0", "1");
VARIANT(link6, HOLDFAST_DOOR_LINK, door_link6, "net/ipv6/conf/lo/addr_gen_mode", "0", "1");
VARIANT(neigh, HOLDFAST_DOOR_NEIGH, door_neigh, "net/ipv4/neigh/lo/mcast_solicit", "3", "9");
VARIANT(hugepages, HOLDFAST_DOOR_SYSFS, door_hugepages, "vm/nr_hugepages", "0", "2",
	.clamps = true);
VARIANT(hugepages_node, HOLDFAST_DOOR_SYSFS, door_hugepages_node, "vm/nr_hugepages", "0", "2");
VARIANT(hugepages_mempolicy, HOLDFAST_DOOR_SYSFS, door_hugepages_mempolicy, "vm/nr_hugepages",
	"0", "2", .clamps = true);
VARIANT(overcommit, HOLDFAST_DOOR_SYSFS, door_overcommit, "vm/nr_overcommit_hugepages", "0",
	"2", .clamps = true);

/* The sysctl's value; of kernel.printk the first number. */
static const char *value_of(const char *name)
{
	static char value[HOLDFAST_TEXT_MAX + 2];
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	if (sysctl_read(path, value, sizeof(value)))
		return "(absent)";
	value[strcspn(value, "\t")] = '\0';
	return value;
}

static int write_value(const char *name, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	return sysctl_write(path, value);
}

static uint64_t recorded(struct client *client)
{
	return stat_get(client, HOLDFAST_A_STATS_RECORDED);
}

FIXTURE_SETUP(door)
{
	char command[64];

	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	snprintf(command, sizeof(command), "modprobe -q %s", variant->module ?: "");
	if (variant->module && system(command))
		SKIP(return, "this kernel has no module %s", variant->module);
	strcpy(self->was, value_of(variant->name));
	if (!strcmp(self->was, "(absent)"))
		SKIP(return, "this kernel has no %s", variant->name);
	if (variant->change(variant->one) == -ENOENT)
		SKIP(return, "this machine has no such file");
	ASSERT_STREQ(variant->one, value_of(variant->name));
}

FIXTURE_TEARDOWN(door)
{
	EXPECT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	EXPECT_EQ(0, rule_flush(&self->client));
	if (self->was[0] && strcmp(self->was, "(absent)"))
		write_value(variant->name, self->was);
	client_close(&self->client);
}

/* What an event of a change to @other has to say. */
#define EXPECT_SEEN(expected_verdict, expected_effect) do {				\
	struct seen seen;								\
											\
	ASSERT_EQ(0, last_write(&self->client, &seen));					\
	seen.old[strcspn(seen.old, "\t")] = '\0';					\
	EXPECT_EQ(variant->door, seen.door);						\
	EXPECT_STREQ(variant->name, seen.name);						\
	EXPECT_STREQ(variant->name, seen.pattern);					\
	EXPECT_STREQ(variant->one, seen.old);						\
	EXPECT_STREQ(variant->other, seen.new);						\
	EXPECT_EQ((uint32_t)getpid(), seen.pid);					\
	EXPECT_EQ(0, seen.uid);								\
	EXPECT_EQ(HOLDFAST_SCOPE_HOST, seen.writer);					\
	EXPECT_EQ(expected_verdict, seen.verdict);					\
	EXPECT_EQ(expected_effect, seen.effect);					\
} while (0)

static int refusal(bool quiet)
{
	return quiet ? 0 : -EPERM;
}

TEST_F(door, is_free_without_a_rule)
{
	uint64_t before = recorded(&self->client);

	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
	/* A rule for another sysctl is no rule for this. */
	ASSERT_EQ(0, rule_add(&self->client, "dev.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(0, variant->change(variant->one));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	/* The rule's own. */
	EXPECT_EQ(before + 1, recorded(&self->client));
}

TEST_F(door, is_denied)
{
	uint64_t denied = stat_get(&self->client, HOLDFAST_A_STATS_DENIED);

	ASSERT_EQ(0, rule_add(&self->client, variant->name, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(refusal(variant->quiet), variant->change(variant->other));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	EXPECT_SEEN(HOLDFAST_VERDICT_DENIED, HOLDFAST_EFFECT_DENIED);
	EXPECT_EQ(denied + 1, stat_get(&self->client, HOLDFAST_A_STATS_DENIED));
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
}

TEST_F(door, is_audited)
{
	ASSERT_EQ(0, rule_add(&self->client, variant->name, HOLDFAST_ACTION_AUDIT,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
	EXPECT_SEEN(HOLDFAST_VERDICT_ALLOWED, HOLDFAST_EFFECT_WRITTEN);
}

TEST_F(door, is_only_reported_while_permissive)
{
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, variant->name, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
	EXPECT_SEEN(HOLDFAST_VERDICT_DENIED, HOLDFAST_EFFECT_WRITTEN);
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_TRUE(seen.permissive);
}

TEST_F(door, is_held_to_a_constraint)
{
	struct rule rule = { variant->name, ONE_OF(variant->one, "nothing") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(refusal(variant->quiet), variant->change(variant->other));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	rule.values[1] = variant->other;
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
}

TEST_F(door, is_clamped_where_that_can_be)
{
	const struct rule rule = { variant->name, HOLDFAST_ACTION_CLAMP,
				   RANGE(variant->one, variant->one) };
	/* Which a text is not. */
	const struct rule numbers = { variant->name, HOLDFAST_ACTION_CLAMP, RANGE("0", "9") };
	struct seen seen;

	ASSERT_EQ(0, rule_set(&self->client, variant->text ? &numbers : &rule));
	EXPECT_EQ(variant->clamps ? 0 : refusal(variant->quiet), variant->change(variant->other));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(variant->door, seen.door);
	EXPECT_STREQ(variant->other, seen.new);
	if (variant->clamps) {
		EXPECT_EQ(HOLDFAST_VERDICT_REWRITTEN, seen.verdict);
		EXPECT_EQ(HOLDFAST_EFFECT_REWRITTEN, seen.effect);
		EXPECT_STREQ(variant->one, seen.given);
	} else {
		EXPECT_EQ(HOLDFAST_VERDICT_DENIED, seen.verdict);
		EXPECT_EQ(HOLDFAST_EFFECT_DENIED, seen.effect);
		EXPECT_STRNE("", seen.why);
	}
}

TEST_F(door, ratchets)
{
	const struct rule rule = { variant->name, .constraint = HOLDFAST_CONSTRAINT_RATCHET_DOWN };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(refusal(variant->quiet), variant->change(variant->other));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	/* A text is no number, that could be less or more. */
	EXPECT_EQ(variant->text ? -EPERM : 0, variant->change(variant->one));
}

/* In a pid namespace of its own: what a container's root is. */
static int in_container(int (*change)(const char *value), const char *value)
{
	pid_t outer = fork(), inner;
	int status = 0;

	if (!outer) {
		if (unshare(CLONE_NEWPID))
			_exit(ENOANO);
		inner = fork();
		if (!inner)
			_exit(-change(value));
		waitpid(inner, &status, 0);
		_exit(WEXITSTATUS(status));
	}
	waitpid(outer, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ENOANO;
}

TEST_F(door, knows_containers)
{
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, variant->name, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_CONTAINER));
	EXPECT_EQ(refusal(variant->quiet), in_container(variant->change, variant->other));
	EXPECT_STREQ(variant->one, value_of(variant->name));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_SCOPE_CONTAINER, seen.writer);
	EXPECT_EQ(HOLDFAST_SCOPE_CONTAINER, seen.rule_scope);
	EXPECT_EQ(variant->door, seen.door);
	EXPECT_EQ(0, variant->change(variant->other));
	EXPECT_STREQ(variant->other, value_of(variant->name));
}

TEST_HARNESS_MAIN
