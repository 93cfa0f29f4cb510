/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The peer: a BPF program of the type cgroup/sysctl that does Holdfast's job as
 * far as such a program can, by bpf(2) alone.
 */
#ifndef HF_BENCH_PEER_H
#define HF_BENCH_PEER_H

#include <stdint.h>

enum peer_action {
	PEER_DENY,
	PEER_ALLOW,	/* refuse what is out of range */
	PEER_CLAMP,
};

/* What is decided for a name; the bound goes into the kernel as text. */
struct peer_rule {
	uint64_t action;
	uint64_t min, max;
	char max_text[8];
};

struct peer {
	int map;
	int program;
	int cgroup;
};

/* All return 0 or a negative errno. @cgroup is a directory's descriptor. */
int peer_open(struct peer *peer, int cgroup, unsigned int names);
int peer_set(struct peer *peer, const char *name, const struct peer_rule *rule);
void peer_close(struct peer *peer);

#endif /* HF_BENCH_PEER_H */
