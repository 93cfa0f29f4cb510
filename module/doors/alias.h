/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOORS_ALIAS_H
#define HF_DOORS_ALIAS_H

#include <linux/if.h>

#include "../rule.h"
#include "../witness.h"

/**
 * struct hf_alias - a sysctl that is about to change by another door than /proc/sys
 * @door: which
 * @name: the sysctl, in path form: "kernel/panic"
 * @new: what it is to be: numbers in decimal, or a text
 * @old: what it is; where @data is NULL it is read, where that can be done
 * @fixed: why the door cannot be given another value, a static string; NULL
 *	where it can
 * @unreadable: the sysctl cannot be read: for a lock that the caller holds, or
 *	as it is another namespace's
 * @locked: as hf_decide_rule() takes it
 * @cgroups: the task's, where they are known and the caller may not sleep
 * @console: it is whoever sits at the console, not the task that runs
 * @rule: the rule that decides, from hf_alias_decide() to hf_alias_done(); or NULL
 * @witness: knows of the change, where the sysctl is pinned; likewise
 * @verdict: what it decided
 * @permissive: it is reported only
 * @given_len: bytes at @given; above 0, the door gives that to the kernel
 * @given: the value in the place of @new, and a NUL
 * @held: room for @old
 */
struct hf_alias {
	enum holdfast_door door;
	const char *name;
	struct hf_text new;
	struct hf_text old;
	const char *fixed;
	bool unreadable;
	bool locked;
	const struct hf_cgroups *cgroups;
	bool console;
	struct hf_rule *rule;
	struct hf_witness_write witness;
	struct hf_verdict verdict;
	bool permissive;
	size_t given_len;
	char given[HOLDFAST_TEXT_MAX + 1];
	char held[HOLDFAST_TEXT_MAX + 1];
};

/* "net/ipv6/neigh/INTERFACE/base_reachable_time_ms", and a NUL. */
#define HF_ALIAS_NAME (IFNAMSIZ + 64)

/* One of several changes that come together, and room for its texts. */
struct hf_alias_item {
	struct hf_alias alias;
	char name[HF_ALIAS_NAME];
	char old[24];
	char new[24];
};

int hf_alias_decide(struct hf_alias *alias);
void hf_alias_done(struct hf_alias *alias, long ret);
int hf_alias_decide_all(struct hf_alias_item *item, unsigned int count);
void hf_alias_done_all(struct hf_alias_item *item, unsigned int count, long ret);

#endif /* HF_DOORS_ALIAS_H */
