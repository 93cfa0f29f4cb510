// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "peer.h"

/* A name's bytes in the map; the longest here has 42. */
#define NAME 64
/* What is read of a value. */
#define VALUE 24

/* On the program's stack. */
#define AT_NAME (-NAME)
#define AT_VALUE (AT_NAME - VALUE)
#define AT_NUMBER (AT_VALUE - 8)

#define OP(op, dst, src, offset, number) \
	{ .code = (op), .dst_reg = (dst), .src_reg = (src), .off = (offset), .imm = (number) }
#define COPY(dst, src) OP(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0)
#define SET(dst, number) OP(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, number)
#define ADD(dst, number) OP(BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, number)
#define STACK(dst, at) COPY(dst, BPF_REG_10), ADD(dst, at)
#define LOAD(size, dst, src, at) OP(BPF_LDX | BPF_MEM | (size), dst, src, at, 0)
#define ZERO(at) OP(BPF_ST | BPF_MEM | BPF_DW, BPF_REG_10, 0, at, 0)
#define CALL(function) OP(BPF_JMP | BPF_CALL, 0, 0, 0, function)
#define WHEN(how, a, number, to) OP(BPF_JMP | (how) | BPF_K, a, 0, to, number)
#define WHEN_REG(how, a, b, to) OP(BPF_JMP | (how) | BPF_X, a, b, to, 0)
#define GO(to) OP(BPF_JMP | BPF_JA, 0, 0, to, 0)
#define EXIT OP(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
/* Of two slots; the descriptor is filled in. */
#define MAP(dst) OP(BPF_LD | BPF_DW | BPF_IMM, dst, BPF_PSEUDO_MAP_FD, 0, 0), { 0 }

/* Jumps go to one of these; resolved when the program is loaded. */
#define TO_ALLOW 0x7001
#define TO_DENY 0x7002

static const struct bpf_insn source[] = {
	COPY(BPF_REG_6, BPF_REG_1),
	LOAD(BPF_W, BPF_REG_0, BPF_REG_6, offsetof(struct bpf_sysctl, write)),
	WHEN(BPF_JEQ, BPF_REG_0, 0, TO_ALLOW),

	ZERO(-8), ZERO(-16), ZERO(-24), ZERO(-32), ZERO(-40), ZERO(-48), ZERO(-56), ZERO(-64),
	COPY(BPF_REG_1, BPF_REG_6), STACK(BPF_REG_2, AT_NAME), SET(BPF_REG_3, NAME),
	SET(BPF_REG_4, 0), CALL(BPF_FUNC_sysctl_get_name),
	WHEN(BPF_JSLT, BPF_REG_0, 0, TO_ALLOW),

	MAP(BPF_REG_1), STACK(BPF_REG_2, AT_NAME), CALL(BPF_FUNC_map_lookup_elem),
	WHEN(BPF_JEQ, BPF_REG_0, 0, TO_ALLOW),
	COPY(BPF_REG_7, BPF_REG_0),
	LOAD(BPF_DW, BPF_REG_8, BPF_REG_7, offsetof(struct peer_rule, action)),
	WHEN(BPF_JEQ, BPF_REG_8, PEER_DENY, TO_DENY),

	ZERO(AT_VALUE), ZERO(AT_VALUE + 8), ZERO(AT_VALUE + 16), ZERO(AT_NUMBER),
	COPY(BPF_REG_1, BPF_REG_6), STACK(BPF_REG_2, AT_VALUE), SET(BPF_REG_3, VALUE),
	CALL(BPF_FUNC_sysctl_get_new_value),
	WHEN(BPF_JSLE, BPF_REG_0, 0, TO_DENY),
	STACK(BPF_REG_1, AT_VALUE), SET(BPF_REG_2, VALUE), SET(BPF_REG_3, 0),
	STACK(BPF_REG_4, AT_NUMBER), CALL(BPF_FUNC_strtoul),
	WHEN(BPF_JSLE, BPF_REG_0, 0, TO_DENY),

	LOAD(BPF_DW, BPF_REG_1, BPF_REG_10, AT_NUMBER),
	LOAD(BPF_DW, BPF_REG_2, BPF_REG_7, offsetof(struct peer_rule, min)),
	WHEN_REG(BPF_JLT, BPF_REG_1, BPF_REG_2, TO_DENY),
	LOAD(BPF_DW, BPF_REG_2, BPF_REG_7, offsetof(struct peer_rule, max)),
	WHEN_REG(BPF_JLE, BPF_REG_1, BPF_REG_2, TO_ALLOW),
	WHEN(BPF_JNE, BPF_REG_8, PEER_CLAMP, TO_DENY),
	COPY(BPF_REG_1, BPF_REG_6), COPY(BPF_REG_2, BPF_REG_7),
	ADD(BPF_REG_2, offsetof(struct peer_rule, max_text)), SET(BPF_REG_3, 2),
	CALL(BPF_FUNC_sysctl_set_new_value),
	GO(TO_ALLOW),

	/* Deny, then allow: the last four. */
	SET(BPF_REG_0, 0), EXIT,
	SET(BPF_REG_0, 1), EXIT,
};

#define COUNT (sizeof(source) / sizeof(source[0]))

static int bpf(int command, union bpf_attr *attr)
{
	int ret = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return ret < 0 ? -errno : ret;
}

static int load(int map)
{
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_CGROUP_SYSCTL };
	struct bpf_insn program[COUNT];
	size_t i;

	memcpy(program, source, sizeof(program));
	for (i = 0; i < COUNT; i++) {
		if (program[i].off == TO_ALLOW)
			program[i].off = COUNT - 2 - (i + 1);
		else if (program[i].off == TO_DENY)
			program[i].off = COUNT - 4 - (i + 1);
		else if (program[i].src_reg == BPF_PSEUDO_MAP_FD &&
			 program[i].code == (BPF_LD | BPF_DW | BPF_IMM))
			program[i].imm = map;
	}
	attr.expected_attach_type = BPF_CGROUP_SYSCTL;
	attr.insns = (uintptr_t)program;
	attr.insn_cnt = COUNT;
	attr.license = (uintptr_t)"GPL";
	return bpf(BPF_PROG_LOAD, &attr);
}

static int attach(const struct peer *peer, int command)
{
	union bpf_attr attr = {
		.target_fd = peer->cgroup,
		.attach_bpf_fd = peer->program,
		.attach_type = BPF_CGROUP_SYSCTL,
	};

	return bpf(command, &attr);
}

int peer_open(struct peer *peer, int cgroup, unsigned int names)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_HASH,
		.key_size = NAME,
		.value_size = sizeof(struct peer_rule),
		.max_entries = names ? names : 1,
	};
	int ret;

	peer->cgroup = cgroup;
	peer->map = bpf(BPF_MAP_CREATE, &attr);
	if (peer->map < 0)
		return peer->map;
	peer->program = load(peer->map);
	ret = peer->program < 0 ? peer->program : attach(peer, BPF_PROG_ATTACH);
	if (ret) {
		close(peer->map);
		if (peer->program >= 0)
			close(peer->program);
	}
	return ret;
}

int peer_set(struct peer *peer, const char *name, const struct peer_rule *rule)
{
	union bpf_attr attr = { .map_fd = peer->map };
	char key[NAME] = "";

	if (strlen(name) >= NAME)
		return -ENAMETOOLONG;
	memcpy(key, name, strlen(name));
	attr.key = (uintptr_t)key;
	attr.value = (uintptr_t)rule;
	return bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

void peer_close(struct peer *peer)
{
	attach(peer, BPF_PROG_DETACH);
	close(peer->program);
	close(peer->map);
}
