/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_CGROUP_H
#define HF_CGROUP_H

#include <linux/types.h>

struct task_struct;

/* More than hosts have: a bit each in a mask, the unified one, and those with a name. */
#define HF_HIERARCHIES_MAX	40

/**
 * struct hf_hierarchy - which cgroup hierarchies are meant, or which one it is
 * @any: each of them
 * @unified: cgroup v2
 * @name_len: bytes at @name
 * @controllers: v1: by these controllers, a bit each
 * @name: v1: without a controller, by its name; else NULL. It lies in the text
 *	that the hierarchy was read from
 */
struct hf_hierarchy {
	bool any;
	bool unified;
	u8 name_len;
	u32 controllers;
	const char *name;
};

/**
 * struct hf_cgroups - the cgroups of a task
 * @count: how many hierarchies
 * @room: how many fit
 * @buffer: the paths' bytes, behind the last that fits
 * @cgroup: for each, which it is and the path from its root
 */
struct hf_cgroups {
	unsigned int count;
	unsigned int room;
	char *buffer;
	struct hf_cgroup {
		struct hf_hierarchy hierarchy;
		const char *path;
	} cgroup[];
};

struct hf_cgroups *hf_cgroups_of(struct task_struct *task, bool named);
struct hf_cgroups *hf_cgroups_alloc(unsigned int hierarchies, size_t bytes);
void hf_cgroups_free(struct hf_cgroups *cgroups);

const char *hf_cgroup_parse(struct hf_hierarchy *hierarchy, const char **path, const char *text);
bool hf_hierarchy_covers(const struct hf_hierarchy *meant, const struct hf_hierarchy *is);

#endif /* HF_CGROUP_H */
