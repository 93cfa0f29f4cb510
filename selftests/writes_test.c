// SPDX-License-Identifier: GPL-2.0
/* Each way of writing meets the rules, and passes where there are none. */
#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"
#include "ways.h"

#define PATH "/proc/sys/kernel/core_pattern"
#define NAME "kernel/core_pattern"

/* No memory is there; volatile, so that the compiler does not know. */
static void *volatile nowhere = (void *)8;

FIXTURE(way)
{
	struct client client;
	char before[256];
};

FIXTURE_VARIANT(way)
{
	int (*write)(const char *path, const char *value);
};

#define WAY(name) FIXTURE_VARIANT_ADD(way, name) { .write = way_##name }

WAY(write);
WAY(pwrite);
WAY(writev);
WAY(splice);
WAY(sendfile);
WAY(aio);
WAY(io_uring);
WAY(second_procfs);
WAY(bind_mount);
WAY(bind_mount_of_dir);
WAY(thread);

FIXTURE_SETUP(way)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_read(PATH, self->before, sizeof(self->before)));
	ASSERT_STRNE("planted", self->before);
}

FIXTURE_TEARDOWN(way)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, sysctl_write(PATH, self->before));
	client_close(&self->client);
}

TEST_F(way, passes_without_rules)
{
	char value[256];

	ASSERT_EQ(0, variant->write(PATH, "planted"));
	ASSERT_EQ(0, sysctl_read(PATH, value, sizeof(value)));
	EXPECT_STREQ("planted", value);
}

TEST_F(way, denied)
{
	char value[256];
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, NAME, HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(-EPERM, variant->write(PATH, "planted"));
	ASSERT_EQ(0, sysctl_read(PATH, value, sizeof(value)));
	EXPECT_STREQ(self->before, value);

	ASSERT_EQ(0, last_write(&self->client, &seen));
	ASSERT_TRUE(seen.found);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, seen.verdict);
	EXPECT_EQ(HOLDFAST_DOOR_SYSCTL, seen.door);
	EXPECT_EQ(-EPERM, seen.error);
	EXPECT_EQ(getpid(), seen.pid);
	EXPECT_EQ(0, seen.uid);
	EXPECT_EQ(HOLDFAST_SCOPE_HOST, seen.writer);
	EXPECT_EQ(HOLDFAST_ACTION_DENY, seen.rule_action);
	EXPECT_EQ(HOLDFAST_SCOPE_ANY, seen.rule_scope);
	EXPECT_EQ(strlen("planted"), seen.new_len);
	EXPECT_STREQ(NAME, seen.name);
	EXPECT_STREQ(NAME, seen.pattern);
	EXPECT_STREQ(self->before, seen.old);
	EXPECT_STREQ("planted", seen.new);
	EXPECT_EQ(0, seen.cut);
}

TEST_F(way, audited)
{
	char value[256];
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, NAME, HOLDFAST_ACTION_AUDIT, HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, variant->write(PATH, "planted"));
	ASSERT_EQ(0, sysctl_read(PATH, value, sizeof(value)));
	EXPECT_STREQ("planted", value);

	ASSERT_EQ(0, last_write(&self->client, &seen));
	ASSERT_TRUE(seen.found);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(getpid(), seen.pid);
	EXPECT_STREQ(self->before, seen.old);
	EXPECT_STREQ("planted", seen.new);
}

FIXTURE(early)
{
	struct client client;
	int fd;
};

FIXTURE_SETUP(early)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	self->fd = open("/proc/sys/vm/swappiness", O_RDWR);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, rule_add(&self->client, "vm.swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
}

FIXTURE_TEARDOWN(early)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
	close(self->fd);
}

/* A descriptor opened before the rule was made. */
TEST_F(early, descriptor)
{
	errno = 0;
	EXPECT_EQ(-1, write(self->fd, "11", 2));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(2, pwrite(self->fd, "60", 2, 0));
}

/* Nothing, a buffer that is not there, and one far too long: all refused. */
TEST_F(early, odd_buffers)
{
	struct seen seen;
	char *long_value = malloc(1 << 20);

	ASSERT_NE(NULL, long_value);
	memset(long_value, ' ', 1 << 20);
	EXPECT_EQ(-1, write(self->fd, "", 0));
	EXPECT_EQ(EPERM, errno);
	/* On another CPU the second could reach the journal before the first. */
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(0, seen.new_len);
	EXPECT_EQ(-1, write(self->fd, nowhere, 2));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_STREQ("(none)", seen.new);
	EXPECT_EQ(2, seen.new_len);
	EXPECT_EQ(-1, write(self->fd, long_value, 1 << 20));
	EXPECT_EQ(EPERM, errno);
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_CUT_NEW, seen.cut);
	EXPECT_EQ(1 << 20, seen.new_len);
	free(long_value);
}

/* An audited write that fails is reported with its error. */
TEST_F(early, audited_failures)
{
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, "vm/swappiness", HOLDFAST_ACTION_AUDIT,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-1, pwrite(self->fd, "no number", 9, 0));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(-EINVAL, seen.error);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, seen.verdict);
	EXPECT_EQ(-1, pwrite(self->fd, nowhere, 2, 0));
	EXPECT_EQ(EFAULT, errno);
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(-EFAULT, seen.error);
}

TEST_HARNESS_MAIN
