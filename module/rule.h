/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_RULE_H
#define HF_RULE_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "scopes.h"
#include "verdict.h"

struct hf_node;
struct hf_slot;

/**
 * struct hf_rule_spec - a rule as it is asked for
 * @pattern: in path form, as hf_pattern_parse() gives it
 * @scope: whom it concerns
 * @cgroup: for HOLDFAST_SCOPE_CGROUP: as hf_cgroup_parse() takes it; else ""
 * @decision: what it decides; its values are the caller's
 */
struct hf_rule_spec {
	const char *pattern;
	enum holdfast_scope scope;
	const char *cgroup;
	struct hf_decision decision;
};

/**
 * struct hf_last - the last write that a rule decided
 * @lock: who does not get it leaves the record as it is
 * @time: CLOCK_REALTIME, ns; 0 before the first
 * @pid: of the process, in the initial pid namespace
 * @uid: in the initial user namespace
 * @comm: the thread's name
 */
struct hf_last {
	spinlock_t lock;	/* see above */
	u64 time;
	u32 pid;
	u32 uid;
	char comm[TASK_COMM_LEN];
};

/**
 * struct hf_rule - one rule of a table
 * @refs: the table holds one, each write that it decides another
 * @id: never used twice while the module is loaded
 * @decision: what it decides
 * @scope: whom it concerns
 * @node: the component where its pattern ends
 * @slot: its place there
 * @scoped: scope cgroup: in the table's rules of such scopes
 * @tally: what it decided
 * @last: for whom, last
 * @rcu: frees it
 * @pattern: in path form; behind its NUL the values of its constraint
 *
 * All but @refs, @tally and @last stay as they are from rule to grave: a
 * changed rule is another one.
 */
struct hf_rule {
	refcount_t refs;
	u32 id;
	struct hf_decision decision;
	struct hf_scope *scope;
	struct hf_node *node;
	struct hf_slot *slot;
	struct rhash_head scoped;
	struct hf_tally tally;
	struct hf_last last;
	struct rcu_head rcu;
	char pattern[];
};

struct hf_rule *hf_rule_create(const struct hf_rule_spec *spec, struct hf_scope *scope);
void hf_rule_put(struct hf_rule *rule);
void hf_rule_decided(struct hf_rule *rule, enum holdfast_verdict verdict, bool permissive);
void hf_rule_last(struct hf_rule *rule, struct hf_last *last);
void hf_rule_reset(struct hf_rule *rule);
bool hf_rule_precedes(const struct hf_rule *rule, const struct hf_rule *other);
bool hf_rule_tighter(const struct hf_rule *rule, const struct hf_rule *than);
size_t hf_rule_bytes(const struct hf_rule *rule);

#endif /* HF_RULE_H */
