// SPDX-License-Identifier: GPL-2.0
/* Sysctls that the kernel hands on to others: judged for those too. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

static int set(const char *name, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	return sysctl_write(path, value);
}

static const char *get(const char *name)
{
	static char value[64];
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	return sysctl_read(path, value, sizeof(value)) ? "(absent)" : value;
}

FIXTURE(spread)
{
	struct client client;
};

/*
 * @written is set to @value and changes @guarded from @old to @new; @back is what
 * @written was. @netns: in a network namespace of its own, where lo has no address:
 * an interface's settings count as set when it gets the first. @device: make one without, as the
 * defaults of neighbour tables are the initial namespace's alone.
 */
FIXTURE_VARIANT(spread)
{
	const char *written;
	const char *value;
	const char *back;
	const char *guarded;
	const char *old;
	const char *new;
	bool netns;
	bool device;
};

#define VARIANT(noun, ...) FIXTURE_VARIANT_ADD(spread, noun) { __VA_ARGS__ }

VARIANT(ip_forward_to_interface, "net/ipv4/ip_forward", "1", "0", "net/ipv4/conf/lo/forwarding",
	"0", "1");
VARIANT(ip_forward_to_all, "net/ipv4/ip_forward", "1", "0", "net/ipv4/conf/all/forwarding", "0",
	"1");
VARIANT(ip_forward_to_redirects, "net/ipv4/ip_forward", "1", "0",
	"net/ipv4/conf/all/accept_redirects", "1", "0");
VARIANT(all_to_ip_forward, "net/ipv4/conf/all/forwarding", "1", "0", "net/ipv4/ip_forward", "0",
	"1");
VARIANT(all_to_default, "net/ipv4/conf/all/forwarding", "1", "0",
	"net/ipv4/conf/default/forwarding", "0", "1");
VARIANT(default_to_interface, "net/ipv4/conf/default/tag", "7", "0", "net/ipv4/conf/lo/tag", "0",
	"7", .netns = true);
VARIANT(all6_to_interface, "net/ipv6/conf/all/forwarding", "1", "0",
	"net/ipv6/conf/lo/forwarding", "0", "1");
VARIANT(all6_to_default, "net/ipv6/conf/all/disable_ipv6", "1", "0",
	"net/ipv6/conf/default/disable_ipv6", "0", "1");
VARIANT(neigh_to_interface, "net/ipv4/neigh/default/ucast_solicit", "9", "3",
	"net/ipv4/neigh/hfspread/ucast_solicit", "3", "9", .device = true);
VARIANT(dirty_pair, "vm/dirty_bytes", "8388608", "0", "vm/dirty_ratio", "20", "0");
VARIANT(hugepages_pair, "vm/nr_hugepages_mempolicy", "1", "0", "vm/nr_hugepages", "0", "1");

FIXTURE_SETUP(spread)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	if (variant->netns)
		ASSERT_EQ(0, unshare(CLONE_NEWNET));
	if (variant->device && system("ip link add hfspread type dummy"))
		SKIP(return, "this kernel has no dummy device");
	if (!strcmp(get(variant->guarded), "(absent)") || !strcmp(get(variant->written), "(absent)"))
		SKIP(return, "this kernel has no %s", variant->guarded);
	ASSERT_STREQ(variant->old, get(variant->guarded));
}

FIXTURE_TEARDOWN(spread)
{
	EXPECT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	EXPECT_EQ(0, rule_flush(&self->client));
	if (strcmp(get(variant->guarded), "(absent)")) {
		set(variant->written, variant->back);
		set(variant->guarded, variant->old);
	}
	if (variant->device && system("ip link del hfspread"))
		TH_LOG("the device could not be removed");
	client_close(&self->client);
}

TEST_F(spread, goes_on_without_a_rule)
{
	uint64_t recorded = stat_get(&self->client, HOLDFAST_A_STATS_RECORDED);

	EXPECT_EQ(0, set(variant->written, variant->value));
	EXPECT_STREQ(variant->value, get(variant->written));
	EXPECT_STREQ(variant->new, get(variant->guarded));
	EXPECT_EQ(recorded, stat_get(&self->client, HOLDFAST_A_STATS_RECORDED));
}

TEST_F(spread, is_refused_for_another)
{
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, variant->guarded, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, set(variant->written, variant->value));
	EXPECT_STREQ(variant->back, get(variant->written));
	EXPECT_STREQ(variant->old, get(variant->guarded));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_DOOR_SPREAD, seen.door);
	EXPECT_STREQ(variant->guarded, seen.name);
	EXPECT_STREQ(variant->old, seen.old);
	EXPECT_STREQ(variant->new, seen.new);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, seen.verdict);
	EXPECT_EQ(HOLDFAST_EFFECT_DENIED, seen.effect);
	EXPECT_EQ((uint32_t)getpid(), seen.pid);
	ASSERT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, set(variant->written, variant->value));
	EXPECT_STREQ(variant->new, get(variant->guarded));
}

TEST_F(spread, goes_on_where_a_rule_lets_it)
{
	const struct rule rule = { variant->guarded, RANGE(variant->new, variant->new) };

	ASSERT_EQ(0, rule_set(&self->client, &rule));
	EXPECT_EQ(0, set(variant->written, variant->value));
	EXPECT_STREQ(variant->new, get(variant->guarded));
	EXPECT_STREQ(variant->value, get(variant->written));
}

TEST_F(spread, is_only_reported_while_permissive)
{
	struct seen seen;

	ASSERT_EQ(0, rule_add(&self->client, variant->guarded, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	EXPECT_EQ(0, set(variant->written, variant->value));
	EXPECT_STREQ(variant->new, get(variant->guarded));
	ASSERT_EQ(0, last_write(&self->client, &seen));
	EXPECT_EQ(HOLDFAST_DOOR_SPREAD, seen.door);
	EXPECT_STREQ(variant->guarded, seen.name);
	EXPECT_TRUE(seen.permissive);
	EXPECT_EQ(HOLDFAST_EFFECT_WRITTEN, seen.effect);
}

/* A value that leaves the other as it is needs no leave. */
TEST_F(spread, changes_nothing)
{
	/* A write to dirty_bytes is one to the pair; a neighbour table's are not compared. */
	bool strict = strstr(variant->written, "dirty") || strstr(variant->written, "neigh");

	ASSERT_EQ(0, rule_add(&self->client, variant->guarded, HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(strict ? -EPERM : 0, set(variant->written, variant->back));
	EXPECT_STREQ(variant->old, get(variant->guarded));
}

TEST_HARNESS_MAIN
