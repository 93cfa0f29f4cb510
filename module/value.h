/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_VALUE_H
#define HF_VALUE_H

#include "pure.h"

/* The longest vectors of the kernel have a handful; more is no sysctl's value. */
#define HF_NUMBERS_MAX	16

/* "-18446744073709551615" and a NUL. */
#define HF_NUMBER_TEXT	22

/**
 * struct hf_number - a number as a sysctl holds one, from -2^63 to 2^64 - 1
 * @magnitude: its distance from 0
 * @negative: below 0; false for 0
 */
struct hf_number {
	u64 magnitude;
	bool negative;
};

/**
 * struct hf_numbers - a vector of numbers, and where it was read
 * @count: how many
 * @number: they
 * @end: for each, the bytes of the text up to it and the blanks behind it
 */
struct hf_numbers {
	unsigned int count;
	struct hf_number number[HF_NUMBERS_MAX];
	size_t end[HF_NUMBERS_MAX];
};

bool hf_number_parse(struct hf_number *number, const char *text, size_t len);
int hf_number_compare(const struct hf_number *a, const struct hf_number *b);
size_t hf_number_format(char *text, const struct hf_number *number);

bool hf_numbers_parse(struct hf_numbers *numbers, const char *text, size_t len);
size_t hf_numbers_format(char *text, size_t size, const struct hf_numbers *numbers);

size_t hf_text_span(const char *text, size_t len);

#endif /* HF_VALUE_H */
