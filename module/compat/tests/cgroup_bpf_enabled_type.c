// SPDX-License-Identifier: GPL-2.0
/* Whether there are cgroup's BPF programs can be asked of one kind. */
#include <linux/bpf-cgroup.h>

bool test(void);
bool test(void)
{
	return cgroup_bpf_enabled(CGROUP_SYSCTL);
}
