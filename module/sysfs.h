/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SYSFS_H
#define HF_SYSFS_H

int hf_sysfs_write(const char *path, const char *value);

#endif /* HF_SYSFS_H */
