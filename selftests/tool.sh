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
	events stats handler "handler list" "handler show" "handler set" "handler reset"
	probe "probe run" "probe show" "probe diff" "probe blame"
)

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
	rule add kernel.core_pattern|the action is missing; one of allow, deny, audit, clamp, pin
	rule add kernel.core_pattern forbid|unknown action 'forbid'; one of allow, deny, audit, clamp, pin
	rule add kernel.core_pattern pin restore|after 'restore' stands 'off', 'warn' or 'always'
	pin|a NAME is missing
	pin kernel.panic =5|a NAME is missing
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
	last=$(holdfast -j events -n 1 | python3 -IS -c 'import json, sys; print(json.load(sys.stdin)[0]["seq"])')
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
	# A shell makes its background children ignore it; the command asks for it.
	kill -INT "$follower"
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

completes()
{
	equal "$(holdfast complete ru)" rule
	equal "$(holdfast complete rule add kernel.core_pat)" kernel.core_pattern
	equal "$(holdfast complete rule add x '')" $'allow\ndeny\naudit\nclamp\npin'
	equal "$(holdfast complete rule add x pin '')" $'restore\nscope'
	equal "$(holdfast complete rule add x pin 5 '')" $'restore\nscope'
	equal "$(holdfast complete rule add x pin 5 restore '')" $'off\nwarn\nalways'
	equal "$(holdfast complete rule add x pin restore warn '')" scope
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
	"handler list" "handler show drain" "probe run --duration 10ms" "probe blame"
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
check "explain" fresh explains
check "explain --cgroup and --pid" fresh explains_for_others
check "mode" fresh modes
check "events tells what the kernel was given" fresh tells_what_the_kernel_got
check "the words for the shell's completion" fresh completes
check "not root: 1, and why" fresh not_root
check "output that cannot be written: 1" fresh a_full_disk
check "module not loaded: 1, and why" fresh without_module
finish
