// SPDX-License-Identifier: GPL-2.0
/* What a container may do, and what it may not even see. */
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define FORWARD "/proc/sys/net/ipv4/ip_forward"
#define SWAPPINESS "/proc/sys/vm/swappiness"

FIXTURE(container)
{
	struct client client;
};

FIXTURE_SETUP(container)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
}

FIXTURE_TEARDOWN(container)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
}

static int map_root(void)
{
	int fd = open("/proc/self/setgroups", O_WRONLY);

	if (fd < 0 || write(fd, "deny", 4) != 4 || close(fd))
		return -errno;
	fd = open("/proc/self/uid_map", O_WRONLY);
	if (fd < 0 || write(fd, "0 0 1", 5) != 5 || close(fd))
		return -errno;
	fd = open("/proc/self/gid_map", O_WRONLY);
	if (fd < 0 || write(fd, "0 0 1", 5) != 5 || close(fd))
		return -errno;
	return 0;
}

static int enter(int namespaces)
{
	if (unshare(namespaces))
		return -errno;
	return namespaces & CLONE_NEWUSER ? map_root() : 0;
}

/*
 * Run @inside as the first process of new @namespaces, with /proc its own.
 * Return: what it returned, negative; 0; or -ENOANO where it did not come to it.
 */
static int in_container(int namespaces, int (*inside)(void))
{
	pid_t outer = fork(), inner;
	int status;

	if (!outer) {
		if (enter(namespaces))
			_exit(ENOANO);
		inner = fork();
		if (!inner) {
			if (namespaces & CLONE_NEWNS &&
			    (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
			     mount("proc", "/proc", "proc", 0, NULL)))
				_exit(ENOANO);
			_exit(-inside());
		}
		if (inner < 0 || waitpid(inner, &status, 0) != inner || !WIFEXITED(status))
			_exit(ENOANO);
		_exit(WEXITSTATUS(status));
	}
	if (outer < 0 || waitpid(outer, &status, 0) != outer || !WIFEXITED(status))
		return -ENOANO;
	return -WEXITSTATUS(status);
}

#define FULL (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET)

static int write_forward(void)
{
	return sysctl_write(FORWARD, "1");
}

static int write_swappiness(void)
{
	return sysctl_write(SWAPPINESS, "61");
}

TEST_F(container, is_denied_where_the_host_is_not)
{
	struct seen seen;

	/* Without a rule its root may: its own network namespace is its own. */
	ASSERT_EQ(0, in_container(FULL, write_forward));
	ASSERT_EQ(0, rule_add(&self->client, "net.**", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_CONTAINER));
	EXPECT_EQ(-EPERM, in_container(FULL, write_forward));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_SCOPE_CONTAINER, seen.writer);
	EXPECT_EQ(HOLDFAST_SCOPE_CONTAINER, seen.rule_scope);
	EXPECT_STREQ("net/ipv4/ip_forward", seen.name);
	EXPECT_STREQ("0", seen.old);
	EXPECT_STREQ("1", seen.new);
	EXPECT_EQ(0, sysctl_write(FORWARD, "0"));
}

/* The host's root in a pid namespace of its own: what a plain container has. */
TEST_F(container, needs_no_user_namespace)
{
	ASSERT_EQ(0, in_container(CLONE_NEWPID | CLONE_NEWNS, write_swappiness));
	ASSERT_EQ(0, rule_add(&self->client, "vm.swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_CONTAINER));
	EXPECT_EQ(-EPERM, in_container(CLONE_NEWPID | CLONE_NEWNS, write_swappiness));
	/* A service with mounts and a network of its own is the host's. */
	EXPECT_EQ(0, in_container(CLONE_NEWNS | CLONE_NEWNET, write_swappiness));
	EXPECT_EQ(0, sysctl_write(SWAPPINESS, "60"));
}

TEST_F(container, host_rules_are_not_its)
{
	ASSERT_EQ(0, rule_add(&self->client, "vm.swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_HOST));
	EXPECT_EQ(0, in_container(CLONE_NEWPID | CLONE_NEWNS, write_swappiness));
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "60"));
	ASSERT_EQ(0, rule_add(&self->client, "**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, in_container(CLONE_NEWPID | CLONE_NEWNS, write_swappiness));
	ASSERT_EQ(0, rule_add(&self->client, "vm.*", HOLDFAST_ACTION_ALLOW,
			      HOLDFAST_SCOPE_CONTAINER));
	EXPECT_EQ(0, in_container(CLONE_NEWPID | CLONE_NEWNS, write_swappiness));
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, sysctl_write(SWAPPINESS, "60"));
}

static int open_client(void)
{
	struct client client;

	return client_open(&client);
}

TEST_F(container, does_not_see_the_family)
{
	ASSERT_EQ(0, in_container(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS, open_client));
	EXPECT_EQ(-ENOENT, in_container(FULL, open_client));
	EXPECT_EQ(-ENOENT, in_container(CLONE_NEWNET, open_client));
}

/* By number, as it could have learnt it elsewhere. */
static uint16_t known_family;

static int add_by_number(void)
{
	struct client client;
	int ret = client_open_quiet(&client);

	client.family = known_family;
	return ret ?: rule_add(&client, "vm.*", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_ANY);
}

static int list_by_number(void)
{
	struct message message;
	struct client client;
	int ret = client_open_quiet(&client);

	message_begin(&message, known_family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	return ret ?: client_ask(&client, &message, NULL, NULL);
}

static int join(void)
{
	struct client client;

	return client_open(&client) ?: client_join(&client);
}

TEST_F(container, cannot_use_the_family)
{
	const int mapped = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS;

	known_family = self->client.family;
	EXPECT_EQ(-ENOENT, in_container(FULL, add_by_number));
	EXPECT_EQ(-ENOENT, in_container(FULL, list_by_number));
	/* With the host's network it sees the family, and is root of nothing. */
	EXPECT_EQ(-EPERM, in_container(mapped, add_by_number));
	EXPECT_EQ(-EPERM, in_container(mapped, list_by_number));
	EXPECT_EQ(-EPERM, in_container(mapped, join));
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
}

static int drop_sys_admin(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	data[0].effective &= ~(1U << CAP_SYS_ADMIN);
	data[0].permitted &= ~(1U << CAP_SYS_ADMIN);
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

static int get_stats(void)
{
	struct message message;
	struct client client;
	int ret = client_open(&client);

	message_begin(&message, client.family, HOLDFAST_CMD_STATS_GET, 0);
	return ret ?: client_ask(&client, &message, NULL, NULL);
}

static int get_list(int cmd)
{
	struct message message;
	struct client client;
	int ret = client_open(&client);

	message_begin(&message, client.family, cmd, NLM_F_DUMP);
	return ret ?: client_ask(&client, &message, NULL, NULL);
}

static int add_rule(const char *why)
{
	struct client client;
	int ret = client_open(&client) ?:
		  rule_add(&client, "vm.*", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_ANY);

	return strcmp(why, client.why) ? -EBADMSG : ret;
}

/* How many of the requests got what was expected: 0 or -EPERM. */
static int count_answers(int expected, const char *why)
{
	static const int lists[] = { HOLDFAST_CMD_RULE_GET, HOLDFAST_CMD_EVENT_GET,
				     HOLDFAST_CMD_HANDLER_GET, HOLDFAST_CMD_DOOR_GET };
	int count = 0;
	unsigned int i;

	for (i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		count += get_list(lists[i]) == expected;
	count += add_rule(why) == expected;
	count += get_stats() == expected;
	count += join() == expected;
	return count;
}

#define REQUESTS 7

static int refused_without_sys_admin(void)
{
	return drop_sys_admin() ?:
	       -count_answers(-EPERM,
			      "needs CAP_SYS_ADMIN in the initial user namespace");
}

/* CAP_NET_ADMIN is what containers with the host's network often have. */
TEST_F(container, net_admin_is_not_enough)
{
	EXPECT_EQ(REQUESTS, count_answers(0, ""));
	EXPECT_EQ(-REQUESTS, in_container(0, refused_without_sys_admin));
}

TEST_HARNESS_MAIN
