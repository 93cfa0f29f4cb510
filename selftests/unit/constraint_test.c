// SPDX-License-Identifier: GPL-2.0
/* What is within a constraint, what is brought into it, and which is the tighter. */
#include <kselftest_harness.h>

#include "constraints.h"
#include "random.h"

#define BELOW	"the number is below the range"
#define ABOVE	"the number is above the range"
#define UNLISTED "the number is not one of those listed"
#define FALLS	"the number is below that there now"
#define RISES	"the number is above that there now"
#define NO_OLD	"there is no number now that it could be compared with"
#define WITHIN	"(none)"

#define LOWEST	"-9223372036854775808"
#define HIGHEST	"18446744073709551615"

/* Why @text is refused where there is @old now, NULL for unknown. */
static const char *refusal(struct hf_constraint constraint, const char *text, const char *old)
{
	struct hf_numbers numbers, now;
	const char *why;

	if (!hf_numbers_parse(&numbers, text, strlen(text)) ||
	    (old && !hf_numbers_parse(&now, old, strlen(old))))
		return "no numbers";
	why = hf_constraint_refusal(&constraint, &numbers, old ? &now : NULL);
	return why ? why : WITHIN;
}

static bool refuses_text(struct hf_constraint constraint, const char *text, size_t len)
{
	char *copy = malloc(len);
	const char *why;

	memcpy(copy, text, len);
	why = hf_constraint_refuses_text(&constraint, (struct hf_text){ copy, len });
	free(copy);
	if (why && strcmp(why, "the value is not one of those listed"))
		abort();
	return why;
}

TEST(checks_ranges)
{
	struct hf_constraint none = range(NULL, NULL);
	struct hf_constraint good[] = {
		range("1", NULL), range(NULL, "1"), range("1", "1"), range("-2", "-1"),
		range("-1", "0"), range(LOWEST, HIGHEST), range(HIGHEST, HIGHEST),
	};
	struct hf_constraint bad[] = {
		range("2", "1"), range("-1", "-2"), range("0", "-1"), range(HIGHEST, LOWEST),
		range(HIGHEST, "18446744073709551614"),
	};
	size_t i;

	EXPECT_STREQ("a range needs a lower or an upper bound", hf_constraint_check(&none));
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		EXPECT_EQ(NULL, hf_constraint_check(&good[i]));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_STREQ("the range is reversed: its lower bound is above its upper",
			     hf_constraint_check(&bad[i]));
}

TEST(checks_lists)
{
	struct hf_constraint empty = { .kind = HOLDFAST_CONSTRAINT_ONE_OF };
	struct hf_constraint line = { .kind = HOLDFAST_CONSTRAINT_ONE_OF,
				      .values = "a\0b\nc", .size = 6 };

	EXPECT_STREQ("one-of needs a value", hf_constraint_check(&empty));
	EXPECT_STREQ("a value of one-of has a newline, which no sysctl keeps",
		     hf_constraint_check(&line));
	EXPECT_TRUE(one_of("1").numeric);
	EXPECT_TRUE(one_of("1,0x2,-03").numeric);
	EXPECT_FALSE(one_of("1,2,x").numeric);
	EXPECT_FALSE(one_of("x,1").numeric);
	EXPECT_FALSE(one_of("").numeric);
	EXPECT_FALSE(one_of("1,").numeric);
	EXPECT_FALSE(one_of("1 2").numeric);
	EXPECT_FALSE(one_of("1 ").numeric);
}

TEST(knows_its_kind)
{
	struct hf_constraint none = of_kind(HOLDFAST_CONSTRAINT_NONE), some = range("1", NULL);
	struct hf_constraint numbers = one_of("1"), texts = one_of("x");
	struct hf_constraint up = of_kind(HOLDFAST_CONSTRAINT_RATCHET_UP);
	struct hf_constraint down = of_kind(HOLDFAST_CONSTRAINT_RATCHET_DOWN);

	EXPECT_FALSE(hf_constraint_is_numeric(&none));
	EXPECT_TRUE(hf_constraint_is_numeric(&some));
	EXPECT_TRUE(hf_constraint_is_numeric(&numbers));
	EXPECT_FALSE(hf_constraint_is_numeric(&texts));
	EXPECT_TRUE(hf_constraint_is_numeric(&up));
	EXPECT_TRUE(hf_constraint_is_numeric(&down));
	EXPECT_FALSE(hf_constraint_needs_old(&none));
	EXPECT_FALSE(hf_constraint_needs_old(&some));
	EXPECT_FALSE(hf_constraint_needs_old(&numbers));
	EXPECT_FALSE(hf_constraint_needs_old(&texts));
	EXPECT_TRUE(hf_constraint_needs_old(&up));
	EXPECT_TRUE(hf_constraint_needs_old(&down));
	EXPECT_EQ(NULL, hf_constraint_check(&none));
	EXPECT_EQ(NULL, hf_constraint_check(&up));
	EXPECT_EQ(NULL, hf_constraint_check(&down));
}

TEST(keeps_numbers_in_a_range)
{
	static const struct {
		const char *min, *max, *text, *why;
	} tries[] = {
		{ "1", "5", "1", WITHIN },
		{ "1", "5", "5", WITHIN },
		{ "1", "5", "0x5", WITHIN },
		{ "1", "5", "0", BELOW },
		{ "1", "5", "6", ABOVE },
		{ "1", "5", "-3", BELOW },
		{ "1", "5", HIGHEST, ABOVE },
		{ "1", "5", "1 5 3", WITHIN },
		{ "1", "5", "3 3 6", ABOVE },
		{ "1", "5", "3 0 6", BELOW },
		{ "1", NULL, "0", BELOW },
		{ "1", NULL, HIGHEST, WITHIN },
		{ NULL, "1", "2", ABOVE },
		{ NULL, "1", LOWEST, WITHIN },
		{ "-5", "-1", "-5 -1", WITHIN },
		{ "-5", "-1", "-6", BELOW },
		{ "-5", "-1", "-0", ABOVE },
		{ "-1", "1", "-1 0 1", WITHIN },
		{ "0", NULL, "-0", WITHIN },
		{ "0", "0", "-1", BELOW },
		{ LOWEST, HIGHEST, LOWEST " " HIGHEST, WITHIN },
		{ HIGHEST, NULL, "18446744073709551614", BELOW },
		{ NULL, LOWEST, "-9223372036854775807", ABOVE },
	};
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		EXPECT_STREQ(tries[i].why,
			     refusal(range(tries[i].min, tries[i].max), tries[i].text, NULL))
			TH_LOG("try %zu", i);
}

TEST(lists_numbers_by_what_they_are)
{
	struct hf_constraint listed = one_of("1,0x10,-2," HIGHEST);

	EXPECT_STREQ(WITHIN, refusal(listed, "1", NULL));
	EXPECT_STREQ(WITHIN, refusal(listed, "0x1 16 020", NULL));
	EXPECT_STREQ(WITHIN, refusal(listed, "-2", NULL));
	EXPECT_STREQ(WITHIN, refusal(listed, "0xffffffffffffffff", NULL));
	EXPECT_STREQ(UNLISTED, refusal(listed, "2", NULL));
	EXPECT_STREQ(UNLISTED, refusal(listed, "-1", NULL));
	EXPECT_STREQ(UNLISTED, refusal(listed, "10", NULL));
	EXPECT_STREQ(UNLISTED, refusal(listed, "1 1 0", NULL));
}

TEST(lists_texts_byte_by_byte)
{
	struct hf_constraint listed = one_of("core,1,,|/bin/x %p");

	EXPECT_FALSE(refuses_text(listed, "core", 4));
	EXPECT_FALSE(refuses_text(listed, "1", 1));
	EXPECT_FALSE(refuses_text(listed, "", 0));
	EXPECT_FALSE(refuses_text(listed, "|/bin/x %p", 10));
	EXPECT_TRUE(refuses_text(listed, "core ", 5));
	EXPECT_TRUE(refuses_text(listed, "core", 3));
	EXPECT_TRUE(refuses_text(listed, "core\0", 5));
	EXPECT_TRUE(refuses_text(listed, "01", 2));
	EXPECT_TRUE(refuses_text(listed, "0x1", 3));
	EXPECT_TRUE(refuses_text(listed, "Core", 4));
	EXPECT_TRUE(refuses_text(one_of("a"), "", 0));
}

TEST(ratchets)
{
	struct hf_constraint up = of_kind(HOLDFAST_CONSTRAINT_RATCHET_UP);
	struct hf_constraint down = of_kind(HOLDFAST_CONSTRAINT_RATCHET_DOWN);

	EXPECT_STREQ(WITHIN, refusal(up, "1", "1"));
	EXPECT_STREQ(WITHIN, refusal(up, "2", "1"));
	EXPECT_STREQ(FALLS, refusal(up, "0", "1"));
	EXPECT_STREQ(FALLS, refusal(up, "-2", "-1"));
	EXPECT_STREQ(WITHIN, refusal(up, "-1", "-2"));
	EXPECT_STREQ(NO_OLD, refusal(up, "1", NULL));
	EXPECT_STREQ(WITHIN, refusal(down, "1", "1"));
	EXPECT_STREQ(WITHIN, refusal(down, "0", "1"));
	EXPECT_STREQ(RISES, refusal(down, "2", "1"));
	EXPECT_STREQ(RISES, refusal(down, "1", "-1"));
	EXPECT_STREQ(NO_OLD, refusal(down, "1", NULL));
	/* Place by place; one that is not there now is not written either. */
	EXPECT_STREQ(WITHIN, refusal(up, "5 1", "5 1"));
	EXPECT_STREQ(FALLS, refusal(up, "6 0", "5 1"));
	EXPECT_STREQ(WITHIN, refusal(up, "6", "5 1"));
	EXPECT_STREQ(NO_OLD, refusal(up, "6 2", "5"));
	EXPECT_STREQ(RISES, refusal(down, "0 2", "5 1"));
	EXPECT_STREQ(NO_OLD, refusal(down, "0 2", "5"));
}

/* As text, so that what is wrong can be read. */
static const char *clamped(const char *min, const char *max, const char *text, char *to)
{
	struct hf_constraint within = range(min, max);
	struct hf_numbers numbers;

	if (!hf_numbers_parse(&numbers, text, strlen(text)))
		abort();
	hf_constraint_clamp(&within, &numbers);
	hf_numbers_format(to, 128, &numbers);
	return to;
}

TEST(clamps)
{
	char to[128];

	EXPECT_STREQ("1\t1\t3\t5\t5\n", clamped("1", "5", "-1 1 3 5 6", to));
	EXPECT_STREQ("1\t7\n", clamped("1", NULL, "0 7", to));
	EXPECT_STREQ("0\t5\n", clamped(NULL, "5", "0 7", to));
	EXPECT_STREQ("-2\t-2\t-1\t-1\n", clamped("-2", "-1", "-3 -2 -1 0", to));
	EXPECT_STREQ("0\t0\t0\n", clamped("0", "0", LOWEST " -0 " HIGHEST, to));
	EXPECT_STREQ(LOWEST "\t" HIGHEST "\n", clamped(LOWEST, HIGHEST, LOWEST " " HIGHEST, to));
	EXPECT_STREQ(HIGHEST "\n", clamped(HIGHEST, HIGHEST, LOWEST, to));
}

/* What is clamped is within; what was within is as before. */
TEST(clamps_into_the_range)
{
	int round, moved = 0;

	for (round = 0; round < 50000; round++) {
		char min[8], max[8], text[8], to[128];
		int low = (int)random_below(20) - 10, high = low + random_below(8);
		int value = (int)random_below(30) - 15, expected = value;
		bool has_min = random_below(4), has_max = !has_min || random_below(4);
		char answer[16];

		snprintf(min, sizeof(min), "%d", low);
		snprintf(max, sizeof(max), "%d", high);
		snprintf(text, sizeof(text), "%d", value);
		if (has_min && value < low)
			expected = low;
		if (has_max && value > high)
			expected = high;
		moved += expected != value;
		snprintf(answer, sizeof(answer), "%d\n", expected);
		clamped(has_min ? min : NULL, has_max ? max : NULL, text, to);
		ASSERT_STREQ(answer, to) TH_LOG("%s..%s: %s", min, max, text);
		ASSERT_EQ(expected == value,
			  !strcmp(WITHIN, refusal(range(has_min ? min : NULL,
							has_max ? max : NULL), text, NULL)));
	}
	EXPECT_GT(moved, 10000);
}

static bool within(struct hf_constraint a, struct hf_constraint b)
{
	return hf_constraint_within(&a, &b);
}

TEST(ranges_within_ranges)
{
	EXPECT_TRUE(within(range("1", "5"), range("1", "5")));
	EXPECT_TRUE(within(range("2", "4"), range("1", "5")));
	EXPECT_FALSE(within(range("0", "4"), range("1", "5")));
	EXPECT_FALSE(within(range("2", "6"), range("1", "5")));
	EXPECT_TRUE(within(range("1", "5"), range("1", NULL)));
	EXPECT_FALSE(within(range("1", NULL), range("1", "5")));
	EXPECT_FALSE(within(range(NULL, "5"), range("1", "5")));
	EXPECT_FALSE(within(range(NULL, "5"), range("1", NULL)));
	EXPECT_TRUE(within(range("2", NULL), range("1", NULL)));
	EXPECT_TRUE(within(range("-5", "-4"), range("-5", "-1")));
	EXPECT_FALSE(within(range("-6", "-4"), range("-5", "-1")));
}

TEST(ranges_within_lists)
{
	EXPECT_TRUE(within(range("1", "3"), one_of("3,0x2,1")));
	EXPECT_FALSE(within(range("1", "3"), one_of("1,3")));
	EXPECT_FALSE(within(range("1", NULL), one_of("1,2")));
	EXPECT_FALSE(within(range(NULL, "1"), one_of("1,2")));
	/* Nor where the bound that is not there is taken for 0. */
	EXPECT_FALSE(within(range("-1", NULL), one_of("-1,0")));
	EXPECT_FALSE(within(range(NULL, "1"), one_of("0,1")));
	EXPECT_TRUE(within(range("-2", "1"), one_of("-2,-1,0,1")));
	EXPECT_FALSE(within(range("-2", "1"), one_of("-2,-1,1")));
	EXPECT_TRUE(within(range(HIGHEST, HIGHEST), one_of(HIGHEST)));
	EXPECT_TRUE(within(range("18446744073709551614", HIGHEST),
			   one_of(HIGHEST ",18446744073709551614")));
	EXPECT_TRUE(within(range(LOWEST, LOWEST), one_of(LOWEST)));
	EXPECT_FALSE(within(range(LOWEST, HIGHEST), one_of(LOWEST "," HIGHEST)));
	EXPECT_FALSE(within(range("1", "3"), one_of("1,2,3,x")));
}

TEST(lists_within)
{
	EXPECT_TRUE(within(one_of("1,2"), one_of("2,1")));
	EXPECT_TRUE(within(one_of("0x1"), one_of("1,2")));
	EXPECT_FALSE(within(one_of("1,3"), one_of("1,2")));
	EXPECT_TRUE(within(one_of("1,5"), range("1", "5")));
	EXPECT_FALSE(within(one_of("1,6"), range("1", "5")));
	EXPECT_TRUE(within(one_of("a"), one_of("b,a")));
	EXPECT_FALSE(within(one_of("a,c"), one_of("b,a")));
	/* A list of numbers takes vectors of them, and other spellings. */
	EXPECT_FALSE(within(one_of("1"), one_of("1,a")));
	EXPECT_FALSE(within(one_of("1,a"), one_of("1")));
	EXPECT_FALSE(within(one_of("a"), range("1", "5")));
}

TEST(ratchets_within)
{
	struct hf_constraint none = of_kind(HOLDFAST_CONSTRAINT_NONE);
	struct hf_constraint up = of_kind(HOLDFAST_CONSTRAINT_RATCHET_UP);
	struct hf_constraint down = of_kind(HOLDFAST_CONSTRAINT_RATCHET_DOWN);

	EXPECT_TRUE(within(up, up));
	EXPECT_TRUE(within(down, down));
	EXPECT_FALSE(within(up, down));
	EXPECT_FALSE(within(up, range("0", NULL)));
	EXPECT_FALSE(within(range("0", "1"), down));
	EXPECT_FALSE(within(one_of("0"), up));
	EXPECT_FALSE(within(one_of("a"), up));
	EXPECT_TRUE(within(up, none));
	EXPECT_TRUE(within(one_of("a"), none));
	EXPECT_TRUE(within(none, none));
	EXPECT_FALSE(within(none, up));
	EXPECT_FALSE(within(none, range("0", NULL)));
	EXPECT_FALSE(within(none, one_of("a")));
}

/* It is tried one by one, which has to end. */
TEST(an_interval_is_tried_to_64)
{
	char values[4 * 66], *at = values, max[12];
	int i;

	for (i = 0; i < 66; i++)
		at += sprintf(at, "%d", i) + 1;
	for (i = 0; i < 66; i++) {
		snprintf(max, sizeof(max), "%d", i);
		EXPECT_EQ(i < 64, within(range("0", max), list(values, at - values)));
	}
}

TEST_HARNESS_MAIN
