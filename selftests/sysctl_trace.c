// SPDX-License-Identifier: GPL-2.0
/*
 * Writes to sysctls in many ways, right and wrong, and prints what each call
 * returned and what the value was then. unlisted.sh compares the print with
 * and without the module.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sysctl.h"

struct attempt {
	const char *value;
	size_t len;	/* 0: the string's */
	off_t offset;
};

static const struct attempt attempts[] = {
	{ "1\n", 0, 0 },     { "0", 0, 0 },	   { " \t 1", 0, 0 },	 { "0x1", 0, 0 },
	{ "01", 0, 0 },	     { "-1", 0, 0 },	   { "", 0, 0 },	 { "x", 0, 0 },
	{ "1 2 3", 0, 0 },   { "4 5 6 7", 0, 0 },  { "1", 0, 5 },	 { "abc", 0, 2 },
	{ "1\0002", 3, 0 },  { "99999999999", 0, 0 }, { "1\n2\n", 0, 0 }, { "1 ", 0, 0 },
};

/* No memory is there; volatile, so that the compiler does not know. */
static void *volatile nowhere = (void *)8;

static void print_state(const char *path, ssize_t ret, int error)
{
	char value[4096];
	int read = sysctl_read(path, value, sizeof(value));

	printf("\t%zd %s -> %d '%s'\n", ret, ret < 0 ? strerror(error) : "", read, value);
}

static void try_one(const char *path, const struct attempt *attempt)
{
	size_t len = attempt->len ?: strlen(attempt->value);
	int fd = open(path, O_WRONLY);
	ssize_t ret;

	if (fd < 0) {
		printf("\topen: %s\n", strerror(errno));
		return;
	}
	ret = pwrite(fd, attempt->value, len, attempt->offset);
	print_state(path, ret, errno);
	close(fd);
}

/* What depends on more than one call, or on the buffer. */
static void try_odd(const char *path)
{
	int fd = open(path, O_RDWR);
	size_t size = 5 << 20;
	char *large;
	ssize_t ret;

	if (fd < 0)
		return;
	ret = write(fd, "1", 1);
	printf("\tat %ld", (long)lseek(fd, 0, SEEK_CUR));
	print_state(path, ret, errno);
	ret = write(fd, "0", 1);
	printf("\tat %ld", (long)lseek(fd, 0, SEEK_CUR));
	print_state(path, ret, errno);
	ret = pwrite(fd, nowhere, 4, 0);
	print_state(path, ret, errno);
	large = malloc(size);
	if (!large)
		exit(1);
	memset(large, ' ', size);
	large[5000] = '1';
	ret = pwrite(fd, large, 5001, 0);
	print_state(path, ret, errno);
	ret = pwrite(fd, large, size, 0);
	print_state(path, ret, errno);
	free(large);
	close(fd);
}

int main(int argc, char **argv)
{
	char before[4096];
	unsigned int i;

	for (argv++; argc-- > 1; argv++) {
		printf("%s\n", *argv);
		if (sysctl_read(*argv, before, sizeof(before)))
			printf("\tcannot be read\n");
		for (i = 0; i < sizeof(attempts) / sizeof(*attempts); i++)
			try_one(*argv, &attempts[i]);
		try_odd(*argv);
		sysctl_write(*argv, before);
	}
	return 0;
}
