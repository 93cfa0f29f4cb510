// SPDX-License-Identifier: GPL-2.0
/*
 * The sysctls that the kernel itself writes: to put those back is to fight it.
 * What is said of each is shown to who asks why a drift was left alone. Pure.
 */
#include "owned.h"
#include "pattern.h"

struct owned {
	const char *pattern;
	const char *reason;
};

static const struct owned table[] = {
	/* net/ipv6/ndisc.c, ndisc_router_discovery(), where accept_ra is on */
	{ "net/ipv6/conf/*/hop_limit", "router advertisements set it" },
	{ "net/ipv6/neigh/*/base_reachable_time", "router advertisements set it" },
	{ "net/ipv6/neigh/*/base_reachable_time_ms", "router advertisements set it" },
	{ "net/ipv6/neigh/*/retrans_time", "router advertisements set it" },
	{ "net/ipv6/neigh/*/retrans_time_ms", "router advertisements set it" },
	/* the same; and addrconf_notify() of addrconf.c */
	{ "net/ipv6/conf/*/mtu", "router advertisements, and the device's own MTU, set it" },
	/* net/ipv6/addrconf.c, addrconf_dad_work(), with accept_dad=2 */
	{ "net/ipv6/conf/*/disable_ipv6",
	  "a duplicate of the link-local address switches IPv6 off" },
	/* kernel/events/core.c, perf_sample_event_took() */
	{ "kernel/perf_event_max_sample_rate", "perf lowers it where samples take too long" },
	/* mm/page_alloc.c, calculate_min_free_kbytes(); mm/khugepaged.c */
	{ "vm/min_free_kbytes", "memory hotplug and huge pages set it anew" },
	/* mm/page-writeback.c, dirty_*_handler(): of the two the other becomes 0 */
	{ "vm/dirty_bytes", "0 while vm.dirty_ratio is set" },
	{ "vm/dirty_ratio", "0 while vm.dirty_bytes is set" },
	{ "vm/dirty_background_bytes", "0 while vm.dirty_background_ratio is set" },
	{ "vm/dirty_background_ratio", "0 while vm.dirty_background_bytes is set" },
	/* mm/util.c, overcommit_*_handler() */
	{ "vm/overcommit_kbytes", "0 while vm.overcommit_ratio is set" },
	{ "vm/overcommit_ratio", "0 while vm.overcommit_kbytes is set" },
	/* mm/hugetlb.c: as many as memory was found for */
	{ "vm/nr_hugepages", "it is what could be had, and less after a page was offlined" },
	{ "vm/nr_hugepages_mempolicy",
	  "it is what could be had, and less after a page was offlined" },
	/* kernel/printk: console_verbose() of an oops and of sysrq, boot parameters */
	{ "kernel/printk", "an oops makes the console verbose" },
	/* kernel/panic.c, add_taint() */
	{ "kernel/tainted", "the kernel notes here what tainted it" },
	/* kernel/hung_task.c, check_hung_task() */
	{ "kernel/hung_task_warnings", "each warning takes one off" },
	/* kernel/pid.c, alloc_pid() */
	{ "kernel/ns_last_pid", "each new process sets it" },
	/* ipc/util.c, ipc_idr_alloc(): used once */
	{ "kernel/msg_next_id", "-1 again as soon as it was used" },
	{ "kernel/sem_next_id", "-1 again as soon as it was used" },
	{ "kernel/shm_next_id", "-1 again as soon as it was used" },
	{ NULL, NULL }
};

static bool matches(const char *pattern, const char *path)
{
	size_t span, len;

	for (;;) {
		span = hf_pattern_span(pattern);
		len = hf_pattern_span(path);
		if (!hf_pattern_glob(pattern, span, path, len))
			return false;
		pattern += span;
		path += len;
		if (!*pattern || !*path)
			return !*pattern && !*path;
		pattern++;
		path++;
	}
}

/**
 * hf_owned_reason - does the kernel itself write a sysctl
 * @path: its name, in path form
 *
 * Return: why, a static string; NULL where it does not, as far as is known.
 */
const char *hf_owned_reason(const char *path)
{
	const struct owned *owned;

	for (owned = table; owned->pattern; owned++)
		if (matches(owned->pattern, path))
			return owned->reason;
	return NULL;
}
