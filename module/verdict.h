/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_VERDICT_H
#define HF_VERDICT_H

#include "constraint.h"

/* What the kernel reads of a write of numbers: less than a page. */
#ifdef __KERNEL__
#include <asm/page.h>
#define HF_NUMBERS_TEXT	(PAGE_SIZE - 1)
#else
#define HF_NUMBERS_TEXT	4095
#endif

/**
 * struct hf_decision - what a rule decides
 * @action: its action
 * @constraint: which values it lets through; of a pin, @values and @size alone:
 *	the value that is to be kept, or none
 * @restore: of a pin: what becomes of a value that changed all the same
 */
struct hf_decision {
	enum holdfast_action action;
	struct hf_constraint constraint;
	enum holdfast_restore restore;
};

/**
 * struct hf_write - a write to be judged
 * @text: where the constraint speaks of numbers, what is written; else what a
 *	string sysctl would then hold
 * @old: what it holds now; not known where @data is NULL
 */
struct hf_write {
	struct hf_text text;
	struct hf_text old;
};

/**
 * struct hf_verdict - what is decided for one write
 * @verdict: what becomes of it
 * @report: whether an event tells of it
 * @numbers: give the kernel the vector of numbers instead of the text
 * @why: a static string; NULL where nothing was judged
 */
struct hf_verdict {
	enum holdfast_verdict verdict;
	bool report;
	bool numbers;
	const char *why;
};

const char *hf_decision_check(struct hf_decision *decision);
bool hf_decision_needs_value(const struct hf_decision *decision);
struct hf_verdict hf_decision_judge(const struct hf_decision *decision,
				    const struct hf_write *write, struct hf_numbers *numbers);
bool hf_decision_tighter(const struct hf_decision *a, const struct hf_decision *b);

#endif /* HF_VERDICT_H */
