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
 * @comm: the thread's name
 * @name: the sysctl, in path form
 * @pattern: the rule's
 * @old: the value before
 * @new: what the writer wrote
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
	char comm[TASK_COMM_LEN];
	char name[HOLDFAST_TEXT_MAX + 1];
	char pattern[HOLDFAST_TEXT_MAX + 1];
	struct hf_bytes old;
	struct hf_bytes new;
};

struct hf_rule;

void hf_event_begin(struct hf_event *event, enum holdfast_event_type type);
void hf_event_name(struct hf_event *event, const char *name);
void hf_event_rule(struct hf_event *event, u32 id, const char *pattern,
		   enum holdfast_scope scope, enum holdfast_action action);

#endif /* HF_EVENT_H */
