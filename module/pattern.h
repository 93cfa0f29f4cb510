/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_PATTERN_H
#define HF_PATTERN_H

#include "pure.h"

/* Bounds the recursion of a lookup; the deepest sysctl of a kernel has 6. */
#define HF_PATTERN_DEPTH	16

/* What one component of a pattern stands for, most specific first. */
enum hf_component {
	HF_COMPONENT_LITERAL,
	HF_COMPONENT_GLOB,	/* text with a "*" in it */
	HF_COMPONENT_STAR,	/* "*": any one component */
	HF_COMPONENT_REST,	/* "**": one component or more */
};

const char *hf_pattern_parse(char *pattern, size_t size, const char *text);
enum hf_component hf_pattern_kind(const char *component, size_t len);
size_t hf_pattern_span(const char *path);
bool hf_pattern_glob(const char *glob, size_t glob_len, const char *text, size_t text_len);
int hf_pattern_compare(const char *a, size_t a_len, const char *b, size_t b_len);
bool hf_pattern_overlap(const char *a, const char *b);
int hf_pattern_order(const char *a, const char *b);

#endif /* HF_PATTERN_H */
