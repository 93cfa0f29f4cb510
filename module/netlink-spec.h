/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_NETLINK_SPEC_H
#define HF_NETLINK_SPEC_H

#include <net/netlink.h>

#include "rules.h"

/**
 * struct hf_rule_request - a rule, as a request asks for it
 * @spec: the rule; points to what follows, and into the request
 * @pattern: in path form
 * @values: of its constraint, a NUL behind each
 */
struct hf_rule_request {
	struct hf_rule_spec spec;
	char pattern[HOLDFAST_PATTERN_MAX + 1];
	char values[HOLDFAST_VALUES_MAX];
};

/**
 * struct hf_rule_attrs - the attributes of a rule
 * @attrs: by type; of those that may come more than once, the last
 * @head: the first of them
 * @len: bytes of all
 */
struct hf_rule_attrs {
	struct nlattr **attrs;
	const struct nlattr *head;
	int len;
};

int hf_request_key(const struct hf_rule_attrs *rule, struct hf_rule_request *request,
		   struct netlink_ext_ack *extack);
int hf_request_decision(const struct hf_rule_attrs *rule, struct hf_rule_request *request,
			struct netlink_ext_ack *extack);
int hf_request_why(struct netlink_ext_ack *extack, int ret);
int hf_request_put_rule(struct sk_buff *skb, const struct hf_rule *rule);

#endif /* HF_NETLINK_SPEC_H */
