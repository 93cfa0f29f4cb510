// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about deferred handlers: what they counted, how they are set.
 *
 * Two histograms do not always fit the first message of a dump, which is small:
 * so that of run times has an entry of its own, behind the other.
 */
#include <linux/cpumask.h>
#include <linux/slab.h>

#include "figures.h"
#include "request.h"
#include "setting.h"

static int put_count(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, HOLDFAST_A_HANDLER_PAD);
}

static int put_ran_at(struct sk_buff *skb, const struct hf_figures *figures)
{
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; i < HF_WHERES; i++) {
		if (!figures->where[i])
			continue;
		nest = nla_nest_start(skb, HOLDFAST_A_HANDLER_RAN_AT);
		if (!nest || nla_put_u32(skb, HOLDFAST_A_RAN_AT_WHERE, i) ||
		    nla_put_u64_64bit(skb, HOLDFAST_A_RAN_AT_COUNT, figures->where[i],
				      HOLDFAST_A_RAN_AT_PAD))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_counts(struct sk_buff *skb, const struct hf_handler *handler,
		      const struct hf_figures *figures)
{
	return put_count(skb, HOLDFAST_A_HANDLER_RAISED, figures->raised) ||
	       put_count(skb, HOLDFAST_A_HANDLER_RAN, figures->ran) ||
	       put_count(skb, HOLDFAST_A_HANDLER_COALESCED, figures->coalesced) ||
	       put_count(skb, HOLDFAST_A_HANDLER_BUDGET_HITS, figures->budget_hits) ||
	       nla_put_u32(skb, HOLDFAST_A_HANDLER_PENDING, figures->pending) ||
	       (handler->lost && put_count(skb, HOLDFAST_A_HANDLER_LOST, figures->lost)) ||
	       nla_put_u32(skb, HOLDFAST_A_HANDLER_EPOCH, handler->epoch) ||
	       put_ran_at(skb, figures);
}

static int put_setting(struct sk_buff *skb, const struct hf_setting *setting)
{
	char cpus[HOLDFAST_CPUS_MAX + 1];

	scnprintf(cpus, sizeof(cpus), "%*pbl", cpumask_pr_args(&setting->cpus));
	return nla_put_u32(skb, HOLDFAST_A_HANDLER_KIND, setting->kind) ||
	       nla_put_u8(skb, HOLDFAST_A_HANDLER_ENABLED, !setting->disabled) ||
	       nla_put_u32(skb, HOLDFAST_A_HANDLER_BUDGET, setting->budget) ||
	       nla_put_string(skb, HOLDFAST_A_HANDLER_CPUS, cpus) ||
	       nla_put_u32(skb, HOLDFAST_A_HANDLER_PRIORITY, setting->priority) ||
	       (setting->priority == HOLDFAST_PRIORITY_NICE &&
		nla_put_s32(skb, HOLDFAST_A_HANDLER_NICE, setting->nice)) ||
	       nla_put_u32(skb, HOLDFAST_A_HANDLER_COALESCE, setting->coalesce);
}

static int put_latency(struct sk_buff *skb, const struct hf_times *times)
{
	return nla_put(skb, HOLDFAST_A_HANDLER_LATENCY, sizeof(times->bucket), times->bucket) ||
	       (times->min <= times->max &&
		(put_count(skb, HOLDFAST_A_HANDLER_LATENCY_MIN, times->min) ||
		 put_count(skb, HOLDFAST_A_HANDLER_LATENCY_MAX, times->max)));
}

static int put_run(struct sk_buff *skb, const struct hf_times *times)
{
	return nla_put(skb, HOLDFAST_A_HANDLER_RUN, sizeof(times->bucket), times->bucket) ||
	       (times->min <= times->max &&
		(put_count(skb, HOLDFAST_A_HANDLER_RUN_MIN, times->min) ||
		 put_count(skb, HOLDFAST_A_HANDLER_RUN_MAX, times->max)));
}

/* The two entries there are for each. */
enum part { COUNTS, RUNS, PARTS };

/**
 * struct answer - a dump on its way
 * @skb: what is filled
 * @cb: args[0], how many handlers were given; args[1], how many CPUs of the
 *	next one; args[2], how many parts of that
 * @cmd: the command
 * @name: the only handler wanted, or NULL for all
 * @figures: room for what was counted
 */
struct answer {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	u8 cmd;
	const char *name;
	struct hf_figures *figures;
};

static int put_part(struct answer *answer, struct hf_handler *handler, int cpu)
{
	void *header = hf_request_answer(answer->skb, answer->cb, answer->cmd);
	const struct hf_figures *figures = answer->figures;
	struct sk_buff *skb = answer->skb;
	int ret;

	if (!header)
		return -EMSGSIZE;
	ret = nla_put_string(skb, HOLDFAST_A_HANDLER_NAME, handler->name);
	if (!ret && cpu >= 0)
		ret = nla_put_u32(skb, HOLDFAST_A_HANDLER_CPU, cpu);
	if (!ret && answer->cb->args[2] == COUNTS)
		ret = put_counts(skb, handler, figures) ||
		      (cpu < 0 && put_setting(skb, &handler->setting)) ||
		      put_latency(skb, &figures->latency);
	else if (!ret)
		ret = put_run(skb, &figures->run);
	if (ret) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int put_parts(struct answer *answer, struct hf_handler *handler, int cpu)
{
	int ret;

	if (cpu < 0)
		hf_figures_sum(handler, answer->figures);
	else
		hf_figures_cpu(handler, cpu, answer->figures);
	for (; answer->cb->args[2] < PARTS; answer->cb->args[2]++) {
		ret = put_part(answer, handler, cpu);
		if (ret)
			return ret;
	}
	answer->cb->args[2] = 0;
	return 0;
}

static int visit_sum(struct hf_handler *handler, void *data)
{
	return put_parts(data, handler, -1);
}

static int visit_cpus(struct hf_handler *handler, void *data)
{
	struct answer *answer = data;
	unsigned int cpu;
	int ret;

	if (answer->name && strcmp(handler->name, answer->name))
		return 0;
	for (cpu = answer->cb->args[1]; cpu < nr_cpu_ids; cpu++) {
		ret = cpu_possible(cpu) ? put_parts(answer, handler, cpu) : 0;
		if (ret)
			return ret;
		answer->cb->args[1] = cpu + 1;
	}
	answer->cb->args[1] = 0;
	return 0;
}

static int dump(struct answer *answer, int (*visit)(struct hf_handler *handler, void *data))
{
	struct netlink_callback *cb = answer->cb;
	unsigned int next;
	int ret;

	answer->figures = kmalloc(sizeof(*answer->figures), GFP_KERNEL);
	if (!answer->figures)
		return -ENOMEM;
	ret = hf_handlers_visit(cb->args[0], &next, visit, answer);
	cb->args[0] = next;
	kfree(answer->figures);
	return answer->skb->len ?: ret;
}

int holdfast_nl_handler_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct answer answer = { .skb = skb, .cb = cb, .cmd = HOLDFAST_CMD_HANDLER_GET };
	int ret = hf_request_admin(cb->skb, cb->extack);

	return ret ?: dump(&answer, visit_sum);
}

static int no_such(struct netlink_ext_ack *extack, const struct nlattr *name)
{
	hf_request_refuse(extack, name, "there is no handler of this name");
	return -ENOENT;
}

int holdfast_nl_handler_cpu_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct answer answer = { .skb = skb, .cb = cb, .cmd = HOLDFAST_CMD_HANDLER_CPU_GET };
	const struct nlattr *name = genl_info_dump(cb)->attrs[HOLDFAST_A_HANDLER_NAME];
	int ret = hf_request_admin(cb->skb, cb->extack);
	struct hf_handler *handler;

	if (ret)
		return ret;
	if (name) {
		answer.name = nla_data(name);
		handler = hf_handler_lock(answer.name);
		if (!handler)
			return no_such(cb->extack, name);
		hf_handler_unlock(handler);
	}
	return dump(&answer, visit_cpus);
}

static int read_cpus(const struct nlattr *attr, struct cpumask *cpus,
		     struct netlink_ext_ack *extack)
{
	if (!*(const char *)nla_data(attr)) {
		cpumask_clear(cpus);
		return 0;
	}
	if (cpulist_parse(nla_data(attr), cpus) || cpumask_empty(cpus))
		return hf_request_refuse(extack, attr, "not a list of CPUs, as 0-2,5");
	if (!cpumask_subset(cpus, cpu_possible_mask))
		return hf_request_refuse(extack, attr, "this machine has no such CPU");
	return 0;
}

static int read_priority(struct nlattr **attrs, struct hf_setting *setting,
			 struct netlink_ext_ack *extack)
{
	const struct nlattr *priority = attrs[HOLDFAST_A_HANDLER_PRIORITY];
	const struct nlattr *nice = attrs[HOLDFAST_A_HANDLER_NICE];

	if (priority)
		setting->priority = nla_get_u32(priority);
	if (nice && (!priority || setting->priority != HOLDFAST_PRIORITY_NICE))
		return hf_request_refuse(extack, nice, "only the priority nice has a nice value");
	if (priority && !nice && setting->priority == HOLDFAST_PRIORITY_NICE)
		return hf_request_refuse(extack, priority, "the priority nice needs a nice value");
	if (!nice)
		return 0;
	setting->nice = nla_get_s32(nice);
	if (setting->nice < -20 || setting->nice > 19)
		return hf_request_refuse(extack, nice, "a nice value is from -20 to 19");
	return 0;
}

static int read_u32(const struct nlattr *attr, u32 *value, u32 max, const char *too_much,
		    struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	*value = nla_get_u32(attr);
	return *value > max ? hf_request_refuse(extack, attr, too_much) : 0;
}

/* Over what there is already; what is absent stays. */
static int read_setting(struct nlattr **attrs, const struct hf_handler *handler,
			struct hf_setting *setting, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[HOLDFAST_A_HANDLER_KIND];
	int ret;

	if (attr)
		setting->kind = nla_get_u32(attr);
	attr = attrs[HOLDFAST_A_HANDLER_ENABLED];
	if (attr)
		setting->disabled = !nla_get_u8(attr);
	ret = read_u32(attrs[HOLDFAST_A_HANDLER_BUDGET], &setting->budget, HOLDFAST_BUDGET_MAX,
		       "a budget is 65536 at most", extack) ?:
	      read_u32(attrs[HOLDFAST_A_HANDLER_COALESCE], &setting->coalesce,
		       HOLDFAST_COALESCE_MAX, "a run is to wait for a second at most", extack);
	if (ret)
		return ret;
	if (!setting->budget)
		setting->budget = handler->budget;
	attr = attrs[HOLDFAST_A_HANDLER_CPUS];
	return (attr ? read_cpus(attr, &setting->cpus, extack) : 0) ?:
	       read_priority(attrs, setting, extack);
}

static int set_handler(struct genl_info *info, struct hf_handler *handler,
		       struct hf_setting *setting)
{
	const char *why;
	int ret;

	*setting = handler->setting;
	ret = read_setting(info->attrs, handler, setting, info->extack);
	if (ret)
		return ret;
	ret = hf_setting_apply(handler, setting, &why);
	if (ret)
		hf_request_refuse(info->extack, NULL, why);
	return ret;
}

int holdfast_nl_handler_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *name = info->attrs[HOLDFAST_A_HANDLER_NAME];
	int ret = hf_request_admin(skb, info->extack);
	struct hf_setting *setting;
	struct hf_handler *handler;

	if (ret)
		return ret;
	if (!name)
		return hf_request_refuse(info->extack, NULL, "which handler: the name is missing");
	setting = kmalloc(sizeof(*setting), GFP_KERNEL);
	if (!setting)
		return -ENOMEM;
	handler = hf_handler_lock(nla_data(name));
	if (handler) {
		ret = set_handler(info, handler, setting);
		hf_handler_unlock(handler);
	} else {
		ret = no_such(info->extack, name);
	}
	kfree(setting);
	return ret;
}

static int visit_reset(struct hf_handler *handler, void *data)
{
	hf_figures_reset(handler);
	return 0;
}

int holdfast_nl_handler_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *name = info->attrs[HOLDFAST_A_HANDLER_NAME];
	int ret = hf_request_admin(skb, info->extack);
	struct hf_handler *handler;
	unsigned int next;

	if (ret)
		return ret;
	if (!name)
		return hf_handlers_visit(0, &next, visit_reset, NULL);
	handler = hf_handler_lock(nla_data(name));
	if (!handler)
		return no_such(info->extack, name);
	hf_figures_reset(handler);
	hf_handler_unlock(handler);
	return 0;
}
