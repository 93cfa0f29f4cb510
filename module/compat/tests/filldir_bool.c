// SPDX-License-Identifier: GPL-2.0
/* What is told of a directory's entries said by an int whether it wants more. */
#include <linux/fs.h>

extern bool fill(struct dir_context *ctx, const char *name, int len, loff_t at, u64 ino,
		 unsigned int type);

filldir_t test = fill;
