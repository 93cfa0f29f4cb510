// SPDX-License-Identifier: GPL-2.0
/* What a pin decides, and what is as tight as one: module/verdict.c. */
#include <kselftest_harness.h>

#include "constraints.h"
#include "verdict.h"

static struct hf_decision plain(enum holdfast_action action)
{
	return (struct hf_decision){ .action = action,
				     .constraint = of_kind(HOLDFAST_CONSTRAINT_NONE) };
}

static struct hf_decision pin(const char *value, enum holdfast_restore restore)
{
	struct hf_decision decision = plain(HOLDFAST_ACTION_PIN);

	decision.restore = restore;
	if (value) {
		decision.constraint.values = value;
		decision.constraint.size = strlen(value) + 1;
	}
	return decision;
}

TEST(a_pin_is_as_tight_as_deny)
{
	static const struct {
		const char *value;
		struct hf_decision than;
		bool tighter;
	} cases[] = {
		/* What is there stays. */
		{ NULL, { .action = HOLDFAST_ACTION_DENY }, true },
		{ NULL, { .action = HOLDFAST_ACTION_ALLOW }, true },
		{ NULL, { .action = HOLDFAST_ACTION_AUDIT }, true },
		/* With a value, it is set: where deny was, nobody could. */
		{ "5", { .action = HOLDFAST_ACTION_DENY }, false },
		{ "5", { .action = HOLDFAST_ACTION_MAX + 1 }, false },
		{ "5", { .action = HOLDFAST_ACTION_ALLOW }, true },
		{ "5", { .action = HOLDFAST_ACTION_AUDIT }, true },
	};
	struct hf_decision five = pin("5", HOLDFAST_RESTORE_BY_CLASS), other;
	struct hf_decision deny = plain(HOLDFAST_ACTION_DENY);
	struct hf_decision some = plain(HOLDFAST_ACTION_ALLOW);
	size_t i;

	some.constraint = range("2", "6");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		other = pin(cases[i].value, HOLDFAST_RESTORE_BY_CLASS);
		EXPECT_EQ(cases[i].tighter, hf_decision_tighter(&other, &cases[i].than))
			TH_LOG("case %zu", i);
	}
	for (i = 0; i < 10; i++) {
		char value[2] = { '0' + i };

		other = pin(value, HOLDFAST_RESTORE_BY_CLASS);
		EXPECT_EQ(i >= 2 && i <= 6, hf_decision_tighter(&other, &some));
		EXPECT_EQ(i == 5, hf_decision_tighter(&other, &five));
	}
	/* Up from what, is not known. */
	other = plain(HOLDFAST_ACTION_ALLOW);
	other.constraint.kind = HOLDFAST_CONSTRAINT_RATCHET_UP;
	EXPECT_FALSE(hf_decision_tighter(&five, &other));
	/* And what is pinned stays so. */
	EXPECT_FALSE(hf_decision_tighter(&deny, &five));
	other = pin(NULL, HOLDFAST_RESTORE_BY_CLASS);
	EXPECT_FALSE(hf_decision_tighter(&other, &five));
	EXPECT_FALSE(hf_decision_tighter(&five, &other));
	EXPECT_FALSE(hf_decision_tighter(&deny, &other));
}

TEST(a_pin_that_restores_less_is_looser)
{
	static const enum holdfast_restore order[] = {
		HOLDFAST_RESTORE_OFF, HOLDFAST_RESTORE_WARN, HOLDFAST_RESTORE_BY_CLASS,
		HOLDFAST_RESTORE_ALWAYS,
	};
	unsigned int a, b;

	for (a = 0; a < 4; a++)
		for (b = 0; b < 4; b++) {
			struct hf_decision one = pin("5", order[a]), other = pin("5", order[b]);

			EXPECT_EQ(a >= b, hf_decision_tighter(&one, &other));
		}
}

TEST(a_pin_takes_one_value_and_no_constraint)
{
	struct hf_decision decision = pin("5", HOLDFAST_RESTORE_OFF);

	EXPECT_EQ(NULL, hf_decision_check(&decision));
	decision.constraint.kind = HOLDFAST_CONSTRAINT_ONE_OF;
	EXPECT_STREQ("only allow and clamp take a constraint", hf_decision_check(&decision));
	decision = pin("5\0006", HOLDFAST_RESTORE_OFF);
	decision.constraint.size = 4;
	EXPECT_STREQ("a pin takes one value", hf_decision_check(&decision));
	decision = pin("5\n", HOLDFAST_RESTORE_OFF);
	EXPECT_STREQ("the value of a pin has a newline, which no sysctl keeps",
		     hf_decision_check(&decision));
	decision = plain(HOLDFAST_ACTION_DENY);
	decision.restore = HOLDFAST_RESTORE_WARN;
	EXPECT_STREQ("only a pin restores", hf_decision_check(&decision));
}

TEST_HARNESS_MAIN
