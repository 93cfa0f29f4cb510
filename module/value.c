// SPDX-License-Identifier: GPL-2.0
/*
 * Values as sysctls hold them: vectors of numbers, read as the kernel's
 * handlers read them (proc_get_long() in kernel/sysctl.c), and texts. Pure.
 */
#include "value.h"

/* The kernel reads a number from so many bytes, and refuses one that fills them. */
#define NUMBER_BYTES	21

/*
 * No sysctl holds less than -2^63. The kernel reads less where it stands in
 * hexadecimal, but not from the decimals that it would be given.
 */
#define MOST_BELOW	(1ULL << 63)

/* What the kernel skips between numbers: isspace() of its own ctype table. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0';
}

/* What it lets follow a number's last digit. */
static bool may_follow(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static size_t skip_blanks(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && is_blank(text[i]))
		i++;
	return i;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* 0x before a hexadecimal digit, 0 before what is then octal. */
static unsigned int take_base(const char *text, size_t len, size_t *at)
{
	if (*at + 2 < len && text[*at] == '0' && (text[*at + 1] | 0x20) == 'x' &&
	    digit(text[*at + 2]) < 16) {
		*at += 2;
		return 16;
	}
	return text[*at] == '0' ? 8 : 10;
}

/* Bytes that the number at @text takes, or 0 where there is none. */
static size_t take_number(struct hf_number *number, const char *text, size_t len)
{
	unsigned int base;
	u64 value = 0;
	size_t at = 0;

	number->negative = len > 1 && text[0] == '-';
	at += number->negative;
	if (at >= len || digit(text[at]) > 9)
		return 0;
	base = take_base(text, len, &at);
	for (; at < len && digit(text[at]) < (int)base; at++) {
		unsigned int next = digit(text[at]);

		if (value > (U64_MAX - next) / base)
			return 0;
		value = value * base + next;
	}
	if (at >= NUMBER_BYTES || (number->negative && value > MOST_BELOW))
		return 0;
	number->magnitude = value;
	if (!value)
		number->negative = false;
	return at;
}

/**
 * hf_number_parse - read one number and nothing else
 * @number: receives it
 * @text: decimal, 0x and hexadecimal, 0 and octal; a '-' before it
 * @len: bytes at @text
 *
 * Return: false where @text is not such a number.
 */
bool hf_number_parse(struct hf_number *number, const char *text, size_t len)
{
	return len && take_number(number, text, len) == len;
}

/**
 * hf_number_compare - the order of two numbers
 * @a: one
 * @b: the other
 *
 * Return: below 0, 0, or above, as @a is less, the same, or more.
 */
int hf_number_compare(const struct hf_number *a, const struct hf_number *b)
{
	int order;

	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	order = a->magnitude < b->magnitude ? -1 : a->magnitude > b->magnitude;
	return a->negative ? -order : order;
}

/**
 * hf_number_format - write a number in decimal
 * @text: receives it and a NUL; HF_NUMBER_TEXT bytes
 * @number: the number
 *
 * Return: bytes without the NUL.
 */
size_t hf_number_format(char *text, const struct hf_number *number)
{
	char digits[HF_NUMBER_TEXT];
	size_t at = sizeof(digits), len;
	u64 value = number->magnitude;

	do {
		digits[--at] = '0' + value % 10;
		value /= 10;
	} while (value);
	if (number->negative)
		digits[--at] = '-';
	len = sizeof(digits) - at;
	memcpy(text, digits + at, len);
	text[len] = '\0';
	return len;
}

/**
 * hf_numbers_parse - read a vector of numbers
 * @numbers: receives them
 * @text: numbers with blanks around them
 * @len: bytes at @text
 *
 * Return: false where there is anything else in it, no number, or more than
 * HF_NUMBERS_MAX.
 */
bool hf_numbers_parse(struct hf_numbers *numbers, const char *text, size_t len)
{
	size_t at = skip_blanks(text, len), used;

	numbers->count = 0;
	while (at < len) {
		if (numbers->count == HF_NUMBERS_MAX)
			return false;
		used = take_number(&numbers->number[numbers->count], text + at, len - at);
		if (!used)
			return false;
		at += used;
		if (at < len && !may_follow(text[at]))
			return false;
		at += skip_blanks(text + at, len - at);
		numbers->end[numbers->count++] = at;
	}
	return numbers->count > 0;
}

/**
 * hf_numbers_format - write a vector in the form that every handler reads alike
 * @text: receives decimals with a tab between them, a newline, and a NUL
 * @size: bytes at @text; HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1 is always enough
 * @numbers: the numbers
 *
 * Return: bytes without the NUL, 0 where @size is too small.
 */
size_t hf_numbers_format(char *text, size_t size, const struct hf_numbers *numbers)
{
	size_t at = 0;
	unsigned int i;

	if (size < (size_t)numbers->count * HF_NUMBER_TEXT + 1)
		return 0;
	for (i = 0; i < numbers->count; i++) {
		at += hf_number_format(text + at, &numbers->number[i]);
		text[at++] = i + 1 < numbers->count ? '\t' : '\n';
	}
	text[at] = '\0';
	return at;
}

/**
 * hf_text_span - how much of a text a string sysctl takes
 * @text: what is written
 * @len: bytes at @text
 *
 * Return: bytes up to the first newline or NUL, or all of them.
 */
size_t hf_text_span(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && text[i] != '\n' && text[i] != '\0')
		i++;
	return i;
}
