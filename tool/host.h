/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_HOST_H
#define TOOL_HOST_H

#include <stddef.h>

#include "record.h"

/* What on this host could get round the rules, and what to do about it. */
struct gap {
	const char *way;
	const char *what;
	const char *fix;
};

#define HOST_GAPS_MAX	16

size_t host_gaps(struct gap *gap, const struct stats *stats);

#endif /* TOOL_HOST_H */
