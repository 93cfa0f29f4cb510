// SPDX-License-Identifier: GPL-2.0
/* Which sysctls the kernel itself writes. */
#include <kselftest_harness.h>

#include "owned.h"

TEST(those_of_the_table)
{
	static const char *const owned[] = {
		"net/ipv6/conf/eth0/hop_limit", "net/ipv6/conf/eth0.100/mtu",
		"net/ipv6/conf/all/disable_ipv6", "net/ipv6/neigh/lo/retrans_time_ms",
		"kernel/perf_event_max_sample_rate", "vm/min_free_kbytes", "vm/dirty_bytes",
		"vm/overcommit_ratio", "kernel/printk", "kernel/ns_last_pid", "kernel/shm_next_id",
	};
	static const char *const not[] = {
		"", "net", "kernel", "kernel/panic", "kernel/printk_ratelimit", "kernel/printk/x",
		"net/ipv6/conf/hop_limit", "net/ipv6/conf/a/b/hop_limit", "net/ipv4/conf/eth0/mtu",
		"kernel/core_pattern", "kernel/modprobe", "net/ipv6/conf/eth0/hop_limits",
		"xkernel/printk", "vm/dirty_byte",
	};
	size_t i;

	for (i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
		EXPECT_NE(NULL, hf_owned_reason(owned[i])) TH_LOG("owned, case %zu", i);
	for (i = 0; i < sizeof(not) / sizeof(not[0]); i++)
		EXPECT_EQ(NULL, hf_owned_reason(not[i])) TH_LOG("not, case %zu", i);
}

TEST_HARNESS_MAIN
