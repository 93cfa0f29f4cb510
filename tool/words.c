// SPDX-License-Identifier: GPL-2.0
/*
 * A line's words. Pure.
 *
 * Words are parted by blanks, and a '#' that begins one ends the line. Double
 * quotes keep together what stands between them. A backslash stands before a
 * character that would mean something, or before three octal digits, which are
 * a byte. Before anything else it is refused: systemd's cgroups have names
 * such as "dev-a\x2db", and taken for "dev-ax2db" a rule would hold for none.
 *
 * Splitting leaves quotes and backslashes where they are. So a word means the
 * same in a file and on the command line, and in a list they can guard a
 * comma; whoever takes the word unquotes it.
 */
#include <stdlib.h>
#include <string.h>

#include "words.h"

/* What a backslash may stand before, beside octal digits. */
#define SPECIAL		" \t,\"\\#"

static const char unclosed[] = "a double quote is not closed";

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The first byte after the word that begins at @c. */
static char *word_end(char *c, const char **why)
{
	bool quoted = false;

	for (; *c && (quoted || !is_blank(*c)); c++) {
		if (*c == '"')
			quoted = !quoted;
		else if (*c == '\\' && c[1])
			c++;
	}
	if (quoted)
		*why = unclosed;
	return c;
}

/*
 * Split @line, in place, into at most WORDS_MAX of @word. Returns NULL, or what
 * is wrong.
 */
const char *words_split(char *line, char **word, int *n)
{
	const char *why = NULL;

	*n = 0;
	for (;;) {
		while (is_blank(*line))
			line++;
		if (!*line || *line == '#')
			return NULL;
		if (*n == WORDS_MAX)
			return "too many words for a rule";
		word[(*n)++] = line;
		line = word_end(line, &why);
		if (why)
			return why;
		if (*line)
			*line++ = '\0';
	}
}

static bool is_octal(const char *c)
{
	int i;

	for (i = 0; i < 3; i++)
		if (c[i] < '0' || c[i] > '7')
			return false;
	return true;
}

/* The character that the backslash before @c stands for. Returns bytes used. */
static int escaped(const char *c, char *to, const char **why)
{
	int byte;

	if (*c && strchr(SPECIAL, *c)) {
		*to = *c;
		return 1;
	}
	if (!is_octal(c)) {
		*why = "'\\' stands before a blank, a comma, '\"', '#', '\\' or three octal digits; for itself write '\\\\'";
		return 0;
	}
	byte = (c[0] - '0') * 64 + (c[1] - '0') * 8 + c[2] - '0';
	if (!byte || byte > 255)
		*why = "after '\\' stand three octal digits from 001 to 377";
	*to = byte;
	return 3;
}

/*
 * Take quotes and backslashes out of @word, in place, up to its end or to a
 * @stop (not NUL) outside of them. @rest gets what follows @stop, NULL at the
 * end. Returns NULL, or what is wrong.
 */
const char *words_unquote(char *word, char stop, char **rest)
{
	const char *why = NULL;
	bool quoted = false;
	char *to = word;

	for (; *word && (quoted || !stop || *word != stop); word++) {
		if (*word == '"')
			quoted = !quoted;
		else if (*word == '\\')
			word += escaped(word + 1, to++, &why);
		else
			*to++ = *word;
		if (why)
			return why;
	}
	if (quoted)
		return unclosed;
	if (rest)
		*rest = *word ? word + 1 : NULL;
	*to = '\0';
	return NULL;
}

static bool is_shown(unsigned char c)
{
	return c >= ' ' && c <= '~';
}

static bool needs_quotes(const char *text, bool in_list)
{
	if (!*text || *text == '#')
		return true;
	return strpbrk(text, in_list ? " \"\\," : " \"\\");
}

/*
 * A word that words_unquote() turns into @text, in printable ASCII; in a list
 * commas are guarded too. The caller frees it; NULL without memory.
 */
char *words_quote(const char *text, bool in_list)
{
	bool quotes = needs_quotes(text, in_list);
	char *word = malloc(strlen(text) * 4 + 3), *to = word;

	if (!word)
		return NULL;
	if (quotes)
		*to++ = '"';
	for (; *text; text++) {
		unsigned char c = *text;

		if (!is_shown(c)) {
			*to++ = '\\';
			*to++ = '0' + (c >> 6);
			*to++ = '0' + (c >> 3 & 7);
			*to++ = '0' + (c & 7);
			continue;
		}
		if (c == '"' || c == '\\')
			*to++ = '\\';
		*to++ = c;
	}
	if (quotes)
		*to++ = '"';
	*to = '\0';
	return word;
}
