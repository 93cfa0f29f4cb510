// SPDX-License-Identifier: GPL-2.0
/* A random order. Pure, and cheap enough for a hard interrupt. */
#include "order.h"

/* xorshift32: every number but 0 comes once in a round. */
static u32 next(u32 x)
{
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

/**
 * hf_order_shuffle - bring things into a random order
 * @item: the things
 * @n: how many
 * @seed: what the last shuffle returned; at first any number but 0
 *
 * Context: any.
 * Return: the next seed.
 */
u32 hf_order_shuffle(u8 *item, unsigned int n, u32 seed)
{
	while (n > 1) {
		unsigned int i;
		u8 last;

		seed = next(seed);
		i = (u64)seed * n >> 32;
		last = item[--n];
		item[n] = item[i];
		item[i] = last;
	}
	return seed;
}
