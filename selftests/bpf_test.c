// SPDX-License-Identifier: GPL-2.0
/* Beside a BPF_CGROUP_SYSCTL program: each does its part, whichever came first. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kselftest_harness.h"

#include "bpf.h"
#include "client.h"
#include "sysctl.h"

#define PANIC "/proc/sys/kernel/panic"
#define CORE "/proc/sys/kernel/core_pattern"
#define PRINTK "/proc/sys/kernel/printk"
#define SWAPPINESS "/proc/sys/vm/swappiness"
#define MOUNT "/tmp/hf-bpf"
#define BOX MOUNT "/box"

FIXTURE(beside)
{
	struct client client;
	char panic[64], core[256], swappiness[64], printk[64];
	int loaded;
};

/* What comes last. */
FIXTURE_VARIANT(beside)
{
	enum { RULE, PROGRAM, MODULE } last;
};

FIXTURE_VARIANT_ADD(beside, then_the_rule) { .last = RULE };
FIXTURE_VARIANT_ADD(beside, then_the_program) { .last = PROGRAM };
FIXTURE_VARIANT_ADD(beside, then_the_module) { .last = MODULE };

static int write_here(const char *path, const char *value)
{
	char cgroup[] = BOX "/cgroup.procs";
	int ret = sysctl_write(cgroup, "0");

	/* No errno of a write to a sysctl is that. */
	return ret ? -ENOTTY : sysctl_write(path, value);
}

/* A process in the box writes: its 0 or negative errno. */
static int write_in_box(const char *path, const char *value)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(-write_here(path, value));
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}

static const char *now(const char *path)
{
	static char value[256];

	return sysctl_read(path, value, sizeof(value)) ? "(unreadable)" : value;
}

static struct seen last(struct client *client)
{
	struct seen seen;

	if (last_write(client, &seen))
		memset(&seen, 0, sizeof(seen));
	return seen;
}

static int reload(struct client *client)
{
	client_close(client);
	if (system("rmmod holdfast && insmod ../holdfast.ko"))
		return -ENOEXEC;
	return client_open(client);
}

FIXTURE_SETUP(beside)
{
	mkdir(MOUNT, 0755);
	self->loaded = -1;
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_read(PANIC, self->panic, sizeof(self->panic)));
	ASSERT_EQ(0, sysctl_read(CORE, self->core, sizeof(self->core)));
	ASSERT_EQ(0, sysctl_read(SWAPPINESS, self->swappiness, sizeof(self->swappiness)));
	ASSERT_EQ(0, sysctl_read(PRINTK, self->printk, sizeof(self->printk)));
	ASSERT_EQ(0, mount("none", MOUNT, "cgroup2", 0, ""));
	ASSERT_EQ(0, mkdir(BOX, 0755));
	ASSERT_EQ(0, sysctl_write(PANIC, "5"));
	ASSERT_EQ(0, sysctl_write(CORE, "core"));
}

FIXTURE_TEARDOWN(beside)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	if (self->loaded >= 0) {
		bpf_detach(self->loaded, BOX);
		close(self->loaded);
	}
	EXPECT_EQ(0, sysctl_write(PANIC, self->panic));
	EXPECT_EQ(0, sysctl_write(CORE, self->core));
	EXPECT_EQ(0, sysctl_write(SWAPPINESS, self->swappiness));
	EXPECT_EQ(0, sysctl_write(PRINTK, self->printk));
	EXPECT_EQ(0, rmdir(BOX));
	EXPECT_EQ(0, umount(MOUNT));
	client_close(&self->client);
}

static int load_program(int *loaded, enum program program)
{
	*loaded = bpf_program(program);
	return *loaded < 0 ? *loaded : bpf_attach(*loaded, BOX);
}

/* Program and rule, in the order of the variant. */
static int arrange(struct client *client, int *loaded, int last, enum program program,
		   const struct rule *rule)
{
	int ret;

	if (last == PROGRAM) {
		ret = rule_set(client, rule);
		return ret ? ret : load_program(loaded, program);
	}
	ret = load_program(loaded, program);
	if (!ret && last == MODULE)
		ret = reload(client);
	return ret ? ret : rule_set(client, rule);
}

#define ARRANGE(kind, rule) \
	arrange(&self->client, &self->loaded, variant->last, kind, rule)

TEST_F(beside, a_program_that_denies)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_AUDIT };
	struct seen seen;

	ASSERT_EQ(0, ARRANGE(DENY_WRITES, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "7"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_FAILED, seen.effect);
	EXPECT_EQ(-EPERM, seen.error);
	EXPECT_STREQ("5", now(PANIC));
	EXPECT_EQ(-EPERM, write_in_box(SWAPPINESS, "7"));
	/* It is for its cgroup. */
	EXPECT_EQ(0, sysctl_write(PANIC, "7"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
}

/* Each refuses what is its own. */
TEST_F(beside, a_program_that_denies_by_name)
{
	const struct rule rule = { "vm.swappiness", HOLDFAST_ACTION_DENY };
	uint64_t denied;

	ASSERT_EQ(0, ARRANGE(DENY_PANIC, &rule));
	denied = stat_get(&self->client, HOLDFAST_A_STATS_DENIED);
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "7"));
	EXPECT_EQ(denied, stat_get(&self->client, HOLDFAST_A_STATS_DENIED));
	EXPECT_EQ(-EPERM, write_in_box(SWAPPINESS, "7"));
	EXPECT_EQ(denied + 1, stat_get(&self->client, HOLDFAST_A_STATS_DENIED));
	EXPECT_EQ(0, write_in_box(CORE, "core2"));
	EXPECT_STREQ("core2", now(CORE));
	/* And goes without the other. */
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "7"));
	EXPECT_EQ(0, write_in_box(SWAPPINESS, "7"));
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	ASSERT_EQ(0, bpf_detach(self->loaded, BOX));
	EXPECT_EQ(0, write_in_box(PANIC, "7"));
	EXPECT_EQ(-EPERM, write_in_box(SWAPPINESS, "8"));
}

/* What a rule denies no program is asked about. */
TEST_F(beside, a_rule_that_denies)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_DENY };

	ASSERT_EQ(0, ARRANGE(SET_606, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "7"));
	EXPECT_STREQ("5", now(PANIC));
}

/* A program sees the writer's bytes, where the rule had nothing to change. */
TEST_F(beside, a_program_that_denies_a_value)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "700") };

	ASSERT_EQ(0, ARRANGE(DENY_606, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "701"));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "606"));
	EXPECT_STREQ("5", now(PANIC));
	EXPECT_EQ(0, write_in_box(PANIC, "606\n"));
	EXPECT_STREQ("606", now(PANIC));
}

TEST_F(beside, a_value_clamped_is_what_a_program_sees)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("0", "606") };
	struct seen seen;

	ASSERT_EQ(0, ARRANGE(DENY_606, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "9999"));
	EXPECT_STREQ("5", now(PANIC));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_REWRITTEN, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_FAILED, seen.effect);
	EXPECT_EQ(0, write_in_box(PANIC, "605"));
}

/* Without the value there now a ratchet lets nothing through, and an event has none. */
TEST_F(beside, a_program_that_denies_reads)
{
	const struct rule rule = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP };

	ASSERT_EQ(0, ARRANGE(DENY_READS, &rule));
	EXPECT_EQ(0, sysctl_write(PANIC, "6"));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "7"));
	EXPECT_STREQ("6", now(PANIC));
	EXPECT_STREQ("(none)", last(&self->client).old);
}

/* The module may go, and the program stays. */
TEST_F(beside, unloading)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "700") };

	ASSERT_EQ(0, ARRANGE(DENY_606, &rule));
	ASSERT_EQ(0, reload(&self->client));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "606"));
	EXPECT_EQ(0, write_in_box(PANIC, "701"));
}

/* A vector's blanks are the writer's too. */
TEST_F(beside, a_program_that_denies_a_vector)
{
	const struct rule rule = { "kernel.printk", RANGE("1", "9") };

	ASSERT_EQ(0, ARRANGE(DENY_PRINTK, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PRINTK, "7 4 1 7"));
	EXPECT_EQ(0, write_in_box(PRINTK, "7\t4\t1\t7"));
}

/*
 * A program that replaces the value runs behind the judgement: what it puts
 * there takes effect. That is told, and not prevented.
 */
TEST_F(beside, a_program_that_replaces_a_number)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "60") };
	struct seen seen;

	ASSERT_EQ(0, ARRANGE(SET_606, &rule));
	EXPECT_EQ(-EPERM, write_in_box(PANIC, "606"));
	EXPECT_STREQ("5", now(PANIC));
	EXPECT_EQ(0, write_in_box(PANIC, "7"));
	EXPECT_STREQ("606", now(PANIC));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_DIFFERS, seen.effect);
	EXPECT_STREQ("7", seen.new);
	EXPECT_STREQ("kernel/panic", seen.name);
	EXPECT_EQ(0, seen.error);
}

TEST_F(beside, a_program_that_replaces_a_text)
{
	const struct rule rule = { "kernel.core_pattern", ONE_OF("core", "core2") };
	struct seen seen;

	ASSERT_EQ(0, ARRANGE(SET_EVIL, &rule));
	EXPECT_EQ(0, write_in_box(CORE, "core2"));
	EXPECT_STREQ("|/evil", now(CORE));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_DIFFERS, seen.effect);
	EXPECT_STREQ("core2", seen.new);
}

/* One that the rule would have let through is nobody's concern. */
TEST_F(beside, a_program_that_replaces_within_the_rule)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "99999") };
	uint64_t recorded;

	ASSERT_EQ(0, ARRANGE(SET_606, &rule));
	recorded = stat_get(&self->client, HOLDFAST_A_STATS_RECORDED);
	/* All is taken, whether the other is longer or shorter. */
	EXPECT_EQ(0, write_in_box(PANIC, "7"));
	EXPECT_EQ(0, write_in_box(PANIC, "10000\n"));
	EXPECT_STREQ("606", now(PANIC));
	EXPECT_EQ(recorded, stat_get(&self->client, HOLDFAST_A_STATS_RECORDED));
}

TEST_F(beside, a_program_that_replaces_what_was_clamped)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("0", "60") };
	struct seen seen;

	ASSERT_EQ(0, ARRANGE(SET_606, &rule));
	EXPECT_EQ(0, write_in_box(PANIC, "99"));
	EXPECT_STREQ("606", now(PANIC));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_VERDICT_REWRITTEN, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_DIFFERS, seen.effect);
	EXPECT_STREQ("60", seen.given);
}

TEST_F(beside, a_program_that_replaces_what_is_audited)
{
	const struct rule rule = { "kernel.panic", HOLDFAST_ACTION_AUDIT };

	ASSERT_EQ(0, ARRANGE(SET_606, &rule));
	EXPECT_EQ(0, write_in_box(PANIC, "007"));
	EXPECT_EQ(HOLDFAST_EFFECT_DIFFERS, last(&self->client).effect);
	/* Now it stands there before and after. */
	EXPECT_EQ(0, write_in_box(PANIC, "010"));
	EXPECT_EQ(HOLDFAST_EFFECT_NO_EFFECT, last(&self->client).effect);
	EXPECT_EQ(0, write_in_box(PANIC, "606"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
	EXPECT_EQ(0, sysctl_write(PANIC, "8"));
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, last(&self->client).effect);
}

TEST_HARNESS_MAIN
