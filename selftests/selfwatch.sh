#!/bin/bash
# selfwatch.sh: a hook that something disarmed is noticed, and so is its return
#
# usage: selfwatch.sh
#
# In a guest, with the module loaded. modules/disarm.ko takes a hook away as other
# code in the kernel could. Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

disarm=${0%/*}/modules/disarm.ko
# shellcheck disable=SC2317 # replaces tap.sh's, called by the trap
cleanup()
{
	rm -rf "$tap_dir"
	rmmod disarm 2>/dev/null || true
	holdfast rule flush
}

# address SYMBOL: of a variable of Holdfast's
address()
{
	awk -v name="$1" '$2 ~ /^[bd]$/ && $3 == name && $4 == "[holdfast]" { print "0x" $1 }' /proc/kallsyms
}

# events TYPE DOOR SINCE: how many there are, of records behind number SINCE
events()
{
	holdfast -j events | python3 -IS -c '
import json, sys
kind, door, since = sys.argv[1], sys.argv[2], int(sys.argv[3])
print(sum(e["type"] == kind and e.get("door") == door and e["seq"] > since
          for e in json.load(sys.stdin)))' "$@"
}

# last: the number of the last record
last()
{
	holdfast -j events | python3 -IS -c '
import json, sys
events = json.load(sys.stdin)
print(events[-1]["seq"] if events else 0)'
}

# within SECONDS COMMAND...: it succeeds before they are over
within()
{
	local end=$((SECONDS + $1))
	shift

	until "$@"; do
		((SECONDS < end)) || {
			echo "not within the time: $*"
			return 1
		}
		sleep 0.1
	done
}

told()
{
	[[ $(events "$@") == 1 ]]
}

# disarmed WHAT DOOR FUNCTION RULE: take the hook WHAT away, and give it back
disarmed()
{
	local what=$1 door=$2 function=$3 rule=$4 since

	since=$(last)
	insmod "$disarm" "$what"
	within 20 told door-lost "$door" "$since"
	exits 1 "" holdfast check
	contains "$out" "OPEN    $function"
	exits 0 "warning: door $door ($function) is open" run rule add "$rule"
	echo "$rule" >"$tap_dir/door.rules"
	exits 0 "warning: door $door ($function) is open" run apply "$tap_dir/door.rules"
	contains "$(dmesg | tail -n 50)" "$function: its hook was disarmed"
	# Once, however long it lasts.
	sleep 2
	equal "$(events door-lost "$door" "$since")" 1
	rmmod disarm
	within 30 told door-back "$door" "$since"
	contains "$(dmesg | tail -n 50)" "$function: its hook is met again"
	exits 0 "" holdfast check
	exits 0 "" run rule add "$rule"
	equal "$err" ""
}

# The guest's clock tells: from the hook's end to the event.
in_time()
{
	local what=$1 since

	since=$(last)
	insmod "$disarm" "$what"
	within 20 told door-lost sysctl "$since"
	holdfast -j events | python3 -IS -c '
import json, sys
since, at = int(sys.argv[1]), int(sys.argv[2])
for e in json.load(sys.stdin):
    if e["seq"] > since and e["type"] == "door-lost":
        print("after %.3f s" % ((e["time"] - at) / 1e9))
        sys.exit(e["time"] - at > 1_000_000_000)' "$since" "$(</sys/module/disarm/parameters/at)"
	rmmod disarm
	within 30 told door-back sysctl "$since"
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
hook=$(address hook)
doors=$(address shared)
[[ $hook && $doors ]] || {
	echo "1..0 # SKIP /proc/kallsyms does not tell where the module's variables are"
	exit 4
}
check "the hook of /proc/sys" fresh disarmed "hook=$hook" sysctl proc_sys_write "kernel.panic deny"
check "the hook of the other doors" fresh disarmed "hook=$doors" parameter param_attr_store \
	"kernel.panic allow 0..9"
check "within a second" fresh in_time "hook=$hook"
finish
