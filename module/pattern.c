// SPDX-License-Identifier: GPL-2.0
/*
 * Sysctl names with wildcards: how they are written, and what one component
 * matches. Pure. Inside Holdfast a pattern is a path below /proc/sys:
 * components parted by '/'.
 */
#include "pattern.h"

static const char not_ascii[] =
	"pattern has a character that is not printable ASCII; match it with '*'";

static const char *check_component(const char *component, size_t len, bool last)
{
	if (!len)
		return "empty component in pattern";
	if ((len == 1 && component[0] == '.') || (len == 2 && !memcmp(component, "..", 2)))
		return "'.' and '..' name no sysctl";
	if (hf_pattern_kind(component, len) == HF_COMPONENT_REST) {
		if (!last)
			return "'**' may only close a pattern";
		return NULL;
	}
	for (; len > 1; len--, component++)
		if (!memcmp(component, "**", 2))
			return "'**' must be a component of its own";
	return NULL;
}

static const char *check(const char *pattern)
{
	unsigned int depth = 0;
	const char *why;
	size_t len;

	for (;; pattern += len + 1) {
		len = hf_pattern_span(pattern);
		why = check_component(pattern, len, !pattern[len]);
		if (why)
			return why;
		if (++depth > HF_PATTERN_DEPTH)
			return "pattern has more than 16 components";
		if (!pattern[len])
			return NULL;
	}
}

/**
 * hf_pattern_parse - check a pattern and bring it into the form of a path
 * @pattern: receives the path form
 * @size: bytes at @pattern
 * @text: as written: net.ipv4.conf.eth0/100.forwarding or
 *	net/ipv4/conf/eth0.100/forwarding. As in sysctl.d(5) the first
 *	separator decides which of the two it is.
 *
 * Return: NULL when done, else what is wrong with @text, a static string.
 */
const char *hf_pattern_parse(char *pattern, size_t size, const char *text)
{
	size_t len = strlen(text), first = strcspn(text, "./"), i;
	bool dotted = text[first] == '.';

	if (!len)
		return "pattern is empty";
	if (len >= size)
		return "pattern is too long";
	for (i = 0; i < len; i++) {
		char c = text[i];

		/* An interface may be named anything; such a one is matched by '*'. */
		if (c <= ' ' || c > '~')
			return not_ascii;
		if (dotted && c == '.')
			c = '/';
		else if (dotted && c == '/')
			c = '.';
		pattern[i] = c;
	}
	pattern[len] = '\0';
	return check(pattern);
}

/**
 * hf_pattern_kind - what a component of a pattern stands for
 * @component: its first byte
 * @len: its length
 *
 * Return: the kind; they are in order, the most specific first.
 */
enum hf_component hf_pattern_kind(const char *component, size_t len)
{
	if (len == 1 && component[0] == '*')
		return HF_COMPONENT_STAR;
	if (len == 2 && component[0] == '*' && component[1] == '*')
		return HF_COMPONENT_REST;
	return memchr(component, '*', len) ? HF_COMPONENT_GLOB : HF_COMPONENT_LITERAL;
}

/**
 * hf_pattern_span - the length of a path's first component
 * @path: a path or what is left of one
 *
 * Return: bytes up to the next '/' or the end.
 */
size_t hf_pattern_span(const char *path)
{
	return strcspn(path, "/");
}

/**
 * hf_pattern_glob - does a component with '*' in it match
 * @glob: the component, in which '*' stands for any bytes or none
 * @glob_len: its length
 * @text: a component of a sysctl's name
 * @text_len: its length
 *
 * Takes at most @glob_len * @text_len steps.
 *
 * Return: true where it does.
 */
bool hf_pattern_glob(const char *glob, size_t glob_len, const char *text, size_t text_len)
{
	size_t g = 0, t = 0, star = glob_len, from = 0;

	while (t < text_len) {
		if (g < glob_len && glob[g] == '*') {
			star = g++;
			from = t;
		} else if (g < glob_len && glob[g] == text[t]) {
			g++;
			t++;
		} else if (star < glob_len) {
			/* Let the last '*' take one byte more, and try again. */
			g = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (g < glob_len && glob[g] == '*')
		g++;
	return g == glob_len;
}

static size_t literal_bytes(const char *glob, size_t len)
{
	size_t count = 0;

	while (len--)
		count += *glob++ != '*';
	return count;
}

/**
 * hf_pattern_compare - which of two components with '*' in them goes first
 * @a: one component
 * @a_len: its length
 * @b: the other
 * @b_len: its length
 *
 * The one with more literal bytes is the more specific. Among equals the
 * order of bytes decides, so that the answer never depends on which rule
 * came first.
 *
 * Return: below 0 where @a goes first, 0 where they are the same, else above.
 */
int hf_pattern_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t a_bytes = literal_bytes(a, a_len), b_bytes = literal_bytes(b, b_len);
	int order;

	if (a_bytes != b_bytes)
		return a_bytes > b_bytes ? -1 : 1;
	order = memcmp(a, b, a_len < b_len ? a_len : b_len);
	if (order)
		return order;
	return a_len < b_len ? -1 : a_len > b_len;
}

/* Could one component of a name match both? Of two with '*', it says yes. */
static bool components_meet(const char *a, size_t a_len, const char *b, size_t b_len)
{
	bool a_literal = hf_pattern_kind(a, a_len) == HF_COMPONENT_LITERAL;
	bool b_literal = hf_pattern_kind(b, b_len) == HF_COMPONENT_LITERAL;

	if (a_literal && b_literal)
		return a_len == b_len && !memcmp(a, b, a_len);
	if (b_literal)
		return hf_pattern_glob(a, a_len, b, b_len);
	if (a_literal)
		return hf_pattern_glob(b, b_len, a, a_len);
	return true;
}

/**
 * hf_pattern_overlap - is there a name that two patterns match
 * @a: in path form
 * @b: in path form
 *
 * Return: false where there is none; true where there is, or where that takes
 * comparing two components with '*' in them.
 */
bool hf_pattern_overlap(const char *a, const char *b)
{
	size_t a_len, b_len;

	for (;; a += a_len + 1, b += b_len + 1) {
		a_len = hf_pattern_span(a);
		b_len = hf_pattern_span(b);
		if (hf_pattern_kind(a, a_len) == HF_COMPONENT_REST ||
		    hf_pattern_kind(b, b_len) == HF_COMPONENT_REST)
			return true;
		if (!components_meet(a, a_len, b, b_len))
			return false;
		if (!a[a_len] || !b[b_len])
			return !a[a_len] && !b[b_len];
	}
}

/**
 * hf_pattern_order - which of two patterns decides a name that both match
 * @a: in path form
 * @b: in path form
 *
 * The first component that differs tells, the same for every such name.
 *
 * Return: below 0 where @a does, 0 where they are the same, else above.
 */
int hf_pattern_order(const char *a, const char *b)
{
	size_t a_len, b_len;
	int order;

	for (;; a += a_len + 1, b += b_len + 1) {
		a_len = hf_pattern_span(a);
		b_len = hf_pattern_span(b);
		order = (int)hf_pattern_kind(a, a_len) - (int)hf_pattern_kind(b, b_len);
		if (!order)
			order = hf_pattern_compare(a, a_len, b, b_len);
		if (order)
			return order;
		if (!a[a_len] || !b[b_len])
			return !!a[a_len] - !!b[b_len];
	}
}
