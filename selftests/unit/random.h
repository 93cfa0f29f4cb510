/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers that look random and are the same in each run. */
#ifndef UNIT_RANDOM_H
#define UNIT_RANDOM_H

#include <stdint.h>

static uint64_t random_state = 0x9e3779b97f4a7c15;

/* Marsaglia's xorshift64. */
static inline uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static inline uint64_t random_below(uint64_t end)
{
	return random_next() % end;
}

#endif /* UNIT_RANDOM_H */
