/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints, below events/holdfast in tracefs; a no-op each while off.
 *
 * Texts are arrays, cut where they do not fit: what declares a string of any
 * length differs between kernels, and a program that reads the record as a
 * struct has them in place. Through BTF such programs see the arguments, too.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM holdfast

#if !defined(HF_TRACEPOINTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define HF_TRACEPOINTS_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "deferred.h"
#include "event.h"
#include "rule.h"

#define HF_TRACE_NAME 32
#define HF_TRACE_TEXT 64

#ifdef CREATE_TRACE_POINTS
/* Always closed by a NUL, and never more than there is. */
static inline void hf_trace_copy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = '\0';
}
#endif

TRACE_EVENT(handler_raise,
	TP_PROTO(const struct hf_handler *handler, unsigned int index, bool coalesced),
	TP_ARGS(handler, index, coalesced),
	TP_STRUCT__entry(
		__array(char, handler, HF_TRACE_NAME)
		__field(unsigned int, index)
		__field(bool, coalesced)
	),
	TP_fast_assign(
		hf_trace_copy(__entry->handler, handler->name, HF_TRACE_NAME);
		__entry->index = index;
		__entry->coalesced = coalesced;
	),
	TP_printk("handler=%s index=%u coalesced=%d", __entry->handler, __entry->index,
		  __entry->coalesced)
);

TRACE_EVENT(handler_run_begin,
	TP_PROTO(const struct hf_handler *handler, unsigned int index,
		 enum holdfast_where where, u64 raised_at, u64 now),
	TP_ARGS(handler, index, where, raised_at, now),
	TP_STRUCT__entry(
		__array(char, handler, HF_TRACE_NAME)
		__field(unsigned int, index)
		__field(unsigned int, kind)
		__field(unsigned int, where)
		__field(u64, latency)
	),
	TP_fast_assign(
		hf_trace_copy(__entry->handler, handler->name, HF_TRACE_NAME);
		__entry->index = index;
		__entry->kind = handler->setting.kind;
		__entry->where = where;
		__entry->latency = raised_at && now > raised_at ? now - raised_at : 0;
	),
	TP_printk("handler=%s index=%u kind=%u where=%u latency=%llu", __entry->handler,
		  __entry->index, __entry->kind, __entry->where,
		  (unsigned long long)__entry->latency)
);

TRACE_EVENT(handler_run_end,
	TP_PROTO(const struct hf_handler *handler, unsigned int index, u64 took, bool left),
	TP_ARGS(handler, index, took, left),
	TP_STRUCT__entry(
		__array(char, handler, HF_TRACE_NAME)
		__field(unsigned int, index)
		__field(u64, took)
		__field(bool, left)
	),
	TP_fast_assign(
		hf_trace_copy(__entry->handler, handler->name, HF_TRACE_NAME);
		__entry->index = index;
		__entry->took = took;
		__entry->left = left;
	),
	TP_printk("handler=%s index=%u took=%llu left=%d", __entry->handler, __entry->index,
		  (unsigned long long)__entry->took, __entry->left)
);

TRACE_EVENT(rule_verdict,
	TP_PROTO(const struct hf_rule *rule, enum holdfast_verdict verdict, bool permissive),
	TP_ARGS(rule, verdict, permissive),
	TP_STRUCT__entry(
		__array(char, pattern, HF_TRACE_TEXT)
		__field(u32, rule)
		__field(unsigned int, verdict)
		__field(bool, permissive)
	),
	TP_fast_assign(
		hf_trace_copy(__entry->pattern, rule->pattern, HF_TRACE_TEXT);
		__entry->rule = rule->id;
		__entry->verdict = verdict;
		__entry->permissive = permissive;
	),
	TP_printk("rule=%u pattern=%s verdict=%u permissive=%d", __entry->rule,
		  __entry->pattern, __entry->verdict, __entry->permissive)
);

TRACE_EVENT(event_record,
	TP_PROTO(const struct hf_event *event, bool kept),
	TP_ARGS(event, kept),
	TP_STRUCT__entry(
		__array(char, name, HF_TRACE_TEXT)
		__field(unsigned int, type)
		__field(unsigned int, verdict)
		__field(u32, rule)
		__field(int, error)
		__field(bool, kept)
	),
	TP_fast_assign(
		hf_trace_copy(__entry->name, event->name, HF_TRACE_TEXT);
		__entry->type = event->type;
		__entry->verdict = event->verdict;
		__entry->rule = event->rule_id;
		__entry->error = event->error;
		__entry->kept = kept;
	),
	TP_printk("type=%u name=%s verdict=%u rule=%u error=%d kept=%d", __entry->type,
		  __entry->name, __entry->verdict, __entry->rule, __entry->error, __entry->kept)
);

#endif /* HF_TRACEPOINTS_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE tracepoints
#include <trace/define_trace.h>
