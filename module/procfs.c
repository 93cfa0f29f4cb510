// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/sys as the module sees it: a mount of its own, so that it finds a file
 * whatever the host has mounted where; and the name of a file that somebody
 * else has open, through whatever mount.
 *
 * Who may run: hf_procfs_name() anywhere; the others in process context.
 * Teardown: when all files are closed.
 */
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "procfs.h"

const char hf_procfs_own;
static struct vfsmount *proc;

/**
 * hf_procfs_open - open a file below /proc
 * @path: "sys/kernel/ostype"
 * @flags: as open(2) takes them
 *
 * Context: may sleep.
 * Return: the file, for fput(); or an ERR_PTR.
 */
struct file *hf_procfs_open(const char *path, int flags)
{
	struct path root = { .mnt = proc, .dentry = proc->mnt_root };

	return file_open_root(&root, path, flags, 0);
}

/**
 * hf_procfs_read - read a sysctl, as the task that runs
 * @name: the sysctl
 * @value: receives its bytes
 * @size: at most so many
 *
 * Context: may sleep.
 * Return: bytes read, or a negative errno.
 */
ssize_t hf_procfs_read(const struct hf_name *name, char *value, size_t size)
{
	char *path = kmalloc(PATH_MAX, GFP_KERNEL);
	struct file *file;
	loff_t at = 0;
	ssize_t len;

	if (!path)
		return -ENOMEM;
	memcpy(path, "sys/", 4);
	if (hf_name_join(path + 4, PATH_MAX - 4, name) < PATH_MAX - 4)
		file = hf_procfs_open(path, O_RDONLY);
	else
		file = ERR_PTR(-ENAMETOOLONG);
	kfree(path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	len = kernel_read(file, value, size, &at);
	fput(file);
	return len;
}

/**
 * hf_procfs_read_file - read an open sysctl, as the task that runs
 * @file: the sysctl, open for reading or not
 * @value: receives its bytes
 * @size: at most so many
 *
 * Context: may sleep.
 * Return: bytes read, or a negative errno.
 */
ssize_t hf_procfs_read_file(struct file *file, char *value, size_t size)
{
	struct kvec vec = { .iov_base = value, .iov_len = size };
	struct iov_iter to;
	struct kiocb iocb;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = 0;
	iov_iter_kvec(&to, READ, &vec, 1, size);
	return file->f_op->read_iter(&iocb, &to);
}

/**
 * hf_procfs_write_file - write an open sysctl, past the rules
 * @file: the sysctl, open for writing or not
 * @value: its new value
 * @len: bytes at @value
 *
 * Context: may sleep.
 * Return: bytes written, or a negative errno.
 */
ssize_t hf_procfs_write_file(struct file *file, const char *value, size_t len)
{
	struct kvec vec = { .iov_base = (void *)value, .iov_len = len };
	struct iov_iter from;
	struct kiocb iocb;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = 0;
	iocb.private = (void *)&hf_procfs_own;
	iov_iter_kvec(&from, WRITE, &vec, 1, len);
	return file->f_op->write_iter(&iocb, &from);
}

/**
 * hf_procfs_name - the name of an open sysctl
 * @name: receives it; its bytes are the dentries', which @file holds
 * @file: a file below /proc/sys
 *
 * The same through every mount of procfs. A sysctl's dentries are never
 * renamed: one of another name is another.
 *
 * Context: any.
 * Return: false where it is /proc/sys itself.
 */
bool hf_procfs_name(struct hf_name *name, const struct file *file)
{
	const struct dentry *at;
	unsigned int depth = 0;

	for (at = file->f_path.dentry; !IS_ROOT(at); at = at->d_parent)
		depth++;
	/* The topmost is "sys". */
	if (depth < 2)
		return false;
	depth--;
	name->depth = min_t(unsigned int, depth, HF_PATTERN_DEPTH + 1);
	for (at = file->f_path.dentry; depth--; at = at->d_parent)
		if (depth < name->depth)
			name->part[depth] = (struct hf_part){ at->d_name.name, at->d_name.len };
	return true;
}

/**
 * hf_procfs_init - mount it
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int hf_procfs_init(void)
{
	proc = kern_mount(get_fs_type("proc"));
	if (!IS_ERR(proc))
		return 0;
	pr_err("procfs cannot be mounted (%ld): nothing was loaded\n", PTR_ERR(proc));
	return PTR_ERR(proc);
}

/**
 * hf_procfs_exit - unmount it
 */
void hf_procfs_exit(void)
{
	kern_unmount(proc);
}
