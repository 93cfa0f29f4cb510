// SPDX-License-Identifier: GPL-2.0
/*
 * The seal. It holds until reboot, so this runs in a guest of its own, and its
 * tests are steps of one story.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"

#include "doors.h"
#include "handlers.h"
#include "sysctl.h"

#define PANIC "/proc/sys/kernel/panic"
#define SEALED "the table is sealed until reboot, and this would loosen it"
#define TAINT_FORCED_RMMOD (1UL << 1)

static int seal(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_TABLE_SEAL, 0);
	return client_ask(client, &message, NULL, NULL);
}

static int unload(const char *name, unsigned int flags)
{
	return syscall(SYS_delete_module, name, flags) ? -errno : 0;
}

#ifdef __x86_64__
/* As a 32-bit program would. */
static int unload_32(const char *name, unsigned int flags)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int ret;

	if (low == MAP_FAILED)
		return -ENOMEM;
	strcpy(low, name);
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(129), "b"(low), "c"(flags) : "memory", "r8", "r9", "r10", "r11");
	munmap(low, 4096);
	return ret;
}
#else
#define unload_32 unload
#endif

/* Another module: the first of these that is one on this kernel, loaded. */
static const char *other_module(void)
{
	if (!system("modprobe -q dummy") && !access("/sys/module/dummy/refcnt", F_OK))
		return "dummy";
	return system("modprobe -q test_sysctl") ? "(none)" : "test_sysctl";
}

static unsigned long taint(void)
{
	char value[64];

	return sysctl_read("/proc/sys/kernel/tainted", value, sizeof(value)) ? ~0UL :
	       strtoul(value, NULL, 10);
}

static void take_sealed(const struct reply *reply, void *data)
{
	memcpy(data, (const char *)reply->attrs[HOLDFAST_A_STATS_SEALED] + NLA_HDRLEN, 1);
}

static int is_sealed(struct client *client)
{
	struct message message;
	unsigned char sealed = 255;

	message_begin(&message, client->family, HOLDFAST_CMD_STATS_GET, 0);
	client_ask(client, &message, take_sealed, &sealed);
	return sealed;
}

FIXTURE(seal)
{
	struct client client;
};

FIXTURE_SETUP(seal)
{
	ASSERT_EQ(0, client_open(&self->client));
}

FIXTURE_TEARDOWN(seal)
{
	client_close(&self->client);
}

static const struct rule policy[] = {
	{ "kernel.panic", RANGE("0", "60") },
	{ "kernel.**", HOLDFAST_ACTION_AUDIT },
	{ "vm.**", HOLDFAST_ACTION_DENY },
	{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CONTAINER },
};

TEST_F(seal, a_not_while_permissive)
{
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	EXPECT_EQ(-EBUSY, seal(&self->client));
	EXPECT_STREQ("not sealed: the mode is permissive; set it to enforce first",
		     self->client.why);
	ASSERT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	ASSERT_EQ(0, rules_stage(&self->client, policy, 4, true));
	ASSERT_EQ(0, rules_commit(&self->client, 0, false));
	EXPECT_EQ(0, is_sealed(&self->client));
	EXPECT_EQ(0, unload(other_module(), O_NONBLOCK));
}

/* What is denied would not be told. */
TEST_F(seal, a_not_while_events_wait)
{
	struct set set = { "drain", SET(enabled, ENABLED, 0) };

	ASSERT_EQ(0, handler_set(&self->client, &set));
	EXPECT_EQ(-EBUSY, seal(&self->client));
	EXPECT_STREQ("not sealed: a handler that carries events is disabled", self->client.why);
	EXPECT_EQ(0, is_sealed(&self->client));
	set.enabled = 1;
	ASSERT_EQ(0, handler_set(&self->client, &set));
}

TEST_F(seal, b_once)
{
	ASSERT_EQ(0, seal(&self->client));
	EXPECT_EQ(1, is_sealed(&self->client));
	EXPECT_EQ(-EALREADY, seal(&self->client));
	EXPECT_STREQ("the table is sealed already", self->client.why);
}

TEST_F(seal, c_nothing_is_taken_away)
{
	EXPECT_EQ(-EACCES, rule_unset(&self->client, &policy[0]));
	EXPECT_STREQ(SEALED, self->client.why);
	EXPECT_EQ(-EACCES, rule_flush(&self->client));
	EXPECT_STREQ(SEALED, self->client.why);
	EXPECT_EQ(-EACCES, mode_set(&self->client, HOLDFAST_MODE_PERMISSIVE));
	EXPECT_STREQ(SEALED, self->client.why);
	EXPECT_EQ(0, mode_set(&self->client, HOLDFAST_MODE_ENFORCE));
	EXPECT_EQ(4, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "61"));
	EXPECT_EQ(0, sysctl_write(PANIC, "0"));
}

TEST_F(seal, d_rules_that_loosen)
{
	static const struct rule looser[] = {
		{ "kernel.panic" },
		{ "kernel.panic", RANGE("0", "61") },
		{ "kernel.panic", RANGE("0", NULL) },
		{ "kernel.panic", HOLDFAST_ACTION_AUDIT },
		{ "kernel.panic", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_HOST },
		{ "kernel.panic", RANGE("0", "100"), .scope = HOLDFAST_SCOPE_CGROUP,
		  .cgroup = "/a" },
		{ "vm.swappiness" },
		{ "vm.swappiness", RANGE("60", "60") },
		{ "vm.*", HOLDFAST_ACTION_AUDIT },
		{ "vm.swap*", HOLDFAST_ACTION_CLAMP, RANGE("0", "10") },
		{ "**", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_CONTAINER },
		{ "net.ipv4.**", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_CGROUP, "/a" },
		/* Reports that an audit rule makes would go missing. */
		{ "kernel.sysrq", RANGE("0", "1") },
	};
	size_t i;

	for (i = 0; i < sizeof(looser) / sizeof(looser[0]); i++) {
		EXPECT_EQ(-EACCES, rule_set(&self->client, &looser[i])) {
			TH_LOG("row %zu", i);
		}
		EXPECT_STREQ(SEALED, self->client.why);
	}
	EXPECT_EQ(4, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	EXPECT_EQ(-EPERM, sysctl_write("/proc/sys/vm/swappiness", "60"));
}

TEST_F(seal, e_rules_that_tighten)
{
	static const struct rule tighter[] = {
		{ "kernel.panic", RANGE("0", "30") },
		{ "kernel.panic", RANGE("5", "20"), .scope = HOLDFAST_SCOPE_HOST },
		{ "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("5", "10"),
		  .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a" },
		{ "kernel.sysrq", HOLDFAST_ACTION_DENY },
		{ "dev.**", RANGE("0", "1") },
		/* Never decides: the rules above are more specific, or it is empty there. */
		{ "**", HOLDFAST_ACTION_DENY },
		{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_HOST },
	};
	size_t i;

	for (i = 0; i < sizeof(tighter) / sizeof(tighter[0]); i++)
		EXPECT_EQ(0, rule_set(&self->client, &tighter[i])) {
			TH_LOG("row %zu: %s", i, self->client.why);
		}
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "21"));
	EXPECT_EQ(0, sysctl_write(PANIC, "20"));
}

TEST_F(seal, f_tables_that_replace_it)
{
	static const struct rule next[] = {
		{ "kernel.panic", RANGE("0", "30") },
		{ "kernel.**", HOLDFAST_ACTION_AUDIT },
		{ "vm.**", HOLDFAST_ACTION_DENY },
		{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CONTAINER },
		{ "kernel.panic", RANGE("5", "20"), .scope = HOLDFAST_SCOPE_HOST },
		{ "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("5", "10"),
		  .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a" },
		{ "kernel.sysrq", HOLDFAST_ACTION_DENY },
		{ "dev.**", HOLDFAST_ACTION_DENY },
		{ "**", HOLDFAST_ACTION_DENY },
		{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_HOST },
		{ "kernel.hostname", HOLDFAST_ACTION_DENY },
	};
	uint64_t count;

	/* One is missing. */
	ASSERT_EQ(0, rules_stage(&self->client, next, 9, true));
	EXPECT_EQ(-EACCES, rules_commit(&self->client, 0, false));
	EXPECT_STREQ(SEALED, self->client.why);
	/* All there, one of them tighter, one new. */
	ASSERT_EQ(0, rules_stage(&self->client, next, 11, true));
	EXPECT_EQ(0, rules_commit(&self->client, 0, true));
	EXPECT_EQ(0, rules_commit(&self->client, 0, false));
	count = stat_get(&self->client, HOLDFAST_A_STATS_RULES);
	EXPECT_EQ(11, count);
	/* Nothing at all. */
	ASSERT_EQ(0, rules_stage(&self->client, next, 1, true));
	EXPECT_EQ(-EACCES, rules_commit(&self->client, 0, false));
	EXPECT_EQ(count, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
}

TEST_F(seal, g_the_module_stays)
{
	const char *other = other_module();

	EXPECT_GT(0, unload("holdfast", O_NONBLOCK));
	EXPECT_EQ(-EPERM, unload("holdfast", O_NONBLOCK | O_TRUNC));
	if (door_takes_32())
		EXPECT_EQ(-EPERM, unload_32("holdfast", O_NONBLOCK | O_TRUNC));
	EXPECT_EQ(-EPERM, unload(other, O_NONBLOCK | O_TRUNC));
	EXPECT_EQ(0, unload(other, O_NONBLOCK));
	EXPECT_EQ(0, taint() & TAINT_FORCED_RMMOD);
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "61"));
}

static int switch_off(const char *path)
{
	return access(path, W_OK) ? 0 : sysctl_write(path, "0");
}

/* The switches by which tracing is turned off leave the guard where it is. */
TEST_F(seal, h_switches_do_not_disarm_it)
{
	/* No rule denies it: the kernel does. */
	EXPECT_GT(0, sysctl_write("/proc/sys/kernel/ftrace_enabled", "0"));
	EXPECT_EQ(0, switch_off("/sys/kernel/debug/kprobes/enabled"));
	EXPECT_EQ(0, switch_off("/sys/kernel/tracing/tracing_on"));
	EXPECT_EQ(0, sysctl_write("/sys/kernel/tracing/current_tracer", "nop"));
	EXPECT_EQ(0, system("echo > /sys/kernel/tracing/set_ftrace_filter"));
	EXPECT_EQ(0, system("echo proc_sys_write > /sys/kernel/tracing/set_ftrace_notrace"));
	EXPECT_EQ(-EPERM, sysctl_write(PANIC, "61"));
	EXPECT_EQ(-EPERM, unload("holdfast", O_NONBLOCK | O_TRUNC));
	EXPECT_EQ(0, system("holdfast check"));
}

/* Beside "vm.** deny" and kernel.panic in a range. */
TEST_F(seal, i_pins)
{
	static const struct rule looser[] = {
		/* It would be set, and was not to be. */
		{ "vm.swappiness", HOLDFAST_ACTION_PIN, .values = { "7" } },
		{ "kernel.panic", HOLDFAST_ACTION_PIN, .values = { "31" } },
		{ "vm.laptop_mode", HOLDFAST_ACTION_DENY },
		{ "vm.laptop_mode", HOLDFAST_ACTION_PIN, .values = { "1" } },
	};
	char before[64], after[64];
	size_t i;

	ASSERT_EQ(0, sysctl_read("/proc/sys/vm/swappiness", before, sizeof(before)));
	ASSERT_EQ(0, rule_add(&self->client, "vm.laptop_mode", HOLDFAST_ACTION_PIN,
			      HOLDFAST_SCOPE_ANY)) {
		TH_LOG("%s", self->client.why);
	}
	EXPECT_EQ(1, stat_get(&self->client, HOLDFAST_A_STATS_PINS));
	for (i = 0; i < sizeof(looser) / sizeof(looser[0]); i++) {
		EXPECT_EQ(-EACCES, rule_set(&self->client, &looser[i])) {
			TH_LOG("row %zu", i);
		}
		EXPECT_STREQ(SEALED, self->client.why);
	}
	EXPECT_EQ(-EPERM, sysctl_write("/proc/sys/vm/laptop_mode", "1"));
	EXPECT_EQ(-EPERM, sysctl_write("/proc/sys/holdfast/watch_ms", "1000"));
	ASSERT_EQ(0, sysctl_read("/proc/sys/vm/swappiness", after, sizeof(after)));
	EXPECT_STREQ(before, after);
}

TEST_F(seal, j_events_do_not_wait)
{
	struct set set = { "drain", SET(enabled, ENABLED, 0) };

	EXPECT_EQ(-EACCES, handler_set(&self->client, &set));
	EXPECT_STREQ("the table is sealed: events are not to be hidden", self->client.why);
	set.name = "deliver";
	EXPECT_EQ(-EACCES, handler_set(&self->client, &set));
	/* Another kind, it may be. */
	EXPECT_EQ(0, handler_kind(&self->client, "drain", HOLDFAST_KIND_WORKQUEUE));
	EXPECT_EQ(0, handler_kind(&self->client, "drain", HOLDFAST_KIND_TASKLET));
}

TEST_HARNESS_MAIN
