// SPDX-License-Identifier: GPL-2.0
/*
 * A writer that sleeps in the middle of its write: its buffer is memory that is not
 * there until somebody says so, by userfaultfd(2).
 *
 * usage: stuck_write FILE|hostname VALUE
 *
 * With the word "hostname" the write is sethostname(2).
 *
 * Prints "asleep" when the kernel waits for the buffer; fills it when a line comes on
 * stdin; then prints "wrote N", or the error, and exits 0, or 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct writer {
	const char *path;
	const char *buffer;
	size_t len;
	ssize_t wrote;
	int error;
};

static void *write_it(void *data)
{
	struct writer *writer = data;
	int fd;

	if (!strcmp(writer->path, "hostname")) {
		writer->wrote = sethostname(writer->buffer, writer->len) ?: (ssize_t)writer->len;
	} else {
		fd = open(writer->path, O_WRONLY | O_CLOEXEC);
		writer->wrote = write(fd, writer->buffer, writer->len);
	}
	writer->error = errno;
	return NULL;
}

/* A page that is not there, watched by the descriptor; or NULL. */
static char *missing_page(int faults, size_t size)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	range.range.start = (unsigned long)page;
	range.range.len = size;
	if (page == MAP_FAILED || ioctl(faults, UFFDIO_API, &api) ||
	    ioctl(faults, UFFDIO_REGISTER, &range))
		return NULL;
	return page;
}

/* Wait for the fault, and for the word; then there is a page, with the value. */
static int serve(int faults, char *page, size_t size, const char *value)
{
	static char contents[65536];
	struct uffdio_copy copy = { .dst = (unsigned long)page, .len = size };
	struct pollfd ready = { .fd = faults, .events = POLLIN };
	struct uffd_msg message;

	if (poll(&ready, 1, 30000) != 1 || read(faults, &message, sizeof(message)) < 0)
		return -1;
	puts("asleep");
	fflush(stdout);
	if (getchar() == EOF)
		return -1;
	snprintf(contents, sizeof(contents), "%s", value);
	copy.src = (unsigned long)contents;
	return ioctl(faults, UFFDIO_COPY, &copy);
}

int main(int argc, char **argv)
{
	struct writer writer = { };
	size_t size = sysconf(_SC_PAGESIZE);
	pthread_t thread;
	int faults;
	char *page;

	if (argc != 3) {
		fprintf(stderr, "usage: stuck_write FILE|hostname VALUE\n");
		return 2;
	}
	faults = syscall(SYS_userfaultfd, O_CLOEXEC);
	page = faults < 0 ? NULL : missing_page(faults, size);
	if (!page) {
		perror("userfaultfd");
		return 1;
	}
	writer.path = argv[1];
	writer.buffer = page;
	writer.len = strlen(argv[2]);
	if (pthread_create(&thread, NULL, write_it, &writer) ||
	    serve(faults, page, size, argv[2])) {
		perror("the fault");
		return 1;
	}
	pthread_join(thread, NULL);
	if (writer.wrote < 0)
		printf("%s\n", strerror(writer.error));
	else
		printf("wrote %zd\n", writer.wrote);
	return writer.wrote < 0;
}
