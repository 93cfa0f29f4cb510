// SPDX-License-Identifier: GPL-2.0
/* Durations as people write them: 50us, 1.5ms, 10s. */
#include <ctype.h>
#include <string.h>

#include "duration.h"

static const struct {
	const char *name;
	uint64_t ns;
} units[] = {
	{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 },
	{ "min", 60000000000ULL }, { "h", 3600000000000ULL },
};

static uint64_t find_unit(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len && !strncmp(units[i].name, word, len))
			return units[i].ns;
	return 0;
}

/* The digits at *@at, as that many of @unit; what is less than 1 ns is cut off. */
static bool read_number(const char *at, uint64_t unit, uint64_t *ns)
{
	uint64_t whole = 0;

	for (; isdigit((unsigned char)*at); at++)
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, *at - '0', &whole))
			return false;
	if (__builtin_mul_overflow(whole, unit, ns))
		return false;
	if (*at != '.')
		return true;
	for (at++; isdigit((unsigned char)*at) && unit; at++) {
		unit /= 10;
		if (__builtin_add_overflow(*ns, unit * (*at - '0'), ns))
			return false;
	}
	return true;
}

/*
 * Read one from *@at on, which then points behind it, or at what is wrong.
 * Returns what that is, or NULL.
 */
const char *duration_read(const char **at, uint64_t *ns)
{
	const char *number = *at, *word;
	uint64_t unit;
	size_t len = 0;

	*at += strspn(*at, "0123456789");
	if (*at == number)
		return "a time is a number and a unit, as 50us";
	if (**at == '.') {
		word = ++*at;
		*at += strspn(*at, "0123456789");
		if (*at == word)
			return "a digit is missing behind the '.'";
	}
	word = *at;
	while (isalpha((unsigned char)word[len]))
		len++;
	unit = find_unit(word, len);
	if (!unit)
		return "a time has a unit: ns, us, ms, s, min or h";
	if (!read_number(number, unit, ns)) {
		*at = number;
		return "that is longer than 584 years";
	}
	*at += len;
	return NULL;
}

/* A whole word. Returns what is wrong, or NULL. */
const char *duration_parse(const char *text, uint64_t *ns)
{
	const char *why = duration_read(&text, ns);

	return why ? why : *text ? "there is something behind the unit" : NULL;
}
