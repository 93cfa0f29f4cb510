// SPDX-License-Identifier: GPL-2.0
/*
 * Patterns stand in one order, whichever is looked at first, and two that match
 * a name overlap. The input is three lines, each a pattern; where the third has
 * no '*', it is a name as well.
 */
#include "fuzz.h"
#include "pattern.h"

#define SIZE	256	/* as the module has it: 255 bytes and the NUL */
#define LINES	3

static int order(const char *a, const char *b)
{
	int there = hf_pattern_order(a, b), back = hf_pattern_order(b, a);

	MUST((there > 0) == (back < 0) && (there < 0) == (back > 0));
	MUST(!there == !strcmp(a, b));
	return there;
}

static bool matches(const char *pattern, const char *name)
{
	size_t span, len;

	for (;; pattern += span + 1, name += len + 1) {
		span = hf_pattern_span(pattern);
		len = hf_pattern_span(name);
		if (hf_pattern_kind(pattern, span) == HF_COMPONENT_REST)
			return true;
		if (!hf_pattern_glob(pattern, span, name, len))
			return false;
		if (!pattern[span] || !name[len])
			return !pattern[span] && !name[len];
	}
}

static void are_in_order(char *path[LINES])
{
	int i, j, k;

	for (i = 0; i < LINES; i++) {
		MUST(hf_pattern_overlap(path[i], path[i]));
		for (j = 0; j < LINES; j++) {
			MUST(hf_pattern_overlap(path[i], path[j]) ==
			     hf_pattern_overlap(path[j], path[i]));
			for (k = 0; k < LINES; k++)
				MUST(order(path[i], path[j]) >= 0 ||
				     order(path[j], path[k]) >= 0 ||
				     order(path[i], path[k]) < 0);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = text, *line, *path[LINES];
	bool good = true;
	int i;

	for (i = 0; i < LINES; i++) {
		path[i] = malloc(SIZE);
		line = strsep(&rest, "\n");
		good = good && line && !hf_pattern_parse(path[i], SIZE, line);
	}
	if (good) {
		are_in_order(path);
		if (!strchr(path[2], '*')) {
			bool first = matches(path[0], path[2]), second = matches(path[1], path[2]);

			MUST(first == hf_pattern_overlap(path[0], path[2]));
			MUST(!first || !second || hf_pattern_overlap(path[0], path[1]));
		}
	}
	for (i = 0; i < LINES; i++)
		free(path[i]);
	free(text);
	return 0;
}
