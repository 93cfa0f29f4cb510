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
	check rule "rule add" "rule del" "rule list" "rule flush" apply explain mode seal
	events stats handler "handler list" "handler show"
)

# denied_write VALUE: as a script would try it.
denied_write()
{
	# shellcheck disable=SC2016 # for the other bash
	exits 1 "Operation not permitted" bash -c 'printf %s "$1" >"$2"' - "$1" "$core"
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
	rule add kernel.core_pattern|the action is missing; one of allow, deny, audit, clamp
	rule add kernel.core_pattern forbid|unknown action 'forbid'; one of allow, deny, audit, clamp
	rule add kernel.core_pattern pin|action 'pin' is not supported yet
	rule add kernel.panic allow 5|'allow 5': after 'allow' stands MIN..MAX, one-of A,B,...,
	rule add kernel.panic clamp|a range is missing: MIN..MAX
	rule add kernel.panic clamp 5|'5' is no range
	rule add kernel.panic allow ..|at least one bound
	rule add kernel.panic allow one-of|values are missing after 'one-of'
	rule add kernel.panic allow one-of 1,,2|a value of one-of is missing; an empty one is written ""
	rule add kernel.panic allow one-of "1|a double quote is not closed
	rule add kernel.panic allow ratchet|after 'ratchet' stands 'up' or 'down'
	rule add kernel.panic allow ratchet left|'ratchet up' or 'ratchet down'
	rule add kernel.panic deny 1..2|unexpected '1..2'
	rule add kernel.core_pattern deny scope|a scope is missing after 'scope'
	rule add kernel.core_pattern deny scope all|unknown scope 'all'; one of any, host, container, cgroup:PATH
	rule add kernel.core_pattern deny scope cgroup:|a path is missing after 'cgroup:'
	rule add kernel.core_pattern deny scope cgroup:/a\x2d|for itself write '\\'
	rule add kernel.core_pattern deny host|unexpected 'host'
	rule add kernel.core_pattern deny scope host 1|unexpected '1' at the end
	rule del|the pattern is missing
	rule flush everything|takes no words
	stats now|takes no words
	stats --cpu --reset|one of --cpu, --scope, --reset only
	explain|the NAME is missing
	explain kernel.panic 1|one NAME[=VALUE] only
	explain kernel.panic --pid self|needs a number
	mode frob|unexpected 'frob'; 'enforce', 'permissive' or nothing
	mode enforce enforce|unexpected 'enforce'
	seal now|takes no words
	rule list --dry-run|option --dry-run does not go with 'holdfast rule list'
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

# add_line LINE: its words as the command's, blanks in double quotes left alone.
add_line()
{
	local words=() rest=$1 word='^([^" ]|"([^"\\]|\\.)*")+'

	while [[ $rest =~ $word ]]; do
		words+=("${BASH_REMATCH[0]}")
		rest=${rest#"${BASH_REMATCH[0]}"}
		rest=${rest# }
	done
	equal "$rest" ""
	holdfast rule add "${words[@]}"
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
	vm.swappiness clamp 1..60
	vm.swappiness allow ..100 scope host
	kernel.panic allow -5.. scope cgroup:/a
	kernel.panic allow one-of 0,10 scope cgroup::/a
	kernel.panic allow ratchet up scope cgroup:cpu,cpuacct:/a/b
	kernel.panic allow ratchet down
	RULES
	holdfast rule add kernel.core_pattern allow one-of 'core,"|/bin/x %p",a\,b,"\"\\"' \
		scope 'cgroup:"/system.slice/dev-a\\x2db c"'
	holdfast rule add kernel.core_pattern allow one-of $'a\tb,\xc3\xa9,"#"' scope container
	list=$(holdfast rule list)
	equal "$(wc -l <<<"$list")" 17
	contains "$list" 'vm.swappiness clamp 1..60'$'\n'
	contains "$list" 'kernel.panic allow -5.. scope cgroup:/a'$'\n'
	contains "$list" 'kernel.panic allow ratchet up scope cgroup:cpu,cpuacct:/a/b'$'\n'
	contains "$list" 'allow one-of core,"|/bin/x %p","a,b","\"\\" scope "cgroup:/system.slice/dev-a\\x2db c"'
	contains "$list" 'one-of a\011b,\303\251,"#" scope container'

	run rule flush
	while read -r line; do
		add_line "$line"
	done <<<"$list"
	again=$(holdfast rule list)
	equal "$again" "$list"
	holdfast rule flush
	holdfast apply - <<<"$list"
	equal "$(holdfast rule list)" "$list"
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
	contains "$(holdfast rule list --stats)" \
		$'kernel.core_pattern deny\t# hits 2: allowed 0, denied 2, rewritten 0, of these let through 0, last by "bash" pid '
	json 'd[0]["hits"] == d[0]["denied"] == 2 and d[0]["allowed"] == d[0]["would"] == 0
		and d[0]["last"]["comm"] == "bash" and d[0]["last"]["uid"] == 0
		and d[0]["last"]["pid"] > 1 and d[0]["last"]["time"] > 10**18' holdfast -j rule list
	equal "$(holdfast rule list)" "kernel.core_pattern deny"
	# What --stats adds is a comment.
	holdfast rule list -s | holdfast apply - | grep -q "^nothing changed: 1 rules"
}

# constrained: what the words become in JSON.
rules_with_constraints_in_json()
{
	run rule add vm.swappiness clamp 0x10..
	run rule add kernel.panic allow -1..10 scope cgroup:/a
	run rule add kernel.core_pattern allow one-of core,x
	run rule add kernel.pid_max allow ratchet up
	json '[r.get("constraint") for r in d] == ["range", "range", "one-of", "ratchet-up"]
		and d[0]["min"] == 16 and "max" not in d[0] and d[0]["action"] == "clamp"
		and d[1]["min"] == -1 and d[1]["max"] == 10
		and d[1]["scope"] == "cgroup" and d[1]["cgroup"] == "/a"
		and d[2]["values"] == ["core", "x"]' holdfast -j rule list
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
		and d[1]['mode'] == 'enforce' and d[1]['sealed'] is False and d[1]['memory'] > 0
		and all(type(v) is int for k, v in d[1].items()
			if k not in ('version', 'mode', 'sealed'))" \
		echo "[$before, $after]"
	contains "$(holdfast stats)" "  refused"
	run rule flush
	json "d['rules'] == 0 and d['generation'] > $(python3 -c 'import json, sys
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

# --- what would be, and modes

explains()
{
	run rule add 'net.**' deny scope container
	run rule add kernel.panic allow 5..60
	run rule add vm.swappiness clamp 1..60
	exits 0 "" run explain kernel.panic=10
	contains "$out" 'kernel.panic = "10": allowed'
	contains "$out" ': kernel.panic allow 5..60'
	exits 1 "" run explain kernel/panic=1
	contains "$out" 'kernel.panic = "1": denied'
	contains "$out" 'why: '
	exits 0 "" run explain vm.swappiness=100
	contains "$out" ': rewritten'
	contains "$out" 'the kernel would be given "60"'
	exits 0 "" run explain kernel.pid_max=100
	contains "$out" 'by no rule'
	json 'd["name"] == "vm.swappiness" and d["value"] == "100" and d["verdict"] == "rewritten"
		and d["rule"]["action"] == "clamp" and d["given"].strip() == "60" and d["why"]
		and d["mode"] == "enforce" and [s["scope"] for s in d["scopes"]][-1] == "any"' \
		holdfast -j explain vm.swappiness=100
	equal "$(</proc/sys/vm/swappiness)" 60
}

explains_for_others()
{
	run rule add kernel.panic deny scope cgroup:/a
	run rule add kernel.panic allow scope cgroup:/a/b
	exits 0 "" run explain kernel.panic=1
	exits 1 "" run explain kernel.panic=1 --cgroup /a
	contains "$out" "scopes looked at: cgroup:/a"
	exits 0 "" run explain kernel.panic=1 --cgroup /a/b/c
	exits 0 "" run explain kernel.panic=1 --pid $$
	exits 1 "explain 'kernel.panic=1'" run explain kernel.panic=1 --pid 4194303
}

modes()
{
	trap 'holdfast mode enforce; holdfast rule flush' EXIT
	equal "$(holdfast mode)" enforce
	run rule add kernel.core_pattern deny
	exits 0 "" holdfast mode permissive
	equal "$out$err" ""
	equal "$(holdfast mode)" permissive
	json 'd == {"mode": "permissive", "sealed": False}' holdfast -j mode
	contains "$(holdfast events -n 1)" ": mode permissive"
	printf core >"$core"
	contains "$(holdfast events -n 1)" "denied, but let through: permissive by rule "
	json 'd[0]["permissive"] is True and d[0]["verdict"] == "denied"' holdfast -j events -n 1
	contains "$(holdfast check)" "could get round: the table is permissive: nothing is refused; holdfast mode enforce"
	exits 1 "" run explain kernel.core_pattern=x
	contains "$out" "the table is permissive"
	holdfast mode enforce
	denied_write core
}

tells_what_the_kernel_got()
{
	local before
	before=$(</proc/sys/vm/swappiness)

	run rule add vm.swappiness clamp 1..60 scope cgroup:/
	echo 77 >/proc/sys/vm/swappiness
	contains "$(holdfast events -n 1)" \
		"vm.swappiness \"$before\" -> \"77\" rewritten to \"60\" by rule "
	json 'd[0]["given"].strip() == "60" and d[0]["effect"] == "rewritten"
		and d[0]["rule"]["cgroup"] == "/"' holdfast -j events -n 1
	run rule flush
	echo "$before" >/proc/sys/vm/swappiness
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

completes()
{
	equal "$(holdfast complete ru)" rule
	equal "$(holdfast complete rule add kernel.core_pat)" kernel.core_pattern
	equal "$(holdfast complete rule add x '')" $'allow\ndeny\naudit\nclamp'
	equal "$(holdfast complete rule add x allow '')" $'one-of\nratchet\nscope'
	equal "$(holdfast complete rule add x allow ratchet '')" $'up\ndown'
	equal "$(holdfast complete rule add x allow ratchet up '')" scope
	equal "$(holdfast complete rule add x clamp '')" ""
	equal "$(holdfast complete rule add x clamp 1..2 '')" scope
	equal "$(holdfast complete rule add x deny scope c)" $'container\ncgroup:'
	equal "$(holdfast complete mode '')" $'enforce\npermissive'
	equal "$(holdfast complete explain kernel/core_pat)" kernel/core_pattern
	contains "$(holdfast complete apply --)" --from-sysctl.d
}

# --- who may not, and what is not there

# Each command that asks the module, in words that are right.
asking=(
	check "rule add kernel.core_pattern deny" "rule del kernel.core_pattern" "rule list"
	"rule flush" apply "apply --dry-run" "explain kernel.panic" mode "mode enforce" seal
	events "events --follow" stats "stats --cpu" "stats --scope" "stats --reset"
	"handler list" "handler show drain"
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
check "constraints in JSON" fresh rules_with_constraints_in_json
check "rule list --stats counts" fresh hits
check "events tells of a denied write" fresh tells_of_a_write
check "events --last and --since-seq" fresh picks_events
check "events disarms what was written" fresh disarms_bytes
check "events --follow, ended by SIGTERM" fresh follows
check "events --follow in JSON" fresh follows_in_json
check "events --follow ends with its reader" fresh follows_until_nobody_reads
check "stats" fresh figures
check "stats --cpu" fresh figures_by_cpu
check "stats --scope" fresh figures_by_scope
check "stats --reset" fresh figures_from_nothing
check "explain" fresh explains
check "explain --cgroup and --pid" fresh explains_for_others
check "mode" fresh modes
check "events tells what the kernel was given" fresh tells_what_the_kernel_got
check "handler list and show" fresh handlers
check "check finds the doors closed" fresh doors
check "check says what could get round" fresh ways_round
check "the words for the shell's completion" fresh completes
check "not root: 1, and why" fresh not_root
check "output that cannot be written: 1" fresh a_full_disk
check "module not loaded: 1, and why" fresh without_module
finish
