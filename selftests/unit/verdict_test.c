// SPDX-License-Identifier: GPL-2.0
/* What becomes of a write under each decision. */
#include <kselftest_harness.h>

#include "verdict.h"

static struct hf_verdict verdict_of(enum holdfast_action action)
{
	struct hf_decision decision = { .action = action };

	return hf_decision_judge(&decision, NULL, NULL);
}

TEST(each_action)
{
	struct hf_verdict allow = verdict_of(HOLDFAST_ACTION_ALLOW);
	struct hf_verdict deny = verdict_of(HOLDFAST_ACTION_DENY);
	struct hf_verdict audit = verdict_of(HOLDFAST_ACTION_AUDIT);

	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, allow.verdict);
	EXPECT_FALSE(allow.report);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, deny.verdict);
	EXPECT_TRUE(deny.report);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, audit.verdict);
	EXPECT_TRUE(audit.report);
}

/* A value from nowhere must not open a door. */
TEST(an_unknown_action_denies)
{
	unsigned int action;

	for (action = HOLDFAST_ACTION_MAX + 1; action < 300; action++) {
		struct hf_verdict verdict = verdict_of(action);

		ASSERT_EQ(HOLDFAST_VERDICT_DENIED, verdict.verdict);
		ASSERT_TRUE(verdict.report);
	}
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, verdict_of((enum holdfast_action)-1).verdict);
}

TEST_HARNESS_MAIN
