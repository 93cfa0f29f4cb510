#!/bin/bash
# apply.sh: files become the table, all of them or none
#
# usage: apply.sh
#
# In a guest, with the module loaded. Prints TAP. Uses /etc/holdfast.d and its
# like, /etc/sysctl.d and its like, which are put back.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

dir=$tap_dir/d
default_dirs=(/etc/holdfast.d /run/holdfast.d /usr/local/lib/holdfast.d /usr/lib/holdfast.d)
sysctl_dirs=(/etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d)

# clean FUNCTION: without rules, files and changes of directories.
clean()
{
	rm -rf "$dir"
	mkdir "$dir"
	fresh "$@"
}

# rules NAME: a file of the words on standard input.
rules()
{
	mkdir -p "$(dirname "$dir/$1")"
	cat >"$dir/$1"
}

table()
{
	holdfast rule list
}

generation()
{
	holdfast -j stats | python3 -IS -c 'import json, sys; print(json.load(sys.stdin)["generation"])'
}

# --- what changes

makes_the_table()
{
	rules a.rules <<-'RULES'
	# The owner's.
	kernel.core_pattern deny   # nobody

	  kernel/panic	allow 5..60 scope host
	net.** deny scope container
	vm.swappiness clamp 1..60 scope "cgroup:/a b"
	RULES
	exits 0 "" holdfast apply "$dir/a.rules"
	equal "$err" ""
	equal "$out" '+ kernel.core_pattern deny
+ kernel.panic allow 5..60 scope host
+ net.** deny scope container
+ vm.swappiness clamp 1..60 scope "cgroup:/a b"
4 added, 0 removed, 0 changed, 0 unchanged: 4 rules'
	equal "$(table)" 'kernel.core_pattern deny
kernel.panic allow 5..60 scope host
net.** deny scope container
vm.swappiness clamp 1..60 scope "cgroup:/a b"'
	contains "$(holdfast events -n 1)" ": table-apply, rules now: 4"
	exits 1 "Operation not permitted" bash -c 'echo x >/proc/sys/kernel/core_pattern'
}

tells_the_difference()
{
	run rule add kernel.core_pattern deny
	run rule add kernel.panic allow 5..60
	run rule add vm.swappiness audit scope container
	rules a.rules <<-'RULES'
	kernel.panic allow 5..30
	kernel/core_pattern deny
	net.ipv4.ip_forward deny
	RULES
	exits 0 "" holdfast apply "$dir/a.rules"
	equal "$out" '- kernel.panic allow 5..60
+ kernel.panic allow 5..30
- vm.swappiness audit scope container
+ net.ipv4.ip_forward deny
1 added, 1 removed, 1 changed, 1 unchanged: 3 rules'
	equal "$(table | sort)" 'kernel.core_pattern deny
kernel.panic allow 5..30
net.ipv4.ip_forward deny'
}

tells_the_difference_in_json()
{
	run rule add kernel.panic allow 5..60
	run rule add vm.swappiness audit
	printf '%s\n' '' 'kernel.panic deny' 'net.ipv4.ip_forward deny' >"$dir/a.rules"
	json "d['dry_run'] is False and d['files'] == ['$dir/a.rules'] and d['rules'] == 2
		and (d['added'], d['removed'], d['changed'], d['unchanged']) == (1, 1, 1, 0)
		and [c['change'] for c in d['changes']] == ['changed', 'removed', 'added']
		and d['changes'][0]['was']['action'] == 'allow' and d['changes'][0]['was']['max'] == 60
		and d['changes'][0]['rule']['action'] == 'deny'
		and d['changes'][0]['file'] == '$dir/a.rules' and d['changes'][0]['line'] == 2
		and d['changes'][1]['rule']['pattern'] == 'vm.swappiness'
		and d['generation'] > $(generation)" holdfast -j apply "$dir/a.rules"
}

changes_nothing()
{
	local before

	rules a.rules <<-'RULES'
	kernel.core_pattern allow one-of core,"a b"
	vm.swappiness clamp 0x1..074 scope cgroup:/a
	RULES
	holdfast apply "$dir/a.rules"
	before=$(generation)
	exits 0 "" holdfast apply "$dir/a.rules"
	equal "$out" "nothing changed: 2 rules"
	equal "$(generation)" "$before"
	json 'd["changes"] == [] and d["unchanged"] == 2' holdfast -j apply "$dir/a.rules"
	table | holdfast apply - | grep -qx "nothing changed: 2 rules"
}

only_says()
{
	local before

	run rule add kernel.panic deny
	before=$(generation)
	rules a.rules <<<"kernel.panic audit"
	exits 0 "" holdfast apply --dry-run "$dir/a.rules"
	equal "$out" '- kernel.panic deny
+ kernel.panic audit
would be 0 added, 0 removed, 1 changed, 0 unchanged: 1 rules'
	equal "$(table)" "kernel.panic deny"
	equal "$(generation)" "$before"
	json 'd["dry_run"] is True and d["changed"] == 1' holdfast -j apply --dry-run "$dir/a.rules"
	# The module judges all the same.
	rules a.rules <<<"kernel.panic allow 6..5"
	exits 1 "$dir/a.rules:1: " holdfast apply --dry-run "$dir/a.rules"
	exits 0 "" holdfast apply --dry-run - <<<"kernel.panic deny"
	equal "$out" "nothing would change: 1 rules"
}

empties()
{
	run rule add kernel.panic deny
	rules a.rules <<<"# nothing"
	exits 0 "" holdfast apply "$dir/a.rules"
	equal "$out" '- kernel.panic deny
0 added, 1 removed, 0 changed, 0 unchanged: 0 rules'
	equal "$(table)" ""
}

# --- what is wrong

# refused TEXT...: nothing changes, and all of TEXT is said, each once.
refused()
{
	local before text
	before=$(table)

	exits 1 "nothing was changed" holdfast apply "$dir"
	equal "$out" ""
	for text; do
		equal "$(grep -cF -- "$text" <<<"$err")" 1
	done
	contains "$err" "holdfast: apply: $# mistake"
	equal "$(table)" "$before"
}

# Each line of a file with what is said of it.
tells_all_mistakes()
{
	run rule add kernel.core_pattern deny
	rules a.rules <<-'RULES'
	kernel.panic deny
	kernel.panic_on_oops forbid
	kernel.panic_on_warn
	vm.swappiness clamp 60
	vm.swappiness allow one-of "1
	vm.overcommit_memory deny scope everybody
	RULES
	refused "$dir/a.rules:2: unknown action 'forbid'; one of allow, deny, audit, clamp, pin" \
		"$dir/a.rules:3: the action is missing" \
		"$dir/a.rules:4: '60' is no range" \
		"$dir/a.rules:5: a double quote is not closed" \
		"$dir/a.rules:6: unknown scope 'everybody'"
}

# What only the module can judge; it is asked for each.
tells_what_the_module_refuses()
{
	run rule add kernel.core_pattern deny
	{
		echo "kernel.panic deny"
		echo "vm.swappiness allow 60..1"
		echo "vm.dirty_ratio deny"
		echo "kernel..panic deny"
		echo "net.**.forwarding deny"
		echo "vm.laptop_mode allow 1..many"
		printf 'a%.0s.' {1..100}
		echo "a deny"
	} >"$dir/a.rules"
	refused "$dir/a.rules:2: " \
		"$dir/a.rules:4: empty component in pattern" \
		"$dir/a.rules:5: '**' may only close a pattern" \
		"$dir/a.rules:6: " \
		"$dir/a.rules:7: pattern has more than 16 components"
}

# Some messages' worth of rules, and one of them bad.
finds_one_of_many()
{
	local i

	for ((i = 1; i <= 3000; i++)); do
		echo "net.ipv4.conf.eth$i.forwarding deny"
	done >"$dir/a.rules"
	sed -i '2345s/.*/net.ipv4.conf..forwarding deny/' "$dir/a.rules"
	refused "$dir/a.rules:2345: empty component in pattern"
	sed -i '2345d' "$dir/a.rules"
	exits 0 "" holdfast apply "$dir"
	contains "$out" "2999 added, 0 removed"
	equal "$(table | wc -l)" 2999
	exits 0 "" holdfast apply "$dir"
	equal "$out" "nothing changed: 2999 rules"
}

tells_doubles()
{
	rules a.rules <<-'RULES'
	kernel.panic deny
	vm.swappiness deny scope host
	kernel/panic audit
	RULES
	rules b.rules <<-'RULES'
	vm.swappiness deny
	vm/swappiness allow scope host
	kernel.panic allow 1..2
	RULES
	refused "$dir/a.rules:3: a second rule with this pattern and scope; the first is at $dir/a.rules:1" \
		"$dir/b.rules:2: a second rule with this pattern and scope; the first is at $dir/a.rules:2" \
		"$dir/b.rules:3: a second rule with this pattern and scope; the first is at $dir/a.rules:1"
}

tells_what_is_no_text()
{
	printf 'kernel.panic deny\r\nvm.swappiness deny\r\n' >"$dir/crlf.rules"
	printf 'kernel.panic_on_oops deny # \303\251\nkernel.\377 deny\n' >"$dir/latin.rules"
	{
		echo "vm.swappiness deny scope host"
		head -c 1048576 /dev/zero | tr '\0' x
	} >"$dir/long.rules"
	printf 'kernel.panic\0 deny\n' >"$dir/nul.rules"
	printf '%0300d' 0 | sed 's/0/a./g; s/$/a deny\n/' >"$dir/deep.rules"
	refused "$dir/crlf.rules:1: the line ends with CR LF" \
		"$dir/latin.rules:2: the line is not UTF-8" \
		"$dir/long.rules:2: the line is longer than 8192 bytes" \
		"$dir/nul.rules:1: the line has a NUL byte" \
		"$dir/deep.rules:1: the pattern has 601 bytes; at most 255"
}

tells_what_is_no_file()
{
	mkdir "$dir/a.rules"
	ln -s nowhere "$dir/b.rules"
	mkfifo "$dir/c.rules"
	refused "$dir/a.rules: is a directory, not a file" \
		"$dir/b.rules: No such file or directory" \
		"$dir/c.rules: is not a regular file"
	exits 1 "nowhere: No such file or directory" holdfast apply nowhere
	rm -rf "${dir:?}"/*
	rules a.rules <<<"kernel.panic deny"
	chmod 755 "$tap_dir"
	chmod 0 "$dir/a.rules"
	exits 1 "$dir/a.rules: Permission denied" setpriv --reuid=65534 --regid=65534 \
		--clear-groups --inh-caps=-all holdfast apply "$dir/a.rules"
}

stops_telling()
{
	yes "kernel.panic forbid" | head -n 50 >"$dir/a.rules" || true
	exits 1 "holdfast: apply: 50 mistakes; nothing was changed" holdfast apply "$dir"
	equal "$(grep -c ": unknown action" <<<"$err")" 20
	contains "$err" "$dir/a.rules: and 30 more"
}

# The terminal must not obey a file.
disarms_what_it_quotes()
{
	printf 'kernel.panic \e[31mforbid\n' >"$dir/a.rules"
	refused "unknown action '\\x1b[31mforbid'"
	[[ $err != *$'\e'* ]]
}

# --- which files

reads_directories_as_sysctl_d()
{
	rules one/20-b.rules <<<"kernel.panic deny"
	rules two/20-b.rules <<<"frob"
	rules two/10-a.rules <<<"vm.swappiness deny"
	rules one/30-c.rules <<<"vm.laptop_mode deny"
	ln -s /dev/null "$dir/one/40-d.rules"
	rules two/40-d.rules <<<"frob"
	rules one/.hidden.rules <<<"frob"
	rules one/README <<<"frob"
	rules one/50-e.rules~ <<<"frob"
	rules 99-named <<<"vm.dirty_ratio deny"
	exits 0 "" holdfast apply "$dir/one" "$dir/99-named" "$dir/two"
	equal "$err" ""
	equal "$(table)" 'vm.dirty_ratio deny
vm.swappiness deny
kernel.panic deny
vm.laptop_mode deny'
}

reads_its_own_directories()
{
	local d i=0

	trap 'rm -rf "${default_dirs[@]}"; holdfast rule flush' EXIT
	rm -rf "${default_dirs[@]}"
	run rule add kernel.panic deny
	exits 0 "there are no *.rules, so there will be no rules" holdfast apply --dry-run
	contains "$out" "- kernel.panic deny"
	for d in "${default_dirs[@]}"; do
		i=$((i + 1))
		mkdir -p "$d"
		echo "net.ipv4.conf.eth$i.forwarding deny" >"$d/$((9 - i)).rules"
		echo "net.ipv4.conf.same.forwarding allow $i.." >"$d/same.rules"
	done
	exits 0 "" holdfast apply
	equal "$(table)" 'net.ipv4.conf.eth4.forwarding deny
net.ipv4.conf.eth3.forwarding deny
net.ipv4.conf.eth2.forwarding deny
net.ipv4.conf.eth1.forwarding deny
net.ipv4.conf.same.forwarding allow 1..'
	rm -r "${default_dirs[1]}"
	exits 0 "" holdfast apply
	contains "$out" "- net.ipv4.conf.eth2.forwarding deny"
}

takes_a_pipe()
{
	holdfast apply <(echo "kernel.panic deny")
	equal "$(table)" "kernel.panic deny"
	echo "kernel.panic audit" | holdfast apply -
	exits 1 "<stdin>:2: unknown action 'frob'" holdfast apply - <<<$'\na frob'
}

# --- sysctl.d

# sysctl_d: this host has what is here.
sysctl_d()
{
	trap 'for d in "${sysctl_dirs[@]}"; do umount "$d" 2>/dev/null || true; done
		holdfast rule flush' EXIT
	for d in "${sysctl_dirs[@]}"; do
		mkdir -p "$d"
		mount -t tmpfs none "$d"
	done
	cat >/usr/lib/sysctl.d/10-a.conf <<-'CONF'
	# A comment.
	; Another.
	kernel.panic = 10
	net.ipv4.conf.*.rp_filter = 2
	-net.ipv4.conf.lo.rp_filter
	-kernel.panic_on_oops
	 - vm/swappiness =  60 with blanks
	net/ipv4/conf/lo/forwarding=0
	net.ipv4.conf.l[o].accept_redirects = 0
	nothing at all
	CONF
	echo 'kernel.panic = 20' >/etc/sysctl.d/20-b.conf
	echo 'frob' >/usr/lib/sysctl.d/30-c.conf
	ln -s /dev/null /run/sysctl.d/30-c.conf
	"$@"
}

pins_sysctl_d()
{
	exits 0 "/usr/lib/sysctl.d/10-a.conf:10: no assignment, so no rule" \
		holdfast apply --from-sysctl.d
	equal "$(sort <<<"$out")" "$(sort <<-'DIFF'
	+ net.ipv4.conf.*.rp_filter deny	# = 2 (/usr/lib/sysctl.d/10-a.conf:4)
	+ net.ipv4.conf.lo.rp_filter allow	# not set (/usr/lib/sysctl.d/10-a.conf:5)
	+ vm.swappiness deny	# = 60 with blanks (/usr/lib/sysctl.d/10-a.conf:7)
	+ net.ipv4.conf.lo.forwarding deny	# = 0 (/usr/lib/sysctl.d/10-a.conf:8)
	+ net.ipv4.conf.lo.accept_redirects deny	# = 0 (/usr/lib/sysctl.d/10-a.conf:9)
	+ kernel.panic deny	# = 20 (/etc/sysctl.d/20-b.conf:1)
	6 added, 0 removed, 0 changed, 0 unchanged: 6 rules
	DIFF
	)"
	equal "$(table | wc -l)" 6
	exits 0 "" holdfast apply --from-sysctl.d
	equal "$out" "nothing changed: 6 rules"
}

pins_sysctl_d_beside_files()
{
	run rule add kernel.sysrq deny
	rules a.rules <<<"kernel.panic allow 5..60"
	exits 0 "" holdfast apply --dry-run --from-sysctl.d "$dir"
	contains "$out" "- kernel.sysrq deny"
	contains "$out" "+ kernel.panic allow 5..60"$'\n'
	[[ $out != *"kernel.panic deny"* ]]
	contains "$out" "+ vm.swappiness deny"
	equal "$(table)" "kernel.sysrq deny"
}

# --- at the same time

# Someone else changes the table while it is being applied: either is done, or
# it is refused and nothing of it is there.
notices_others()
{
	local i other status noticed=0

	for ((i = 1; i <= 4000; i++)); do
		echo "net.ipv4.conf.eth$i.forwarding deny"
	done >"$dir/a.rules"
	while :; do
		holdfast rule add kernel.panic deny
		holdfast rule del kernel.panic 2>/dev/null || true
	done &
	other=$!
	for ((i = 0; i < 10 && noticed == 0; i++)); do
		status=0
		holdfast apply "$dir/a.rules" >/dev/null 2>"$tap_dir/said" || status=$?
		if [[ $status != 0 ]]; then
			noticed=1
			contains "$(<"$tap_dir/said")" "nothing was changed"
			equal "$(table | grep -c '^net' || true)" 0
		else
			holdfast rule flush
		fi
	done
	kill "$other"
	wait "$other" 2>/dev/null || true
	cat "$tap_dir/said"
	equal "$noticed" 1
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "a file becomes the table" clean makes_the_table
check "what changes is told" clean tells_the_difference
check "what changes, in JSON" clean tells_the_difference_in_json
check "nothing to change: said, and nothing done" clean changes_nothing
check "--dry-run says and does nothing" clean only_says
check "no rules in the files: none in the table" clean empties
check "all mistakes of a file, with their lines" clean tells_all_mistakes
check "the module's refusals, with their lines" clean tells_what_the_module_refuses
check "one bad rule of thousands" clean finds_one_of_many
check "a key twice: both places" clean tells_doubles
check "CR LF, other encodings, long lines, NUL" clean tells_what_is_no_text
check "directories, dead links, pipes, no permission" clean tells_what_is_no_file
check "no more than 20 mistakes a file" clean stops_telling
check "mistakes are told without their control characters" clean disarms_what_it_quotes
check "directories: order and masks of sysctl.d" clean reads_directories_as_sysctl_d
check "its own four directories" clean reads_its_own_directories
check "standard input and pipes" clean takes_a_pipe
check "--from-sysctl.d" clean sysctl_d pins_sysctl_d
check "--from-sysctl.d beside files" clean sysctl_d pins_sysctl_d_beside_files
check "a change meanwhile is noticed" clean notices_others
finish
