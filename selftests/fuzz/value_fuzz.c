// SPDX-License-Identifier: GPL-2.0
/* What is read as numbers is what the text given in its place is read as. */
#include "fuzz.h"
#include "value.h"

#define ALWAYS_ENOUGH	(HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1)

static void same_number(const struct hf_number *a, const struct hf_number *b)
{
	MUST(!hf_number_compare(a, b));
	MUST(a->magnitude == b->magnitude && a->negative == b->negative);
}

static void reads_back(const struct hf_numbers *numbers)
{
	char *text = malloc(ALWAYS_ENOUGH);
	size_t len = hf_numbers_format(text, ALWAYS_ENOUGH, numbers);
	struct hf_numbers again;
	unsigned int i;

	MUST(len && len == strlen(text));
	MUST(hf_numbers_parse(&again, text, len));
	MUST(again.count == numbers->count);
	for (i = 0; i < again.count; i++)
		same_number(&again.number[i], &numbers->number[i]);
	MUST(again.end[again.count - 1] == len);
	free(text);
}

/* Each stands where it is said to: what ends there reads as those up to it. */
static void ends_there(const struct hf_numbers *numbers, const char *text, size_t len)
{
	struct hf_numbers part;
	unsigned int i;

	for (i = 0; i < numbers->count; i++) {
		MUST(!i || numbers->end[i] > numbers->end[i - 1]);
		MUST(hf_numbers_parse(&part, text, numbers->end[i]));
		MUST(part.count == i + 1);
		same_number(&part.number[i], &numbers->number[i]);
	}
	MUST(numbers->end[numbers->count - 1] == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* No NUL behind it: the length alone tells. */
	char *text = malloc(size);
	struct hf_numbers numbers;
	struct hf_number number;
	bool one;

	if (size)
		memcpy(text, data, size);
	MUST(hf_text_span(text, size) <= size);
	one = hf_number_parse(&number, text, size);
	if (hf_numbers_parse(&numbers, text, size)) {
		MUST(numbers.count && numbers.count <= HF_NUMBERS_MAX);
		reads_back(&numbers);
		ends_there(&numbers, text, size);
		if (one)
			same_number(&number, &numbers.number[0]);
	} else {
		MUST(!one);
	}
	free(text);
	return 0;
}
