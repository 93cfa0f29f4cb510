// SPDX-License-Identifier: GPL-2.0
/* The law of a handler's counters: module/law.h. */
#include "kselftest_harness.h"

#include "law.h"

TEST(holds_where_all_are_accounted_for)
{
	struct hf_law law = { .raised = 100, .ran = 30, .coalesced = 68, .pending = 2 };

	EXPECT_EQ(0, hf_law_breach(&law));
	law = (struct hf_law){ 0 };
	EXPECT_EQ(0, hf_law_breach(&law));
}

TEST(counts_what_is_missing_and_what_is_too_many)
{
	struct hf_law law = { .raised = 100, .ran = 30, .coalesced = 68, .pending = 1 };

	/* A raise that nobody ran. */
	EXPECT_EQ(1, hf_law_breach(&law));
	/* A run that nobody raised. */
	law.ran = 32;
	EXPECT_EQ(-1, hf_law_breach(&law));
	law.ran = 31;
	law.coalesced = 0;
	EXPECT_EQ(68, hf_law_breach(&law));
}

TEST(one_counter_more_is_another_look)
{
	const struct hf_law law = { .epoch = 3, .raised = 9, .ran = 5, .coalesced = 3, .pending = 1 };
	struct hf_law other = law;

	EXPECT_TRUE(hf_law_same(&law, &other));
	other.epoch++;
	EXPECT_FALSE(hf_law_same(&law, &other));
	other = law;
	other.raised++;
	EXPECT_FALSE(hf_law_same(&law, &other));
	other = law;
	other.ran++;
	EXPECT_FALSE(hf_law_same(&law, &other));
	other = law;
	other.coalesced++;
	EXPECT_FALSE(hf_law_same(&law, &other));
	other = law;
	other.pending++;
	EXPECT_FALSE(hf_law_same(&law, &other));
}

TEST_HARNESS_MAIN
