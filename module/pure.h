/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the pure files need. They hold no kernel state and call nothing of the
 * kernel's, so that the command and the userspace tests build the same source.
 */
#ifndef HF_PURE_H
#define HF_PURE_H

#ifdef __KERNEL__
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define U64_MAX UINT64_MAX

/* As the kernel's: the number of the highest set bit, from 1; 0 has none. */
static inline int fls64(u64 value)
{
	return value ? 64 - __builtin_clzll(value) : 0;
}
#endif

#endif /* HF_PURE_H */
