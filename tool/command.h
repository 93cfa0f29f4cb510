/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

#include "options.h"

/*
 * One word of the command line: with either commands below it or a function.
 * Tables of commands end with one without a name.
 */
struct command {
	const char *name;
	int (*run)(const struct options *opt, int n, char **word);
	const char *help;		/* a line */
	const char *words;		/* what follows the name; NULL for nothing */
	const char *more;		/* paragraphs for its own help; may be NULL */
	const struct command *below;
	unsigned int options;		/* beside OPT_COMMON */
	/* Offer what may stand after the @n words; may be NULL. */
	void (*complete)(int n, char **word, const char *prefix);
};

int command_run(const struct command *top, const struct options *opt, int n, char **word);
int command_complete(const struct command *top, int n, char **word);
void command_offer(const char *prefix, const char *word);

#endif /* TOOL_COMMAND_H */
