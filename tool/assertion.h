/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_ASSERTION_H
#define TOOL_ASSERTION_H

#include "report.h"

enum assertion_op {
	ASSERTION_LT, ASSERTION_LE, ASSERTION_GT, ASSERTION_GE, ASSERTION_EQ, ASSERTION_NE,
};

/* KIND[@CPU][.SPLIT].WHAT OP VALUE */
struct assertion {
	char kind[REPORT_NAME];
	uint32_t cpu;		/* or REPORT_ALL */
	bool is_time;
	unsigned int split;
	enum report_rank rank;	/* of a time */
	enum report_count count;
	enum assertion_op op;
	uint64_t value;
};

const char *assertion_parse(struct assertion *assertion, const char *text, const char **at);
const char *assertion_look(const struct assertion *assertion, const struct report *report,
			   uint64_t *got);
bool assertion_holds(const struct assertion *assertion, uint64_t got);

#endif /* TOOL_ASSERTION_H */
