/* SPDX-License-Identifier: GPL-2.0 */
/* The ways by which a process can write to a file below /proc/sys. */
#ifndef HF_SELFTESTS_WAYS_H
#define HF_SELFTESTS_WAYS_H

/* Each writes all of @value to @path: 0 or a negative errno. */
int way_write(const char *path, const char *value);
int way_pwrite(const char *path, const char *value);
int way_writev(const char *path, const char *value);
int way_splice(const char *path, const char *value);
int way_sendfile(const char *path, const char *value);
int way_aio(const char *path, const char *value);
int way_io_uring(const char *path, const char *value);
int way_second_procfs(const char *path, const char *value);
int way_bind_mount(const char *path, const char *value);
int way_bind_mount_of_dir(const char *path, const char *value);
int way_thread(const char *path, const char *value);

#endif /* HF_SELFTESTS_WAYS_H */
