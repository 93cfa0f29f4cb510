// SPDX-License-Identifier: GPL-2.0
/* Any line can be split, and any text reads back from the word it becomes. */
#include "fuzz.h"
#include "words.h"

static void take_apart(const char *word)
{
	char *copy = strdup(word), *rest = copy;

	words_unquote(copy, 0, NULL);
	strcpy(copy, word);
	while (rest && !words_unquote(rest, ',', &rest))
		;
	free(copy);
}

static void reads_back(const char *text)
{
	char *word = words_quote(text, true), *line = strdup(word), *part[WORDS_MAX], *rest;
	int n;

	MUST(!words_split(line, part, &n));
	MUST(n == 1);
	MUST(!strcmp(part[0], word));
	MUST(!words_unquote(part[0], ',', &rest));
	MUST(!rest);
	MUST(!strcmp(part[0], text));
	free(line);
	free(word);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_text(data, size), *word[WORDS_MAX];
	int n, i;

	reads_back(line);
	if (!words_split(line, word, &n))
		for (i = 0; i < n; i++)
			take_apart(word[i]);
	free(line);
	return 0;
}
