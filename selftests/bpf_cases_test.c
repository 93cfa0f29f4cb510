// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel's selftest of BPF_CGROUP_SYSCTL programs tells by programs,
 * told by rules; docs/bpf-sysctl.md says which case is shown by which test.
 */
#include <stdio.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

#define SYS "/proc/sys/"

/* Those the tests write to; put back at the end. */
static const char *const used[] = {
	"kernel/domainname", "kernel/core_pattern", "kernel/shmmax", "kernel/panic",
	"net/ipv4/tcp_mem", "net/ipv4/route/mtu_expires",
};

#define USED (sizeof(used) / sizeof(used[0]))
#define MTU "net/ipv4/route/mtu_expires"

FIXTURE(cases)
{
	struct client client;
	char before[USED][256];
};

FIXTURE_SETUP(cases)
{
	char path[256];
	size_t i;

	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	for (i = 0; i < USED; i++) {
		snprintf(path, sizeof(path), SYS "%s", used[i]);
		ASSERT_EQ(0, sysctl_read(path, self->before[i], sizeof(self->before[i])));
	}
}

FIXTURE_TEARDOWN(cases)
{
	char path[256];
	size_t i;

	EXPECT_EQ(0, rule_flush(&self->client));
	for (i = 0; i < USED; i++) {
		snprintf(path, sizeof(path), SYS "%s", used[i]);
		EXPECT_EQ(0, sysctl_write(path, self->before[i]));
	}
	client_close(&self->client);
}

static int put(const char *name, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), SYS "%s", name);
	return sysctl_write(path, value);
}

/* As a read from a position shows it, tabs as blanks. */
static const char *now_from(const char *name, off_t at)
{
	static char value[512];
	char path[256], *c;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), SYS "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : pread(fd, value, sizeof(value) - 1, at);
	if (fd >= 0)
		close(fd);
	if (len < 0)
		return "(unreadable)";
	value[len] = '\0';
	value[strcspn(value, "\n")] = '\0';
	for (c = value; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return value;
}

static const char *now(const char *name)
{
	return now_from(name, 0);
}

static int deny(struct client *client, const char *pattern)
{
	return rule_add(client, pattern, HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_ANY);
}

static struct seen last(struct client *client)
{
	struct seen seen;

	if (last_write(client, &seen))
		memset(&seen, 0, sizeof(seen));
	return seen;
}

TEST_F(cases, allow_all)
{
	ASSERT_EQ(0, rule_add(&self->client, "**", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_ANY));
	EXPECT_STREQ("Linux", now("kernel/ostype"));
	EXPECT_EQ(0, put("kernel/domainname", "(some)"));
	EXPECT_STREQ("(some)", now("kernel/domainname"));
}

/* There is no rule for reads: whatever is denied, they go on, from any position. */
TEST_F(cases, reads_are_not_judged)
{
	uint64_t matched = stat_get(&self->client, HOLDFAST_A_STATS_MATCHED);

	ASSERT_EQ(0, deny(&self->client, "**"));
	EXPECT_STREQ("Linux", now("kernel/ostype"));
	EXPECT_STREQ("ux", now_from("kernel/ostype", 3));
	EXPECT_STREQ("x", now_from("kernel/ostype", 4));
	EXPECT_EQ(matched, stat_get(&self->client, HOLDFAST_A_STATS_MATCHED));
}

TEST_F(cases, deny_writes)
{
	char before[256];

	snprintf(before, sizeof(before), "%s", now("kernel/domainname"));
	ASSERT_EQ(0, deny(&self->client, "kernel.domainname"));
	/* The value there now is refused like any other. */
	EXPECT_EQ(-EPERM, put("kernel/domainname", before));
	EXPECT_EQ(0, put("kernel/panic", "5"));
}

TEST_F(cases, deny_all_writes)
{
	char before[256];

	snprintf(before, sizeof(before), "%s", now("net/ipv4/tcp_mem"));
	ASSERT_EQ(0, deny(&self->client, "**"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_mem", "123 456 789"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "5"));
	EXPECT_STREQ(before, now("net/ipv4/tcp_mem"));
}

TEST_F(cases, by_the_last_component)
{
	ASSERT_EQ(0, deny(&self->client, "*.*.tcp_mem"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_mem", "100 200 300"));
	EXPECT_EQ(0, put(MTU, "601"));
}

TEST_F(cases, by_the_whole_name)
{
	ASSERT_EQ(0, deny(&self->client, "net.ipv4.tcp_mem"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_mem", "100 200 300"));
	EXPECT_STREQ("net/ipv4/tcp_mem", last(&self->client).name);
	EXPECT_EQ(0, put(MTU, "601"));
}

/* A name is never compared by its beginning, nor is one too long cut. */
TEST_F(cases, a_name_cut_short)
{
	static char longest[HOLDFAST_PATTERN_MAX + 2];

	ASSERT_EQ(0, deny(&self->client, "net.ipv4.tcp_me"));
	ASSERT_EQ(0, deny(&self->client, "net.ip"));
	ASSERT_EQ(0, deny(&self->client, "*.*.tcp_me"));
	EXPECT_EQ(0, put("net/ipv4/tcp_mem", "100000 200000 300000"));
	memset(longest, 'x', HOLDFAST_PATTERN_MAX + 1);
	EXPECT_GT(0, deny(&self->client, longest));
}

TEST_F(cases, the_value_before)
{
	ASSERT_EQ(0, put("kernel/core_pattern", "Linux"));
	ASSERT_EQ(0, rule_add(&self->client, "kernel.core_pattern", HOLDFAST_ACTION_AUDIT,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, put("kernel/core_pattern", "other"));
	EXPECT_STREQ("Linux", last(&self->client).old);
}

TEST_F(cases, a_value_before_that_is_too_long)
{
	const char *name = "net/ipv4/ip_local_reserved_ports";
	static char ports[512];
	struct seen seen;
	int i;

	for (i = 0; i < 60; i++)
		sprintf(ports + strlen(ports), "%s%d", i ? "," : "", 10000 + 2 * i);
	ASSERT_EQ(0, put(name, ports));
	ASSERT_EQ(0, rule_add(&self->client, "net.ipv4.ip_local_reserved_ports",
			      HOLDFAST_ACTION_AUDIT, HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(0, put(name, "\n"));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_CUT_OLD, seen.cut & HOLDFAST_CUT_OLD);
	EXPECT_EQ(HOLDFAST_TEXT_MAX, strlen(seen.old));
	EXPECT_EQ(0, strncmp(ports, seen.old, HOLDFAST_TEXT_MAX));
}

/* Reading this one fails with EIO until it is set. */
TEST_F(cases, a_value_before_that_cannot_be_read)
{
	struct seen seen;

	ASSERT_STREQ("(unreadable)", now("net/ipv6/conf/lo/stable_secret"));
	ASSERT_EQ(0, deny(&self->client, "net.ipv6.conf.*.stable_secret"));
	EXPECT_EQ(-EPERM, put("net/ipv6/conf/lo/stable_secret", "2001:db8::1"));
	seen = last(&self->client);
	EXPECT_STREQ("(none)", seen.old);
	EXPECT_STREQ("2001:db8::1", seen.new);
	EXPECT_STREQ("(unreadable)", now("net/ipv6/conf/lo/stable_secret"));
}

/* The value there now decides where it is a bound. */
TEST_F(cases, compared_with_the_value_before)
{
	const struct rule rule = { .pattern = "net.ipv4.route.mtu_expires",
				   .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP };

	ASSERT_EQ(0, put(MTU, "600"));
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EPERM, put(MTU, "599"));
	EXPECT_EQ(0, put(MTU, "600"));
	EXPECT_EQ(0, put(MTU, "601"));
	EXPECT_EQ(-EPERM, put(MTU, "600"));
}

TEST_F(cases, the_new_value)
{
	const struct rule rule = { "net.ipv4.route.mtu_expires", RANGE(NULL, "605") };

	ASSERT_EQ(0, put(MTU, "600"));
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EPERM, put(MTU, "606"));
	EXPECT_STREQ("606", last(&self->client).new);
	EXPECT_EQ(0, put(MTU, "605"));
}

TEST_F(cases, a_new_vector)
{
	const struct rule rule = { "net.ipv4.tcp_mem", RANGE("1", "5999999") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_mem", "3000000 4000000 6000000"));
	EXPECT_EQ(0, put("net/ipv4/tcp_mem", "3000000 4000000 5000000"));
	EXPECT_STREQ("3000000 4000000 5000000", now("net/ipv4/tcp_mem"));
}

/* It is judged whole, whatever stands before it; an event keeps its beginning. */
TEST_F(cases, a_new_value_that_is_too_long)
{
	const struct rule rule = { "net.ipv4.route.mtu_expires", RANGE(NULL, "605") };
	static char value[1001];
	struct seen seen;

	ASSERT_EQ(0, put(MTU, "600"));
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	memset(value, ' ', sizeof(value) - 1);
	memcpy(value + sizeof(value) - 4, "606", 3);
	EXPECT_EQ(-EPERM, put(MTU, value));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_CUT_NEW, seen.cut & HOLDFAST_CUT_NEW);
	EXPECT_EQ(sizeof(value) - 1, seen.new_len);
	EXPECT_STREQ("600", now(MTU));
}

TEST_F(cases, replaced)
{
	const struct rule rule = { "net.ipv4.route.mtu_expires", HOLDFAST_ACTION_CLAMP,
				   RANGE("600", "600") };
	struct seen seen;

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(0, put(MTU, "606"));
	EXPECT_STREQ("600", now(MTU));
	seen = last(&self->client);
	EXPECT_EQ(HOLDFAST_EFFECT_REWRITTEN, seen.effect);
	EXPECT_STREQ("606", seen.new);
	EXPECT_STREQ("600", seen.given);
}

/* --- how numbers are read: by the module, as the kernel does */

TEST_F(cases, one_number)
{
	const struct rule rule = { "kernel.panic", RANGE("600", "600") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(0, put("kernel/panic", "600"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "601"));
}

TEST_F(cases, several_numbers)
{
	const struct rule rule = { "net.ipv4.tcp_mem", RANGE("600", "602") };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(0, put("net/ipv4/tcp_mem", "600 601 602"));
	EXPECT_EQ(-EPERM, put("net/ipv4/tcp_mem", "600 602 603"));
	EXPECT_STREQ("600 601 602", now("net/ipv4/tcp_mem"));
}

TEST_F(cases, octal_and_hexadecimal)
{
	const struct rule octal = { "kernel.panic", RANGE("077", "077") };
	const struct rule hexadecimal = { "kernel.panic", RANGE("0xfe", "0xfe") };

	ASSERT_EQ(0, rule_set(&self->client, &octal));
	EXPECT_EQ(0, put("kernel/panic", "077"));
	EXPECT_EQ(0, put("kernel/panic", "63"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "77"));
	EXPECT_STREQ("63", now("kernel/panic"));
	ASSERT_EQ(0, rule_set(&self->client, &hexadecimal));
	EXPECT_EQ(0, put("kernel/panic", "0xfe"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "fe"));
	EXPECT_STREQ("254", now("kernel/panic"));
}

TEST_F(cases, blanks_alone)
{
	const struct rule rule = { "kernel.panic", RANGE("0", "600") };

	ASSERT_EQ(0, put("kernel/panic", "5"));
	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(-EPERM, put("kernel/panic", "\t\n\v\f"));
	EXPECT_EQ(-EPERM, put("kernel/panic", "   "));
	EXPECT_STREQ("5", now("kernel/panic"));
}

TEST_F(cases, negative)
{
	const struct rule natural = { "kernel.panic", RANGE("0", NULL) };
	const struct rule whole = { "kernel.panic", RANGE("-6", "0") };

	ASSERT_EQ(0, rule_set(&self->client, &natural));
	EXPECT_EQ(-EPERM, put("kernel/panic", "\n-6"));
	ASSERT_EQ(0, rule_set(&self->client, &whole));
	EXPECT_EQ(0, put("kernel/panic", "\n-6"));
	EXPECT_STREQ("-6", now("kernel/panic"));
}

TEST_F(cases, the_largest_and_beyond)
{
	const struct rule largest = { "kernel.shmmax", RANGE("0", "9223372036854775807") };
	const struct rule any = { "kernel.shmmax", RANGE("0", NULL) };

	ASSERT_EQ(0, rule_set(&self->client, &largest));
	EXPECT_EQ(0, put("kernel/shmmax", "9223372036854775807"));
	EXPECT_EQ(-EPERM, put("kernel/shmmax", "9223372036854775808"));
	EXPECT_STREQ("9223372036854775807", now("kernel/shmmax"));
	/* Beyond what the kernel could hold no number is read, and so none let through. */
	ASSERT_EQ(0, rule_set(&self->client, &any));
	EXPECT_EQ(-EPERM, put("kernel/shmmax", "18446744073709551616"));
}

/* What the verifier is for programs. */
TEST_F(cases, rules_that_cannot_be_kept)
{
	const struct rule none = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_RANGE };
	const struct rule reversed = { "kernel.panic", RANGE("2", "1") };
	const struct rule no_number = { "kernel.panic", RANGE("1", "ten") };
	const struct rule no_value = { "kernel.panic", .constraint = HOLDFAST_CONSTRAINT_ONE_OF };
	const struct rule no_action = { "kernel.panic", HOLDFAST_ACTION_MAX + 1 };
	const struct rule no_scope = { "kernel.panic", HOLDFAST_ACTION_DENY,
				       HOLDFAST_SCOPE_MAX + 1 };

	EXPECT_EQ(-EINVAL, rule_set(&self->client, &none));
	EXPECT_EQ(-EINVAL, rule_set(&self->client, &reversed));
	EXPECT_EQ(-EINVAL, rule_set(&self->client, &no_number));
	EXPECT_EQ(-EINVAL, rule_set(&self->client, &no_value));
	EXPECT_GT(0, rule_set(&self->client, &no_action));
	EXPECT_GT(0, rule_set(&self->client, &no_scope));
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
}

TEST_HARNESS_MAIN
