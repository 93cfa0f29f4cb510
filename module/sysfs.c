// SPDX-License-Identifier: GPL-2.0
/* Writing to a file below /sys, whatever the host has mounted where. */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/string.h>

#include "sysfs.h"

static int write_to(struct vfsmount *sysfs, const char *path, const char *value)
{
	struct path root = { .mnt = sysfs, .dentry = sysfs->mnt_root };
	struct file *file = file_open_root(&root, path, O_WRONLY, 0);
	size_t len = strlen(value);
	loff_t at = 0;
	ssize_t ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = kernel_write(file, value, len, &at);
	/* It keeps the mount until this task returns to its program. */
	fput(file);
	if (ret < 0)
		return ret;
	return ret == len ? 0 : -EIO;
}

/**
 * hf_sysfs_write - write to a file of sysfs
 * @path: below /sys
 * @value: what
 *
 * Context: may sleep; a task that may write the file.
 * Return: 0, or what the file said.
 */
int hf_sysfs_write(const char *path, const char *value)
{
	struct vfsmount *sysfs = kern_mount(get_fs_type("sysfs"));
	int ret;

	if (IS_ERR(sysfs))
		return PTR_ERR(sysfs);
	ret = write_to(sysfs, path, value);
	kern_unmount(sysfs);
	return ret;
}
