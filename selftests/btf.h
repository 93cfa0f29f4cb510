/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's types, as a kernel built for that has them below /sys/kernel/btf:
 * as much as a program by them asks for.
 */
#ifndef HF_SELFTESTS_BTF_H
#define HF_SELFTESTS_BTF_H

struct btf;

/* NULL with errno: ENOENT where the kernel or the module has no types. */
struct btf *btf_open(const char *module);
void btf_close(struct btf *btf);
/* The module's own type of that kind (BTF_KIND_...) and name; or -ENOENT. */
int btf_find(const struct btf *btf, unsigned int kind, const char *name);
/* Bytes from the beginning of one of its structures to a member; or -ENOENT. */
int btf_offset(const struct btf *btf, const char *structure, const char *member);
/* A descriptor of them, for bpf(2); or a negative errno. */
int btf_fd(const char *module);

#endif /* HF_SELFTESTS_BTF_H */
