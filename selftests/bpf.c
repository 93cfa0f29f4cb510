// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf.h"

#define INSN(c, d, s, o, i) \
	((struct bpf_insn){ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) })

#define INSNS_MAX 64

/* The text is kept 16 bytes below the frame pointer, zeros behind it. */
#define TEXT_AT		(-16)
#define TEXT_SIZE	16

struct code {
	struct bpf_insn insn[INSNS_MAX];
	unsigned int count;
};

static void emit(struct code *code, struct bpf_insn insn)
{
	code->insn[code->count++] = insn;
}

static void set_register(struct code *code, int reg, int value)
{
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_K, reg, 0, 0, value));
}

static void give_back(struct code *code, int verdict)
{
	set_register(code, BPF_REG_0, verdict);
	emit(code, INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

/* A program that looks at no reads, or else at no writes. */
static void only_for(struct code *code, int write)
{
	/* The context, over calls. */
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_6, BPF_REG_1, 0, 0));
	emit(code, INSN(BPF_LDX | BPF_MEM | BPF_W, BPF_REG_7, BPF_REG_6,
			offsetof(struct bpf_sysctl, write), 0));
	emit(code, INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_7, 0, 2, write));
	give_back(code, 1);
}

/* The 16 bytes of @text to the stack. */
static void put_text(struct code *code, const char *text)
{
	char bytes[TEXT_SIZE] = "";
	int32_t word;
	int i;

	snprintf(bytes, sizeof(bytes), "%s", text);
	for (i = 0; i < TEXT_SIZE; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		emit(code, INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, TEXT_AT + i, word));
	}
}

/* Call @helper(context, the text, @size, 0). */
static void call(struct code *code, int helper, int size)
{
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_6, 0, 0));
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0));
	emit(code, INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, TEXT_AT));
	set_register(code, BPF_REG_3, size);
	set_register(code, BPF_REG_4, 0);
	emit(code, INSN(BPF_JMP | BPF_CALL, 0, 0, 0, helper));
}

/* Go on only where the helper's text is @text, to the last byte; else allow. */
static void only_if_text(struct code *code, const char *text)
{
	char bytes[TEXT_SIZE] = "";
	int32_t word;
	int i;

	emit(code, INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 2, strlen(text)));
	give_back(code, 1);
	snprintf(bytes, sizeof(bytes), "%s", text);
	for (i = 0; i < TEXT_SIZE; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		emit(code, INSN(BPF_LDX | BPF_MEM | BPF_W, BPF_REG_7, BPF_REG_10, TEXT_AT + i, 0));
		emit(code, INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_7, 0, 2, word));
		give_back(code, 1);
	}
}

static void compose(struct code *code, enum program program)
{
	only_for(code, program != DENY_READS);
	switch (program) {
	case DENY_WRITES:
	case DENY_READS:
		break;
	case DENY_PANIC:
		put_text(code, "");
		call(code, BPF_FUNC_sysctl_get_name, TEXT_SIZE);
		only_if_text(code, "kernel/panic");
		break;
	case DENY_606:
		put_text(code, "");
		call(code, BPF_FUNC_sysctl_get_new_value, TEXT_SIZE);
		only_if_text(code, "606");
		break;
	case DENY_PRINTK:
		put_text(code, "");
		call(code, BPF_FUNC_sysctl_get_new_value, TEXT_SIZE);
		only_if_text(code, "7 4 1 7");
		break;
	case SET_606:
		put_text(code, "606");
		call(code, BPF_FUNC_sysctl_set_new_value, strlen("606"));
		give_back(code, 1);
		return;
	case SET_EVIL:
		put_text(code, "|/evil");
		call(code, BPF_FUNC_sysctl_set_new_value, strlen("|/evil"));
		give_back(code, 1);
		return;
	}
	give_back(code, 0);
}

static int bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	long ret = syscall(SYS_bpf, cmd, attr, sizeof(*attr));

	return ret < 0 ? -errno : ret;
}

static int load(const struct code *code, enum bpf_prog_type type, enum bpf_attach_type where,
		const struct typed *typed)
{
	static char log[8192];
	union bpf_attr attr = {
		.prog_type = type,
		.expected_attach_type = where,
		.insns = (uintptr_t)code->insn,
		.insn_cnt = code->count,
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
		.attach_btf_obj_fd = typed ? typed->types : 0,
		.attach_btf_id = typed ? typed->point : 0,
	};
	int ret = bpf(BPF_PROG_LOAD, &attr);

	if (ret < 0)
		fprintf(stderr, "# program: %s\n%s\n", strerror(-ret), log);
	return ret;
}

int bpf_program(enum program program)
{
	struct code code = { .count = 0 };

	compose(&code, program);
	return load(&code, BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, NULL);
}

int bpf_trace_map(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = sizeof(uint32_t),
		.value_size = sizeof(struct traced),
		.max_entries = 1,
	};

	return bpf(BPF_MAP_CREATE, &attr);
}

/*
 * Put 32 bits into the map, and count: those at @offset of the record that the
 * program is called with; or, @deep, of what its first word points to.
 */
static void compose_trace(struct code *code, int map, int offset, bool deep)
{
	/* The record, over the call; the key 0; the map. */
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_6, BPF_REG_1, 0, 0));
	emit(code, INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, 0));
	emit(code, INSN(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map));
	emit(code, INSN(0, 0, 0, 0, 0));
	emit(code, INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0));
	emit(code, INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -4));
	emit(code, INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem));
	emit(code, INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, deep ? 6 : 4, 0));
	if (deep) {
		emit(code, INSN(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_6, BPF_REG_6, 0, 0));
		/* Newer kernels want it asked, as a pointer may be NULL. */
		emit(code, INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_6, 0, 4, 0));
	}
	emit(code, INSN(BPF_LDX | BPF_MEM | BPF_W, BPF_REG_1, BPF_REG_6, offset, 0));
	emit(code, INSN(BPF_STX | BPF_MEM | BPF_DW, BPF_REG_0, BPF_REG_1,
			offsetof(struct traced, value), 0));
	set_register(code, BPF_REG_1, 1);
	emit(code, INSN(BPF_STX | BPF_XADD | BPF_DW, BPF_REG_0, BPF_REG_1,
			offsetof(struct traced, times), 0));
	give_back(code, 0);
}

int bpf_trace_program(int map, int offset)
{
	struct code code = { .count = 0 };

	compose_trace(&code, map, offset, false);
	return load(&code, BPF_PROG_TYPE_TRACEPOINT, 0, NULL);
}

int bpf_typed_program(int map, const struct typed *typed)
{
	struct code code = { .count = 0 };

	compose_trace(&code, map, typed->offset, true);
	return load(&code, BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, typed);
}

int bpf_typed_attach(int program)
{
	union bpf_attr attr = { .raw_tracepoint.prog_fd = program };

	return bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
}

int bpf_trace_read(int map, struct traced *traced)
{
	uint32_t key = 0;
	union bpf_attr attr = {
		.map_fd = map,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)traced,
	};

	return bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

static int with_cgroup(enum bpf_cmd cmd, int program, const char *cgroup)
{
	int fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	union bpf_attr attr = {
		.target_fd = fd,
		.attach_bpf_fd = program,
		.attach_type = BPF_CGROUP_SYSCTL,
		/* Of those that are attached so, all run. */
		.attach_flags = cmd == BPF_PROG_ATTACH ? BPF_F_ALLOW_MULTI : 0,
	};
	int ret;

	if (fd < 0)
		return -errno;
	ret = bpf(cmd, &attr);
	close(fd);
	return ret;
}

int bpf_attach(int program, const char *cgroup)
{
	return with_cgroup(BPF_PROG_ATTACH, program, cgroup);
}

int bpf_detach(int program, const char *cgroup)
{
	return with_cgroup(BPF_PROG_DETACH, program, cgroup);
}
