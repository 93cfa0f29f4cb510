// SPDX-License-Identifier: GPL-2.0
/* BPF programs at one of the module's tracepoints: they see each verdict. */
#include <fcntl.h>
#include <linux/btf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"

#include "bpf.h"
#include "btf.h"
#include "client.h"
#include "sysctl.h"

#define TRACING "/sys/kernel/tracing"
#define EVENT TRACING "/events/holdfast/rule_verdict"
#define SWAPPINESS "/proc/sys/vm/swappiness"

/* What perf and libbpf read of it. */
static int id_of_event(void)
{
	char path[] = EVENT "/id", text[32];
	int ret = sysctl_read(path, text, sizeof(text));

	return ret ?: atoi(text);
}

/* Where in the record a field of four bytes is: "field:unsigned int verdict;\toffset:76;". */
static int offset_of(const char *field)
{
	char line[256], name[32];
	FILE *file = fopen(EVENT "/format", "re");
	int ret = -ENOENT, offset, size;
	const char *at;

	if (!file)
		return -errno;
	snprintf(name, sizeof(name), " %s;", field);
	while (ret < 0 && fgets(line, sizeof(line), file)) {
		at = strstr(line, name);
		if (at && sscanf(at + strlen(name), " offset:%d; size:%d;", &offset, &size) == 2)
			ret = size == sizeof(uint32_t) ? offset : -EINVAL;
	}
	fclose(file);
	return ret;
}

FIXTURE(tracepoint)
{
	struct client client;
	char before[64];
	int map, event;
};

FIXTURE_SETUP(tracepoint)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };
	int program, offset;

	if (access(EVENT, F_OK))
		mount("none", TRACING, "tracefs", 0, NULL);
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, sysctl_read(SWAPPINESS, self->before, sizeof(self->before)));
	attr.config = id_of_event();
	ASSERT_LT(0, (int)attr.config);
	offset = offset_of("verdict");
	ASSERT_LT(0, offset);
	self->map = bpf_trace_map();
	ASSERT_LT(0, self->map);
	program = bpf_trace_program(self->map, offset);
	ASSERT_LT(0, program);
	self->event = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	ASSERT_LT(0, self->event) TH_LOG("perf_event_open: %s", strerror(errno));
	ASSERT_EQ(0, ioctl(self->event, PERF_EVENT_IOC_SET_BPF, program));
	ASSERT_EQ(0, ioctl(self->event, PERF_EVENT_IOC_ENABLE, 0));
	close(program);
}

FIXTURE_TEARDOWN(tracepoint)
{
	close(self->event);
	close(self->map);
	rule_flush(&self->client);
	sysctl_write(SWAPPINESS, self->before);
	client_close(&self->client);
}

TEST_F(tracepoint, a_bpf_program_sees_each_verdict)
{
	struct traced traced;

	/* Without a rule there is no verdict. */
	ASSERT_EQ(0, sysctl_write(SWAPPINESS, "10"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(0, traced.times);

	ASSERT_EQ(0, rule_add(&self->client, "vm/swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "20"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(1, traced.times);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, traced.value);

	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, rule_add(&self->client, "vm/swappiness", HOLDFAST_ACTION_ALLOW,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(0, sysctl_write(SWAPPINESS, "30"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(2, traced.times);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, traced.value);
}

/* What is gone counts no more; the module's tracepoint is there for the next. */
TEST_F(tracepoint, a_program_that_went_is_called_no_more)
{
	struct traced traced;

	ASSERT_EQ(0, rule_add(&self->client, "vm/swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "20"));
	close(self->event);
	self->event = -1;
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "20"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(1, traced.times);
}

static void take_id(const struct reply *reply, void *data)
{
	*(uint32_t *)data = reply_u32(reply, HOLDFAST_A_RULE_ID);
}

/* That of the only rule. */
static uint32_t id_of_rule(struct client *client)
{
	struct message message;
	uint32_t id = 0;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	return client_ask(client, &message, take_id, &id) ? 0 : id;
}

/*
 * What libbpf does for a program of the kind tp_btf: it reads a member of the
 * module's own structure, from where the types say that it is (CO-RE).
 */
TEST_F(tracepoint, a_program_by_the_module_s_types)
{
	struct btf *btf = btf_open("holdfast");
	struct typed typed;
	struct traced traced;
	int program, link;

	if (!btf && errno == ENOENT)
		SKIP(return, "the module has no types for BPF");
	ASSERT_NE(NULL, btf);
	typed.point = btf_find(btf, BTF_KIND_TYPEDEF, "btf_trace_rule_verdict");
	typed.offset = btf_offset(btf, "hf_rule", "id");
	typed.types = btf_fd("holdfast");
	btf_close(btf);
	ASSERT_LT(0, (int)typed.point);
	ASSERT_LE(0, typed.offset);
	ASSERT_LE(0, typed.types);
	program = bpf_typed_program(self->map, &typed);
	ASSERT_LE(0, program);
	/* The other one counts in the same map, until it is gone. */
	close(self->event);
	self->event = -1;
	link = bpf_typed_attach(program);
	ASSERT_LE(0, link);

	ASSERT_EQ(0, rule_add(&self->client, "vm/swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "20"));
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "30"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(2, traced.times);
	EXPECT_NE(0, traced.value);
	EXPECT_EQ(id_of_rule(&self->client), traced.value);
	close(link);
	close(program);
	close(typed.types);
	EXPECT_EQ(-EPERM, sysctl_write(SWAPPINESS, "40"));
	ASSERT_EQ(0, bpf_trace_read(self->map, &traced));
	EXPECT_EQ(2, traced.times);
}

TEST_HARNESS_MAIN
