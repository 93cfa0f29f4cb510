// SPDX-License-Identifier: GPL-2.0
/* A whole file, in memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

/* A million rules; who says /dev/zero gets an answer. */
#define FILE_MOST	(64 * 1024 * 1024)

static char *slurp(int fd, size_t *len, struct complaint *complaint)
{
	size_t room = 64 * 1024;
	char *text = malloc(room), *more;
	ssize_t got = 1;

	for (*len = 0; text && got > 0; *len += got) {
		if (*len == room) {
			room *= 2;
			more = room <= FILE_MOST ? realloc(text, room) : NULL;
			if (!more) {
				complain(complaint, room > FILE_MOST ? "longer than 64 MiB" :
					 "out of memory");
				free(text);
				return NULL;
			}
			text = more;
		}
		got = read(fd, text + *len, room - *len);
		if (got < 0)
			break;
	}
	if (text && got < 0) {
		complain(complaint, "%s", strerror(errno));
		free(text);
		return NULL;
	}
	if (!text)
		complain(complaint, "out of memory");
	return text;
}

/* What @path holds, or with "-" standard input. NULL with the complaint. */
char *file_read(const char *path, size_t *len, struct complaint *complaint)
{
	char *text;
	int fd;

	if (!strcmp(path, "-"))
		return slurp(STDIN_FILENO, len, complaint);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		complain(complaint, "%s", strerror(errno));
		return NULL;
	}
	text = slurp(fd, len, complaint);
	close(fd);
	return text;
}
