// SPDX-License-Identifier: GPL-2.0
/* How patterns are written, what they match, and in which order they stand. */
#include <time.h>

#include <kselftest_harness.h>

#include "pattern.h"
#include "random.h"

#define SIZE	256	/* as the module has it: 255 bytes and the NUL */

/*
 * Parse with buffers of just the size they are said to have, so that the
 * sanitizer hears of any byte too far. @out may be NULL.
 */
static const char *parse(const char *text, char *out)
{
	char *in = strdup(text), *pattern = malloc(SIZE);
	const char *why = hf_pattern_parse(pattern, SIZE, in);

	if (!why && out)
		strcpy(out, pattern);
	free(pattern);
	free(in);
	return why;
}

static bool glob(const char *pattern, const char *text)
{
	size_t g_len = strlen(pattern), t_len = strlen(text);
	char *g = malloc(g_len), *t = malloc(t_len);
	bool matches;

	memcpy(g, pattern, g_len);
	memcpy(t, text, t_len);
	matches = hf_pattern_glob(g, g_len, t, t_len);
	free(g);
	free(t);
	return matches;
}

static int compare(const char *a, const char *b)
{
	int order = hf_pattern_compare(a, strlen(a), b, strlen(b));

	return (order > 0) - (order < 0);
}

static void fill(char *text, const char *alphabet, size_t len)
{
	size_t i, letters = strlen(alphabet);

	for (i = 0; i < len; i++)
		text[i] = alphabet[random_below(letters)];
	text[len] = '\0';
}

TEST(parse_gives_the_path)
{
	static const struct {
		const char *text, *path;
	} good[] = {
		{ "kernel.core_pattern", "kernel/core_pattern" },
		{ "kernel/core_pattern", "kernel/core_pattern" },
		{ "net.ipv4.conf.eth0/100.forwarding", "net/ipv4/conf/eth0.100/forwarding" },
		{ "net/ipv4/conf/eth0.100/forwarding", "net/ipv4/conf/eth0.100/forwarding" },
		{ "swappiness", "swappiness" },
		{ "a.b", "a/b" },
		{ "*", "*" },
		{ "**", "**" },
		{ "net.**", "net/**" },
		{ "net.*.conf.*.rp_filter", "net/*/conf/*/rp_filter" },
		{ "net.ipv4.conf.eth*.forwarding", "net/ipv4/conf/eth*/forwarding" },
		{ "net.ipv4.conf.*0*.forwarding", "net/ipv4/conf/*0*/forwarding" },
		{ "net/ipv4/conf/.../forwarding", "net/ipv4/conf/.../forwarding" },
		{ "fs.~!\"#$%&'()+,-:;<=>?@[\\]^_`{|}", "fs/~!\"#$%&'()+,-:;<=>?@[\\]^_`{|}" },
	};
	char path[SIZE];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		EXPECT_EQ(NULL, parse(good[i].text, path)) TH_LOG("%s", good[i].text);
		EXPECT_STREQ(good[i].path, path);
	}
}

TEST(parse_says_what_is_wrong)
{
	static const char empty_component[] = "empty component in pattern";
	static const char dots[] = "'.' and '..' name no sysctl";
	static const char rest[] = "'**' may only close a pattern";
	static const char stars[] = "'**' must be a component of its own";
	static const char ascii[] =
		"pattern has a character that is not printable ASCII; match it with '*'";
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "pattern is empty" },
		{ ".", empty_component },
		{ "/", empty_component },
		{ ".kernel", empty_component },
		{ "/kernel", empty_component },
		{ "kernel.", empty_component },
		{ "kernel/", empty_component },
		{ "kernel..core_pattern", empty_component },
		{ "kernel//core_pattern", empty_component },
		{ "kernel/./core_pattern", dots },
		{ "kernel/../vm", dots },
		{ "../kernel", empty_component },
		{ "kernel/..", dots },
		{ "kernel.//.vm", dots },
		{ "**.forwarding", rest },
		{ "net.**.forwarding", rest },
		{ "net.**.**", rest },
		{ "net.a**", stars },
		{ "net.**a", stars },
		{ "net.a**b.c", stars },
		{ "net.***", stars },
		{ "kernel.\xc3\xa9", ascii },
		{ "kernel.\xff", ascii },
		{ "kernel.core pattern", ascii },
		{ "kernel.core\tpattern", ascii },
		{ "kernel.core_pattern\n", ascii },
		{ "kernel.\x7f", ascii },
		{ "kernel.\x01", ascii },
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *why = parse(bad[i].text, NULL);

		ASSERT_NE(NULL, why) TH_LOG("accepted: %s", bad[i].text);
		EXPECT_STREQ(bad[i].why, why) TH_LOG("of: %s", bad[i].text);
	}
}

TEST(parse_takes_255_bytes)
{
	char text[SIZE + 1], path[SIZE];

	memset(text, 'a', sizeof(text));
	text[6] = '.';
	text[255] = '\0';
	EXPECT_EQ(NULL, parse(text, path));
	EXPECT_EQ(255, strlen(path));
	EXPECT_EQ('/', path[6]);

	text[255] = 'a';
	text[256] = '\0';
	ASSERT_NE(NULL, parse(text, path));
	EXPECT_STREQ("pattern is too long", parse(text, path));
}

TEST(parse_takes_16_components)
{
	static const char more[] = "pattern has more than 16 components";

	EXPECT_EQ(NULL, parse("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16", NULL));
	EXPECT_EQ(NULL, parse("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.**", NULL));
	ASSERT_NE(NULL, parse("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17", NULL));
	EXPECT_STREQ(more, parse("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17", NULL));
	EXPECT_STREQ(more, parse("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/**", NULL));
}

/* What was accepted is accepted again, as it is: rules can be listed and added. */
TEST(parse_of_its_result_changes_nothing)
{
	char text[SIZE + 64], path[SIZE], again[SIZE];
	int round, accepted = 0;

	for (round = 0; round < 200000; round++) {
		fill(text, "aab.../*\x80 ", random_below(round % 16 ? 12 : sizeof(text)));
		if (parse(text, path))
			continue;
		accepted++;
		ASSERT_EQ(NULL, parse(path, again)) TH_LOG("%s gave %s", text, path);
		ASSERT_STREQ(path, again);
	}
	EXPECT_GT(accepted, 1000);
}

TEST(kinds)
{
	EXPECT_EQ(HF_COMPONENT_LITERAL, hf_pattern_kind("eth0", 4));
	EXPECT_EQ(HF_COMPONENT_LITERAL, hf_pattern_kind("eth0/*", 4));
	EXPECT_EQ(HF_COMPONENT_GLOB, hf_pattern_kind("eth*", 4));
	EXPECT_EQ(HF_COMPONENT_GLOB, hf_pattern_kind("*0", 2));
	EXPECT_EQ(HF_COMPONENT_STAR, hf_pattern_kind("*", 1));
	EXPECT_EQ(HF_COMPONENT_STAR, hf_pattern_kind("*/x", 1));
	EXPECT_EQ(HF_COMPONENT_REST, hf_pattern_kind("**", 2));
	EXPECT_LT(HF_COMPONENT_LITERAL, HF_COMPONENT_GLOB);
	EXPECT_LT(HF_COMPONENT_GLOB, HF_COMPONENT_STAR);
	EXPECT_LT(HF_COMPONENT_STAR, HF_COMPONENT_REST);
}

TEST(span_ends_at_the_slash)
{
	EXPECT_EQ(6, hf_pattern_span("kernel/core_pattern"));
	EXPECT_EQ(12, hf_pattern_span("core_pattern"));
	EXPECT_EQ(0, hf_pattern_span("/x"));
	EXPECT_EQ(0, hf_pattern_span(""));
}

TEST(globs)
{
	EXPECT_TRUE(glob("eth*", "eth0"));
	EXPECT_TRUE(glob("eth*", "eth"));
	EXPECT_TRUE(glob("eth*", "eth0.100"));
	EXPECT_TRUE(glob("*0", "eth0"));
	EXPECT_TRUE(glob("e*0", "eth0"));
	EXPECT_TRUE(glob("e*t*0", "eth0"));
	EXPECT_TRUE(glob("*th*", "eth0"));
	EXPECT_TRUE(glob("*a*b", "aab"));
	EXPECT_TRUE(glob("*", ""));
	EXPECT_TRUE(glob("", ""));
	EXPECT_FALSE(glob("eth*", "et"));
	EXPECT_FALSE(glob("eth*", "weth0"));
	EXPECT_FALSE(glob("*0", "eth01"));
	EXPECT_FALSE(glob("e*0", "eth1"));
	EXPECT_FALSE(glob("a*a", "a"));
	EXPECT_FALSE(glob("", "a"));
	EXPECT_FALSE(glob("a", ""));
	EXPECT_FALSE(glob("eth?", "eth0"));
	EXPECT_FALSE(glob("[e]th*", "eth0"));
}

/* The meaning of '*', spelled out; too slow for anything long. */
static bool glob_by_definition(const char *g, const char *t)
{
	if (!*g)
		return !*t;
	if (*g == '*')
		return glob_by_definition(g + 1, t) || (*t && glob_by_definition(g, t + 1));
	return *g == *t && glob_by_definition(g + 1, t + 1);
}

TEST(globs_are_what_the_definition_says)
{
	char g[10], t[10];
	int round, matched = 0;

	for (round = 0; round < 300000; round++) {
		fill(g, "ab*", random_below(sizeof(g)));
		fill(t, "ab", random_below(sizeof(t)));
		matched += glob_by_definition(g, t);
		ASSERT_EQ(glob_by_definition(g, t), glob(g, t)) TH_LOG("%s on %s", g, t);
	}
	EXPECT_GT(matched, 1000);
}

/* By backtracking this one takes longer than the universe has. */
TEST(glob_takes_no_more_than_length_times_length)
{
	char g[SIZE], t[SIZE];
	struct timespec from, to;
	size_t i;
	int round;

	for (i = 0; i + 4 < sizeof(g); i += 2) {
		g[i] = '*';
		g[i + 1] = 'a';
	}
	strcpy(g + i, "*b");
	memset(t, 'a', sizeof(t) - 1);
	t[sizeof(t) - 1] = '\0';

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (round = 0; round < 100; round++)
		EXPECT_FALSE(glob(g, t));
	clock_gettime(CLOCK_MONOTONIC, &to);
	EXPECT_LT(to.tv_sec - from.tv_sec, 5);
	t[sizeof(t) - 2] = 'b';
	EXPECT_TRUE(glob(g, t));
}

TEST(more_literal_bytes_go_first)
{
	EXPECT_EQ(-1, compare("eth0*", "eth*"));
	EXPECT_EQ(-1, compare("e*h0", "e*h*"));
	EXPECT_EQ(1, compare("*0", "e*0"));
	EXPECT_EQ(-1, compare("a*", "b*"));
	EXPECT_EQ(0, compare("eth*", "eth*"));
	EXPECT_NE(0, compare("*ab", "a*b"));
	EXPECT_NE(0, compare("a*", "*a*"));
}

/*
 * A strict order of all strings: whichever way rules come in, they stand the
 * same. All short strings, and some long ones.
 */
TEST(compare_is_a_strict_order)
{
	static char text[160][24];
	size_t count = 0, i, j, k;

	for (i = 0; i < 81; i++) {
		size_t rest = i;

		/* As a number to the base 3, without leading zeros: all differ. */
		for (j = 0; j == 0 || rest; j++, rest /= 3)
			text[count][j] = "ab*"[rest % 3];
		count++;
	}
	for (; count < 160; count++)
		fill(text[count], "ab*", random_below(sizeof(text[0])));

	for (i = 0; i < count; i++) {
		for (j = 0; j < count; j++) {
			int order = compare(text[i], text[j]);

			ASSERT_EQ(-order, compare(text[j], text[i]))
				TH_LOG("%s, %s", text[i], text[j]);
			ASSERT_EQ(!strcmp(text[i], text[j]), !order)
				TH_LOG("%s, %s", text[i], text[j]);
			if (order >= 0)
				continue;
			for (k = 0; k < count; k++)
				if (compare(text[j], text[k]) < 0)
					ASSERT_EQ(-1, compare(text[i], text[k]))
						TH_LOG("%s, %s, %s", text[i], text[j], text[k]);
		}
	}
}

/*
 * All patterns of up to three of these components, and all names of up to three
 * of those. Any two patterns with '*' here that could meet do in one of the names.
 * They stand in the order in which the table tries them.
 */
static const char *const components[] = { "a", "ab", "b", "a*b", "*b", "a*", "*", "**" };
static const char *const parts[] = { "a", "aa", "aab", "ab", "b", "c" };

#define COMPONENTS 8
#define PARTS	6
#define REST	(COMPONENTS - 1)
#define PATTERNS (8 + 7 * 8 + 7 * 7 * 8)
#define NAMES	(6 + 6 * 6 + 6 * 6 * 6)

struct steps {
	unsigned int depth;
	unsigned int step[3];
	char path[16];
};

static struct steps patterns[PATTERNS], names[NAMES];
static bool meet[COMPONENTS][PARTS], matched[PATTERNS][NAMES];

/* The steps that @code, a number to the base @count, stands for; false for none. */
static bool make_steps(struct steps *steps, unsigned int code, const char *const *texts,
		       unsigned int count)
{
	unsigned int i;

	steps->path[0] = '\0';
	for (i = 0; i < steps->depth; i++, code /= count) {
		unsigned int step = code % count;

		if (count == COMPONENTS && step == REST && i + 1 < steps->depth)
			return false;
		steps->step[i] = step;
		strcat(strcat(steps->path, i ? "/" : ""), texts[step]);
	}
	return !code;
}

static unsigned int make_all(struct steps *all, unsigned int max, const char *const *texts,
			     unsigned int count)
{
	unsigned int n = 0, code;
	struct steps steps;

	for (steps.depth = 1; steps.depth <= 3; steps.depth++) {
		for (code = 0; code < count * count * count; code++) {
			if (!make_steps(&steps, code, texts, count))
				continue;
			if (n < max)
				all[n] = steps;
			n++;
		}
	}
	return n;
}

static bool matches(const struct steps *pattern, const struct steps *name)
{
	unsigned int i;

	for (i = 0; i < name->depth; i++) {
		if (i == pattern->depth)
			return false;
		if (pattern->step[i] == REST)
			return true;
		if (!meet[pattern->step[i]][name->step[i]])
			return false;
	}
	return i == pattern->depth;
}

static bool make_universe(void)
{
	unsigned int i, j;

	for (i = 0; i < COMPONENTS; i++)
		for (j = 0; j < PARTS; j++)
			meet[i][j] = glob_by_definition(components[i], parts[j]);
	if (make_all(patterns, PATTERNS, components, COMPONENTS) != PATTERNS ||
	    make_all(names, NAMES, parts, PARTS) != NAMES)
		return false;
	for (i = 0; i < PATTERNS; i++)
		for (j = 0; j < NAMES; j++)
			matched[i][j] = matches(&patterns[i], &names[j]);
	return true;
}

TEST(overlap_is_a_name_that_both_match)
{
	unsigned int a, b, n, overlaps = 0;

	ASSERT_TRUE(make_universe());
	for (a = 0; a < PATTERNS; a++) {
		for (b = 0; b < PATTERNS; b++) {
			bool both = false;

			for (n = 0; n < NAMES && !both; n++)
				both = matched[a][n] && matched[b][n];
			overlaps += both;
			ASSERT_EQ(both, hf_pattern_overlap(patterns[a].path, patterns[b].path))
				TH_LOG("%s, %s", patterns[a].path, patterns[b].path);
		}
	}
	EXPECT_GT(overlaps, 1000);
	EXPECT_LT(overlaps, PATTERNS * PATTERNS - 1000);
}

/* Which it does not compare, and then says yes. */
TEST(overlap_of_globs_is_taken_for_granted)
{
	EXPECT_TRUE(hf_pattern_overlap("net/a*", "net/b*"));
	EXPECT_FALSE(hf_pattern_overlap("net/a*/x", "net/b*/y"));
	EXPECT_FALSE(hf_pattern_overlap("net/a*", "net/b*/**"));
	EXPECT_FALSE(hf_pattern_overlap("net/a*", "net"));
	EXPECT_FALSE(hf_pattern_overlap("net/**", "net"));
	EXPECT_TRUE(hf_pattern_overlap("**", "net"));
}

static int order(unsigned int a, unsigned int b)
{
	return hf_pattern_order(patterns[a].path, patterns[b].path);
}

static int by_order(const void *a, const void *b)
{
	return order(*(const unsigned int *)a, *(const unsigned int *)b);
}

TEST(order_is_strict)
{
	unsigned int all[PATTERNS], i, j;

	ASSERT_TRUE(make_universe());
	for (i = 0; i < PATTERNS; i++)
		all[i] = i;
	qsort(all, PATTERNS, sizeof(all[0]), by_order);
	for (i = 0; i < PATTERNS; i++) {
		ASSERT_EQ(0, order(all[i], all[i]));
		for (j = i + 1; j < PATTERNS; j++) {
			ASSERT_LT(order(all[i], all[j]), 0)
				TH_LOG("%s, %s", patterns[all[i]].path, patterns[all[j]].path);
			ASSERT_GT(order(all[j], all[i]), 0)
				TH_LOG("%s, %s", patterns[all[i]].path, patterns[all[j]].path);
		}
	}
}

#define CHOSEN	8

/* The table's walk: those of @chosen (a bit each) that are as the name is to @depth. */
static int walk(const unsigned int *set, unsigned int chosen, const struct steps *name,
		unsigned int depth)
{
	unsigned int component, i, next;
	int found;

	for (i = 0; i < CHOSEN && depth == name->depth; i++)
		if (chosen & 1 << i && patterns[set[i]].depth == depth)
			return set[i];
	for (component = 0; component < COMPONENTS && depth < name->depth; component++) {
		if (!meet[component][name->step[depth]])
			continue;
		for (i = 0, next = 0; i < CHOSEN; i++)
			if (chosen & 1 << i && patterns[set[i]].depth > depth &&
			    patterns[set[i]].step[depth] == component)
				next |= 1 << i;
		for (i = 0; i < CHOSEN && component == REST; i++)
			if (next & 1 << i)
				return set[i];
		found = next ? walk(set, next, name, depth + 1) : -1;
		if (found >= 0)
			return found;
	}
	return -1;
}

TEST(order_is_that_of_the_table)
{
	unsigned int set[CHOSEN], i, n, round, several = 0;

	ASSERT_TRUE(make_universe());
	for (round = 0; round < 2000; round++) {
		for (i = 0; i < CHOSEN; i++)
			set[i] = random_below(PATTERNS);
		for (n = 0; n < NAMES; n++) {
			int first = -1, met = 0;

			for (i = 0; i < CHOSEN; i++) {
				if (!matched[set[i]][n])
					continue;
				met++;
				if (first < 0 || order(set[i], first) < 0)
					first = set[i];
			}
			several += met > 1;
			ASSERT_EQ(walk(set, (1 << CHOSEN) - 1, &names[n], 0), first)
				TH_LOG("%s", names[n].path);
		}
	}
	EXPECT_GT(several, 10000);
}

TEST_HARNESS_MAIN
