/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOORS_ALIAS_H
#define HF_DOORS_ALIAS_H

#include "../rule.h"

/**
 * struct hf_alias - a sysctl that is about to change by another door than /proc/sys
 * @door: which
 * @name: the sysctl, in path form: "kernel/panic"
 * @new: what it is to be: numbers in decimal, or a text
 * @old: what it is; where @data is NULL it is read, where that can be done
 * @fixed: why the door cannot be given another value, a static string; NULL
 *	where it can
 * @locked: the caller holds a lock, so that the sysctl cannot be read, or may
 *	not sleep
 * @console: it is whoever sits at the console, not the task that runs
 * @rule: the rule that decides, from hf_alias_decide() to hf_alias_done(); or NULL
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
	bool locked;
	bool console;
	struct hf_rule *rule;
	struct hf_verdict verdict;
	bool permissive;
	size_t given_len;
	char given[HOLDFAST_TEXT_MAX + 1];
	char held[HOLDFAST_TEXT_MAX + 1];
};

int hf_alias_decide(struct hf_alias *alias);
void hf_alias_done(struct hf_alias *alias, long ret);

#endif /* HF_DOORS_ALIAS_H */
