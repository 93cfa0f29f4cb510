// SPDX-License-Identifier: GPL-2.0
/* Putting rules aside in the module, many in a message. */
#include <errno.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "nl-internal.h"
#include "nl.h"

/* A message is closed when it has so much, and the longest rule still fits it. */
#define STAGE_FULL	(24 * 1024)
#define STAGE_SIZE	(36 * 1024)

/* The least that a rule takes: its nest, a pattern, an action, a scope. */
#define RULE_LEAST	28
#define RULES_MOST	(STAGE_SIZE / RULE_LEAST)

/* A message, and where in it each rule begins. */
struct batch {
	struct nl_msg *msg;
	size_t first;
	size_t n;
	uint32_t at[RULES_MOST];
};

static int put_rule(struct batch *batch, const struct rule *rule)
{
	struct nlattr *nest = nla_nest_start(batch->msg, HOLDFAST_A_TABLE_RULE);

	if (!nest || hfnl_attr_put(batch->msg, &rule_record, rule) < 0)
		return -1;
	batch->at[batch->n++] = (char *)nest - (char *)nlmsg_hdr(batch->msg);
	nla_nest_end(batch->msg, nest);
	return 0;
}

static int fill(struct batch *batch, const struct list *rules, size_t from)
{
	size_t i;

	batch->first = from;
	batch->n = 0;
	/* Of what an earlier, refused attempt put aside nothing is to be left. */
	if (!from && nla_put_flag(batch->msg, HOLDFAST_A_TABLE_FIRST) < 0)
		return -1;
	for (i = from; i < rules->count && batch->n < RULES_MOST; i++) {
		if (nlmsg_hdr(batch->msg)->nlmsg_len >= STAGE_FULL)
			break;
		if (put_rule(batch, list_get(rules, i)))
			return -1;
	}
	return 0;
}

/* The rule that the kernel's complaint points at, or the number of all. */
static size_t find_bad(const struct batch *batch, uint32_t offset, const struct list *rules)
{
	size_t i = batch->n;

	while (i && batch->at[i - 1] > offset)
		i--;
	return i ? batch->first + i - 1 : rules->count;
}

static int send_batch(struct hfnl *nl, const struct list *rules, struct batch *batch, size_t from)
{
	struct answer answer = { .record = &table_record };

	if (fill(batch, rules, from))
		return hfnl_fail(nl, 0, "the rules do not fit a message");
	return hfnl_converse(nl, batch->msg, &answer);
}

/*
 * Put aside those of @rules from number @from on; with 0, what was put aside
 * before is dropped. Returns 0, or -1, and @bad is the number of the rule that
 * was refused, or that of all where the reason was another.
 */
int hfnl_stage(struct hfnl *nl, const struct list *rules, size_t from, size_t *bad)
{
	struct batch batch;
	int err;

	*bad = rules->count;
	do {
		batch.msg = hfnl_message(nl, HOLDFAST_CMD_TABLE_STAGE, 0, STAGE_SIZE);
		if (!batch.msg)
			return -1;
		err = send_batch(nl, rules, &batch, from);
		nlmsg_free(batch.msg);
		if (err) {
			*bad = find_bad(&batch, nl->offset, rules);
			return -1;
		}
		from += batch.n;
	} while (from < rules->count);
	return 0;
}
