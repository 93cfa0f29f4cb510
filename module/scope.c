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
