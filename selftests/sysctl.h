/* SPDX-License-Identifier: GPL-2.0 */
/* Reading and writing sysctls, for the tests. */
#ifndef HF_SELFTESTS_SYSCTL_H
#define HF_SELFTESTS_SYSCTL_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The value without its newline; 0 or a negative errno. */
static inline int sysctl_read(const char *path, char *value, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, value, size - 1);
	close(fd);
	if (len < 0)
		return -errno;
	value[len] = '\0';
	if (len && value[len - 1] == '\n')
		value[len - 1] = '\0';
	return 0;
}

/* 0 or a negative errno. */
static inline int sysctl_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t len;
	int error;

	if (fd < 0)
		return -errno;
	len = write(fd, value, strlen(value));
	error = errno;
	close(fd);
	if (len < 0)
		return -error;
	return len == (ssize_t)strlen(value) ? 0 : -EIO;
}

#endif /* HF_SELFTESTS_SYSCTL_H */
