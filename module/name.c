// SPDX-License-Identifier: GPL-2.0
/* The name of a sysctl, in components and as a path below /proc/sys. Pure. */
#include "name.h"

/**
 * hf_name_split - take a path apart
 * @name: receives the components, which stay @path's
 * @path: components parted by '/'
 */
void hf_name_split(struct hf_name *name, const char *path)
{
	size_t len;

	name->depth = 0;
	while (name->depth <= HF_PATTERN_DEPTH) {
		len = hf_pattern_span(path);
		name->part[name->depth++] = (struct hf_part){ path, len };
		if (!path[len])
			break;
		path += len + 1;
	}
}

/**
 * hf_name_join - put a path together
 * @path: receives as much of it as fits, and a NUL
 * @size: bytes at @path, at least 1
 * @name: the components
 *
 * Return: bytes that the whole path has, without the NUL.
 */
size_t hf_name_join(char *path, size_t size, const struct hf_name *name)
{
	size_t at = 0, i;
	unsigned int n;

	for (n = 0; n < name->depth; n++) {
		if (n && at + 1 < size)
			path[at] = '/';
		at += !!n;
		for (i = 0; i < name->part[n].len; i++, at++)
			if (at + 1 < size)
				path[at] = name->part[n].text[i];
	}
	path[at < size ? at : size - 1] = '\0';
	return at;
}
