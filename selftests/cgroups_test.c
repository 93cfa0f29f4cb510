// SPDX-License-Identifier: GPL-2.0
/* Rules for the writers in a cgroup, on v2 and on v1. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define PANIC "/proc/sys/kernel/panic"
#define MOUNT "/tmp/hf-cgroups"

FIXTURE(cgroups)
{
	struct client client;
	char panic[64];
};

/* How a hierarchy is mounted, and how a rule names it. */
FIXTURE_VARIANT(cgroups)
{
	const char *type, *options, *prefix;
};

FIXTURE_VARIANT_ADD(cgroups, v2) { .type = "cgroup2", .options = "", .prefix = ":" };
FIXTURE_VARIANT_ADD(cgroups, v1) { .type = "cgroup", .options = "pids", .prefix = "pids:" };
FIXTURE_VARIANT_ADD(cgroups, v1_two_controllers) {
	.type = "cgroup", .options = "cpu,cpuacct", .prefix = "cpuacct:" };
FIXTURE_VARIANT_ADD(cgroups, v1_with_but_a_name) {
	.type = "cgroup", .options = "none,name=test", .prefix = "name=test:" };
FIXTURE_VARIANT_ADD(cgroups, v1_with_but_a_name_by_any) {
	.type = "cgroup", .options = "none,name=test", .prefix = "" };
FIXTURE_VARIANT_ADD(cgroups, v2_by_any) { .type = "cgroup2", .options = "", .prefix = "" };
FIXTURE_VARIANT_ADD(cgroups, v1_by_any) { .type = "cgroup", .options = "pids", .prefix = "" };

static int make(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), MOUNT "%s", name);
	return mkdir(path, 0755) ? -errno : 0;
}

static int unmake(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), MOUNT "%s", name);
	return rmdir(path) ? -errno : 0;
}

static int join(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), MOUNT "%s/cgroup.procs", name);
	return sysctl_write(path, "0");
}

/* A process in the cgroup writes: its 0 or negative errno. */
static int write_in(const char *name)
{
	int status;
	pid_t child = fork();

	if (!child) {
		int ret = join(name);

		_exit(ret ? 255 : -sysctl_write(PANIC, "7"));
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}

FIXTURE_SETUP(cgroups)
{
	mkdir(MOUNT, 0755);
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_read(PANIC, self->panic, sizeof(self->panic)));
	ASSERT_EQ(0, mount("none", MOUNT, variant->type, 0, variant->options)) {
		TH_LOG("%s %s: %s", variant->type, variant->options, strerror(errno));
	}
	ASSERT_EQ(0, make("/a"));
	ASSERT_EQ(0, make("/a/b"));
	ASSERT_EQ(0, make("/a/b/c"));
	ASSERT_EQ(0, make("/ab"));
}

FIXTURE_TEARDOWN(cgroups)
{
	static const char *const made[] = { "/a/b/c/d", "/a/b/c", "/a/b", "/a", "/z", "/ab" };
	size_t i;

	EXPECT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, sysctl_write(PANIC, self->panic));
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unmake(made[i]);
	EXPECT_EQ(0, umount(MOUNT));
	client_close(&self->client);
}

static int set(struct client *client, const char *prefix, const char *path,
	       enum holdfast_action action)
{
	char cgroup[HOLDFAST_CGROUP_MAX + 1];
	struct rule rule = { "kernel.panic", action, HOLDFAST_SCOPE_CGROUP, cgroup };

	snprintf(cgroup, sizeof(cgroup), "%s%s", prefix, path);
	return rule_set(client, &rule);
}

TEST_F(cgroups, that_one_and_all_below)
{
	struct seen seen;
	char expected[64];

	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in(""));
	EXPECT_EQ(0, write_in("/a"));
	EXPECT_EQ(0, write_in("/ab"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	EXPECT_EQ(-EPERM, write_in("/a/b/c"));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_SCOPE_CGROUP, seen.rule_scope);
	snprintf(expected, sizeof(expected), "%s/a/b", variant->prefix);
	EXPECT_STREQ(expected, seen.cgroup);
}

/* A rule for another hierarchy is not for this one, whatever path it names. */
TEST_F(cgroups, of_another_hierarchy)
{
	ASSERT_EQ(0, set(&self->client, "name=other:", "/a", HOLDFAST_ACTION_DENY));
	ASSERT_EQ(0, set(&self->client, "name=tes:", "/a", HOLDFAST_ACTION_DENY));
	ASSERT_EQ(0, set(&self->client, "name=testing:", "/a", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/a/b"));
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
}

TEST_F(cgroups, the_deepest_decides)
{
	ASSERT_EQ(0, rule_add(&self->client, "kernel.panic", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_HOST));
	EXPECT_EQ(-EPERM, write_in("/a"));
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a", HOLDFAST_ACTION_ALLOW));
	EXPECT_EQ(0, write_in("/a"));
	EXPECT_EQ(0, write_in("/a/b/c"));
	EXPECT_EQ(-EPERM, write_in("/ab"));
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/a"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	EXPECT_EQ(-EPERM, write_in("/a/b/c"));
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b/c", HOLDFAST_ACTION_ALLOW));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	EXPECT_EQ(0, write_in("/a/b/c"));
	/* The root's rule is the outermost, and inside host all the same. */
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/", HOLDFAST_ACTION_AUDIT));
	EXPECT_EQ(0, write_in("/ab"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
}

/* A scope with no rule for the name leaves it to the scopes around it. */
TEST_F(cgroups, without_a_rule_for_the_name)
{
	char cgroup[64];
	struct rule rule = { "vm.swappiness", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CGROUP,
			     cgroup };

	snprintf(cgroup, sizeof(cgroup), "%s/a/b", variant->prefix);
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(-EPERM, write_in("/a/b/c"));
	EXPECT_EQ(0, write_in("/ab"));
}

TEST_F(cgroups, one_that_comes_and_goes)
{
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b/c/d", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/a/b/c"));
	ASSERT_EQ(0, make("/a/b/c/d"));
	EXPECT_EQ(-EPERM, write_in("/a/b/c/d"));
	ASSERT_EQ(0, unmake("/a/b/c/d"));
	EXPECT_EQ(0, write_in("/a/b/c"));
	ASSERT_EQ(0, make("/a/b/c/d"));
	EXPECT_EQ(-EPERM, write_in("/a/b/c/d"));
}

/* A rule is for a name: who is renamed into it is concerned. v1 can rename. */
TEST_F(cgroups, renamed)
{
	if (strcmp(variant->type, "cgroup")) {
		EXPECT_EQ(-1, rename(MOUNT "/ab", MOUNT "/z"));
		return;
	}
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/z", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/ab"));
	ASSERT_EQ(0, rename(MOUNT "/ab", MOUNT "/z"));
	EXPECT_EQ(-EPERM, write_in("/z"));
	ASSERT_EQ(0, rename(MOUNT "/z", MOUNT "/ab"));
	EXPECT_EQ(0, write_in("/ab"));
}

/* Longer than what Holdfast has ready for paths at first. */
TEST_F(cgroups, a_long_path)
{
	char path[2048];
	size_t len = 0;

	for (; len + 252 < sizeof(path); len += 251) {
		memset(path + len, 'x', 251);
		path[len] = '/';
		path[len + 251] = '\0';
		ASSERT_EQ(0, make(path));
	}
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in(path));
	path[251] = '\0';
	ASSERT_EQ(0, set(&self->client, variant->prefix, path, HOLDFAST_ACTION_DENY));
	path[251] = '/';
	EXPECT_EQ(-EPERM, write_in(path));
	for (; len; len -= 251) {
		path[len] = '\0';
		EXPECT_EQ(0, unmake(path));
	}
}

/* More than what Holdfast has ready for hierarchies at first. */
TEST_F(cgroups, in_many_hierarchies)
{
	char options[32], at[32];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(options, sizeof(options), "none,name=many%d", i);
		snprintf(at, sizeof(at), "/tmp/hf-many%d", i);
		mkdir(at, 0755);
		ASSERT_EQ(0, mount("none", at, "cgroup", 0, options));
	}
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/a"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	while (i--) {
		snprintf(at, sizeof(at), "/tmp/hf-many%d", i);
		EXPECT_EQ(0, umount(at));
	}
}

TEST_F_TIMEOUT(cgroups, many_scopes, 240)
{
	char path[64];
	int i;

	for (i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/many/%d", i);
		ASSERT_EQ(0, set(&self->client, variant->prefix, path, HOLDFAST_ACTION_ALLOW));
	}
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a/b", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(0, write_in("/ab"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	EXPECT_EQ(1001, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_MEMORY));
}

struct scope_seen {
	const char *cgroup;
	int found;
	uint64_t denied;
};

static void take_scope(const struct reply *reply, void *data)
{
	struct scope_seen *seen = data;

	if (reply_u32(reply, HOLDFAST_A_SCOPE_SCOPE) != HOLDFAST_SCOPE_CGROUP ||
	    strcmp(reply_string(reply, HOLDFAST_A_SCOPE_CGROUP), seen->cgroup))
		return;
	seen->found++;
	seen->denied = reply_u64(reply, HOLDFAST_A_SCOPE_DENIED);
}

TEST_F(cgroups, scopes_are_counted)
{
	char cgroup[64];
	struct scope_seen seen = { .cgroup = cgroup };
	struct message message;

	snprintf(cgroup, sizeof(cgroup), "%s/a", variant->prefix);
	ASSERT_EQ(0, set(&self->client, variant->prefix, "/a", HOLDFAST_ACTION_DENY));
	EXPECT_EQ(-EPERM, write_in("/a"));
	EXPECT_EQ(-EPERM, write_in("/a/b"));
	message_begin(&message, self->client.family, HOLDFAST_CMD_SCOPE_GET, NLM_F_DUMP);
	ASSERT_EQ(0, client_ask(&self->client, &message, take_scope, &seen));
	EXPECT_EQ(1, seen.found);
	EXPECT_EQ(2, seen.denied);
}

TEST_HARNESS_MAIN
