// SPDX-License-Identifier: GPL-2.0
/* Requests that are not as the contract says: refused, with the reason. */
#include "kselftest_harness.h"

#include "client.h"
#include "sysctl.h"

FIXTURE(netlink)
{
	struct client client;
	uint64_t generation;
	struct message message;
};

FIXTURE_SETUP(netlink)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	self->generation = stat_get(&self->client, HOLDFAST_A_STATS_GENERATION);
}

/* Whatever was asked, the table is as it was. */
FIXTURE_TEARDOWN(netlink)
{
	EXPECT_EQ(0, stat_get(&self->client, HOLDFAST_A_STATS_RULES));
	EXPECT_EQ(self->generation, stat_get(&self->client, HOLDFAST_A_STATS_GENERATION));
	client_close(&self->client);
}

#define BEGIN(cmd, flags) message_begin(&self->message, self->client.family, cmd, flags)
#define PUT_STRING(attr, value) message_put_string(&self->message, HOLDFAST_A_##attr, value)
#define PUT_U32(attr, value) message_put_u32(&self->message, HOLDFAST_A_##attr, value)

#define EXPECT_REFUSED(error, text) do { \
	EXPECT_EQ(-(error), client_ask(&self->client, &self->message, NULL, NULL)); \
	EXPECT_STREQ(text, self->client.why); \
} while (0)

TEST_F(netlink, no_pattern)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	EXPECT_REFUSED(EINVAL, "a rule needs a pattern");
	BEGIN(HOLDFAST_CMD_RULE_DEL, 0);
	EXPECT_REFUSED(EINVAL, "a rule needs a pattern");
}

TEST_F(netlink, no_action)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	EXPECT_REFUSED(EINVAL, "a rule needs an action");
}

TEST_F(netlink, bad_patterns)
{
	static const struct {
		const char *pattern;
		const char *why;
	} cases[] = {
		{ "", "pattern is empty" },
		{ "kernel..panic", "empty component in pattern" },
		{ ".kernel", "empty component in pattern" },
		{ "kernel.panic.", "empty component in pattern" },
		{ "/proc", "empty component in pattern" },
		{ "kernel/../panic", "'.' and '..' name no sysctl" },
		{ "**.panic", "'**' may only close a pattern" },
		{ "kernel.pa**", "'**' must be a component of its own" },
		{ "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", "pattern has more than 16 components" },
		{ "kernel.pan ic",
		  "pattern has a character that is not printable ASCII; match it with '*'" },
		{ "kernel.\xc3\xa4",
		  "pattern has a character that is not printable ASCII; match it with '*'" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
		PUT_STRING(RULE_PATTERN, cases[i].pattern);
		PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
		EXPECT_EQ(-EINVAL, client_ask(&self->client, &self->message, NULL, NULL)) {
			TH_LOG("pattern '%s'", cases[i].pattern);
		}
		EXPECT_STREQ(cases[i].why, self->client.why);
	}
}

TEST_F(netlink, pattern_too_long)
{
	char pattern[HOLDFAST_PATTERN_MAX + 2] = "";

	memset(pattern, 'x', HOLDFAST_PATTERN_MAX + 1);
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, pattern);
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	EXPECT_REFUSED(EINVAL, "Attribute failed policy validation");
}

TEST_F(netlink, pattern_without_its_end)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	message_put(&self->message, HOLDFAST_A_RULE_PATTERN, "kernel.panic", 12);
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	EXPECT_REFUSED(EINVAL, "Attribute failed policy validation");
}

TEST_F(netlink, action_of_the_wrong_type)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	message_put_u64(&self->message, HOLDFAST_A_RULE_ACTION, HOLDFAST_ACTION_DENY);
	EXPECT_REFUSED(EINVAL, "invalid attribute length");
}

TEST_F(netlink, values_out_of_range)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_MAX + 1);
	EXPECT_REFUSED(ERANGE, "integer out of range");
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	PUT_U32(RULE_SCOPE, HOLDFAST_SCOPE_MAX + 1);
	EXPECT_REFUSED(ERANGE, "integer out of range");
}

TEST_F(netlink, unknown_attributes)
{
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	message_put_u32(&self->message, 40, 1);
	EXPECT_REFUSED(EINVAL, "Unknown attribute type");
	/* Known, but the kernel's to give. */
	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	PUT_U32(RULE_ACTION, HOLDFAST_ACTION_DENY);
	PUT_U32(RULE_ID, 7);
	EXPECT_REFUSED(EINVAL, "Unsupported attribute");
	/* Where none is taken. */
	BEGIN(HOLDFAST_CMD_RULE_FLUSH, 0);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	EXPECT_REFUSED(EINVAL, "Unknown attribute type");
	BEGIN(HOLDFAST_CMD_RULE_GET, NLM_F_DUMP);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	EXPECT_REFUSED(EINVAL, "Unknown attribute type");
}

TEST_F(netlink, attribute_longer_than_the_message)
{
	struct nlattr *attr;

	BEGIN(HOLDFAST_CMD_RULE_ADD, 0);
	attr = (void *)(self->message.bytes + self->message.header.nlmsg_len);
	PUT_STRING(RULE_PATTERN, "kernel.panic");
	attr->nla_len = 400;
	EXPECT_REFUSED(EINVAL, "bytes leftover after parsing attributes");
}

/* The kernel's core answers these, and has no words for it. */
TEST_F(netlink, unknown_commands)
{
	BEGIN(99, 0);
	EXPECT_REFUSED(EOPNOTSUPP, "");
	/* A list is asked for with NLM_F_DUMP, a change without. */
	BEGIN(HOLDFAST_CMD_RULE_GET, 0);
	EXPECT_REFUSED(EOPNOTSUPP, "");
	BEGIN(HOLDFAST_CMD_RULE_FLUSH, NLM_F_DUMP);
	EXPECT_REFUSED(EOPNOTSUPP, "");
	BEGIN(HOLDFAST_CMD_EVENT, 0);
	EXPECT_REFUSED(EOPNOTSUPP, "");
}

FIXTURE(noise)
{
	struct client client;
};

FIXTURE_SETUP(noise)
{
	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
}

FIXTURE_TEARDOWN(noise)
{
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
}

/* The same noise in each run: xorshift from a seed that is no secret. */
static uint32_t noise(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void put_noise(struct message *message, uint32_t *state)
{
	static const char bytes[] = "kernel.panic\0**/net\xff\0\0";
	char value[64];
	size_t len = noise(state) % sizeof(value), i;

	for (i = 0; i < len; i++)
		value[i] = noise(state) % 3 ? bytes[(i + noise(state) % 3) % sizeof(bytes)] :
					      (char)noise(state);
	message_put(message, noise(state) % 8, value, len);
	if (noise(state) % 3)
		return;
	/* Now and then a length that lies. */
	((struct nlattr *)(message->bytes + NLMSG_LENGTH(GENL_HDRLEN)))->nla_len = noise(state);
}

TEST_F_TIMEOUT(noise, breaks_nothing, 240)
{
	uint32_t state = 20260101, refused = 0, i, n;
	struct message message;

	for (i = 0; i < 10000; i++) {
		message_begin(&message, self->client.family, noise(&state) % 12,
			      noise(&state) % 4 ? 0 : NLM_F_DUMP);
		for (n = noise(&state) % 4; n; n--)
			put_noise(&message, &state);
		refused += client_ask(&self->client, &message, NULL, NULL) < 0;
	}
	EXPECT_LT(5000, refused);
	/* And still it answers, and still it guards. */
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, rule_add(&self->client, "vm.swappiness", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	EXPECT_EQ(-EPERM, sysctl_write("/proc/sys/vm/swappiness", "60"));
}

TEST_HARNESS_MAIN
