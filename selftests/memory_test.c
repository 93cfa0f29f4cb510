// SPDX-License-Identifier: GPL-2.0
/*
 * Requests, writes and loading without memory: each allocation in turn that one
 * makes fails, by the kernel's fault injection (/proc/TASK/fail-nth), and what
 * was asked for is then done as a whole or not at all.
 *
 * For a kernel with CONFIG_FAILSLAB: run names it in full, or it does not run.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "kselftest_harness.h"

#include "handlers.h"
#include "probe.h"
#include "sysctl.h"

#define DEBUG	"/sys/kernel/debug"
#define MODULE	"/opt/holdfast/holdfast.ko"
#define PANIC	"/proc/sys/kernel/panic"
#define OLD	"31"
#define NEW	"32"

/* A request of more allocations than this does not come to an end. */
#define MOST	2000
/* Loading makes thousands; so many of them, spread evenly, are tried. */
#define LOADS	100

FIXTURE(memory)
{
	struct client client;	/* its requests do not fail */
	struct client trial;	/* its do; a new one each time */
	int nth;
	unsigned int injected;
};

static int set_fault(const char *dir, const char *file, const char *value)
{
	char path[96];

	snprintf(path, sizeof(path), DEBUG "/%s/%s", dir, file);
	return sysctl_write(path, value);
}

/* Allocations that may sleep fail too; and as often as is asked, without a word. */
static int prepare(void)
{
	static const char *const dir[] = { "failslab", "fail_page_alloc" };
	int ret = 0;
	size_t i;

	for (i = 0; i < 2; i++) {
		ret = ret ?: set_fault(dir[i], "ignore-gfp-wait", "N");
		ret = ret ?: set_fault(dir[i], "times", "-1");
		ret = ret ?: set_fault(dir[i], "verbose", "0");
	}
	return ret ?: set_fault("fail_page_alloc", "min-order", "0");
}

FIXTURE_SETUP(memory)
{
	if (access(DEBUG "/tracing", F_OK))
		mount("none", DEBUG, "debugfs", 0, NULL);
	self->nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (self->nth < 0)
		SKIP(return, "the kernel has no fault injection");
	ASSERT_EQ(0, prepare());
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_write(PANIC, OLD));
	self->injected = 0;
}

FIXTURE_TEARDOWN(memory)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	EXPECT_EQ(0, handler_restore(&self->client, "drain"));
	EXPECT_EQ(0, sysctl_write(PANIC, "0"));
	client_close(&self->client);
	close(self->nth);
}

/* From here on allocation @n of this thread fails. */
static bool arm(int nth, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	return pwrite(nth, text, len, 0) == len;
}

/* None will; returns how many it was short of, 0 where one did fail. */
static unsigned int disarm(int nth)
{
	char text[16] = "";
	ssize_t len = pread(nth, text, sizeof(text) - 1, 0);

	return len > 0 && pwrite(nth, "0", 1, 0) == 1 ? (unsigned int)atoi(text) : UINT_MAX;
}

/* What the kernel says where memory was short, or room for its answer. */
static bool is_shortage(int ret)
{
	return ret == -ENOMEM || ret == -ENOBUFS;
}

/* What is done with one allocation failing, and what has to be so afterwards. */
struct trial {
	int (*act)(struct client *client);
	/* Before each, without failures. */
	int (*begin)(struct client *client);
	/*
	 * After the answer, which may itself have found no memory (-ENOBUFS): then
	 * it may have been done or not.
	 */
	bool (*is_whole)(struct client *client, int ret);
};

static int open_trial(struct client *client)
{
	struct timeval patience = { .tv_sec = 30 };
	int ret = client_open(client);

	return ret ?: setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
				 sizeof(patience)) ? -errno : 0;
}

/* Fail each of them in turn, until the last has been. */
static void sweep(struct __test_metadata *_metadata, FIXTURE_DATA(memory) * self,
		  const struct trial *trial)
{
	unsigned int n, left = 0, failed = 0;
	int ret;

	for (n = 1; !left; n++) {
		ASSERT_GT(MOST, n);
		ASSERT_EQ(0, trial->begin(&self->client));
		ASSERT_EQ(0, open_trial(&self->trial));
		ASSERT_TRUE(arm(self->nth, n));
		ret = trial->act(&self->trial);
		left = disarm(self->nth);
		ASSERT_NE(UINT_MAX, left);
		/* Where none failed, it is as ever. */
		ASSERT_TRUE(left ? !is_shortage(ret) : ret <= 0) {
			TH_LOG("allocation %u: %s", n, strerror(-ret));
		}
		failed += is_shortage(ret);
		ASSERT_TRUE(trial->is_whole(&self->client, ret)) {
			TH_LOG("allocation %u: %s, and not whole", n, strerror(-ret));
		}
		client_close(&self->trial);
	}
	TH_LOG("%u allocations failed, %u times with the request", n - 2, failed);
	EXPECT_LT(2, n);
	EXPECT_LT(0, failed);
}

static void count(const struct reply *reply, void *data)
{
	(void)reply;
	(*(uint64_t *)data)++;
}

/* How many are counted, which have to be those that are listed. */
static uint64_t rules(struct client *client)
{
	uint64_t counted = stat_get(client, HOLDFAST_A_STATS_RULES), listed = 0;
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	if (client_ask(client, &message, count, &listed) || listed != counted)
		return UINT64_MAX;
	return counted;
}

/* Without the rule where it was refused, with it where not. */
static bool has_rules(struct client *client, int ret, uint64_t before, uint64_t after)
{
	uint64_t now = rules(client);

	if (ret == -ENOBUFS)
		return now == before || now == after;
	return (!ret && now == after) || (ret == -ENOMEM && now == before);
}

static int flush(struct client *client)
{
	return rule_flush(client);
}

static int add(struct client *client)
{
	struct rule rule = { "vm.*.some-*.x", ONE_OF("core", "|/bin/x %p"),
			     .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a/b" };

	return rule_set(client, &rule);
}

static bool added(struct client *client, int ret)
{
	return has_rules(client, ret, 0, 1);
}

TEST_F(memory, a_rule_is_added_or_not)
{
	struct trial trial = { add, flush, added };

	sweep(_metadata, self, &trial);
}

static int deny(struct client *client)
{
	return rule_flush(client) ?: rule_add(client, "kernel.panic", HOLDFAST_ACTION_DENY,
					      HOLDFAST_SCOPE_ANY);
}

static int allow(struct client *client)
{
	return rule_add(client, "kernel.panic", HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_ANY);
}

static bool replaced(struct client *client, int ret)
{
	int wrote = sysctl_write(PANIC, NEW);

	sysctl_write(PANIC, OLD);
	if (rules(client) != 1)
		return false;
	return ret == -ENOBUFS ? !wrote || wrote == -EPERM : wrote == (ret ? -EPERM : 0);
}

TEST_F(memory, a_rule_is_replaced_or_not)
{
	struct trial trial = { allow, deny, replaced };

	sweep(_metadata, self, &trial);
}

static int pin(struct client *client)
{
	struct rule rule = { "kernel.panic", HOLDFAST_ACTION_PIN, .values = { OLD } };

	return rule_set(client, &rule);
}

TEST_F(memory, a_pin_is_added_or_not)
{
	struct trial trial = { pin, flush, added };

	sweep(_metadata, self, &trial);
}

static int commit(struct client *client)
{
	static const struct rule policy[] = {
		{ "vm.swappiness", HOLDFAST_ACTION_DENY },
		{ "net.**", HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CONTAINER },
		{ "vm.*", RANGE("0", "100"), .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/a/b" },
	};

	return rules_stage(client, policy, 3, true) ?: rules_commit(client, 0, false);
}

static bool committed(struct client *client, int ret)
{
	bool is_old = sysctl_write(PANIC, NEW) == -EPERM;

	sysctl_write(PANIC, OLD);
	return has_rules(client, ret, 1, 3) && is_old == (rules(client) == 1);
}

TEST_F(memory, a_table_is_the_old_or_the_new)
{
	struct trial trial = { commit, deny, committed };

	sweep(_metadata, self, &trial);
}

static int list(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	return client_ask(client, &message, NULL, NULL);
}

static int explain(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_EXPLAIN, 0);
	message_put_string(&message, HOLDFAST_A_EXPLAIN_NAME, "kernel.panic");
	message_put(&message, HOLDFAST_A_EXPLAIN_VALUE, NEW, 2);
	return client_ask(client, &message, NULL, NULL);
}

static bool still_denied(struct client *client, int ret)
{
	return rules(client) == 1 && sysctl_write(PANIC, NEW) == -EPERM &&
	       (!ret || is_shortage(ret));
}

TEST_F(memory, what_is_shown_changes_nothing)
{
	struct trial trial = { list, deny, still_denied };

	sweep(_metadata, self, &trial);
	trial.act = explain;
	sweep(_metadata, self, &trial);
}

/* --- writes */

static int write_new(struct client *client)
{
	(void)client;
	return sysctl_write(PANIC, NEW);
}

static bool panic_is(const char *value)
{
	char now[64];

	return !sysctl_read(PANIC, now, sizeof(now)) && !strcmp(now, value);
}

static bool kept(struct client *client, int ret)
{
	(void)client;
	return panic_is(OLD) && (ret == -EPERM || is_shortage(ret));
}

TEST_F(memory, what_is_denied_is_not_written)
{
	struct trial trial = { write_new, deny, kept };

	sweep(_metadata, self, &trial);
}

static int clamp(struct client *client)
{
	struct rule rule = { "kernel.panic", HOLDFAST_ACTION_CLAMP, RANGE("0", OLD) };

	return rule_flush(client) ?: sysctl_write(PANIC, "7") ?: rule_set(client, &rule);
}

static bool clamped(struct client *client, int ret)
{
	(void)client;
	return ret ? is_shortage(ret) && panic_is("7") : panic_is(OLD);
}

TEST_F(memory, what_is_clamped_is_clamped)
{
	struct trial trial = { write_new, clamp, clamped };

	sweep(_metadata, self, &trial);
}

static int audit(struct client *client)
{
	return rule_flush(client) ?: sysctl_write(PANIC, OLD) ?:
	       rule_add(client, "kernel.panic", HOLDFAST_ACTION_AUDIT, HOLDFAST_SCOPE_ANY);
}

static bool written(struct client *client, int ret)
{
	(void)client;
	return ret ? is_shortage(ret) && panic_is(OLD) : panic_is(NEW);
}

TEST_F(memory, what_is_audited_is_written_or_fails)
{
	struct trial trial = { write_new, audit, written };

	sweep(_metadata, self, &trial);
}

static int deny_hostname(struct client *client)
{
	return rule_flush(client) ?: rule_add(client, "kernel.hostname", HOLDFAST_ACTION_DENY,
					      HOLDFAST_SCOPE_ANY);
}

static int name_host(struct client *client)
{
	(void)client;
	return sethostname("other", 5) ? -errno : 0;
}

static bool kept_hostname(struct client *client, int ret)
{
	char name[65] = "";

	(void)client;
	return !gethostname(name, sizeof(name)) && strcmp(name, "other") &&
	       (ret == -EPERM || is_shortage(ret));
}

/* Where the door needs no memory, there is none that could fail. */
TEST_F(memory, a_door_that_is_closed_stays_so)
{
	unsigned int n, left = 0;
	int ret;

	ASSERT_EQ(0, deny_hostname(&self->client));
	for (n = 1; !left; n++) {
		ASSERT_GT(MOST, n);
		ASSERT_TRUE(arm(self->nth, n));
		ret = name_host(NULL);
		left = disarm(self->nth);
		ASSERT_TRUE(kept_hostname(NULL, ret));
	}
	TH_LOG("%u allocations failed", n - 2);
}

/* --- handlers and probes */

static uint32_t kind;

static int make_tasklet(struct client *client)
{
	return deny(client) ?: handler_kind(client, "drain", HOLDFAST_KIND_TASKLET);
}

static int make_kind(struct client *client)
{
	return handler_kind(client, "drain", kind);
}

/* Of the one or of the other, and it works. */
static bool is_of_a_kind(struct client *client, int ret)
{
	struct figures figures;
	bool right;

	if (write_numbers(1, 3) || handler_settle(client, "drain", &figures))
		return false;
	right = figures.kind == (ret ? HOLDFAST_KIND_TASKLET : kind);
	if (ret == -ENOBUFS)
		right = figures.kind == HOLDFAST_KIND_TASKLET || figures.kind == kind;
	return right && (!ret || is_shortage(ret));
}

TEST_F_TIMEOUT(memory, a_handler_changes_its_kind_or_does_not, 300)
{
	struct trial trial = { make_kind, make_tasklet, is_of_a_kind };

	for (kind = 0; kind < KINDS; kind++) {
		if (!has_kind(kind) || kind == HOLDFAST_KIND_TASKLET)
			continue;
		TH_LOG("%s", kind_words[kind]);
		sweep(_metadata, self, &trial);
	}
}

static int probe(struct client *client)
{
	struct probe_wish wish = {
		.any_kinds = true, .cpus = "0-1", .period = 10000000, .duration = 10000000000,
		.threshold = 1000,
	};

	return probe_start(client, &wish);
}

static bool is_gone(struct client *client)
{
	struct probe_status status;

	return probe_status(client, &status) == -ENOENT;
}

/* One ends a little after its socket. */
static int wait_until_gone(struct client *client)
{
	int tries;

	for (tries = 0; !is_gone(client) && tries < 1000; tries++)
		usleep(10000);
	return is_gone(client) ? 0 : -EBUSY;
}

/* What did not begin holds no place. */
static bool probes(struct client *client, int ret)
{
	return !ret || ret == -ENOBUFS || (ret == -ENOMEM && is_gone(client));
}

TEST_F_TIMEOUT(memory, a_probe_begins_or_does_not, 300)
{
	struct trial trial = { probe, wait_until_gone, probes };

	sweep(_metadata, self, &trial);
}

/* --- loading */

static int load(int module, const char *parameters)
{
	return syscall(SYS_finit_module, module, parameters, 0) ? -errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "holdfast", O_NONBLOCK) ? -errno : 0;
}

/* How many allocations loading makes: all but what is left of more than that. */
static unsigned int count_allocations(int nth, int module, const char *parameters, int *ret)
{
	const unsigned int more = 10000000;

	if (!arm(nth, more))
		return 0;
	*ret = load(module, parameters);
	return more - disarm(nth);
}

/*
 * It loads, or what was there before is there: the next load says so, as does
 * who looks for leaks when the guest goes. What the kernel does before, up to
 * the parameters, is left out: its tracing warns where it is short of memory.
 */
TEST_F_TIMEOUT(memory, it_loads_or_does_not, 1800)
{
	int module = open(MODULE, O_RDONLY | O_CLOEXEC), ret = 0;
	unsigned int before, all, n, i, refused = 0;

	ASSERT_LE(0, module);
	client_close(&self->client);
	ASSERT_EQ(0, unload());
	before = count_allocations(self->nth, module, "ring_size=3", &ret);
	ASSERT_EQ(-EINVAL, ret);
	all = count_allocations(self->nth, module, "", &ret);
	ASSERT_EQ(0, ret);
	ASSERT_LT(before + LOADS, all);
	for (i = 0; i < LOADS; i++) {
		ASSERT_EQ(0, unload());
		n = before + 1 + (uint64_t)(all - before) * i / LOADS;
		ASSERT_TRUE(arm(self->nth, n));
		ret = load(module, "");
		disarm(self->nth);
		refused += ret != 0;
		EXPECT_TRUE(!ret || is_shortage(ret)) {
			TH_LOG("allocation %u of %u: %s", n, all, strerror(-ret));
		}
		if (ret)
			ASSERT_EQ(0, load(module, ""));
	}
	TH_LOG("allocations %u to %u; %u of %u loads failed", before, all, refused, LOADS);
	EXPECT_LT(0, refused);
	close(module);
	ASSERT_EQ(0, client_open(&self->client));
}

TEST_HARNESS_MAIN
