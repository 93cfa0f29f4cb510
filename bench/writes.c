// SPDX-License-Identifier: GPL-2.0
/*
 * What a write to a sysctl costs: without Holdfast, with it, and with a BPF
 * program in its place. For a guest of its own, as root.
 *
 * usage: writes MODULE [ROW]...
 *
 * Unloads Holdfast first; loads MODULE for its part and leaves it unloaded.
 * Measures all rows, or those named. Prints JSON, and before it, in lines that
 * begin with '#', how far it is. Times are CLOCK_MONOTONIC's, which counts instructions in a
 * guest of selftests/qemu/vm --icount. Exits 1 where anything failed, also
 * where a write had another end than the row says.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "peer.h"

#define SYSCTL "/proc/sys/vm/swappiness"
#define NAME "vm.swappiness"
#define VALUE "60\n"

/* Just after boot the figures are up to three times as high. */
#define BOOT_SECONDS 20
/* What a change left for later, such as memory to free, is over by then. */
#define SETTLE_SECONDS 2

#define CALLS 2000
#define ROUNDS 11
#define BATCH 50

/* In writes, or reads, of SYSCTL. Costs are of one, in ns. */
struct row {
	const char *id, *title;
	unsigned int others;	/* rules, of other names */
	bool open;		/* these end with '*' */
	unsigned int scopes;	/* rules of this name, for other cgroups */
	unsigned int depth;	/* nested cgroups that the writer is in */
	bool reads;
	int error;		/* what the rule brings about */
	struct rule rule;	/* of this name, where it has a pattern */
	struct peer_rule peer;
	bool skipped;
	uint64_t none, holdfast, bpf, again;
};

#define RULE(action, ...) .rule = { NAME, action, __VA_ARGS__ }
/* The rule is of the outermost cgroup. */
#define NESTED(n) \
	.others = 10, .depth = (n), \
	RULE(HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_CGROUP, ":/1", \
	     HOLDFAST_CONSTRAINT_RANGE, "0", "100"), \
	.peer = { PEER_ALLOW, 0, 100 }

static struct row rows[] = {
	{ "unmatched-0", "no rule matches, of 0" },
	{ "unmatched-10", "no rule matches, of 10", .others = 10 },
	{ "unmatched-1000", "no rule matches, of 1,000", .others = 1000 },
	{ "unmatched-100000", "no rule matches, of 100,000", .others = 100000 },
	{ "unmatched-open", "no rule matches, of 1,000 that end with '*'", .others = 1000,
	  .open = true },
	{ "denied", "denied", .others = 10, .error = EPERM,
	  RULE(HOLDFAST_ACTION_DENY), .peer = { PEER_DENY } },
	{ "in-range", "in range", .others = 10,
	  RULE(HOLDFAST_ACTION_ALLOW, HOLDFAST_SCOPE_ANY, NULL,
	       HOLDFAST_CONSTRAINT_RANGE, "0", "100"), .peer = { PEER_ALLOW, 0, 100 } },
	{ "clamped", "clamped", .others = 10,
	  RULE(HOLDFAST_ACTION_CLAMP, HOLDFAST_SCOPE_ANY, NULL,
	       HOLDFAST_CONSTRAINT_RANGE, "0", "50"), .peer = { PEER_CLAMP, 0, 50, "50" } },
	{ "nested-1", "in range, by the cgroup's own rule", NESTED(1) },
	{ "nested-4", "in range, by the outermost of 4 cgroups", NESTED(4) },
	{ "nested-16", "in range, by the outermost of 16 cgroups", NESTED(16) },
	{ "scopes-1", "not in the one cgroup with a rule", .scopes = 1, .depth = 4 },
	{ "scopes-1000", "in none of 1,000 cgroups with a rule", .scopes = 1000, .depth = 4 },
	{ "read", "a read, with 100,000 rules", .others = 100000, .reads = true },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char mount_at[32] = "/tmp/hf-bench.XXXXXX";
static int root_cgroup;
static struct client client;

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "writes: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

static void check(int ret, const char *what)
{
	if (ret)
		die("%s: %s %s", what, strerror(-ret), client.why);
}

/* --- measuring */

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t time_writes(int fd, int error)
{
	uint64_t begin = now();
	int i, wrong = 0;

	for (i = 0; i < CALLS; i++) {
		ssize_t ret = pwrite(fd, VALUE, strlen(VALUE), 0);

		wrong += error ? ret >= 0 || errno != error : ret <= 0;
	}
	if (wrong)
		die("%d of %d writes did not end as they had to", wrong, CALLS);
	return now() - begin;
}

static uint64_t time_reads(int fd)
{
	uint64_t begin = now();
	char value[16];
	int i;

	for (i = 0; i < CALLS; i++)
		if (pread(fd, value, sizeof(value), 0) <= 0)
			die("%s: %s", SYSCTL, strerror(errno));
	return now() - begin;
}

static void enter(unsigned int depth)
{
	char path[256];
	size_t len = snprintf(path, sizeof(path), "%s", mount_at);
	unsigned int i;
	int fd;

	for (i = 1; i <= depth; i++)
		len += snprintf(path + len, sizeof(path) - len, "/%u", i);
	snprintf(path + len, sizeof(path) - len, "/cgroup.procs");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		die("%s: %s", path, strerror(errno));
	close(fd);
}

/* The median of the rounds but the first, a call. */
static uint64_t measure(const struct row *row, int error)
{
	int fd = open(SYSCTL, O_RDWR | O_CLOEXEC), i;
	uint64_t round[ROUNDS + 1];

	if (fd < 0)
		die("%s: %s", SYSCTL, strerror(errno));
	enter(row->depth);
	sleep(SETTLE_SECONDS);
	for (i = 0; i <= ROUNDS; i++)
		round[i] = row->reads ? time_reads(fd) : time_writes(fd, error);
	enter(0);
	close(fd);
	qsort(round + 1, ROUNDS, sizeof(round[0]), compare);
	return (round[1 + ROUNDS / 2] + CALLS / 2) / CALLS;
}

/* The next row after @row, or the first after NULL; NULL after the last. */
static struct row *next_row(const struct row *row)
{
	size_t i;

	for (i = row ? row + 1 - rows : 0; i < COUNT(rows); i++)
		if (!rows[i].skipped)
			return &rows[i];
	return NULL;
}

static uint64_t tell(const struct row *row, const char *with, uint64_t cost)
{
	printf("# %s: %s: %llu\n", row->title, with, (unsigned long long)cost);
	fflush(stdout);
	return cost;
}

/* --- what is measured */

static void unload(void)
{
	if (syscall(SYS_delete_module, "holdfast", O_NONBLOCK) && errno != ENOENT)
		die("holdfast cannot be unloaded: %s", strerror(errno));
}

static void load(const char *module)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		die("%s: %s", module, strerror(errno));
	close(fd);
	check(client_open(&client), "netlink");
}

/* Stages rules until full, then, and at the end, sends them. */
struct batch {
	struct rule rule[BATCH];
	char text[BATCH][64];
	unsigned int count;
	bool sent;
};

static void batch_send(struct batch *batch)
{
	check(rules_stage(&client, batch->rule, batch->count, !batch->sent), "stage");
	batch->count = 0;
	batch->sent = true;
}

/* The slot of a rule to be staged; its text is room for it. */
static struct rule *batch_next(struct batch *batch, char **text)
{
	if (batch->count == BATCH)
		batch_send(batch);
	*text = batch->text[batch->count];
	return &batch->rule[batch->count++];
}

static void set_rules(const struct row *row)
{
	static struct batch batch;
	unsigned int i;
	char *text;

	batch.count = 0;
	batch.sent = false;
	for (i = 0; i < row->others; i++) {
		struct rule *rule = batch_next(&batch, &text);

		snprintf(text, sizeof(batch.text[0]), "net.ipv4.conf.dummy%u.%s", i,
			 row->open ? "*" : "forwarding");
		*rule = (struct rule){ text, HOLDFAST_ACTION_DENY };
	}
	for (i = 0; i < row->scopes; i++) {
		struct rule *rule = batch_next(&batch, &text);

		snprintf(text, sizeof(batch.text[0]), ":/other%u", i);
		*rule = (struct rule){ NAME, HOLDFAST_ACTION_DENY, HOLDFAST_SCOPE_CGROUP, text };
	}
	if (row->rule.pattern)
		*batch_next(&batch, &text) = row->rule;
	batch_send(&batch);
	check(rules_commit(&client, 0, false), "commit");
}

static void set_peer(const struct row *row, struct peer *peer)
{
	static const struct peer_rule deny = { PEER_DENY };
	unsigned int names = row->others + row->scopes + !!row->rule.pattern, i;
	char name[64];

	check(peer_open(peer, root_cgroup, names), "bpf");
	/* A program asks for a name alone: those of the scopes are any others. */
	for (i = 0; i < row->others + row->scopes; i++) {
		snprintf(name, sizeof(name), "net/ipv4/conf/dummy%u/forwarding", i);
		check(peer_set(peer, name, &deny), "bpf map");
	}
	if (row->rule.pattern)
		check(peer_set(peer, "vm/swappiness", &row->peer), "bpf map");
}

static void set_up(void)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	char path[256];
	size_t len;
	int i;

	/* Older kernels count a map's memory by it. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	if (!mkdtemp(mount_at) || mount("none", mount_at, "cgroup2", 0, NULL))
		die("%s: %s", mount_at, strerror(errno));
	root_cgroup = open(mount_at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root_cgroup < 0)
		die("%s: %s", mount_at, strerror(errno));
	len = snprintf(path, sizeof(path), "%s", mount_at);
	for (i = 1; i <= 16; i++) {
		len += snprintf(path + len, sizeof(path) - len, "/%d", i);
		if (mkdir(path, 0755))
			die("%s: %s", path, strerror(errno));
	}
	sleep(BOOT_SECONDS);
}

static void print(void)
{
	const struct row *row;
	struct utsname kernel;
	const char *comma = "";

	uname(&kernel);
	printf("{\n  \"kernel\": \"%s\",\n  \"machine\": \"%s\",\n", kernel.release,
	       kernel.machine);
	printf("  \"unit\": \"ns of the guest a call: instructions, where they are counted\",\n");
	printf("  \"calls\": %d,\n  \"rounds\": %d,\n  \"rows\": [", CALLS, ROUNDS);
	for (row = next_row(NULL); row; row = next_row(row), comma = ",")
		printf("%s\n    { \"id\": \"%s\", \"title\": \"%s\", \"none\": %llu, \"holdfast\": %llu, \"bpf\": %llu, \"again\": %llu }",
		       comma, row->id, row->title, (unsigned long long)row->none,
		       (unsigned long long)row->holdfast, (unsigned long long)row->bpf,
		       (unsigned long long)row->again);
	printf("\n  ]\n}\n");
}

static void choose(char **ids)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		rows[i].skipped = *ids;
	for (; *ids; ids++) {
		for (i = 0; i < COUNT(rows) && strcmp(rows[i].id, *ids); i++)
			;
		if (i == COUNT(rows))
			die("there is no row '%s'", *ids);
		rows[i].skipped = false;
	}
}

int main(int argc, char **argv)
{
	struct peer peer;
	struct row *row;

	if (argc < 2) {
		fprintf(stderr, "usage: writes MODULE [ROW]...\n");
		return 2;
	}
	choose(argv + 2);
	unload();
	set_up();
	for (row = next_row(NULL); row; row = next_row(row))
		row->none = tell(row, "no module", measure(row, 0));
	load(argv[1]);
	for (row = next_row(NULL); row; row = next_row(row)) {
		set_rules(row);
		row->holdfast = tell(row, "Holdfast", measure(row, row->error));
	}
	client_close(&client);
	unload();
	for (row = next_row(NULL); row; row = next_row(row)) {
		set_peer(row, &peer);
		row->bpf = tell(row, "BPF", measure(row, row->error));
		peer_close(&peer);
	}
	for (row = next_row(NULL); row; row = next_row(row))
		row->again = tell(row, "no module", measure(row, 0));
	print();
	return 0;
}
