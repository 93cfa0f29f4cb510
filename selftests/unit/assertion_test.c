// SPDX-License-Identifier: GPL-2.0
/* What a probe's result is to be: read, refused with the place, and judged. */
#include <kselftest_harness.h>

#include "assertion.h"

static const char *parse(struct assertion *a, const char *text)
{
	const char *at;

	return assertion_parse(a, text, &at);
}

TEST(reads)
{
	struct assertion a;

	ASSERT_EQ(NULL, parse(&a, "tasklet.p99<50us"));
	EXPECT_STREQ("tasklet", a.kind);
	EXPECT_EQ(REPORT_ALL, a.cpu);
	EXPECT_TRUE(a.is_time);
	EXPECT_EQ(HOLDFAST_PROBE_SPLIT_TOTAL, a.split);
	EXPECT_EQ(REPORT_P99, a.rank);
	EXPECT_EQ(ASSERTION_LT, a.op);
	EXPECT_EQ(50000, a.value);

	ASSERT_EQ(NULL, parse(&a, " workqueue@12.wait.p99.9 >= 1.5ms "));
	EXPECT_STREQ("workqueue", a.kind);
	EXPECT_EQ(12, a.cpu);
	EXPECT_EQ(HOLDFAST_PROBE_SPLIT_WAIT, a.split);
	EXPECT_EQ(REPORT_P999, a.rank);
	EXPECT_EQ(ASSERTION_GE, a.op);
	EXPECT_EQ(1500000, a.value);

	ASSERT_EQ(NULL, parse(&a, "null.coalesced==0"));
	EXPECT_FALSE(a.is_time);
	EXPECT_EQ(REPORT_COALESCED, a.count);
	EXPECT_EQ(ASSERTION_EQ, a.op);

	/* Words that begin alike. */
	ASSERT_EQ(NULL, parse(&a, "null.raised!=0"));
	EXPECT_EQ(REPORT_RAISED, a.count);
	ASSERT_EQ(NULL, parse(&a, "null.waiting<1"));
	EXPECT_EQ(REPORT_WAITING, a.count);
	ASSERT_EQ(NULL, parse(&a, "null.wait.max>1ns"));
	EXPECT_EQ(HOLDFAST_PROBE_SPLIT_WAIT, a.split);
	ASSERT_EQ(NULL, parse(&a, "null.run.min<=1s"));
	EXPECT_EQ(HOLDFAST_PROBE_SPLIT_RUN, a.split);
}

TEST(refuses_and_says_where)
{
	static const struct {
		const char *text;
		const char *why;
		int at;
	} cases[] = {
		{ "", "a kind of handler is missing, as tasklet", 0 },
		{ ".p99<1us", "a kind of handler is missing, as tasklet", 0 },
		{ "taskle.p99<1us", "there is no such kind of handler", 0 },
		{ "tasklet", "here stands '.' and what of it, as .p99", 7 },
		{ "tasklet<5us", "here stands '.' and what of it, as .p99", 7 },
		{ "tasklet@.p99<5us", "a CPU's number is missing behind '@'", 8 },
		{ "tasklet@99999999999.p99<5us", "there is no such CPU", 18 },
		{ "tasklet.p98<5us", "here stands min, p50, p90, p99, p99.9, max, a split, or a count, as coalesced", 8 },
		{ "tasklet.p999<5us", "here stands min, p50, p90, p99, p99.9, max, a split, or a count, as coalesced", 8 },
		{ "tasklet.wait<5us", "here stands '.' and what of it, as .p99", 12 },
		{ "tasklet.wait.ran<5", "here stands min, p50, p90, p99, p99.9 or max", 13 },
		{ "tasklet.p99", "here stands one of < <= > >= == !=", 11 },
		{ "tasklet.p99=5us", "here stands one of < <= > >= == !=", 11 },
		{ "tasklet.p99<", "a time is a number and a unit, as 50us", 12 },
		{ "tasklet.p99<50", "a time has a unit: ns, us, ms, s, min or h", 14 },
		{ "tasklet.ran>5us", "here it should end", 13 },
		{ "tasklet.ran>", "a count is a number", 12 },
		{ "tasklet.ran>99999999999999999999", "that number is too large", 31 },
		{ "tasklet.p99<5us or so", "here it should end", 16 },
	};
	struct assertion a;
	const char *at;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = assertion_parse(&a, cases[i].text, &at);

		ASSERT_NE(NULL, why) {
			TH_LOG("%s", cases[i].text);
		}
		EXPECT_STREQ(cases[i].why, why) {
			TH_LOG("%s", cases[i].text);
		}
		EXPECT_EQ(cases[i].at, at - cases[i].text) {
			TH_LOG("%s", cases[i].text);
		}
	}
}

TEST(compares)
{
	static const char *const text[] = {
		[ASSERTION_LT] = "null.ran<5", [ASSERTION_LE] = "null.ran<=5",
		[ASSERTION_GT] = "null.ran>5", [ASSERTION_GE] = "null.ran>=5",
		[ASSERTION_EQ] = "null.ran==5", [ASSERTION_NE] = "null.ran!=5",
	};
	struct assertion a;
	uint64_t got;

	for (got = 4; got <= 6; got++) {
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_LT]));
		EXPECT_EQ(got < 5, assertion_holds(&a, got));
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_LE]));
		EXPECT_EQ(got <= 5, assertion_holds(&a, got));
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_GT]));
		EXPECT_EQ(got > 5, assertion_holds(&a, got));
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_GE]));
		EXPECT_EQ(got >= 5, assertion_holds(&a, got));
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_EQ]));
		EXPECT_EQ(got == 5, assertion_holds(&a, got));
		EXPECT_EQ(NULL, parse(&a, text[ASSERTION_NE]));
		EXPECT_EQ(got != 5, assertion_holds(&a, got));
	}
}

TEST(looks_at_a_cpu_or_all)
{
	struct report report = { 0 };
	struct report_row *row;
	struct assertion a;
	uint64_t got = 0;
	int cpu;

	for (cpu = 0; cpu < 2; cpu++) {
		row = report_add_row(&report);
		strcpy(row->kind, "tasklet");
		row->cpu = cpu;
		row->count[REPORT_RAN] = 10 + cpu;
		row->times[HOLDFAST_PROBE_SPLIT_TOTAL].samples = 1;
		row->times[HOLDFAST_PROBE_SPLIT_TOTAL].least = 7 + cpu;
		row->times[HOLDFAST_PROBE_SPLIT_TOTAL].most = 100 + cpu;
	}
	ASSERT_EQ(NULL, parse(&a, "tasklet.ran==21"));
	EXPECT_EQ(NULL, assertion_look(&a, &report, &got));
	EXPECT_EQ(21, got);
	ASSERT_EQ(NULL, parse(&a, "tasklet@1.ran==11"));
	EXPECT_EQ(NULL, assertion_look(&a, &report, &got));
	EXPECT_EQ(11, got);
	ASSERT_EQ(NULL, parse(&a, "tasklet.max<1us"));
	EXPECT_EQ(NULL, assertion_look(&a, &report, &got));
	EXPECT_EQ(101, got);
	/* What is not there never holds. */
	ASSERT_EQ(NULL, parse(&a, "tasklet@2.ran<100"));
	EXPECT_STREQ("that was not measured", assertion_look(&a, &report, &got));
	ASSERT_EQ(NULL, parse(&a, "null.max<1s"));
	EXPECT_STREQ("that was not measured", assertion_look(&a, &report, &got));
	ASSERT_EQ(NULL, parse(&a, "tasklet.wait.max<1s"));
	EXPECT_STREQ("there is no sample", assertion_look(&a, &report, &got));
	report_free(&report);
}

TEST_HARNESS_MAIN
