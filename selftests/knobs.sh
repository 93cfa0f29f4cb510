#!/bin/bash
# knobs.sh: the module's own sysctls
#
# usage: knobs.sh
#
# In a guest, with the module loaded. Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

knobs=/proc/sys/holdfast
cpu=/sys/devices/system/cpu/cpu1/online

# Whatever a test does, and however it ends.
# shellcheck disable=SC2317 # called by the traps
restore()
{
	echo 0 >"$knobs/permissive"
	echo 0 >"$knobs/event_rate"
	echo 128 >"$knobs/ring_size"
	[[ ! -w $cpu ]] || echo 1 >"$cpu"
	holdfast rule flush
}

# What a write to a file of it says.
sets()
{
	echo "$2" >"$knobs/$1"
	equal "$(<"$knobs/$1")" "$2"
}

refuses()
{
	# shellcheck disable=SC2016 # for the other bash
	exits 1 "$3" bash -c 'echo "$1" >"$2"' - "$2" "$knobs/$1"
}

stat_of()
{
	holdfast -j stats | python3 -IS -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

permissive()
{
	trap restore EXIT
	run rule add kernel.panic deny
	exits 1 "not permitted" bash -c 'echo 7 >/proc/sys/kernel/panic'
	sets permissive 1
	contains "$(holdfast mode)" permissive
	echo 7 >/proc/sys/kernel/panic
	json "d[-1]['type'] == 'write' and d[-1]['permissive'] is True
		and any(e['type'] == 'mode' and e['mode'] == 'permissive' for e in d)" \
		holdfast -j events
	sets permissive 0
	contains "$(holdfast mode)" enforce
	exits 1 "not permitted" bash -c 'echo 8 >/proc/sys/kernel/panic'
	refuses permissive 2 "Invalid argument"
	refuses permissive x "Invalid argument"
	echo 0 >/proc/sys/kernel/panic 2>/dev/null || true
}

# Neither with a pid nor with a user namespace of its own is root the host's.
from_a_container()
{
	local file

	for file in permissive event_rate ring_size; do
		exits 1 "not permitted" unshare --pid --fork bash -c "echo 1 >$knobs/$file"
	done
	exits 1 "ermi" unshare --user --map-root-user bash -c "echo 1 >$knobs/permissive"
	equal "$(<"$knobs/permissive")" 0
	# As root, without the capability.
	exits 1 "not permitted" setpriv --bounding-set -sys_admin --inh-caps -sys_admin \
		bash -c "echo 1 >$knobs/permissive"
}

held_by_a_rule()
{
	run rule add holdfast.permissive deny
	run rule add holdfast.ring_size allow 64..256
	refuses permissive 1 "not permitted"
	refuses ring_size 512 "not permitted"
	sets ring_size 64
	sets ring_size 128
}

# write_many N: denied writes, on both CPUs
write_many()
{
	local i pids=()

	for _ in 1 2; do
		(for ((i = 0; i < $1; i++)); do
			echo 7 2>/dev/null >/proc/sys/kernel/panic || true
		done) 2>/dev/null &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# settled: until all that was recorded reached the journal
settled()
{
	local i

	for ((i = 0; i < 100; i++)); do
		[[ $(stat_of recorded) != "$(stat_of journaled)" ]] || return 0
		sleep 0.1
	done
	return 1
}

# Each denied write is recorded, lost or suppressed; nothing twice, nothing not at all.
conserved()
{
	settled
	holdfast -j stats | python3 -IS -c '
import json, sys
now, then = json.load(sys.stdin), json.loads(sys.argv[1])
d = {k: now[k] - then[k] for k in ("denied", "recorded", "lost", "suppressed", "journaled")}
assert d["denied"] == int(sys.argv[2]), d
# A few more are no writes: rules that were changed.
assert 0 <= d["recorded"] + d["lost"] + d["suppressed"] - d["denied"] <= int(sys.argv[3]), d
assert d["recorded"] == d["journaled"], d' "$@"
}

resized_under_a_flood()
{
	local before size writers

	run rule add kernel.panic deny
	before=$(holdfast -j stats)
	write_many 1500 &
	writers=$!
	while kill -0 "$writers" 2>/dev/null; do
		for size in 2 4096 8 128; do
			sets ring_size "$size"
			equal "$(stat_of ring_size)" "$size"
		done
	done
	wait "$writers"
	conserved "$before" 3000 0
	refuses ring_size 100 "Invalid argument"
	refuses ring_size 1 "Invalid argument"
	refuses ring_size 131072 "Invalid argument"
	equal "$(<"$knobs/ring_size")" 128
}

resized_with_a_cpu_away()
{
	local before

	[[ -w $cpu ]] || skip "one processor, or none that can go"
	trap restore EXIT
	run rule add kernel.panic deny
	before=$(holdfast -j stats)
	echo 0 >"$cpu"
	sets ring_size 32
	echo 1 >"$cpu"
	write_many 200
	conserved "$before" 400 0
}

rate()
{
	local before

	trap restore EXIT
	run rule add kernel.panic deny
	sets event_rate 5
	before=$(holdfast -j stats)
	write_many 100
	# A change of the policy is told of whatever the rate.
	run rule add kernel.sysrq deny
	conserved "$before" 200 1
	equal "$(($(stat_of suppressed) > 50))" 1
	json "d[-1]['type'] == 'rule-add'" holdfast -j events
}

check "permissive" fresh permissive
check "not from a container" fresh from_a_container
check "held by a rule" fresh held_by_a_rule
check "rings resized under a flood lose what they count" fresh resized_under_a_flood
check "rings resized with a CPU away" fresh resized_with_a_cpu_away
check "a rate" fresh rate
finish
