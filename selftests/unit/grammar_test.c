// SPDX-License-Identifier: GPL-2.0
/* Rules as they are written: what is read from them, what is said of mistakes. */
#include <stdlib.h>
#include <string.h>

#include <kselftest_harness.h>

#include "grammar.h"
#include "random.h"
#include "tool/rule.h"
#include "words.h"

/* Returns 0, or -1 with the complaint. */
static int parse(const char *line, struct rule *rule, struct complaint *complaint)
{
	char *copy = strdup(line), *word[WORDS_MAX];
	const char *why;
	int n, err;

	why = words_split(copy, word, &n);
	err = why ? complain(complaint, "%s", why) : grammar_rule(n, word, rule, complaint);
	free(copy);
	return err;
}

static const char *or_none(const char *text)
{
	return text ? text : "(none)";
}

/* The values, '|' behind each. */
static void join(const struct texts *texts, char *to)
{
	const char *text = NULL;

	*to = '\0';
	while ((text = texts_next(texts, text)))
		strcat(strcat(to, text), "|");
}

TEST(reads_rules)
{
	static const struct {
		const char *line, *pattern;
		unsigned int action, constraint, scope;
		const char *min, *max, *values, *cgroup;
		unsigned int restore;
	} good[] = {
		{ "kernel.panic deny", "kernel.panic", .action = HOLDFAST_ACTION_DENY },
		{ "net.** audit scope any", "net.**", .action = HOLDFAST_ACTION_AUDIT },
		{ "a allow scope host", "a", .scope = HOLDFAST_SCOPE_HOST },
		{ "a clamp 1..60 scope container", "a", .action = HOLDFAST_ACTION_CLAMP,
		  .constraint = HOLDFAST_CONSTRAINT_RANGE, .scope = HOLDFAST_SCOPE_CONTAINER,
		  .min = "1", .max = "60" },
		{ "a allow -0x5..-010", "a", .constraint = HOLDFAST_CONSTRAINT_RANGE,
		  .min = "-0x5", .max = "-010" },
		{ "a allow 5..", "a", .constraint = HOLDFAST_CONSTRAINT_RANGE, .min = "5" },
		{ "a allow ..60", "a", .constraint = HOLDFAST_CONSTRAINT_RANGE, .max = "60" },
		{ "a allow one-of core,\"|/bin/x %p\",a\\,b,\"\"", "a",
		  .constraint = HOLDFAST_CONSTRAINT_ONE_OF, .values = "core||/bin/x %p|a,b||" },
		{ "a allow one-of scope,up scope host", "a", .scope = HOLDFAST_SCOPE_HOST,
		  .constraint = HOLDFAST_CONSTRAINT_ONE_OF, .values = "scope|up|" },
		{ "a allow ratchet up", "a", .constraint = HOLDFAST_CONSTRAINT_RATCHET_UP },
		{ "a allow ratchet down scope host", "a", .scope = HOLDFAST_SCOPE_HOST,
		  .constraint = HOLDFAST_CONSTRAINT_RATCHET_DOWN },
		{ "a deny scope cgroup:/system.slice", "a", .action = HOLDFAST_ACTION_DENY,
		  .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "/system.slice" },
		{ "a deny scope cgroup:cpu,cpuacct:/x", "a", .action = HOLDFAST_ACTION_DENY,
		  .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = "cpu,cpuacct:/x" },
		{ "a deny scope \"cgroup::/b c\\\\x2d\"", "a", .action = HOLDFAST_ACTION_DENY,
		  .scope = HOLDFAST_SCOPE_CGROUP, .cgroup = ":/b c\\x2d" },
		{ "\"\" deny", "", .action = HOLDFAST_ACTION_DENY },
		{ "\"#a\" deny # comment", "#a", .action = HOLDFAST_ACTION_DENY },
		{ "a pin", "a", .action = HOLDFAST_ACTION_PIN },
		{ "a pin 5", "a", .action = HOLDFAST_ACTION_PIN, .values = "5|" },
		{ "a pin \"|/bin/x %p\" scope host", "a", .action = HOLDFAST_ACTION_PIN,
		  .scope = HOLDFAST_SCOPE_HOST, .values = "|/bin/x %p|" },
		{ "a pin restore warn", "a", .action = HOLDFAST_ACTION_PIN,
		  .restore = HOLDFAST_RESTORE_WARN },
		{ "a pin 5 restore off scope container", "a", .action = HOLDFAST_ACTION_PIN,
		  .restore = HOLDFAST_RESTORE_OFF, .scope = HOLDFAST_SCOPE_CONTAINER,
		  .values = "5|" },
		{ "a pin scope host", "a", .action = HOLDFAST_ACTION_PIN,
		  .scope = HOLDFAST_SCOPE_HOST },
		{ "a pin \"scope\" scope host", "a", .action = HOLDFAST_ACTION_PIN,
		  .scope = HOLDFAST_SCOPE_HOST, .values = "scope|" },
		{ "a pin \"restore\" restore always", "a", .action = HOLDFAST_ACTION_PIN,
		  .restore = HOLDFAST_RESTORE_ALWAYS, .values = "restore|" },
		{ "a pin \"\"", "a", .action = HOLDFAST_ACTION_PIN, .values = "|" },
		{ "one-of deny", "one-of", .action = HOLDFAST_ACTION_DENY },
	};
	struct complaint complaint;
	struct rule rule;
	char values[256];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		complaint.text[0] = '\0';
		ASSERT_EQ(0, parse(good[i].line, &rule, &complaint))
			TH_LOG("%s: %s", good[i].line, complaint.text);
		EXPECT_STREQ(good[i].pattern, rule.pattern);
		EXPECT_EQ(good[i].action, rule.action);
		EXPECT_EQ(good[i].constraint, rule.constraint);
		EXPECT_EQ(good[i].scope, rule.scope);
		EXPECT_STREQ(or_none(good[i].min), or_none(rule.min));
		EXPECT_STREQ(or_none(good[i].max), or_none(rule.max));
		EXPECT_STREQ(or_none(good[i].cgroup), or_none(rule.cgroup));
		join(&rule.values, values);
		EXPECT_STREQ(good[i].values ? good[i].values : "", values);
		/* What is not there is not sent. */
		EXPECT_EQ(!!good[i].min, !!HAS(&rule, HOLDFAST_A_RULE_RANGE_MIN));
		EXPECT_EQ(!!good[i].max, !!HAS(&rule, HOLDFAST_A_RULE_RANGE_MAX));
		EXPECT_EQ(good[i].restore, rule.restore);
		EXPECT_EQ(!!good[i].restore, !!HAS(&rule, HOLDFAST_A_RULE_RESTORE));
		EXPECT_EQ(!!good[i].values, !!HAS(&rule, HOLDFAST_A_RULE_VALUE));
		EXPECT_EQ(!!good[i].cgroup, !!HAS(&rule, HOLDFAST_A_RULE_CGROUP));
		EXPECT_EQ(!!good[i].constraint, !!HAS(&rule, HOLDFAST_A_RULE_CONSTRAINT));
		record_clear(&rule_record, &rule);
	}
}

TEST(says_what_is_wrong)
{
	static const struct {
		const char *line, *why;
	} bad[] = {
		{ "a", "the action is missing; one of allow, deny, audit, clamp, pin" },
		{ "a frob", "unknown action 'frob'; one of allow, deny, audit, clamp, pin" },
		{ "a pin 5 6", "unexpected '6'; 'scope SCOPE' or nothing" },
		{ "a pin restore", "after 'restore' stands 'off', 'warn' or 'always'" },
		{ "a pin restore by-class", "after 'restore' stands 'off', 'warn' or 'always'" },
		{ "a pin 5 restore sometimes scope host", "after 'restore' stands 'off', 'warn' or 'always'" },
		{ "a deny restore off", "unexpected 'restore'; 'scope SCOPE' or nothing" },
		{ "a pin \"5", "a double quote is not closed" },
		{ "a allow 5", "'allow 5': after 'allow' stands MIN..MAX, one-of A,B,..., ratchet up, ratchet down, 'scope SCOPE' or nothing" },
		{ "a allow ..", "a range has at least one bound: MIN..MAX, MIN.. or ..MAX" },
		{ "a clamp", "a range is missing: MIN..MAX, MIN.. or ..MAX" },
		{ "a clamp scope host", "a range is missing: MIN..MAX, MIN.. or ..MAX" },
		{ "a clamp 5", "'5' is no range: MIN..MAX, MIN.. or ..MAX" },
		{ "a clamp one-of 1", "'one-of' is no range: MIN..MAX, MIN.. or ..MAX" },
		{ "a allow one-of", "values are missing after 'one-of': A,B,..." },
		{ "a allow one-of a,,b", "a value of one-of is missing; an empty one is written \"\"" },
		{ "a allow one-of a,", "a value of one-of is missing; an empty one is written \"\"" },
		{ "a allow one-of ,a", "a value of one-of is missing; an empty one is written \"\"" },
		{ "a allow one-of a b", "unexpected 'b'; 'scope SCOPE' or nothing" },
		{ "a allow ratchet", "after 'ratchet' stands 'up' or 'down'" },
		{ "a allow ratchet left", "'ratchet left': 'ratchet up' or 'ratchet down'" },
		{ "a allow 1..2 3..4", "unexpected '3..4'; 'scope SCOPE' or nothing" },
		{ "a deny 1..2", "unexpected '1..2'; 'scope SCOPE' or nothing" },
		{ "a deny host", "unexpected 'host'; 'scope SCOPE' or nothing" },
		{ "a deny scope", "a scope is missing after 'scope'; one of any, host, container, cgroup:PATH" },
		{ "a deny scope all", "unknown scope 'all'; one of any, host, container, cgroup:PATH" },
		{ "a deny scope cgroup", "unknown scope 'cgroup'; one of any, host, container, cgroup:PATH" },
		{ "a deny scope cgroup:", "a path is missing after 'cgroup:'" },
		{ "a deny scope host 1", "unexpected '1' at the end" },
	};
	struct complaint complaint;
	struct rule rule;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ASSERT_EQ(-1, parse(bad[i].line, &rule, &complaint)) TH_LOG("%s", bad[i].line);
		EXPECT_STREQ(bad[i].why, complaint.text);
	}
}

static void letters(char *to, size_t n)
{
	memset(to, 'a', n);
	to[n] = '\0';
}

TEST(knows_the_lengths)
{
	char line[2048] = "", big[1200];
	struct complaint complaint;
	struct rule rule;
	int i;

	letters(big, HOLDFAST_PATTERN_MAX);
	snprintf(line, sizeof(line), "%s deny", big);
	ASSERT_EQ(0, parse(line, &rule, &complaint));
	letters(big, HOLDFAST_PATTERN_MAX + 1);
	snprintf(line, sizeof(line), "%s deny", big);
	ASSERT_EQ(-1, parse(line, &rule, &complaint));
	EXPECT_STREQ("the pattern has 256 bytes; at most 255", complaint.text);

	letters(big, HOLDFAST_CGROUP_MAX);
	snprintf(line, sizeof(line), "a deny scope cgroup:%s", big);
	ASSERT_EQ(0, parse(line, &rule, &complaint));
	record_clear(&rule_record, &rule);
	letters(big, HOLDFAST_CGROUP_MAX + 1);
	snprintf(line, sizeof(line), "a deny scope cgroup:%s", big);
	ASSERT_EQ(-1, parse(line, &rule, &complaint));
	EXPECT_STREQ("the cgroup has 1024 bytes; at most 1023", complaint.text);

	letters(big, HOLDFAST_VALUE_MAX + 1);
	snprintf(line, sizeof(line), "a allow one-of %s", big);
	ASSERT_EQ(-1, parse(line, &rule, &complaint));
	EXPECT_STREQ("a value of one-of has 256 bytes; at most 255", complaint.text);
	snprintf(line, sizeof(line), "a allow %s..", big);
	ASSERT_EQ(-1, parse(line, &rule, &complaint));
	EXPECT_STREQ("a number has 256 bytes; at most 255", complaint.text);

	/* 512 values of a byte and a NUL fit. */
	strcpy(line, "a allow one-of 1");
	for (i = 1; i < 512; i++)
		strcat(line, ",1");
	ASSERT_EQ(0, parse(line, &rule, &complaint));
	EXPECT_EQ(512, rule.values.n);
	record_clear(&rule_record, &rule);
	strcat(line, ",1");
	ASSERT_EQ(-1, parse(line, &rule, &complaint));
}

/* What a line may hold, thrown together: nothing is read too far, nothing leaks. */
TEST(survives_anything)
{
	static const char *const piece[] = {
		"a", "allow", "clamp", "deny", "one-of", "ratchet", "up", "scope", "host",
		"cgroup:", "..", "1", "-", ",", "\"", "\\", " ", " ", " ", "#", "\xff",
	};
	struct complaint complaint;
	struct rule rule;
	char line[256];
	int round, i;

	for (round = 0; round < 200000; round++) {
		line[0] = '\0';
		for (i = random_below(16); i; i--)
			strcat(line, piece[random_below(sizeof(piece) / sizeof(piece[0]))]);
		if (!parse(line, &rule, &complaint))
			record_clear(&rule_record, &rule);
	}
}

TEST(the_first_separator_decides)
{
	static const struct {
		const char *name, *path;
	} names[] = {
		{ "kernel.panic", "kernel/panic" },
		{ "kernel/panic", "kernel/panic" },
		{ "net.ipv4.conf.eth0/100.forwarding", "net/ipv4/conf/eth0.100/forwarding" },
		{ "net/ipv4/conf/eth0.100/forwarding", "net/ipv4/conf/eth0.100/forwarding" },
		{ "swappiness", "swappiness" },
		{ "", "" },
	};
	char path[64], dotted[64];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rule_path(path, sizeof(path), names[i].name);
		EXPECT_STREQ(names[i].path, path);
		rule_dotted(dotted, sizeof(dotted), path);
		rule_path(path, sizeof(path), dotted);
		EXPECT_STREQ(names[i].path, path);
	}
}

static int same(const char *a, const char *b, bool key)
{
	struct rule a_rule, b_rule;
	struct complaint complaint;
	int answer = -1;

	if (!parse(a, &a_rule, &complaint) && !parse(b, &b_rule, &complaint)) {
		answer = key ? !rule_compare(&a_rule, &b_rule) : rule_same(&a_rule, &b_rule);
		record_clear(&rule_record, &a_rule);
		record_clear(&rule_record, &b_rule);
	}
	return answer;
}

TEST(tells_keys_apart)
{
	EXPECT_EQ(1, same("kernel.panic deny", "kernel/panic allow", true));
	EXPECT_EQ(0, same("kernel.panic deny", "kernel.panic deny scope host", true));
	EXPECT_EQ(1, same("a deny scope any", "a allow 1..2", true));
	EXPECT_EQ(0, same("a deny scope cgroup:/a", "a deny scope cgroup::/a", true));
	EXPECT_EQ(1, same("a deny scope cgroup:/a", "a allow scope cgroup:/a", true));
	EXPECT_EQ(0, same("net.* deny", "net.** deny", true));
}

TEST(tells_what_changed)
{
	EXPECT_EQ(1, same("a deny", "a deny", false));
	EXPECT_EQ(0, same("a deny", "a audit", false));
	EXPECT_EQ(1, same("a allow 0x10..", "a allow 16..", false));
	EXPECT_EQ(1, same("a allow 010..", "a allow 8..", false));
	EXPECT_EQ(0, same("a allow 5..", "a allow ..5", false));
	EXPECT_EQ(0, same("a allow 5..", "a allow 5..6", false));
	EXPECT_EQ(0, same("a allow 1..2", "a clamp 1..2", false));
	EXPECT_EQ(1, same("a allow x..", "a allow x..", false));
	EXPECT_EQ(0, same("a allow x..", "a allow y..", false));
	EXPECT_EQ(0, same("a allow one-of a,b", "a allow one-of a", false));
	EXPECT_EQ(1, same("a allow one-of a,b", "a allow one-of \"a\",b", false));
	EXPECT_EQ(0, same("a allow ratchet up", "a allow ratchet down", false));
}

TEST_HARNESS_MAIN
