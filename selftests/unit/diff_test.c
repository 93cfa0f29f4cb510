// SPDX-License-Identifier: GPL-2.0
/* What makes one list of rules another. */
#include <stdlib.h>
#include <string.h>

#include <kselftest_harness.h>

#include "diff.h"
#include "random.h"

static void add(struct list *list, const char *pattern, unsigned int action)
{
	struct rule *rule;

	list->record = &rule_record;
	rule = list_add(list);
	strcpy(rule->pattern, pattern);
	rule->action = action;
}

TEST(tells_in_order)
{
	struct list old = { 0 }, new = { 0 };
	struct diff diff;

	add(&old, "z/gone", HOLDFAST_ACTION_DENY);
	add(&old, "b/changes", HOLDFAST_ACTION_DENY);
	add(&old, "c/stays", HOLDFAST_ACTION_DENY);
	add(&old, "a/gone", HOLDFAST_ACTION_DENY);
	add(&new, "z.comes", HOLDFAST_ACTION_DENY);
	add(&new, "c.stays", HOLDFAST_ACTION_DENY);
	add(&new, "b.changes", HOLDFAST_ACTION_AUDIT);
	add(&new, "a.comes", HOLDFAST_ACTION_DENY);

	ASSERT_TRUE(diff_make(&diff, &old, &new));
	ASSERT_EQ(5, diff.n);
	EXPECT_EQ(2, diff.added);
	EXPECT_EQ(2, diff.removed);
	EXPECT_EQ(1, diff.changed);
	EXPECT_EQ(1, diff.unchanged);
	EXPECT_STREQ("z/gone", diff.change[0].was->pattern);
	EXPECT_EQ(NULL, diff.change[0].is);
	EXPECT_STREQ("b/changes", diff.change[1].was->pattern);
	EXPECT_EQ(HOLDFAST_ACTION_AUDIT, diff.change[1].is->action);
	EXPECT_STREQ("a/gone", diff.change[2].was->pattern);
	EXPECT_EQ(NULL, diff.change[3].was);
	EXPECT_STREQ("z.comes", diff.change[3].is->pattern);
	EXPECT_STREQ("a.comes", diff.change[4].is->pattern);
	diff_free(&diff);
	list_free(&old);
	list_free(&new);
}

TEST(nothing_and_nothing)
{
	struct list none = { .record = &rule_record };
	struct diff diff;

	ASSERT_TRUE(diff_make(&diff, &none, &none));
	EXPECT_EQ(0, diff.n);
	EXPECT_EQ(0, diff.unchanged);
	diff_free(&diff);
}

/* The sums, for lists of single keys that were drawn. */
TEST(sums_hold)
{
	int round, i;

	for (round = 0; round < 300; round++) {
		struct list old = { .record = &rule_record }, new = { .record = &rule_record };
		size_t both = 0;
		struct diff diff;

		for (i = 0; i < 50; i++) {
			unsigned int where = random_below(4);
			char pattern[16];

			snprintf(pattern, sizeof(pattern), "k%d/x", i);
			if (where & 1)
				add(&old, pattern, random_below(3));
			if (where & 2)
				add(&new, pattern, random_below(3));
			both += where == 3;
		}
		ASSERT_TRUE(diff_make(&diff, &old, &new));
		EXPECT_EQ(both, diff.changed + diff.unchanged);
		EXPECT_EQ(old.count, both + diff.removed);
		EXPECT_EQ(new.count, both + diff.added);
		EXPECT_EQ(diff.n, diff.added + diff.removed + diff.changed);
		diff_free(&diff);
		list_free(&old);
		list_free(&new);
	}
}

TEST_HARNESS_MAIN
