// SPDX-License-Identifier: GPL-2.0
/*
 * Tables under construction, one for each netlink socket that stages rules.
 *
 * Who may run: requests, and the notifier of closing sockets (closing.c), all
 * under the mutex `lock`.
 *
 * Teardown: when neither can come any more, what was left goes.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "rules.h"
#include "stage.h"

/**
 * struct stage - what a socket has staged
 * @link: in the list
 * @owner: the socket's port
 * @table: the rules
 */
struct stage {
	struct list_head link;
	u32 owner;
	struct hf_table *table;
};

static LIST_HEAD(stages);
static DEFINE_MUTEX(lock);

static struct stage *find(u32 owner)
{
	struct stage *stage;

	lockdep_assert_held(&lock);
	list_for_each_entry(stage, &stages, link)
		if (stage->owner == owner)
			return stage;
	return NULL;
}

static struct stage *find_or_make(u32 owner)
{
	struct stage *stage = find(owner);

	if (stage)
		return stage;
	stage = kzalloc(sizeof(*stage), GFP_KERNEL);
	if (!stage)
		return NULL;
	stage->table = hf_table_create();
	if (!stage->table) {
		kfree(stage);
		return NULL;
	}
	stage->owner = owner;
	list_add(&stage->link, &stages);
	return stage;
}

static void drop(struct stage *stage)
{
	if (!stage)
		return;
	list_del(&stage->link);
	hf_table_destroy(stage->table);
	kfree(stage);
}

/**
 * hf_stage_drop - forget what a socket has staged
 * @owner: its port
 *
 * Context: may sleep.
 */
void hf_stage_drop(u32 owner)
{
	mutex_lock(&lock);
	drop(find(owner));
	mutex_unlock(&lock);
}

/**
 * hf_stage_add - stage a rule
 * @owner: the socket's port
 * @spec: the rule, checked
 *
 * Context: may sleep.
 * Return: as hf_rules_stage().
 */
int hf_stage_add(u32 owner, const struct hf_rule_spec *spec)
{
	struct stage *stage;
	int ret = -ENOMEM;

	mutex_lock(&lock);
	stage = find_or_make(owner);
	if (stage)
		ret = hf_rules_stage(stage->table, spec);
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_stage_commit - put what a socket has staged in the place of all rules
 * @owner: its port; nothing staged is a table without rules
 * @generation: as hf_rules_commit() takes it
 * @dry_run: likewise; then what was staged stays
 * @state: likewise
 *
 * Context: may sleep.
 * Return: as hf_rules_commit(), or -ENOMEM. On an error what was staged stays.
 */
int hf_stage_commit(u32 owner, u64 generation, bool dry_run, struct hf_rules_state *state)
{
	struct stage *stage;
	int ret = -ENOMEM;

	mutex_lock(&lock);
	stage = find_or_make(owner);
	if (stage)
		ret = hf_rules_commit(stage->table, generation, dry_run, state);
	if (!ret && !dry_run) {
		stage->table = NULL;
		drop(stage);
	}
	mutex_unlock(&lock);
	return ret;
}

/**
 * hf_stage_exit - drop all that is staged
 */
void hf_stage_exit(void)
{
	struct stage *stage, *next;

	mutex_lock(&lock);
	list_for_each_entry_safe(stage, next, &stages, link)
		drop(stage);
	mutex_unlock(&lock);
}
