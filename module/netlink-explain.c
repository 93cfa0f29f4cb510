// SPDX-License-Identifier: GPL-2.0
/* What would become of a write: asked of the same table, by the same functions. */
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "netlink-spec.h"
#include "pattern.h"
#include "procfs.h"
#include "request.h"
#include "scope.h"

/* Some scopes with the longest of cgroups. */
#define ANSWER_SIZE (32 * 1024)

#define GIVEN_MAX (HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1)

/**
 * struct question - what is asked, and what is found
 * @info: the request
 * @answer: the answer
 * @name: the sysctl
 * @path: its bytes
 * @writer: who would write
 * @cgroups: the writer's, or NULL
 * @full: the answer is
 * @numbers: what would be given
 * @old: the value there now
 * @given: as text
 */
struct question {
	struct genl_info *info;
	struct sk_buff *answer;
	struct hf_name name;
	char path[HOLDFAST_PATTERN_MAX + 1];
	struct hf_writer writer;
	struct hf_cgroups *cgroups;
	bool full;
	struct hf_numbers numbers;
	char old[GIVEN_MAX];
	char given[GIVEN_MAX];
};

static int read_name(struct question *question)
{
	const struct nlattr *attr = question->info->attrs[HOLDFAST_A_EXPLAIN_NAME];
	struct netlink_ext_ack *extack = question->info->extack;
	const char *why;

	if (!attr)
		return hf_request_refuse(extack, NULL, "of which sysctl? there is no name");
	why = hf_pattern_parse(question->path, sizeof(question->path), nla_data(attr));
	if (why)
		return hf_request_refuse(extack, attr, why);
	if (strchr(question->path, '*'))
		return hf_request_refuse(extack, attr, "a name has no '*': one sysctl at a time");
	hf_name_split(&question->name, question->path);
	return 0;
}

static int add_cgroup(struct question *question, const struct nlattr *attr, size_t *used)
{
	struct hf_cgroups *cgroups = question->cgroups;
	char *text = cgroups->buffer + *used;
	size_t len = strnlen(nla_data(attr), nla_len(attr));
	struct hf_hierarchy hierarchy;
	const char *path, *why;

	memcpy(text, nla_data(attr), len);
	text[len] = '\0';
	*used += len + 1;
	why = hf_cgroup_parse(&hierarchy, &path, text);
	if (!why && cgroups->count == cgroups->room)
		why = "a task has not so many cgroups";
	if (why)
		return hf_request_refuse(question->info->extack, attr, why);
	cgroups->cgroup[cgroups->count++] = (struct hf_cgroup){ hierarchy, path };
	return 0;
}

static int read_cgroups(struct question *question)
{
	struct genl_info *info = question->info;
	const struct nlattr *attr;
	size_t used = 0;
	int rest, ret = 0;

	question->cgroups = hf_cgroups_alloc(HF_HIERARCHIES_MAX, genlmsg_len(info->genlhdr));
	if (!question->cgroups)
		return -ENOMEM;
	nla_for_each_attr(attr, genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr), rest) {
		if (nla_type(attr) == HOLDFAST_A_EXPLAIN_CGROUP)
			ret = add_cgroup(question, attr, &used);
		if (ret)
			return ret;
	}
	return 0;
}

static int read_writer(struct question *question)
{
	const struct nlattr *pid = question->info->attrs[HOLDFAST_A_EXPLAIN_PID];
	bool by_cgroup = question->info->attrs[HOLDFAST_A_EXPLAIN_CGROUP];
	struct task_struct *task = current;
	int ret = 0;

	rcu_read_lock();
	if (pid)
		task = pid_task(find_vpid(nla_get_u32(pid)), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	if (!task) {
		NL_SET_ERR_MSG(question->info->extack, "there is no process with this pid");
		NL_SET_BAD_ATTR(question->info->extack, pid);
		return -ESRCH;
	}
	question->writer.scope = hf_scope_of(task);
	if (by_cgroup) {
		ret = read_cgroups(question);
	} else {
		question->cgroups = hf_cgroups_of(task, true);
		ret = PTR_ERR_OR_ZERO(question->cgroups);
	}
	put_task_struct(task);
	question->writer.cgroups = question->cgroups;
	return ret;
}

/* Under RCU: it only writes behind what the answer has. */
static void put_scope(const struct hf_scope *scope, void *data)
{
	struct question *question = data;
	struct nlattr *nest = nla_nest_start(question->answer, HOLDFAST_A_EXPLAIN_SCOPE);

	if (!nest || nla_put_u32(question->answer, HOLDFAST_A_SCOPE_SCOPE, scope->kind) ||
	    (scope->kind == HOLDFAST_SCOPE_CGROUP &&
	     nla_put_string(question->answer, HOLDFAST_A_SCOPE_CGROUP, scope->cgroup)))
		question->full = true;
	else
		nla_nest_end(question->answer, nest);
}

static int put_given(struct question *question, struct hf_verdict verdict)
{
	size_t len;

	if (!verdict.numbers)
		return 0;
	len = hf_numbers_format(question->given, sizeof(question->given), &question->numbers);
	return nla_put(question->answer, HOLDFAST_A_EXPLAIN_GIVEN, len, question->given);
}

static int put_verdict(struct question *question, const struct hf_decision *decision)
{
	const struct nlattr *value = question->info->attrs[HOLDFAST_A_EXPLAIN_VALUE];
	struct hf_write write = { };
	struct hf_verdict verdict;
	ssize_t len;

	if (hf_decision_needs_value(decision) && !value)
		return nla_put_string(question->answer, HOLDFAST_A_EXPLAIN_WHY,
				      "it depends on the value: ask with one");
	if (hf_decision_needs_value(decision)) {
		write.text = (struct hf_text){ nla_data(value), nla_len(value) };
		if (!hf_constraint_is_numeric(&decision->constraint))
			write.text.len = hf_text_span(write.text.data, write.text.len);
		len = hf_procfs_read(&question->name, question->old, sizeof(question->old));
		if (len >= 0)
			write.old = (struct hf_text){ question->old, len };
	}
	verdict = hf_decision_judge(decision, &write, &question->numbers);
	return nla_put_u32(question->answer, HOLDFAST_A_EXPLAIN_VERDICT, verdict.verdict) ?:
	       nla_put_string(question->answer, HOLDFAST_A_EXPLAIN_WHY, verdict.why) ?:
	       put_given(question, verdict);
}

static int put_found(struct question *question, const struct hf_rule *rule)
{
	struct nlattr *nest;

	if (!rule)
		return nla_put_u32(question->answer, HOLDFAST_A_EXPLAIN_VERDICT,
				   HOLDFAST_VERDICT_ALLOWED) ?:
		       nla_put_string(question->answer, HOLDFAST_A_EXPLAIN_WHY,
				      "no rule matches the name and the writer");
	nest = nla_nest_start(question->answer, HOLDFAST_A_EXPLAIN_RULE);
	if (!nest || hf_request_put_rule(question->answer, rule))
		return -EMSGSIZE;
	nla_nest_end(question->answer, nest);
	return put_verdict(question, &rule->decision);
}

static int fill_answer(struct question *question)
{
	enum holdfast_mode mode = hf_rules_permissive() ? HOLDFAST_MODE_PERMISSIVE :
							  HOLDFAST_MODE_ENFORCE;
	struct hf_rule *rule;
	void *header;
	int ret;

	header = genlmsg_put_reply(question->answer, question->info, &holdfast_nl_family, 0,
				   HOLDFAST_CMD_EXPLAIN);
	if (!header)
		return -EMSGSIZE;
	rule = hf_rules_find(&question->name, &question->writer, put_scope, question);
	ret = put_found(question, rule) ?:
	      nla_put_u32(question->answer, HOLDFAST_A_EXPLAIN_MODE, mode);
	hf_rule_put(rule);
	if (ret || question->full) {
		NL_SET_ERR_MSG(question->info->extack, "the answer is too long");
		return -EMSGSIZE;
	}
	genlmsg_end(question->answer, header);
	return 0;
}

static int ask(struct question *question)
{
	int ret = read_name(question) ?: read_writer(question);

	if (ret)
		return ret;
	question->answer = genlmsg_new(ANSWER_SIZE, GFP_KERNEL);
	if (!question->answer)
		return -ENOMEM;
	ret = fill_answer(question);
	if (ret) {
		nlmsg_free(question->answer);
		return ret;
	}
	return genlmsg_reply(question->answer, question->info);
}

int holdfast_nl_explain_doit(struct sk_buff *skb, struct genl_info *info)
{
	int ret = hf_request_admin(skb, info->extack);
	struct question *question;

	if (ret)
		return ret;
	question = kzalloc(sizeof(*question), GFP_KERNEL);
	if (!question)
		return -ENOMEM;
	question->info = info;
	ret = ask(question);
	hf_cgroups_free(question->cgroups);
	kfree(question);
	return ret;
}
