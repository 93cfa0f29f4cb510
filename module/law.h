/* SPDX-License-Identifier: GPL-2.0 */
/* raised = ran + coalesced + pending: nothing is run twice, nothing forgotten. */
#ifndef HF_LAW_H
#define HF_LAW_H

#include "pure.h"

/**
 * struct hf_law - the sides of the law
 * @epoch: since which reset
 * @raised: raises
 * @ran: runs
 * @coalesced: raises that found it pending
 * @pending: instances that wait to run
 */
struct hf_law {
	u32 epoch;
	u64 raised;
	u64 ran;
	u64 coalesced;
	u64 pending;
};

/**
 * struct hf_law_seen - what law.c knows of a handler
 * @law: what it last saw
 * @judged: found at rest since
 * @breach: by how much the law was broken then
 */
struct hf_law_seen {
	struct hf_law law;
	bool judged;
	s64 breach;
};

/**
 * hf_law_breach - by how much the law is broken
 * @law: as counted when nothing was half counted
 *
 * Return: raises too many; as a negative number, runs too many; 0 if it holds.
 */
static inline s64 hf_law_breach(const struct hf_law *law)
{
	return law->raised - law->ran - law->coalesced - law->pending;
}

/**
 * hf_law_same - has nothing been counted from one look to the other
 * @a: one
 * @b: the other
 */
static inline bool hf_law_same(const struct hf_law *a, const struct hf_law *b)
{
	return a->epoch == b->epoch && a->raised == b->raised && a->ran == b->ran &&
	       a->coalesced == b->coalesced && a->pending == b->pending;
}

#ifdef __KERNEL__
void hf_law_init(void);
void hf_law_exit(void);
void hf_law_tell(void (*tell)(const char *handler));
#endif

#endif /* HF_LAW_H */
