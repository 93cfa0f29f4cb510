// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sysctl.h"
#include "ways.h"

/* What a call returned, as 0 or a negative errno. */
static int outcome(ssize_t ret, const char *value)
{
	if (ret < 0)
		return -errno;
	return ret == (ssize_t)strlen(value) ? 0 : -EIO;
}

/* Run @call with `fd` open for writing, and close it. */
#define WITH_FD(path, value, call) ({				\
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret_;	\
								\
	ret_ = fd < 0 ? -errno : outcome(call, value);		\
	if (fd >= 0)						\
		close(fd);					\
	ret_;							\
})

int way_write(const char *path, const char *value)
{
	return WITH_FD(path, value, write(fd, value, strlen(value)));
}

int way_pwrite(const char *path, const char *value)
{
	return WITH_FD(path, value, pwrite(fd, value, strlen(value), 0));
}

int way_writev(const char *path, const char *value)
{
	/* In two pieces, which the kernel puts together. */
	struct iovec pieces[] = {
		{ .iov_base = (void *)value, .iov_len = 1 },
		{ .iov_base = (void *)(value + 1), .iov_len = strlen(value) - 1 },
	};

	return WITH_FD(path, value, writev(fd, pieces, 2));
}

int way_splice(const char *path, const char *value)
{
	size_t len = strlen(value);
	int ends[2], ret;

	if (pipe(ends) || write(ends[1], value, len) != (ssize_t)len)
		return -errno;
	ret = WITH_FD(path, value, splice(ends[0], NULL, fd, NULL, len, 0));
	close(ends[0]);
	close(ends[1]);
	return ret;
}

int way_sendfile(const char *path, const char *value)
{
	size_t len = strlen(value);
	int from = memfd_create("value", MFD_CLOEXEC), ret;
	off_t start = 0;

	if (from < 0 || write(from, value, len) != (ssize_t)len)
		return -errno;
	ret = WITH_FD(path, value, sendfile(fd, from, &start, len));
	close(from);
	return ret;
}

static ssize_t aio_write_all(int fd, const char *value)
{
	struct iocb request = {
		.aio_lio_opcode = IOCB_CMD_PWRITE,
		.aio_fildes = fd,
		.aio_buf = (uintptr_t)value,
		.aio_nbytes = strlen(value),
	};
	struct iocb *list[] = { &request };
	aio_context_t context = 0;
	struct io_event event;

	if (syscall(SYS_io_setup, 1, &context) ||
	    syscall(SYS_io_submit, context, 1L, list) != 1 ||
	    syscall(SYS_io_getevents, context, 1L, 1L, &event, NULL) != 1)
		return -1;
	syscall(SYS_io_destroy, context);
	if (event.res < 0)
		errno = -event.res;
	return event.res < 0 ? -1 : event.res;
}

int way_aio(const char *path, const char *value)
{
	return WITH_FD(path, value, aio_write_all(fd, value));
}

/* A ring of one entry, by the bare system calls. */
static ssize_t uring_write_all(int fd, const char *value)
{
	struct io_uring_params params = { };
	int ring = syscall(SYS_io_uring_setup, 1, &params);
	size_t sq_len, cq_len;
	struct io_uring_sqe *entry;
	struct io_uring_cqe *done;
	char *sq, *cq;
	ssize_t ret;

	if (ring < 0)
		return -1;
	sq_len = params.sq_off.array + params.sq_entries * sizeof(unsigned int);
	cq_len = params.cq_off.cqes + params.cq_entries * sizeof(*done);
	sq = mmap(NULL, sq_len, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	cq = mmap(NULL, cq_len, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	entry = mmap(NULL, sizeof(*entry), PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		     IORING_OFF_SQES);
	if (sq == MAP_FAILED || cq == MAP_FAILED || entry == MAP_FAILED)
		return -1;
	*entry = (struct io_uring_sqe){
		.opcode = IORING_OP_WRITE,
		.fd = fd,
		.addr = (uintptr_t)value,
		.len = strlen(value),
	};
	((unsigned int *)(sq + params.sq_off.array))[0] = 0;
	__atomic_store_n((unsigned int *)(sq + params.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return -1;
	done = (struct io_uring_cqe *)(cq + params.cq_off.cqes);
	ret = done->res;
	munmap(entry, sizeof(*entry));
	munmap(cq, cq_len);
	munmap(sq, sq_len);
	close(ring);
	if (ret < 0)
		errno = -ret;
	return ret < 0 ? -1 : ret;
}

int way_io_uring(const char *path, const char *value)
{
	return WITH_FD(path, value, uring_write_all(fd, value));
}

/* Where @path is found when /proc stands at @top. */
static void elsewhere(char *other, size_t size, const char *top, const char *path)
{
	snprintf(other, size, "%s%s", top, path + strlen("/proc"));
}

int way_second_procfs(const char *path, const char *value)
{
	char top[] = "/tmp/procXXXXXX", other[256];
	int ret;

	if (!mkdtemp(top) || mount("proc", top, "proc", 0, NULL))
		return -errno;
	elsewhere(other, sizeof(other), top, path);
	ret = sysctl_write(other, value);
	umount2(top, MNT_DETACH);
	rmdir(top);
	return ret;
}

int way_bind_mount(const char *path, const char *value)
{
	char file[] = "/tmp/bindXXXXXX";
	int fd = mkstemp(file), ret;

	if (fd < 0 || mount(path, file, NULL, MS_BIND, NULL))
		return -errno;
	close(fd);
	ret = sysctl_write(file, value);
	umount2(file, MNT_DETACH);
	unlink(file);
	return ret;
}

/* Its own name then is all of the path that is left. */
int way_bind_mount_of_dir(const char *path, const char *value)
{
	char top[] = "/tmp/dirXXXXXX", dir[256], other[512];
	int ret;

	snprintf(dir, sizeof(dir), "%.*s", (int)(strrchr(path, '/') - path), path);
	if (!mkdtemp(top) || mount(dir, top, NULL, MS_BIND, NULL))
		return -errno;
	snprintf(other, sizeof(other), "%s%s", top, strrchr(path, '/'));
	ret = sysctl_write(other, value);
	umount2(top, MNT_DETACH);
	rmdir(top);
	return ret;
}

struct job {
	const char *path;
	const char *value;
	int ret;
};

static void *run_job(void *data)
{
	struct job *job = data;

	job->ret = sysctl_write(job->path, job->value);
	return NULL;
}

int way_thread(const char *path, const char *value)
{
	struct job job = { .path = path, .value = value };
	pthread_t thread;
	int ret = pthread_create(&thread, NULL, run_job, &job);

	if (ret)
		return -ret;
	pthread_join(thread, NULL);
	return job.ret;
}
