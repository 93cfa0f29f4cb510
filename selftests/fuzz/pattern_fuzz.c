// SPDX-License-Identifier: GPL-2.0
/*
 * A pattern that is taken has a path form that means the same, and matches
 * itself. The input is two lines: a pattern, and text that it may match.
 */
#include "fuzz.h"
#include "pattern.h"

#define SIZE	256	/* as the module has it: 255 bytes and the NUL */

static void keeps_its_form(const char *path)
{
	char *again = malloc(SIZE);

	MUST(!hf_pattern_parse(again, SIZE, path));
	MUST(!strcmp(again, path));
	free(again);
}

static void walk(const char *path, const char *text)
{
	size_t span, text_len = strlen(text);
	unsigned int depth = 0;

	for (;; path += span + 1) {
		span = hf_pattern_span(path);
		MUST(span);
		MUST(++depth <= HF_PATTERN_DEPTH);
		MUST(hf_pattern_glob(path, span, path, span));
		hf_pattern_glob(path, span, text, text_len);
		MUST(!hf_pattern_compare(path, span, path, span));
		MUST((hf_pattern_compare(path, span, text, text_len) > 0) ==
		     (hf_pattern_compare(text, text_len, path, span) < 0));
		if (!path[span])
			return;
		MUST(hf_pattern_kind(path, span) != HF_COMPONENT_REST);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *other = strchr(text, '\n'), *path = malloc(SIZE);

	if (other)
		*other++ = '\0';
	if (!hf_pattern_parse(path, SIZE, text)) {
		keeps_its_form(path);
		walk(path, other ? other : "");
	}
	free(path);
	free(text);
	return 0;
}
