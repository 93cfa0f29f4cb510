/* SPDX-License-Identifier: GPL-2.0 */
/* The module's own view of /proc/sys. */
#ifndef HF_PROCFS_H
#define HF_PROCFS_H

#include <linux/dcache.h>
#include <linux/fs.h>

#include "name.h"

/* In iocb->private of a write that no door looks at: the module's own. */
extern const char hf_procfs_own;

int hf_procfs_init(void);
void hf_procfs_exit(void);
struct file *hf_procfs_open(const char *path, int flags);
ssize_t hf_procfs_read(const struct hf_name *name, char *value, size_t size);
ssize_t hf_procfs_read_file(struct file *file, char *value, size_t size);
ssize_t hf_procfs_write_file(struct file *file, const char *value, size_t len);
bool hf_procfs_name(struct hf_name *name, const struct file *file);

/**
 * hf_procfs_last - the last component of an open sysctl's name
 * @file: a file below /proc/sys
 *
 * Context: any.
 * Return: the component; its bytes are the dentry's, which @file holds.
 */
static inline struct hf_part hf_procfs_last(const struct file *file)
{
	const struct dentry *at = file->f_path.dentry;

	return (struct hf_part){ at->d_name.name, at->d_name.len };
}

/**
 * hf_procfs_first - the first component of an open sysctl's name
 * @file: a file below /proc/sys
 *
 * Context: any.
 * Return: the component, which is the last too where there is but one; for
 * /proc/sys itself, which is no sysctl, another.
 */
static inline struct hf_part hf_procfs_first(const struct file *file)
{
	const struct dentry *at = file->f_path.dentry, *above = at->d_parent;

	/* The root is its own parent, and below it is "sys". */
	while (!IS_ROOT(above->d_parent)) {
		at = above;
		above = above->d_parent;
	}
	return (struct hf_part){ at->d_name.name, at->d_name.len };
}

#endif /* HF_PROCFS_H */
