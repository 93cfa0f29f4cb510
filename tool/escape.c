// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes that a writer chose, made fit to be shown. escape_text() and escape_json()
 * return memory that the caller frees, or NULL without memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"

/* A byte becomes four at most: \xff. */
#define GROWTH	4

static char *put_hex(char *to, unsigned char c)
{
	return to + sprintf(to, "\\x%02x", c);
}

static char *put_text(char *to, unsigned char c, bool quoted)
{
	if (c == '\n' || c == '\t' || c == '\r') {
		*to++ = '\\';
		*to++ = c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
		return to;
	}
	if (c < ' ' || c > '~')
		return put_hex(to, c);
	if (quoted && (c == '"' || c == '\\'))
		*to++ = '\\';
	*to++ = c;
	return to;
}

/*
 * Printable ASCII only: a terminal must not obey what a writer wrote. Where
 * the text will stand in quotes, these and backslashes are escaped too.
 */
char *escape_text(const void *data, size_t len, bool quoted)
{
	char *text = malloc(len * GROWTH + 1), *to = text;
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < len; i++)
		to = put_text(to, ((const unsigned char *)data)[i], quoted);
	*to = '\0';
	return text;
}

/* The length of the UTF-8 character at @s, 0 where there is none. */
size_t escape_utf8(const unsigned char *s, size_t rest)
{
	static const unsigned int smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 :
		     s[0] >> 3 == 30 ? 4 : 0;
	unsigned int code;
	size_t i;

	if (len < 2)
		return len;
	if (len > rest)
		return 0;
	code = s[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	/* Overlong forms, surrogates and what lies beyond Unicode are not UTF-8. */
	if (code < smallest[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return len;
}

/* Valid UTF-8; the JSON library still escapes what JSON itself demands. */
char *escape_json(const void *data, size_t len, size_t *out_len)
{
	char *text = malloc(len * GROWTH + 1), *to = text;
	const unsigned char *s = data;
	size_t i, n;

	if (!text)
		return NULL;
	for (i = 0; i < len; i += n ? n : 1) {
		n = escape_utf8(s + i, len - i);
		if (!n) {
			to = put_hex(to, s[i]);
			continue;
		}
		if (s[i] == '\\')
			*to++ = '\\';
		memcpy(to, s + i, n);
		to += n;
	}
	*to = '\0';
	*out_len = to - text;
	return text;
}
