// SPDX-License-Identifier: GPL-2.0
/* An order has each thing once, and each order is as likely as another. */
#include <kselftest_harness.h>

#include "order.h"

#define THINGS	12
#define ROUNDS	120000

TEST(each_thing_stays_once)
{
	u8 item[THINGS];
	unsigned int i, round;
	u32 seed = 1;

	for (i = 0; i < THINGS; i++)
		item[i] = i;
	for (round = 0; round < 1000; round++) {
		unsigned int seen = 0;

		seed = hf_order_shuffle(item, THINGS, seed);
		ASSERT_NE(0, seed);
		for (i = 0; i < THINGS; i++)
			seen |= 1U << item[i];
		ASSERT_EQ((1U << THINGS) - 1, seen);
	}
}

/* Each thing at each place a twelfth of the time, give or take a twentieth. */
TEST(each_place_is_as_likely)
{
	unsigned int at[THINGS][THINGS] = { 0 }, i, j, round;
	u8 item[THINGS];
	u32 seed = 2463534242U;

	for (round = 0; round < ROUNDS; round++) {
		/* From one order on: staying is as likely as any place. */
		for (i = 0; i < THINGS; i++)
			item[i] = i;
		seed = hf_order_shuffle(item, THINGS, seed);
		for (i = 0; i < THINGS; i++)
			at[item[i]][i]++;
	}
	for (i = 0; i < THINGS; i++) {
		for (j = 0; j < THINGS; j++) {
			ASSERT_LT(ROUNDS / THINGS * 95 / 100, at[i][j]);
			ASSERT_GT(ROUNDS / THINGS * 105 / 100, at[i][j]);
		}
	}
}

TEST(one_and_none_stay)
{
	u8 item[1] = { 7 };

	EXPECT_EQ(5, hf_order_shuffle(item, 1, 5));
	EXPECT_EQ(5, hf_order_shuffle(item, 0, 5));
	EXPECT_EQ(7, item[0]);
}

TEST_HARNESS_MAIN
