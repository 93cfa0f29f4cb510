#!/bin/bash
# handlers.sh: the command that sets and shows deferred handlers; tracepoints
#
# usage: handlers.sh
#
# In a guest, with the module loaded. Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

tracefs=/sys/kernel/tracing

# restored FUNCTION...: with `drain` and `deliver` as after loading, before and
# behind it.
restore()
{
	run handler set drain kind tasklet enabled on cpu any priority default budget default \
		coalesce 0
	run handler set deliver kind workqueue enabled on cpu any priority default \
		budget default coalesce 0
}
restored()
{
	restore
	trap 'restore; holdfast rule flush' EXIT
	"$@"
}

wrong_words()
{
	local line words part

	while IFS='|' read -r line part; do
		read -ra words <<<"$line"
		exits 2 "$part" holdfast handler "${words[@]}"
	done <<-'WORDS'
	set|the NAME is missing
	set drain|a KEY and its VALUE are missing
	set drain frob 1|unexpected 'frob'; kind, enabled, cpu, priority, budget or coalesce
	set drain kind|kind: what? a kind
	set drain kind softirq|kind 'softirq': not a kind
	set drain kind kthread budget|budget: what? default, or a number above 0
	set drain enabled maybe|enabled 'maybe': not on or off
	set drain budget 0|budget '0': not default, or a number above 0
	set drain budget -1|budget '-1': not default
	set drain priority nice|priority 'nice': not default
	set drain priority nice:|priority 'nice:': not default
	set drain priority nice:21|priority 'nice:21': not default
	set drain priority fifo:99|priority 'fifo:99': not default
	set drain coalesce 100|coalesce '100': not a time with its unit
	set drain coalesce 5s|coalesce '5s': not a time with its unit
	set drain coalesce 1.5ms|coalesce '1.5ms': not a time with its unit
	reset drain deliver|one NAME, or none for all
	WORDS
	exits 1 "there is no handler of this name" run handler set frob kind kthread
	exits 1 "there is no handler of this name" run handler reset frob
	exits 1 "there is no handler of this name" run handler show frob --cpu
	exits 1 "cpu can only be any" run handler set drain cpu 0 budget 5
	json 'd["budget"] == 32 and d["cpu"] == "any"' holdfast -j handler show drain
}

sets_and_shows()
{
	run handler set drain kind kthread cpu 0 priority nice:-5 budget 7 coalesce 1500us
	json 'd["kind"] == "kthread" and d["cpu"] == "0" and d["priority"] == "nice:-5"
		and d["budget"] == 7 and d["coalesce"] == 1500000 and d["enabled"] is True' \
		holdfast -j handler show drain
	contains "$(holdfast handler show drain)" "priority     nice:-5"
	contains "$(holdfast -h handler show drain)" "coalesce     1.5ms"
	json 'd["name"] == "drain" and d["priority"] == "fifo-low"' \
		holdfast -j handler set drain priority fifo-low
	run handler set drain enabled off
	json '{h["name"] for h in d if not h["enabled"]} == {"drain"}' holdfast -j handler list
	# The key that is not named stays.
	json 'd["enabled"] is False and d["budget"] == 7' holdfast -j handler show drain
}

counts()
{
	local i

	run rule add kernel.core_pattern deny
	run handler reset
	json 'd["raised"] == d["ran"] == d["lost"] == d["latency"]["samples"] == 0' \
		holdfast -j handler show drain
	for ((i = 0; i < 20; i++)); do
		denied_write evil
	done
	json 'd["raised"] == 20 == d["ran"] + d["coalesced"] + d["pending"]
		and d["ran"] == d["run"]["samples"] == d["latency"]["samples"]
		and all(t["min"] <= t["p50"] <= t["p90"] <= t["p99"] <= t["p999"] <= t["max"]
			for t in (d["latency"], d["run"]))' holdfast -j handler show drain
	holdfast -j handler show drain --cpu >"$tap_dir/cpus"
	json 'sum(c["raised"] for c in d) == 20 and len(d) > 0
		and len({c["cpu"] for c in d}) == len(d)' cat "$tap_dir/cpus"
	contains "$(holdfast handler show drain --cpu)" "counted by   CPU 0"
	contains "$(holdfast handler list)" "P99.9"
}

completes()
{
	equal "$(holdfast complete handler "")" $'list\nshow\nset\nreset'
	equal "$(holdfast complete handler set d)" $'drain\ndeliver'
	contains "$(holdfast complete handler set drain "")" coalesce
	contains "$(holdfast complete handler set drain kind work)" workqueue-unbound
	contains "$(holdfast complete handler set drain kind kthread priority f)" fifo-low
}

# --- tracepoints

trace_off()
{
	echo 0 >"$tracefs/events/holdfast/enable"
	echo >"$tracefs/trace"
}

trace()
{
	local seen rule

	[[ -d "$tracefs/events" ]] || mount -t tracefs none "$tracefs"
	trap 'trace_off; restore; holdfast rule flush' EXIT
	trace_off
	run rule add kernel.core_pattern deny
	rule=$(holdfast -j rule list | python3 -IS -c 'import json, sys; print(json.load(sys.stdin)[0]["id"])')
	run handler set drain kind kthread
	denied_write unseen
	sleep 0.2
	seen=$(<"$tracefs/trace")
	[[ $seen != *handler_* && $seen != *rule_verdict* ]]
	echo 1 >"$tracefs/events/holdfast/enable"
	denied_write evil
	sleep 0.5
	seen=$(<"$tracefs/trace")
	contains "$seen" "rule_verdict: rule=$rule pattern=kernel/core_pattern verdict=1 permissive=0"
	contains "$seen" "event_record: type=0 name=kernel/core_pattern verdict=1 rule=$rule error=-1 kept=1"
	grep -qE 'handler_raise: handler=drain index=[0-9]+ coalesced=0' <<<"$seen"
	# kthread is 7, and a kernel thread the place 5.
	grep -qE 'handler_run_begin: handler=drain index=[0-9]+ kind=7 where=5 latency=[1-9]' <<<"$seen"
	grep -qE 'handler_run_end: handler=drain index=[0-9]+ took=[1-9][0-9]* left=0' <<<"$seen"
	grep -qE 'handler_run_begin: handler=deliver index=0' <<<"$seen"
	# As perf and others find them: formats with their fields.
	grep -q 'field:char handler\[32\]' "$tracefs/events/holdfast/handler_raise/format"
	grep -q 'field:u64 latency' "$tracefs/events/holdfast/handler_run_begin/format"
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "wrong words" restored wrong_words
check "set and show" restored sets_and_shows
check "counts, and their reset" restored counts
check "completion" restored completes
check "tracepoints" restored trace
finish
