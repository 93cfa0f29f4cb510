#!/bin/bash
# figures.sh: what the command counts and looks up: stats, handlers, check
#
# usage: figures.sh
#
# In a guest, with the module loaded. Prints TAP. Closes kexec there.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

figures()
{
	local before after

	run rule add kernel.core_pattern deny
	before=$(holdfast -j stats)
	denied_write evil
	after=$(holdfast -j stats)
	json "d[1]['writes'] > d[0]['writes'] and d[1]['matched'] == d[0]['matched'] + 1
		and d[1]['denied'] == d[0]['denied'] + 1 and d[1]['recorded'] == d[0]['recorded'] + 1
		and d[1]['rules'] == 1 and d[1]['lost'] == d[0]['lost'] and d[1]['ring_size'] == 128
		and d[1]['journal_size'] == 1024
		and d[1]['mode'] == 'enforce' and d[1]['sealed'] is False and d[1]['memory'] > 0
		and all(type(v) is int for k, v in d[1].items()
			if k not in ('version', 'mode', 'sealed'))" \
		echo "[$before, $after]"
	contains "$(holdfast stats)" "  refused"
	run rule flush
	json "d['rules'] == 0 and d['generation'] > $(python3 -IS -c 'import json, sys
print(json.loads(sys.argv[1])["generation"])' "$after")" holdfast -j stats
}

figures_by_cpu()
{
	run rule add kernel.core_pattern deny
	denied_write evil
	json "[c['cpu'] for c in d] == list(range($(nproc))) and sum(c['denied'] for c in d) > 0
		and all(c['writes'] >= c['matched'] >= c['denied'] for c in d)" \
		holdfast -j stats --cpu
	contains "$(holdfast stats --cpu)" "SUPPRESSED"
	equal "$(holdfast stats --cpu | wc -l)" $(($(nproc) + 1))
}

figures_by_scope()
{
	run rule add kernel.core_pattern deny
	run rule add kernel.panic audit scope cgroup:/a
	run rule add vm.swappiness audit scope cgroup:/a
	denied_write evil
	json '(lambda s: s["any"]["rules"] == 1 and s["any"]["denied"] == 1
		and s["/a"]["rules"] == 2 and s["/a"]["scope"] == "cgroup")(
		{s.get("cgroup", s["scope"]): s for s in d})' holdfast -j stats --scope
	contains "$(holdfast stats --scope)" " cgroup:/a"
}

figures_from_nothing()
{
	run rule add kernel.core_pattern deny
	denied_write evil
	holdfast stats --reset
	json 'd["denied"] == d["matched"] == 0 and d["rules"] == 1' holdfast -j stats
	json 'd[0]["hits"] == 0' holdfast -j rule list
	denied_write evil
	json 'd["denied"] == 1' holdfast -j stats
}

handlers()
{
	run rule add kernel.core_pattern deny
	denied_write evil
	json '{"drain": "tasklet", "deliver": "workqueue"}.items()
		<= {h["name"]: h["kind"] for h in d}.items()
		and all(h["ran"] > 0 for h in d if h["name"] in ("drain", "deliver"))
		and all(h["raised"] >= h["ran"] and h["budget"] > 0 for h in d)
		and all(sum(h["ran_at"].values()) == h["ran"] >= h["latency"]["samples"] for h in d)
		and all(h["latency"]["min"] <= h["latency"]["p50"] <= h["latency"]["max"]
			for h in d if h["latency"]["samples"])
		and all(h["ran_at"].get("kworker", 0) == h["ran"] for h in d if h["kind"] == "workqueue")' \
		holdfast -j handler list
	contains "$(holdfast handler list)" "RAN-AT"
	contains "$(holdfast handler list -h)" us
	contains "$(holdfast handler show drain)" "raise to run"
	json 'd["name"] == "deliver"
		and sum(b["count"] for b in d["latency"]["buckets"]) == d["latency"]["samples"]
		and all(b["low"] <= b["high"] for b in d["latency"]["buckets"])' \
		holdfast -j handler show deliver
	exits 1 "no such handler" run handler show frob
}

doors()
{
	exits 0 "" holdfast check
	contains "$out" "closed  proc_sys_write"
	[[ $out =~ 0\ of\ [0-9]+\ doors\ open ]]
	contains "$out" "doors open, by a canary sent through each now"
	json 'd["open"] == 0 and d["module"] == d["version"]
		and d["doors"][0] == {"door": "sysctl", "closed": True,
				      "function": "proc_sys_write", "sysctls": []}
		and {"door": "parameter", "closed": True, "function": "param_attr_store",
		     "sysctls": ["kernel.panic*", "fs.nfs.*", "sunrpc.*",
				 "net.netfilter.nf_conntrack_buckets",
				 "dev.scsi.logging_level"]} in d["doors"]
		and {"sysctl", "parameter", "uts", "syslog", "sysrq", "link", "neigh", "sysfs"}
		    == {door["door"] for door in d["doors"]}' holdfast -j check
}

ways_round()
{
	holdfast check >"$tap_dir/check"
	contains "$(<"$tap_dir/check")" "mode enforce, not sealed"
	contains "$(<"$tap_dir/check")" "could get round: root can change the rules and unload the module; holdfast seal"
	contains "$(<"$tap_dir/check")" "could get round: root can load any module into the kernel; sysctl kernel.modules_disabled=1"
	contains "$(<"$tap_dir/check")" "could get round: root can start another kernel by kexec; sysctl kernel.kexec_load_disabled=1"
	json 'd["mode"] == "enforce" and d["sealed"] is False
		and all(g["way"] and g["what"] and g["fix"] for g in d["could_get_round"])
		and {"unsealed", "modules", "kexec"} <= {g["way"] for g in d["could_get_round"]}' \
		holdfast -j check
	# What was closed is not told any more.
	echo 1 >/proc/sys/kernel/kexec_load_disabled
	json '"kexec" not in {g["way"] for g in d["could_get_round"]}' holdfast -j check
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "stats" fresh figures
check "stats --cpu" fresh figures_by_cpu
check "stats --scope" fresh figures_by_scope
check "stats --reset" fresh figures_from_nothing
check "handler list and show" fresh handlers
check "check finds the doors closed" fresh doors
check "check says what could get round" fresh ways_round
finish
