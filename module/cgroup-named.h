/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_CGROUP_NAMED_H
#define HF_CGROUP_NAMED_H

#include <linux/types.h>

struct task_struct;

/**
 * struct hf_named_cgroup - a line of /proc/PID/cgroup
 * @name: of the hierarchy, without "name="; in the text
 * @name_len: bytes at @name
 * @path: from the hierarchy's root; in the text, no NUL follows
 * @path_len: bytes at @path
 */
struct hf_named_cgroup {
	const char *name;
	size_t name_len;
	const char *path;
	size_t path_len;
};

char *hf_cgroup_lines(struct task_struct *task);
const char *hf_cgroup_next_named(const char *text, struct hf_named_cgroup *cgroup);

#endif /* HF_CGROUP_NAMED_H */
