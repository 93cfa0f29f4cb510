/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_PIN_H
#define HF_PIN_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <net/net_namespace.h>

#include "name.h"
#include "rule.h"
#include "store.h"
#include "variable.h"

/**
 * struct hf_pin_writer - who changed a pinned sysctl by a write that went through
 * @time: CLOCK_REALTIME, ns; 0 where nobody is known
 * @door: enum holdfast_door
 * @pid: of the process, in the initial pid namespace
 * @tid: of the thread
 * @uid: in the initial user namespace
 * @scope: host or container
 * @comm: the thread's name
 */
struct hf_pin_writer {
	u64 time;
	u32 door;
	u32 pid;
	u32 tid;
	u32 uid;
	u32 scope;
	char comm[TASK_COMM_LEN];
};

/**
 * struct hf_pin - a sysctl that is pinned
 * @refs: the witness holds one, each write under way that goes through another
 * @link: among all, in the order of @id; read under RCU
 * @gone: among those that are to be freed
 * @by_name: in the table by name; as @link
 * @rcu: frees it
 * @id: never used twice while the module is loaded
 * @seen_in: the survey that saw it last
 * @net: the network namespace it is looked up in; NULL from when it is unlinked, as
 *	the namespace may go then
 * @netns: that one's number
 * @file: the sysctl, open
 * @rule: the rule that pins it
 * @owned: why the kernel itself writes it; or NULL
 * @variable: the memory behind it
 * @remembered: what it is to hold; NULL where that could not be told
 * @state: enum holdfast_pin_state
 * @used: the kernel's use of it is watched as well
 * @suspect: its variable has changed: it is to be read
 * @follow: a rule let a write through: what it holds is to be remembered
 * @writers: writes under way that a rule lets through
 * @at_use: times that it was put back at the point of use, not counted yet
 * @blind: times that its variable changed, and what a read shows did not
 * @seen: its variable when it was last read, where it does not hold what it is to
 * @actual_len: bytes at @actual
 * @actual: what it held then
 * @error: how the last attempt to put it back failed
 * @since: when it drifted; CLOCK_REALTIME, ns
 * @drifts: how often
 * @restores: how often it was put back
 * @told: an event has told of the value it drifted to
 * @row: times in a row that something was done about it
 * @acted: in jiffies, when that was last
 * @backoff: jiffies from then on in which nothing is
 * @lock: of @last; innermost
 * @last: who wrote last
 * @path: its name, in path form
 *
 * But for what is said, it is the witness's, under its lock.
 */
struct hf_pin {
	refcount_t refs;
	struct list_head link;
	struct list_head gone;
	struct hlist_node by_name;
	struct rcu_head rcu;
	u32 id;
	u32 seen_in;
	struct net *net;
	u32 netns;
	struct file *file;
	struct hf_rule *rule;
	const char *owned;
	struct hf_variable variable;
	const struct hf_remembered __rcu *remembered;
	u8 state;
	bool used;
	bool suspect;
	bool follow;
	atomic_t writers;
	atomic_t at_use;
	unsigned int blind;
	u8 seen[HF_STORE_RAW];
	size_t actual_len;
	char actual[HF_STORE_VALUE];
	int error;
	u64 since;
	u64 drifts;
	u64 restores;
	bool told;
	unsigned int row;
	unsigned long acted;
	unsigned long backoff;
	raw_spinlock_t lock;	/* see above */
	struct hf_pin_writer last;
	char path[];
};

/* What was done about pins since the module was loaded. */
struct hf_pin_counts {
	u64 drifts;
	u64 restores;
	u64 tampers;
	u64 flaps;
};

struct hf_pin *hf_pin_create(const char *path, struct net *net, struct hf_rule *rule, u32 id);
void hf_pin_destroy(struct hf_pin *pin);
void hf_pin_put(struct hf_pin *pin);
bool hf_pin_is_per_net(const struct hf_pin *pin);
void hf_pin_set_rule(struct hf_pin *pin, struct hf_rule *rule);
bool hf_pin_check(struct hf_pin *pin);
bool hf_pin_is_due(const struct hf_pin *pin);
bool hf_pin_looks_changed(struct hf_pin *pin);
enum holdfast_restore hf_pin_restore(const struct hf_pin *pin);
void hf_pin_last(struct hf_pin *pin, struct hf_pin_writer *last);
void hf_pin_count(struct hf_pin_counts *counts);

#endif /* HF_PIN_H */
