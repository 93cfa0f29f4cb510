/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_EVENT_H
#define HF_EVENT_H

#include <linux/sched.h>
#include <linux/types.h>

#include <uapi/linux/holdfast.h>

/**
 * struct hf_bytes - a value in an event
 * @known: false where it could not be read
 * @len: bytes at @data
 * @data: the value's first bytes, of any content
 */
struct hf_bytes {
	bool known;
	u8 len;
	char data[HOLDFAST_TEXT_MAX];
};

/**
 * struct hf_event - a record as it travels from the ring to the journal
 * @seq: place in the journal, given there
 * @time: CLOCK_REALTIME, ns
 * @lost: events of @cpu lost up to this one
 * @new_len: bytes that the writer wrote
 * @cpu: where it was recorded
 * @pid: of the process, in the initial pid namespace
 * @tid: of the thread
 * @uid: in the initial user namespace
 * @rule_id: the rule that decided, 0 for none
 * @error: the write's result, 0 or a negative errno
 * @type: enum holdfast_event_type
 * @door: enum holdfast_door
 * @verdict: enum holdfast_verdict
 * @writer: enum holdfast_scope
 * @rule_action: enum holdfast_action
 * @rule_scope: enum holdfast_scope
 * @cut: which of the texts are not whole
 * @effect: enum holdfast_effect
 * @permissive: the verdict was reported only
 * @mode: enum holdfast_mode, where it was set
 * @nobody: of a pin: no writer is known
 * @rules: how many the table has, where it was replaced
 * @netns: of a pin: the inode of its network namespace; 0 where it is of none
 * @backoff: of a pin: for how long it is not put back, ns
 * @why: the reason of the verdict, a static string of the module's; or NULL
 * @comm: the thread's name
 * @name: the sysctl, in path form; of HOLDFAST_EVENT_TYPE_BREACH the handler
 * @pattern: the rule's
 * @cgroup: the rule's; empty for other scopes
 * @old: the value before
 * @new: what the writer wrote
 * @given: what the kernel was given, where it is not that
 *
 * A slot of fixed size with all of it, so that recording allocates nothing
 * and the rule may go while the event is on its way.
 */
struct hf_event {
	u64 seq;
	u64 time;
	u64 lost;
	u64 new_len;
	u32 cpu;
	u32 pid;
	u32 tid;
	u32 uid;
	u32 rule_id;
	s32 error;
	u8 type;
	u8 door;
	u8 verdict;
	u8 writer;
	u8 rule_action;
	u8 rule_scope;
	u8 cut;
	u8 effect;
	u8 permissive;
	u8 mode;
	u8 nobody;
	u32 rules;
	u32 netns;
	u64 backoff;
	const char *why;
	char comm[TASK_COMM_LEN];
	char name[HOLDFAST_TEXT_MAX + 1];
	char pattern[HOLDFAST_TEXT_MAX + 1];
	char cgroup[HOLDFAST_TEXT_MAX + 1];
	struct hf_bytes old;
	struct hf_bytes new;
	struct hf_bytes given;
};

struct hf_name;

/**
 * struct hf_event_rule - a rule, as an event tells of it
 * @id: its id
 * @pattern: in path form
 * @scope: its scope
 * @cgroup: of its scope, or ""
 * @action: its action
 */
struct hf_event_rule {
	u32 id;
	const char *pattern;
	enum holdfast_scope scope;
	const char *cgroup;
	enum holdfast_action action;
};

void hf_event_begin(struct hf_event *event, enum holdfast_event_type type);
void hf_event_name(struct hf_event *event, const struct hf_name *name);
void hf_event_handler(struct hf_event *event, const char *handler);
void hf_event_rule(struct hf_event *event, const struct hf_event_rule *rule);
void hf_event_old(struct hf_event *event, const char *value, size_t len);
void hf_event_new(struct hf_event *event, const char *value, size_t len);
void hf_event_given(struct hf_event *event, const char *value, size_t len);

#endif /* HF_EVENT_H */
