// SPDX-License-Identifier: GPL-2.0
/* See btf.h, and the kernel's Documentation/bpf/btf.rst for the format. */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "btf.h"

/* A file of types. Those of a module go on where the kernel's end. */
struct part {
	char *data;
	const char *types, *names;
	size_t types_len, names_len;
	unsigned int first;	/* the number of its first type */
	unsigned int end;	/* and of the first behind it */
};

struct btf {
	struct part kernel, module;
};

static char *contents(const char *path)
{
	size_t size = 0, room = 1 << 16, got;
	FILE *file = fopen(path, "re");
	char *data = NULL, *more;

	if (!file)
		return NULL;
	do {
		room *= 2;
		more = realloc(data, room);
		if (!more)
			break;
		data = more;
		got = fread(data + size, 1, room - size, file);
		size += got;
	} while (size == room);
	fclose(file);
	return data;
}

/* What stands behind a type, by its kind. */
static size_t tail(const struct btf_type *type)
{
	size_t n = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * sizeof(struct btf_enum);
	case BTF_KIND_FUNC_PROTO:
		return n * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return n * sizeof(struct btf_var_secinfo);
	case BTF_KIND_ENUM64:
		return n * sizeof(struct btf_enum64);
	default:
		return 0;
	}
}

static const struct btf_type *next(const struct part *part, const struct btf_type *type)
{
	const char *at = type ? (const char *)(type + 1) + tail(type) : part->types;

	return at < part->types + part->types_len ? (const void *)at : NULL;
}

static int read_part(struct part *part, const char *name, unsigned int first)
{
	const struct btf_type *type = NULL;
	const struct btf_header *header;
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	part->data = contents(path);
	if (!part->data)
		return -1;
	header = (const void *)part->data;
	if (header->magic != BTF_MAGIC) {
		errno = EINVAL;
		return -1;
	}
	part->types = part->data + header->hdr_len + header->type_off;
	part->types_len = header->type_len;
	part->names = part->data + header->hdr_len + header->str_off;
	part->names_len = header->str_len;
	part->first = part->end = first;
	while ((type = next(part, type)))
		part->end++;
	return 0;
}

struct btf *btf_open(const char *module)
{
	struct btf *btf = calloc(1, sizeof(*btf));

	/* Number 0 is void, and stands nowhere. */
	if (btf && !read_part(&btf->kernel, "vmlinux", 1) &&
	    !read_part(&btf->module, module, btf->kernel.end))
		return btf;
	btf_close(btf);
	return NULL;
}

void btf_close(struct btf *btf)
{
	int err = errno;

	if (btf) {
		free(btf->kernel.data);
		free(btf->module.data);
		free(btf);
	}
	errno = err;
}

static const char *name_at(const struct btf *btf, uint32_t at)
{
	if (at < btf->kernel.names_len)
		return btf->kernel.names + at;
	at -= btf->kernel.names_len;
	return at < btf->module.names_len ? btf->module.names + at : "";
}

/* Its number in @id. */
static const struct btf_type *find(const struct btf *btf, unsigned int kind, const char *name,
				   unsigned int *id)
{
	const struct btf_type *type = NULL;

	for (*id = btf->module.first; (type = next(&btf->module, type)); (*id)++)
		if (BTF_INFO_KIND(type->info) == kind && !strcmp(name_at(btf, type->name_off), name))
			return type;
	return NULL;
}

int btf_find(const struct btf *btf, unsigned int kind, const char *name)
{
	unsigned int id;

	return find(btf, kind, name, &id) ? (int)id : -ENOENT;
}

int btf_offset(const struct btf *btf, const char *structure, const char *member)
{
	unsigned int id, i;
	const struct btf_type *type = find(btf, BTF_KIND_STRUCT, structure, &id);
	const struct btf_member *at = (const void *)(type + 1);

	for (i = 0; type && i < BTF_INFO_VLEN(type->info); i++)
		if (!strcmp(name_at(btf, at[i].name_off), member))
			return BTF_MEMBER_BIT_OFFSET(at[i].offset) / 8;
	return -ENOENT;
}

int btf_fd(const char *module)
{
	union bpf_attr attr = { .start_id = 0 };
	int fd;

	while (!syscall(SYS_bpf, BPF_BTF_GET_NEXT_ID, &attr, sizeof(attr))) {
		char name[64] = "";
		struct bpf_btf_info info = { .name = (uintptr_t)name, .name_len = sizeof(name) };
		union bpf_attr ask = { .btf_id = attr.next_id };

		attr.start_id = attr.next_id;
		fd = syscall(SYS_bpf, BPF_BTF_GET_FD_BY_ID, &ask, sizeof(ask));
		if (fd < 0)
			return -errno;
		memset(&ask, 0, sizeof(ask));
		ask.info.bpf_fd = fd;
		ask.info.info_len = sizeof(info);
		ask.info.info = (uintptr_t)&info;
		if (!syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &ask, sizeof(ask)) &&
		    !strcmp(name, module))
			return fd;
		close(fd);
	}
	return -errno;
}
