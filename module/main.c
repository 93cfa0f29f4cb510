// SPDX-License-Identifier: GPL-2.0
/*
 * Load and unload: one ladder, down in the reverse order. Requests come last
 * and go first, doors come when there is a table to ask and a ring to tell.
 */
#include <linux/module.h>

#include "canary.h"
#include "closing.h"
#include "deferred.h"
#include "doors/door.h"
#include "events.h"
#include "knobs.h"
#include "netlink.h"
#include "probe.h"
#include "procfs.h"
#include "rules.h"
#include "stage.h"
#include "version.h"
#include "witness.h"

static int __init holdfast_init(void)
{
	int ret;

	ret = hf_deferred_init();
	if (ret)
		return ret;
	ret = hf_rules_init();
	if (ret)
		goto exit_deferred;
	ret = hf_events_init();
	if (ret)
		goto exit_rules;
	ret = hf_procfs_init();
	if (ret)
		goto exit_events;
	ret = hf_witness_init();
	if (ret)
		goto exit_procfs;
	ret = hf_doors_close();
	if (ret)
		goto exit_witness;
	ret = hf_closing_init();
	if (ret)
		goto open_doors;
	ret = hf_knobs_init();
	if (ret)
		goto exit_closing;
	ret = hf_canary_init();
	if (ret)
		goto exit_knobs;
	ret = hf_netlink_init();
	if (ret)
		goto exit_canary;
	pr_info("guards /proc/sys; no rules yet\n");
	return 0;

exit_canary:
	hf_canary_exit();
exit_knobs:
	hf_knobs_exit();
exit_closing:
	hf_closing_exit();
open_doors:
	hf_doors_open();
exit_witness:
	hf_witness_exit();
exit_procfs:
	hf_procfs_exit();
exit_events:
	hf_events_exit();
exit_rules:
	hf_rules_exit();
exit_deferred:
	hf_deferred_exit();
	return ret;
}

static void __exit holdfast_exit(void)
{
	hf_netlink_exit();
	hf_canary_exit();
	hf_knobs_exit();
	hf_closing_exit();
	hf_probe_exit();
	hf_stage_exit();
	hf_doors_open();
	hf_witness_exit();
	hf_procfs_exit();
	hf_events_exit();
	hf_rules_exit();
	hf_deferred_exit();
}

module_init(holdfast_init);
module_exit(holdfast_exit);

MODULE_DESCRIPTION("Keeps sysctls where their owner put them");
MODULE_LICENSE("GPL");
MODULE_VERSION(HOLDFAST_VERSION);
MODULE_ALIAS("net-pf-16-proto-16-family-" HOLDFAST_FAMILY_NAME);
