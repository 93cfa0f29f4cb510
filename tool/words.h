/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_WORDS_H
#define TOOL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* More than any rule has, so that one word too many can be told. */
#define WORDS_MAX	16

const char *words_split(char *line, char **word, int *n);
const char *words_unquote(char *word, char stop, char **rest);
char *words_quote(const char *text, bool in_list);

#endif /* TOOL_WORDS_H */
