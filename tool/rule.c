// SPDX-License-Identifier: GPL-2.0
/* Rules compared: which have the same key, which say the same. Pure. */
#include <stdio.h>
#include <string.h>

#include "rule.h"
#include "value.h"

static char swapped(char c)
{
	return c == '/' ? '.' : c == '.' ? '/' : c;
}

static bool is_dotted(const char *name)
{
	return name[strcspn(name, "./")] == '.';
}

/*
 * A sysctl's name as its path below /proc/sys. The first separator decides
 * which of the two @name is, as in sysctl.d(5).
 */
void rule_path(char *path, size_t size, const char *name)
{
	bool dotted = is_dotted(name);
	char *c;

	snprintf(path, size, "%s", name);
	for (c = path; dotted && *c; c++)
		*c = swapped(*c);
}

/*
 * A path below /proc/sys as sysctl(8) shows it. Reads back as the same path: a
 * '.' inside a component becomes '/', and the first separator is a '.'.
 */
void rule_dotted(char *dotted, size_t size, const char *path)
{
	char *c;

	snprintf(dotted, size, "%s", path);
	for (c = dotted; *c; c++)
		*c = swapped(*c);
}

/* strcmp() of the paths, without making them: a big table is sorted by this. */
static int compare_paths(const char *a, const char *b)
{
	bool a_dotted = is_dotted(a), b_dotted = is_dotted(b);
	unsigned char a_char, b_char;

	for (;; a++, b++) {
		a_char = a_dotted ? swapped(*a) : *a;
		b_char = b_dotted ? swapped(*b) : *b;
		if (a_char != b_char || !a_char)
			return a_char - b_char;
	}
}

/* The order of keys: 0 for rules of which one would replace the other. */
int rule_compare(const struct rule *a, const struct rule *b)
{
	int order = compare_paths(a->pattern, b->pattern);

	if (order)
		return order;
	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return strcmp(a->cgroup ? a->cgroup : "", b->cgroup ? b->cgroup : "");
}

/* Is it the same number, or no number, the same text? */
static bool same_number(const char *a, const char *b)
{
	struct hf_number a_number, b_number;

	if (!a || !b)
		return a == b;
	if (!hf_number_parse(&a_number, a, strlen(a)) || !hf_number_parse(&b_number, b, strlen(b)))
		return !strcmp(a, b);
	return !hf_number_compare(&a_number, &b_number);
}

static bool same_texts(const struct texts *a, const struct texts *b)
{
	return a->size == b->size && (!a->size || !memcmp(a->at, b->at, a->size));
}

/* Do two rules of the same key do the same? */
bool rule_same(const struct rule *a, const struct rule *b)
{
	return a->action == b->action && a->constraint == b->constraint &&
	       same_number(a->min, b->min) && same_number(a->max, b->max) &&
	       same_texts(&a->values, &b->values) && a->restore == b->restore;
}
