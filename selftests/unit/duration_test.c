// SPDX-License-Identifier: GPL-2.0
/* Durations as people write them. */
#include <kselftest_harness.h>

#include "duration.h"

TEST(times)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} cases[] = {
		{ "0ns", 0 }, { "1ns", 1 }, { "50us", 50000 }, { "1ms", 1000000 },
		{ "1.5ms", 1500000 }, { "0.001us", 1 }, { "0.0001us", 0 }, { "10s", 10000000000 },
		{ "2min", 120000000000 }, { "1h", 3600000000000 }, { "0.5h", 1800000000000 },
		{ "18446744073709551615ns", UINT64_MAX }, { "1.25ns", 1 }, { "007us", 7000 },
	};
	uint64_t ns;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EXPECT_EQ(NULL, duration_parse(cases[i].text, &ns)) {
			TH_LOG("%s", cases[i].text);
		}
		EXPECT_EQ(cases[i].ns, ns) {
			TH_LOG("%s", cases[i].text);
		}
	}
}

TEST(no_times)
{
	static const struct {
		const char *text;
		const char *why;
		size_t at;	/* what duration_read() points at */
	} cases[] = {
		{ "", "a time is a number and a unit, as 50us", 0 },
		{ "us", "a time is a number and a unit, as 50us", 0 },
		{ "-1us", "a time is a number and a unit, as 50us", 0 },
		{ " 1us", "a time is a number and a unit, as 50us", 0 },
		{ "50", "a time has a unit: ns, us, ms, s, min or h", 2 },
		{ "50 us", "a time has a unit: ns, us, ms, s, min or h", 2 },
		{ "5m", "a time has a unit: ns, us, ms, s, min or h", 1 },
		{ "5sec", "a time has a unit: ns, us, ms, s, min or h", 1 },
		{ "5.us", "a digit is missing behind the '.'", 2 },
		{ "18446744073709551616ns", "that is longer than 584 years", 0 },
		{ "18446744073709552us", "that is longer than 584 years", 0 },
		{ "5us,", "there is something behind the unit", 3 },
	};
	const char *at;
	uint64_t ns;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = duration_parse(cases[i].text, &ns);

		ASSERT_NE(NULL, why) {
			TH_LOG("%s", cases[i].text);
		}
		EXPECT_STREQ(cases[i].why, why);
		at = cases[i].text;
		duration_read(&at, &ns);
		EXPECT_EQ(cases[i].at, (size_t)(at - cases[i].text)) {
			TH_LOG("%s", cases[i].text);
		}
	}
}

TEST_HARNESS_MAIN
