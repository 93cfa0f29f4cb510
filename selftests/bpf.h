/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs of the kind BPF_CGROUP_SYSCTL, and some at a tracepoint, by bpf(2) alone:
 * each is a few instructions, and asks for no library.
 */
#ifndef HF_SELFTESTS_BPF_H
#define HF_SELFTESTS_BPF_H

#include <stdint.h>

/* What a program does to the writers of a cgroup. All but the third leave reads alone. */
enum program {
	DENY_WRITES,
	DENY_PANIC,	/* writes to kernel.panic, by its name */
	DENY_READS,
	DENY_606,	/* writes of exactly these three bytes */
	DENY_PRINTK,	/* writes of exactly "7 4 1 7" */
	SET_606,	/* whatever is written, the kernel gets this */
	SET_EVIL,	/* likewise, "|/evil" */
};

/* What the program at a tracepoint saw. */
struct traced {
	uint64_t value;		/* of the field, the last time */
	uint64_t times;
};

/* A tracepoint by the module's types (see btf.h), and what to read of its first argument. */
struct typed {
	int types;		/* their descriptor */
	unsigned int point;	/* the number of the type btf_trace_NAME */
	int offset;		/* of 32 bits in the structure */
};

/* All return a descriptor, 0, or a negative errno. */
int bpf_program(enum program program);
int bpf_trace_map(void);
/* A program that puts the 32 bits at @offset of a tracepoint's record into @map. */
int bpf_trace_program(int map, int offset);
/* Likewise of what a tracepoint's first argument points to, by its type. */
int bpf_typed_program(int map, const struct typed *typed);
int bpf_typed_attach(int program);
int bpf_trace_read(int map, struct traced *traced);
int bpf_attach(int program, const char *cgroup);
int bpf_detach(int program, const char *cgroup);

#endif /* HF_SELFTESTS_BPF_H */
