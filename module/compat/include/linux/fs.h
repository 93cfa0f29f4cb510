/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_COMPAT_LINUX_FS_H
#define HF_COMPAT_LINUX_FS_H

#include_next <linux/fs.h>
#include "features.h"

#ifndef HF_HAVE_FILE_OPEN_ROOT_PATH
#include <linux/path.h>

static inline struct file *hf_file_open_root(const struct path *root, const char *name,
					     int flags, umode_t mode)
{
	return file_open_root(root->dentry, root->mnt, name, flags, mode);
}

#define file_open_root hf_file_open_root
#endif

/* What a dir_context's actor returns, and what it says to get the next entry. */
#ifdef HF_HAVE_FILLDIR_BOOL
#define hf_filldir_ret bool
#define HF_FILLDIR_MORE true
#define HF_FILLDIR_END false
#else
#define hf_filldir_ret int
#define HF_FILLDIR_MORE 0
#define HF_FILLDIR_END (-ENOMEM)
#endif

#endif /* HF_COMPAT_LINUX_FS_H */
