// SPDX-License-Identifier: GPL-2.0
/* Who writes: the host, or a container. */
#include <linux/cred.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>

#include "scope.h"

/**
 * hf_scope_current - the scope of the task that runs
 *
 * A task counts as the host's when both its pid and its user namespace are
 * the initial ones. The network and mount namespaces do not count: services
 * of the host have those of their own.
 *
 * Context: process context.
 * Return: HOLDFAST_SCOPE_HOST or HOLDFAST_SCOPE_CONTAINER.
 */
enum holdfast_scope hf_scope_current(void)
{
	if (task_active_pid_ns(current) == &init_pid_ns &&
	    current_user_ns() == &init_user_ns)
		return HOLDFAST_SCOPE_HOST;
	return HOLDFAST_SCOPE_CONTAINER;
}

/**
 * hf_scope_of - the scope of a task
 * @task: the task, which stays
 *
 * Context: any but NMI.
 * Return: HOLDFAST_SCOPE_HOST or HOLDFAST_SCOPE_CONTAINER; the latter for a
 * task that has ended.
 */
enum holdfast_scope hf_scope_of(struct task_struct *task)
{
	bool host;

	rcu_read_lock();
	host = task_active_pid_ns(task) == &init_pid_ns &&
	       __task_cred(task)->user_ns == &init_user_ns;
	rcu_read_unlock();
	return host ? HOLDFAST_SCOPE_HOST : HOLDFAST_SCOPE_CONTAINER;
}
