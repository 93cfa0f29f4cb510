/* SPDX-License-Identifier: GPL-2.0 */
/* The module's own view of /proc/sys. */
#ifndef HF_PROCFS_H
#define HF_PROCFS_H

#include <linux/types.h>

struct file;
struct hf_name;

int hf_procfs_init(void);
void hf_procfs_exit(void);
struct file *hf_procfs_open(const char *path, int flags);
ssize_t hf_procfs_read(const struct hf_name *name, char *value, size_t size);
bool hf_procfs_name(struct hf_name *name, const struct file *file);

#endif /* HF_PROCFS_H */
