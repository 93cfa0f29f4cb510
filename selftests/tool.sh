#!/bin/bash
# tool.sh: the command "holdfast" as its users meet it
#
# usage: tool.sh
#
# In a guest, with the module loaded. Prints TAP. The last test unloads the
# module and loads it again, to see what the command says without it.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

core=/proc/sys/kernel/core_pattern
module=${0%/*}/../holdfast.ko
commands=(
	check rule "rule add" "rule del" "rule list" "rule flush" events stats
	handler "handler list" "handler show"
)

# run WORDS...: the command, its words split at blanks, nothing expanded.
run()
{
	local -
	set -f
	# shellcheck disable=SC2048,SC2086 # the words are to be split
	holdfast $*
}

# json EXPRESSION COMMAND...: its output is JSON, and the Python EXPRESSION is
# true of it, as d.
json()
{
	local expression=$1
	shift

	"$@" >"$tap_dir/json"
	python3 - "$tap_dir/json" "$expression" <<'PYTHON'
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
d = json.loads(text)
if not eval("(" + sys.argv[2] + ")", {"d": d}):
    sys.exit("not so: %s\nof: %s" % (sys.argv[2], text))
PYTHON
}

# denied_write VALUE: as a script would try it.
denied_write()
{
	# shellcheck disable=SC2016 # for the other bash
	exits 1 "Operation not permitted" bash -c 'printf %s "$1" >"$2"' - "$1" "$core"
}

# fresh FUNCTION: without rules before and behind it, however it ends.
fresh()
{
	holdfast rule flush
	trap 'holdfast rule flush' EXIT
	"$@"
}

# --- words

helps()
{
	local command

	exits 0 "" holdfast --help
	contains "$out" "Usage: holdfast COMMAND"
	for command in "${commands[@]}"; do
		exits 0 "" run "$command" --help
		contains "$out" "Usage: holdfast $command"
		equal "$err" ""
	done
	exits 0 "" run help rule add
	contains "$out" "Usage: holdfast rule add"
}

versions()
{
	exits 0 "" holdfast --version
	[[ $out =~ ^holdfast\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	equal "$out" "holdfast $(</sys/module/holdfast/version)"
}

# Each says what it wants on stderr, prints nothing, changes nothing.
misuse()
{
	local line text

	while IFS='|' read -r line text; do
		exits 2 "$text" run "$line"
		equal "$out" ""
	done <<-'WORDS'
	|Usage: holdfast COMMAND
	rule|'holdfast rule' needs a command after it; one of add, del, list, flush
	rule frob|'holdfast rule' has no command 'frob'
	frob|'holdfast' has no command 'frob'
	rule add|the pattern is missing
	rule add kernel.core_pattern|the action is missing; one of allow, deny, audit
	rule add kernel.core_pattern forbid|unknown action 'forbid'; one of allow, deny, audit
	rule add kernel.core_pattern deny scope|a scope is missing after 'scope'
	rule add kernel.core_pattern deny scope all|unknown scope 'all'; one of any, host, container
	rule add kernel.core_pattern deny host|unexpected 'host'
	rule add kernel.core_pattern deny scope host 1|unexpected '1' at the end
	rule del|the pattern is missing
	rule flush everything|takes no words
	stats now|takes no words
	handler show|the NAME is missing
	stats --follow|option --follow does not go with 'holdfast stats'
	rule list --frob|option '--frob' is unknown
	events --last many|needs a number
	WORDS
	exits 2 "at most 255" holdfast rule add "$(printf 'a%.0s' {1..256})" deny
	equal "$(holdfast rule list)" ""
}

# --- rules

adds_and_deletes()
{
	exits 0 "" run rule add kernel.core_pattern deny
	equal "$out$err" ""
	equal "$(holdfast rule list)" "kernel.core_pattern deny"
	denied_write evil
	run rule add net.ipv4.ip_forward audit scope container
	equal "$(holdfast rule list)" $'kernel.core_pattern deny\nnet.ipv4.ip_forward audit scope container'
	run rule del kernel.core_pattern
	equal "$(holdfast rule list)" "net.ipv4.ip_forward audit scope container"
	echo core >"$core"
	exits 1 "no rule with this pattern and scope" run rule del net.ipv4.ip_forward
	run rule del net/ipv4/ip_forward scope container
	equal "$(holdfast rule list)" ""
}

replaces()
{
	run rule add kernel.core_pattern deny
	run rule add kernel.core_pattern allow scope host
	run rule add kernel/core_pattern audit
	equal "$(holdfast rule list | sort)" $'kernel.core_pattern allow scope host\nkernel.core_pattern audit'
	run rule flush
	equal "$(holdfast rule list)" ""
}

feeds_back()
{
	local list again line

	while read -r line; do
		run rule add "$line"
	done <<-'RULES'
	kernel.core_pattern deny
	net.ipv4.conf.eth0/100.forwarding deny
	net/ipv4/conf/eth0.200/forwarding allow
	net.ipv4.conf.*.rp_filter deny scope container
	net.ipv4.conf.eth*.forwarding audit scope host
	net.** audit scope container
	* allow
	** allow scope host
	fs.a-b~c deny
	RULES
	list=$(holdfast rule list)
	equal "$(wc -l <<<"$list")" 9

	run rule flush
	while read -r line; do
		run rule add "$line"
	done <<<"$list"
	again=$(holdfast rule list)
	equal "$again" "$list"
}

refusals()
{
	local pattern text

	while IFS='|' read -r pattern text; do
		exits 1 "$text" holdfast rule add "$pattern" deny
		contains "$err" "$pattern"
		equal "$out" ""
	done <<-'PATTERNS'
	kernel..core_pattern|empty component in pattern
	kernel.|empty component in pattern
	kernel/../vm|'.' and '..' name no sysctl
	net.**.forwarding|'**' may only close a pattern
	net.eth**|'**' must be a component of its own
	kernel.core pattern|not printable ASCII
	1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17|more than 16 components
	PATTERNS
	exits 1 "pattern is empty" holdfast rule add "" deny
	equal "$(holdfast rule list)" ""
}

longest()
{
	local pattern

	pattern=kernel.$(printf 'a%.0s' {1..248})
	equal "${#pattern}" 255
	holdfast rule add "$pattern" deny
	equal "$(holdfast rule list)" "$pattern deny"
}

rules_in_json()
{
	json "d == []" holdfast rule list -j
	run rule add net.ipv4.conf.eth0/100.forwarding deny
	run rule add "net.**" audit scope container
	json 'len(d) == 2 and d[0]["pattern"] == "net.ipv4.conf.eth0/100.forwarding"
		and d[0]["action"] == "deny" and d[0]["scope"] == "any"
		and type(d[0]["id"]) is int and d[0]["hits"] == 0
		and d[1]["scope"] == "container" and d[1]["id"] == d[0]["id"] + 1' \
		holdfast -j rule list
}

hits()
{
	run rule add kernel.core_pattern deny
	denied_write evil
	denied_write evil
	contains "$(holdfast rule list --stats)" "# hits 2"
	json 'd[0]["hits"] == 2' holdfast -j rule list
}

# --- events

tells_of_a_write()
{
	local before
	before=$(<"$core")

	run rule add kernel.core_pattern deny
	denied_write evil
	equal "$(<"$core")" "$before"
	contains "$(holdfast events --last 1)" \
		'"bash" pid '
	contains "$(holdfast events --last 1)" \
		"uid 0 host: kernel.core_pattern \"$before\" -> \"evil\" denied by rule "
	json '(lambda e: e["type"] == "write" and e["comm"] == "bash" and e["uid"] == 0
		and type(e["pid"]) is int and e["pid"] == e["tid"] and e["writer"] == "host"
		and type(e["time"]) is int and e["time"] > 10**18 and type(e["seq"]) is int
		and e["door"] == "sysctl" and e["name"] == "kernel.core_pattern"
		and e["old"].endswith("\n") and e["new"] == "evil" and e["new_len"] == 4
		and e["verdict"] == "denied" and e["error"] == -1
		and e["rule"]["pattern"] == "kernel.core_pattern" and e["rule"]["action"] == "deny"
		and type(e["rule"]["id"]) is int)(d[-1])' holdfast -j events
	run rule flush
	contains "$(holdfast events -n 1)" "rule-flush"
}

picks_events()
{
	local last

	run rule add kernel.core_pattern audit
	echo core >"$core"
	echo core >"$core"
	last=$(holdfast -j events -n 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["seq"])')
	equal "$(holdfast events -n 2 | wc -l)" 2
	equal "$(holdfast events --since-seq "$last" | wc -l)" 1
	equal "$(holdfast events --since-seq $((last - 1)) | wc -l)" 2
	json "d == []" holdfast -j events --since-seq $((last + 1))
}

# A value can hold anything, and the terminal must not obey it.
disarms_bytes()
{
	run rule add kernel.core_pattern deny
	denied_write $'\e[31m\xff"\\\n'
	out=$(holdfast events -n 1)
	[[ $out != *$'\e'* ]]
	contains "$out" '\x1b[31m\xff'
	equal "$(wc -l <<<"$out")" 1
	json '"\x1b[31m" in d[-1]["new"]' holdfast -j events -n 1
}

# wait_for TEXT FILE: within ten seconds.
wait_for()
{
	local tries

	for ((tries = 0; tries < 100; tries++)); do
		! grep -qF -- "$1" "$2" || return 0
		sleep 0.1
	done
	echo "waited in vain for '$1'; there is:"
	cat "$2"
	return 1
}

follows()
{
	local follower status=0 seen=$tap_dir/seen

	run rule add kernel.core_pattern deny
	holdfast events --follow -n 1 >"$seen" 2>&1 &
	follower=$!
	wait_for "rule-add" "$seen"
	denied_write first
	wait_for '-> "first" denied' "$seen"
	denied_write second
	wait_for '-> "second" denied' "$seen"
	equal "$(wc -l <"$seen")" 3
	kill -TERM "$follower"
	wait "$follower" || status=$?
	equal "$status" 0
}

follows_in_json()
{
	local follower status=0 seen=$tap_dir/seen

	run rule add kernel.core_pattern deny
	holdfast -j events --follow -n 1 >"$seen" 2>&1 &
	follower=$!
	wait_for "rule-add" "$seen"
	denied_write first
	wait_for '"new":"first"' "$seen"
	kill -INT "$follower" # which a shell makes its background children ignore
	kill -TERM "$follower"
	wait "$follower" || status=$?
	equal "$status" 0
	# An object a line.
	# shellcheck disable=SC2016 # sed's last line
	json '[e["type"] for e in d] == ["rule-add", "write"]' \
		sed -e '1s/^/[/' -e '$!s/$/,/' -e '$s/$/]/' "$seen"
}

# As "holdfast events --follow | head -1" does.
follows_until_nobody_reads()
{
	run rule add kernel.core_pattern deny
	timeout 20 bash -c 'holdfast events --follow -n 1 | head -n 1' >"$tap_dir/seen"
	contains "$(<"$tap_dir/seen")" "rule-add"
}

# --- figures

figures()
{
	local before after

	run rule add kernel.core_pattern deny
	before=$(holdfast -j stats)
	denied_write evil
	after=$(holdfast -j stats)
	json "d[1]['writes'] > d[0]['writes'] and d[1]['matched'] == d[0]['matched'] + 1
		and d[1]['denied'] == d[0]['denied'] + 1 and d[1]['recorded'] == d[0]['recorded'] + 1
		and d[1]['rules'] == 1 and d[1]['lost'] == 0 and d[1]['ring_size'] == 128
		and d[1]['journal_size'] == 1024
		and all(type(v) is int for k, v in d[1].items() if k != 'version')" \
		echo "[$before, $after]"
	contains "$(holdfast stats)" "  refused"
	run rule flush
	json "d['rules'] == 0 and d['generation'] > $(python3 -c 'import json, sys
print(json.loads(sys.argv[1])["generation"])' "$after")" holdfast -j stats
}

handlers()
{
	run rule add kernel.core_pattern deny
	denied_write evil
	json '[h["name"] for h in d] == ["drain", "deliver"]
		and d[0]["kind"] == "tasklet" and d[1]["kind"] == "workqueue"
		and all(h["ran"] > 0 and h["raised"] >= h["ran"] and h["budget"] > 0 for h in d)
		and all(sum(h["ran_at"].values()) == h["ran"] == h["latency"]["samples"] for h in d)
		and all(h["latency"]["min"] <= h["latency"]["p50"] <= h["latency"]["max"] for h in d)
		and d[1]["ran_at"]["kworker"] == d[1]["ran"]' holdfast -j handler list
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
	contains "$out" "0 of 1 doors open"
	json 'd["open"] == 0 and d["module"] == d["version"]
		and d["doors"] == [{"door": "sysctl", "closed": True, "function": "proc_sys_write"}]' \
		holdfast -j check
}

# --- who may not, and what is not there

# Each command that asks the module, in words that are right.
asking=(
	check "rule add kernel.core_pattern deny" "rule del kernel.core_pattern" "rule list"
	"rule flush" events "events --follow" stats "handler list" "handler show drain"
)

not_root()
{
	local command

	for command in "${asking[@]}"; do
		# shellcheck disable=SC2086 # its words
		exits 1 "needs root" timeout 20 setpriv --reuid=65534 --regid=65534 --clear-groups \
			--inh-caps=-all holdfast $command
		equal "$out" ""
	done
}

a_full_disk()
{
	exits 1 "" bash -c 'holdfast stats >/dev/full'
	contains "$err" "No space left"
}

without_module()
{
	local command

	[[ -e $module ]] || skip "there is no $module to load again"
	rmmod holdfast
	for command in "${asking[@]}"; do
		# shellcheck disable=SC2086 # its words
		exits 1 "module is not loaded" timeout 20 holdfast $command
	done
	exits 0 "" holdfast --help
	insmod "$module"
	exits 0 "" holdfast check
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "--help of each command" fresh helps
check "--version is the module's" fresh versions
check "wrong words: 2, and what would be right" fresh misuse
check "rules come and go" fresh adds_and_deletes
check "a second rule with the same key replaces the first" fresh replaces
check "rule list feeds rule add" fresh feeds_back
check "the module's refusals: 1, in its words" fresh refusals
check "a pattern of 255 bytes" fresh longest
check "rule list in JSON" fresh rules_in_json
check "rule list --stats counts" fresh hits
check "events tells of a denied write" fresh tells_of_a_write
check "events --last and --since-seq" fresh picks_events
check "events disarms what was written" fresh disarms_bytes
check "events --follow, ended by SIGTERM" fresh follows
check "events --follow in JSON" fresh follows_in_json
check "events --follow ends with its reader" fresh follows_until_nobody_reads
check "stats" fresh figures
check "handler list and show" fresh handlers
check "check finds the doors closed" fresh doors
check "not root: 1, and why" fresh not_root
check "output that cannot be written: 1" fresh a_full_disk
check "module not loaded: 1, and why" fresh without_module
finish
