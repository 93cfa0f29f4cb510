/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_NAME_H
#define HF_NAME_H

#include "pattern.h"

/**
 * struct hf_part - a component of a name
 * @text: its first byte; no NUL need follow
 * @len: bytes at @text
 */
struct hf_part {
	const char *text;
	size_t len;
};

/**
 * struct hf_name - a sysctl's name, in components
 * @depth: how many; HF_PATTERN_DEPTH + 1 stands for more, too
 * @part: they, from the left; no pattern spells out more than HF_PATTERN_DEPTH
 */
struct hf_name {
	unsigned int depth;
	struct hf_part part[HF_PATTERN_DEPTH + 1];
};

void hf_name_split(struct hf_name *name, const char *path);
size_t hf_name_join(char *path, size_t size, const struct hf_name *name);

#endif /* HF_NAME_H */
