/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SCOPES_H
#define HF_SCOPES_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rhashtable.h>
#include <linux/xarray.h>

#include "cgroup.h"
#include "tally.h"

/**
 * struct hf_scope - writers that rules can concern
 * @refs: its rules hold one each, its table another
 * @id: in its set, from 1
 * @kind: any, host, container or cgroup
 * @hierarchy: cgroup: which hierarchies are meant
 * @path: cgroup: in @cgroup
 * @path_len: bytes at @path
 * @rules: in the table; changes are serialised by the table's owner
 * @tally: what was decided by its rules
 * @link: cgroup: in the set, by @path
 * @rcu: frees it
 * @cgroup: as it was asked for; empty for the other kinds
 */
struct hf_scope {
	refcount_t refs;
	u32 id;
	enum holdfast_scope kind;
	struct hf_hierarchy hierarchy;
	const char *path;
	size_t path_len;
	u32 rules;
	struct hf_tally tally;
	struct rhlist_head link;
	struct rcu_head rcu;
	char cgroup[];
};

/**
 * struct hf_scopes - the scopes that a table's rules name
 * @fixed: any, host, container
 * @cgroups: the others, by their path
 * @count: how many others
 * @all: all of them, by id
 */
struct hf_scopes {
	struct hf_scope *fixed[HOLDFAST_SCOPE_CGROUP];
	struct rhltable cgroups;
	u32 count;
	struct xarray all;
};

typedef void (*hf_scope_visit_t)(const struct hf_scope *scope, void *data);

int hf_scopes_init(struct hf_scopes *scopes);
void hf_scopes_exit(struct hf_scopes *scopes);
struct hf_scope *hf_scopes_get(struct hf_scopes *scopes, enum holdfast_scope kind,
			       const char *cgroup, bool make);
void hf_scopes_put(struct hf_scopes *scopes, struct hf_scope *scope);
struct rhlist_head *hf_scopes_at(struct hf_scopes *scopes, const char *path, size_t len);

void hf_scope_put(struct hf_scope *scope);
size_t hf_scope_bytes(const struct hf_scope *scope);
bool hf_scope_meets(const struct hf_scope *a, const struct hf_scope *b);
bool hf_scope_is_inside(const struct hf_scope *a, const struct hf_scope *b);

#endif /* HF_SCOPES_H */
