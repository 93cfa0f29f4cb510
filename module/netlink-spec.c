// SPDX-License-Identifier: GPL-2.0
/* Between a rule's attributes and what rules.h takes. */
#include <linux/string.h>

#include "netlink-spec.h"
#include "pattern.h"
#include "request.h"

static int read_scope(const struct hf_rule_attrs *rule, struct hf_rule_spec *spec,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *scope = rule->attrs[HOLDFAST_A_RULE_SCOPE];
	const struct nlattr *cgroup = rule->attrs[HOLDFAST_A_RULE_CGROUP];
	struct hf_hierarchy hierarchy;
	const char *path, *why;

	spec->scope = scope ? nla_get_u32(scope) : HOLDFAST_SCOPE_ANY;
	spec->cgroup = cgroup ? nla_data(cgroup) : "";
	if (spec->scope != HOLDFAST_SCOPE_CGROUP && cgroup)
		return hf_request_refuse(extack, cgroup, "only the scope cgroup has a cgroup");
	if (spec->scope != HOLDFAST_SCOPE_CGROUP)
		return 0;
	if (!cgroup)
		return hf_request_refuse(extack, scope, "the scope cgroup needs a cgroup");
	why = hf_cgroup_parse(&hierarchy, &path, spec->cgroup);
	return why ? hf_request_refuse(extack, cgroup, why) : 0;
}

/**
 * hf_request_key - what names a rule
 * @rule: its attributes
 * @request: receives it
 * @extack: says what is wrong, and with which attribute
 *
 * Context: process context.
 * Return: 0 or -EINVAL.
 */
int hf_request_key(const struct hf_rule_attrs *rule, struct hf_rule_request *request,
		   struct netlink_ext_ack *extack)
{
	const struct nlattr *pattern = rule->attrs[HOLDFAST_A_RULE_PATTERN];
	const char *why;

	if (!pattern)
		return hf_request_refuse(extack, NULL, "a rule needs a pattern");
	why = hf_pattern_parse(request->pattern, sizeof(request->pattern), nla_data(pattern));
	if (why)
		return hf_request_refuse(extack, pattern, why);
	request->spec.pattern = request->pattern;
	return read_scope(rule, &request->spec, extack);
}

static int read_bound(const struct nlattr *attr, struct hf_number *number, bool *has,
		      struct netlink_ext_ack *extack)
{
	*has = attr;
	if (!attr || hf_number_parse(number, nla_data(attr), strlen(nla_data(attr))))
		return 0;
	return hf_request_refuse(extack, attr,
				 "a bound of the range is not a number as the kernel reads one");
}

static int read_values(const struct hf_rule_attrs *rule, struct hf_rule_request *request,
		       struct netlink_ext_ack *extack)
{
	struct hf_constraint *constraint = &request->spec.decision.constraint;
	const struct nlattr *attr;
	size_t len;
	int rest;

	constraint->values = request->values;
	nla_for_each_attr(attr, rule->head, rule->len, rest) {
		if (nla_type(attr) != HOLDFAST_A_RULE_VALUE)
			continue;
		len = strnlen(nla_data(attr), nla_len(attr));
		if (constraint->size + len + 1 > sizeof(request->values))
			return hf_request_refuse(extack, attr, "the values have more than 1024 bytes");
		memcpy(request->values + constraint->size, nla_data(attr), len);
		constraint->size += len;
		request->values[constraint->size++] = '\0';
	}
	return 0;
}

/**
 * hf_request_decision - what a rule is to decide
 * @rule: its attributes
 * @request: zeroed, but for what hf_request_key() did; receives it
 * @extack: says what is wrong, and with which attribute
 *
 * Context: process context.
 * Return: 0 or -EINVAL.
 */
int hf_request_decision(const struct hf_rule_attrs *rule, struct hf_rule_request *request,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *action = rule->attrs[HOLDFAST_A_RULE_ACTION];
	const struct nlattr *kind = rule->attrs[HOLDFAST_A_RULE_CONSTRAINT];
	const struct nlattr *restore = rule->attrs[HOLDFAST_A_RULE_RESTORE];
	struct hf_decision *decision = &request->spec.decision;
	struct hf_constraint *constraint = &decision->constraint;
	const char *why;
	int ret;

	if (!action)
		return hf_request_refuse(extack, NULL, "a rule needs an action");
	decision->action = nla_get_u32(action);
	decision->restore = restore ? nla_get_u32(restore) : HOLDFAST_RESTORE_BY_CLASS;
	constraint->kind = kind ? nla_get_u32(kind) : HOLDFAST_CONSTRAINT_NONE;
	ret = read_bound(rule->attrs[HOLDFAST_A_RULE_RANGE_MIN], &constraint->min,
			 &constraint->has_min, extack) ?:
	      read_bound(rule->attrs[HOLDFAST_A_RULE_RANGE_MAX], &constraint->max,
			 &constraint->has_max, extack) ?:
	      read_values(rule, request, extack);
	if (ret)
		return ret;
	if (constraint->kind != HOLDFAST_CONSTRAINT_RANGE &&
	    (constraint->has_min || constraint->has_max))
		return hf_request_refuse(extack, kind, "only a range has bounds");
	if (constraint->kind != HOLDFAST_CONSTRAINT_ONE_OF && constraint->size &&
	    decision->action != HOLDFAST_ACTION_PIN)
		return hf_request_refuse(extack, kind, "only one-of has values");
	if (decision->action == HOLDFAST_ACTION_PIN && request->spec.scope == HOLDFAST_SCOPE_CGROUP)
		return hf_request_refuse(extack, rule->attrs[HOLDFAST_A_RULE_SCOPE],
					 "a pin holds whichever cgroup a writer is in: scope any, host or container");
	why = hf_decision_check(decision);
	return why ? hf_request_refuse(extack, kind, why) : 0;
}

/**
 * hf_request_why - say why the rules were not changed
 * @extack: receives the words
 * @ret: what a function of rules.h returned
 *
 * Return: @ret.
 */
int hf_request_why(struct netlink_ext_ack *extack, int ret)
{
	switch (ret) {
	case 0:
		break;
	case -ENOENT:
		NL_SET_ERR_MSG(extack, "no rule with this pattern and scope");
		break;
	case -EEXIST:
		NL_SET_ERR_MSG(extack, "a rule with this pattern and scope was staged before");
		break;
	case -EACCES:
		NL_SET_ERR_MSG(extack, "the table is sealed until reboot, and this would loosen it");
		break;
	case -ESTALE:
		NL_SET_ERR_MSG(extack, "the table has changed since that generation");
		break;
	case -EINTR:
		NL_SET_ERR_MSG(extack, "interrupted: the table is as it was");
		break;
	default:
		NL_SET_ERR_MSG(extack, "no room for the rule: the table is as it was");
	}
	return ret;
}

static int put_bound(struct sk_buff *skb, int attr, const struct hf_number *number)
{
	char text[HF_NUMBER_TEXT];

	hf_number_format(text, number);
	return nla_put_string(skb, attr, text);
}

static int put_constraint(struct sk_buff *skb, const struct hf_constraint *constraint)
{
	const char *value = constraint->values;

	if ((constraint->kind != HOLDFAST_CONSTRAINT_NONE &&
	     nla_put_u32(skb, HOLDFAST_A_RULE_CONSTRAINT, constraint->kind)) ||
	    (constraint->has_min &&
	     put_bound(skb, HOLDFAST_A_RULE_RANGE_MIN, &constraint->min)) ||
	    (constraint->has_max &&
	     put_bound(skb, HOLDFAST_A_RULE_RANGE_MAX, &constraint->max)))
		return -EMSGSIZE;
	for (; value < constraint->values + constraint->size; value += strlen(value) + 1)
		if (nla_put_string(skb, HOLDFAST_A_RULE_VALUE, value))
			return -EMSGSIZE;
	return 0;
}

/**
 * hf_request_put_rule - what a rule is
 * @skb: the answer
 * @rule: the rule
 *
 * Return: 0 or -EMSGSIZE.
 */
int hf_request_put_rule(struct sk_buff *skb, const struct hf_rule *rule)
{
	if (nla_put_u32(skb, HOLDFAST_A_RULE_ID, rule->id) ||
	    nla_put_string(skb, HOLDFAST_A_RULE_PATTERN, rule->pattern) ||
	    nla_put_u32(skb, HOLDFAST_A_RULE_ACTION, rule->decision.action) ||
	    nla_put_u32(skb, HOLDFAST_A_RULE_SCOPE, rule->scope->kind) ||
	    (rule->scope->kind == HOLDFAST_SCOPE_CGROUP &&
	     nla_put_string(skb, HOLDFAST_A_RULE_CGROUP, rule->scope->cgroup)) ||
	    put_constraint(skb, &rule->decision.constraint) ||
	    (rule->decision.action == HOLDFAST_ACTION_PIN &&
	     nla_put_u32(skb, HOLDFAST_A_RULE_RESTORE, rule->decision.restore)))
		return -EMSGSIZE;
	return 0;
}
