#!/bin/bash
# pins.sh: pinned sysctls, from the rule to what is put back
#
# usage: pins.sh
#
# In a guest, with the module loaded. Loads overwrite.ko, which changes variables
# of the kernel behind its back. Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

overwrite=/sys/module/overwrite/parameters
watch=/proc/sys/holdfast/watch_ms
cpu=/sys/devices/system/cpu/cpu1/online
planted=$tap_dir/planted
executed=$tap_dir/executed
insmod "${0%/*}/modules/overwrite.ko"

# Whatever a test does, and however it ends.
# shellcheck disable=SC2317 # called by the traps
restore()
{
	holdfast rule flush
	holdfast mode enforce
	echo 5 >"$watch"
	[[ ! -w $cpu ]] || echo 1 >"$cpu"
	echo "$kptr_restrict" >/proc/sys/kernel/kptr_restrict
	echo "$panic" >/proc/sys/kernel/panic
	echo "$modprobe" >/proc/sys/kernel/modprobe
	echo "$core_pattern" >/proc/sys/kernel/core_pattern
	ip link del hf0 2>/dev/null || :
	ip link del hf1 2>/dev/null || :
	ip netns del hf 2>/dev/null || :
	rm -f "$executed"
}
panic=$(</proc/sys/kernel/panic)
kptr_restrict=$(</proc/sys/kernel/kptr_restrict)
modprobe=$(</proc/sys/kernel/modprobe)
core_pattern=$(</proc/sys/kernel/core_pattern)

# In a state that it leaves as it found it.
pins()
{
	trap restore EXIT
	restore
	"$@"
}

# shellcheck disable=SC2317 # a cleanup of tap.sh's
cleanup()
{
	rmmod overwrite || :
	rm -rf "$tap_dir"
}

events_of()
{
	holdfast -j events | python3 -IS -c '
import json, sys
print(sum(e["type"] == sys.argv[1] and e.get("name") == sys.argv[2] for e in json.load(sys.stdin)))
' "$1" "$2"
}

# more EVENT NAME BEFORE AT-LEAST
more()
{
	local now
	now=$(events_of "$1" "$2")
	((now - $3 >= $4)) || {
		echo "$1 of $2: $((now - $3)) more, not $4"
		return 1
	}
}

# until_so SECONDS COMMAND...: it comes true in that time.
until_so()
{
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || {
			echo "never so: $*"
			return 1
		}
		sleep 0.1
	done
}
is()
{
	[[ -e $1 && $(<"$1") == "$2" ]]
}

# pin_is NAME PYTHON: as drift has it; p is the pin.
pin_is()
{
	holdfast -j drift --all >"$tap_dir/pins" || :
	python3 -IS - "$tap_dir/pins" "$1" "$2" <<'PYTHON'
import json, sys
pins = [p for p in json.load(open(sys.argv[1])) if p["name"] == sys.argv[2]]
if not pins or not all(eval("(" + sys.argv[3] + ")", {"p": p}) for p in pins):
    sys.exit("not so: %s\nof: %s" % (sys.argv[3], pins))
PYTHON
}

sets_and_denies()
{
	run pin kernel.panic=7
	equal "$(</proc/sys/kernel/panic)" 7
	exits 1 "Operation not permitted" bash -c 'echo 8 >/proc/sys/kernel/panic'
	exits 1 "Operation not permitted" bash -c 'echo 7 >/proc/sys/kernel/panic'
	equal "$(</proc/sys/kernel/panic)" 7
	equal "$(holdfast rule list)" "kernel.panic pin 7"
	exits 0 "" holdfast drift
	contains "$out" "0 of 1 pinned sysctls drifted"
	exits 1 "" holdfast explain kernel.panic=7
	contains "$out" "the sysctl is pinned"
	run pin kernel.panic
	pin_is kernel.panic 'p["expected"] == "7" and p["state"] == "held"'
	run pin kernel.panic=9
	equal "$(</proc/sys/kernel/panic)" 9
	run rule del kernel.panic
	echo 3 >/proc/sys/kernel/panic
	sleep 0.3
	equal "$(</proc/sys/kernel/panic)" 3
	json 'd["pins"] == 0' holdfast -j stats
}

remembers_what_there_is()
{
	echo 4 >/proc/sys/kernel/panic
	run pin kernel.panic
	pin_is kernel.panic 'p["expected"] == "4" and p["watch"] == "memory"'
	run rule flush
	json 'd["pins"] == 0' holdfast -j stats
	exits 0 "" holdfast drift
}

by_files()
{
	echo 4 >/proc/sys/kernel/panic
	printf '%s\n' 'kernel.panic pin 6' 'kernel.core_pattern pin "core"' >"$tap_dir/a.rules"
	run apply "$tap_dir/a.rules"
	equal "$(</proc/sys/kernel/panic)" 6
	# The same table again changes nothing, and what was remembered stays.
	printf '%s\n' 'kernel.panic pin' 'kernel.core_pattern pin "core" restore warn' >"$tap_dir/a.rules"
	run apply "$tap_dir/a.rules"
	pin_is kernel.panic 'p["expected"] == "6"'
	pin_is kernel.core_pattern 'p["restore"] == "warn" and p["rule"]["value"] == "core"'
	equal "$(holdfast rule list | sed -n 2p)" 'kernel.core_pattern pin core restore warn'
}

what_the_kernel_refuses()
{
	run pin kernel.sysctl_writes_strict=77
	exits 1 "" holdfast drift
	contains "$out" "kernel.sysctl_writes_strict: refused, to hold \"77\", holds \"1\""
	contains "$out" "Invalid argument"
	exits 1 "a pin holds whichever cgroup" run rule add kernel.panic pin scope cgroup:/a
}

# By a rule that lets a write through; and without the mode that refuses.
follows_the_rules()
{
	run pin kernel.panic=7
	run rule add kernel.panic allow scope host
	json 'd["pins"] == 0' holdfast -j stats
	run rule flush
	run pin kernel.panic=7
	run rule add kernel.panic allow scope cgroup:/
	echo 8 >/proc/sys/kernel/panic
	sleep 0.2
	equal "$(</proc/sys/kernel/panic)" 8
	pin_is kernel.panic 'p["expected"] == "8" and p["state"] == "held" and p["last"]["door"] == "sysctl"'
	run rule del kernel.panic scope cgroup:/
	run mode permissive
	echo 5 >/proc/sys/kernel/panic
	exits 1 "" holdfast drift
	contains "$out" "kernel.panic: drifted, to hold \"8\", holds \"5\""
	contains "$out" "last written by the door sysctl, \"pins.sh\" pid"
	equal "$(</proc/sys/kernel/panic)" 5
	run mode enforce
	equal "$(</proc/sys/kernel/panic)" 8
}

# In one of three tries: a guest is as slow as its machine is busy.
in_20_ms()
{
	local try
	for try in 1 2 3; do
		echo "kernel/$1 $planted" >"$overwrite/text"
		echo "# kernel.$1: put back after $(<"$overwrite/took") ns" >&3
		(($(<"$overwrite/took") == 0 || $(<"$overwrite/took") >= 20000000)) || return 0
		sleep 2
	done
	echo "not in $try tries"
	return 1
}

# The door of the kernel's memory.
overwritten_memory()
{
	local before text
	run pin kernel.modprobe kernel.core_pattern kernel.panic=7
	pin_is kernel.modprobe 'p["watch"] == "use"'
	for text in modprobe core_pattern; do
		before=$(events_of restore "kernel.$text")
		in_20_ms "$text"
		sleep 0.1
		more restore "kernel.$text" "$before" 1
		more drift "kernel.$text" 0 1
		pin_is "kernel.$text" 'p["state"] == "held" and p["restores"] >= 1'
	done
	equal "$(</proc/sys/kernel/modprobe)" "$modprobe"
	equal "$(</proc/sys/kernel/core_pattern)" "$core_pattern"
	echo "kernel/panic 9" >"$overwrite/number"
	(($(<"$overwrite/took") > 0))
	equal "$(</proc/sys/kernel/panic)" 7
	json 'd["drifts"] >= 3 and d["restores"] >= 3' holdfast -j stats
}

only_told()
{
	local before
	before=$(events_of drift kernel.panic)
	run rule add kernel.panic pin 7 restore warn
	echo "kernel/panic 9" >"$overwrite/number"
	sleep 0.2
	more drift kernel.panic "$before" 1
	exits 1 "" holdfast drift
	contains "$out" "kernel.panic: drifted, to hold \"7\", holds \"9\" since"
	equal "$(</proc/sys/kernel/panic)" 9
	before=$(events_of drift kernel.panic)
	run rule add kernel.panic pin 7 restore off
	echo "kernel/panic 11" >"$overwrite/number"
	sleep 0.2
	equal "$(events_of drift kernel.panic)" "$before"
	exits 1 "" holdfast drift
	contains "$out" "holds \"11\""
	run rule add kernel.panic pin 7 restore always
	until_so 3 is /proc/sys/kernel/panic 7
}

# Two that fight: a thousand times in a row would be a thousand restores.
storms()
{
	local before after
	run pin kernel.panic=7
	before=$(events_of restore kernel.panic)
	# For three seconds, every millisecond or so.
	echo "kernel/panic 100" >"$overwrite/storm"
	after=$(events_of restore kernel.panic)
	echo "# put back $((after - before)) times" >&3
	((after - before >= 4 && after - before < 40))
	more flap kernel.panic 0 1
	json 'any(e["type"] == "flap" and e["backoff"] >= 20000000 and e["old"] == "7"
		for e in d)' holdfast -j events
	# And in the end it holds.
	until_so 15 is /proc/sys/kernel/panic 7
}

# Written to by whoever got at the memory of the module itself.
tampered_store()
{
	local page
	run pin kernel.panic=7
	# Addresses are shown to who has CAP_SYSLOG, not hashed.
	echo 1 >/proc/sys/kernel/kptr_restrict
	page=$(sed -nE 's/^(0x[0-9a-f]+)-.*\[holdfast\].* vmap.*/\1/p' /proc/vmallocinfo)
	[[ $page ]]
	echo "$page" >"$overwrite/store"
	echo "kernel/panic 9" >"$overwrite/number"
	sleep 0.3
	equal "$(</proc/sys/kernel/panic)" 9
	more tamper kernel.panic 0 1
	exits 1 "" holdfast drift
	contains "$out" "kernel.panic: tampered"
	json 'd["tampers"] >= 1' holdfast -j stats
	# Who sets it anew is heard.
	run pin kernel.panic=6
	equal "$(</proc/sys/kernel/panic)" 6
	exits 0 "" holdfast drift
}

plant()
{
	# shellcheck disable=SC2016 # for the other shell
	printf '#!/bin/sh\necho "$0" >>%s\n' "$executed" >"$planted"
	chmod 755 "$planted" "$tap_dir"
	rm -f "$executed"
}

request_a_module()
{
	ip link add hf2 type hf-no-such-type 2>/dev/null || :
}

dump_a_core()
{
	bash -c 'ulimit -c unlimited; cd /tmp; kill -SEGV $$' || :
}

# started TIMES: that often was the planted program.
started()
{
	local tries

	touch "$executed"
	# Never takes a second to be seen, each start up to ten on a slow machine.
	for ((tries = 0; tries < 100 && (tries < 10 || $(wc -l <"$executed") < $1); tries++)); do
		sleep 0.1
	done
	equal "$(wc -l <"$executed")" "$1"
}

# With the watch as good as off, the kernel is about to start the program.
at_the_point_of_use()
{
	local before use
	plant
	# First what would become of it.
	echo "kernel/modprobe $planted" >"$overwrite/text"
	request_a_module
	started 1
	echo "$modprobe" >/proc/sys/kernel/modprobe
	echo "kernel/core_pattern |$planted" >"$overwrite/text"
	dump_a_core
	started 2
	echo "$core_pattern" >/proc/sys/kernel/core_pattern

	run pin kernel.modprobe kernel.core_pattern
	echo 3600000 >"$watch"
	rm -f "$executed"
	for use in modprobe core_pattern; do
		before=$(events_of restore "kernel.$use")
		if [[ $use == modprobe ]]; then
			echo "kernel/modprobe $planted" >"$overwrite/text"
			equal "$(<"$overwrite/took")" 0
			equal "$(</proc/sys/kernel/modprobe)" "$planted"
			request_a_module
		else
			echo "kernel/core_pattern |$planted" >"$overwrite/text"
			equal "$(<"$overwrite/took")" 0
			dump_a_core
		fi
		started 0
		more restore "kernel.$use" "$before" 1
		json "any(e['type'] == 'restore' and e['name'] == 'kernel.$use' and
			'about to use it' in e.get('why', '') for e in d)" holdfast -j events
	done
	equal "$(</proc/sys/kernel/modprobe)" "$modprobe"
	equal "$(</proc/sys/kernel/core_pattern)" "$core_pattern"
	pin_is kernel.modprobe 'p["restores"] == 1 and p["state"] == "held"'
}

later_and_renamed()
{
	run rule add 'net.ipv4.conf.*.log_martians' pin 1
	run rule add 'net.ipv6.conf.hf1.forwarding' pin 1
	equal "$(</proc/sys/net/ipv4/conf/lo/log_martians)" 1
	ip link add hf0 type dummy
	until_so 3 is /proc/sys/net/ipv4/conf/hf0/log_martians 1
	exits 1 "Operation not permitted" bash -c 'echo 0 >/proc/sys/net/ipv4/conf/hf0/log_martians'
	ip link set hf0 name hf1
	until_so 3 is /proc/sys/net/ipv6/conf/hf1/forwarding 1
	until_so 3 pin_is net.ipv4.conf.hf1.log_martians 'p["state"] == "held"'
	ip link del hf1
	run rule flush
}

# shellcheck disable=SC2317 # called by until_so
has_seven()
{
	equal "$(ip netns exec hf cat "/proc/sys/net/ipv6/conf/$1/max_addresses")" 7
}

# IPv6's do not take over what those of the initial namespace are.
in_a_new_namespace()
{
	run rule add 'net.ipv6.conf.*.max_addresses' pin 7
	ip netns add hf
	until_so 3 has_seven lo
	exits 1 "Operation not permitted" ip netns exec hf bash -c \
		'echo 0 >/proc/sys/net/ipv6/conf/lo/max_addresses'
	pin_is net.ipv6.conf.lo.max_addresses 'p["netns"] > 0'
	json 'len({p["netns"] for p in d if p["name"] == "net.ipv6.conf.all.max_addresses"}) == 2' \
		holdfast -j drift --all
	ip netns exec hf ip link add hf0 type dummy
	until_so 3 has_seven hf0
	ip netns del hf
	until_so 10 json 'len({p["netns"] for p in d}) == 1' holdfast -j drift --all
	# The host's alone.
	run rule flush
	run rule add 'net.ipv6.conf.*.max_addresses' pin 7 scope host
	ip netns add hf
	sleep 0.5
	json 'len({p["netns"] for p in d}) == 1' holdfast -j drift --all
}

# What perf does where samples take too long.
perf_throttles()
{
	local before rate
	rate=$(</proc/sys/kernel/perf_event_max_sample_rate)
	before=$(events_of drift kernel.perf_event_max_sample_rate)
	run pin kernel.perf_event_max_sample_rate
	echo "kernel/perf_event_max_sample_rate $((rate / 2))" >"$overwrite/number"
	sleep 0.3
	equal "$(</proc/sys/kernel/perf_event_max_sample_rate)" "$((rate / 2))"
	more drift kernel.perf_event_max_sample_rate "$before" 1
	equal "$(events_of restore kernel.perf_event_max_sample_rate)" 0
	exits 0 "" holdfast drift
	contains "$out" "the kernel writes it: perf lowers it"
	run rule add kernel.perf_event_max_sample_rate pin restore always
	until_so 3 is /proc/sys/kernel/perf_event_max_sample_rate "$rate"
}

# ra DEVICE: a router advertisement, of another hop limit and MTU.
ra()
{
	python3 -IS - "$1" <<'PYTHON'
import socket, struct, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
index = socket.if_nametoindex(sys.argv[1])
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
s.sendto(struct.pack("!BBHBBHIIBBHI", 134, 0, 0, 77, 0, 0, 0, 0, 5, 1, 0, 1400),
         ("ff02::1", 0, 0, index))
PYTHON
}

# shellcheck disable=SC2317 # called by until_so
advertised()
{
	ip netns exec hf bash -c "$(declare -f ra); ra hf0" && is "$1" 77
}

# shellcheck disable=SC2317 # called by until_so
has_link_local()
{
	ip -n hf -6 addr show dev hf0 scope link -tentative | grep -q fe80
}

router_advertisements()
{
	local six=/proc/sys/net/ipv6/conf/hf0
	ip netns add hf
	ip link add hf0 type veth peer name hf0 netns hf
	echo 0 >"$six/accept_dad"
	echo 0 >"$six/forwarding"
	echo 1 >"$six/accept_ra"
	ip netns exec hf sh -c 'echo 0 >/proc/sys/net/ipv6/conf/hf0/accept_dad'
	ip -n hf link set hf0 up
	ip link set hf0 up
	run pin 'net.ipv6.conf.hf0.*'
	until_so 5 has_link_local
	until_so 10 advertised "$six/hop_limit"
	is "$six/mtu" 1400
	sleep 1.5
	is "$six/hop_limit" 77
	is "$six/mtu" 1400
	more drift net.ipv6.conf.hf0.hop_limit 0 1
	more drift net.ipv6.conf.hf0.mtu 0 1
	equal "$(events_of restore net.ipv6.conf.hf0.hop_limit)" 0
	equal "$(events_of restore net.ipv6.conf.hf0.mtu)" 0
	exits 0 "" holdfast drift
	contains "$out" "router advertisements set it"
}

# The same address on both ends.
duplicate_address()
{
	local six=/proc/sys/net/ipv6/conf/hf0
	ip netns add hf
	ip link add hf0 type veth peer name hf0 netns hf
	ip -n hf link set hf0 address 02:00:00:00:00:01
	ip link set hf0 address 02:00:00:00:00:01
	ip netns exec hf sh -c 'echo 0 >/proc/sys/net/ipv6/conf/hf0/accept_dad'
	echo 2 >"$six/accept_dad"
	run pin 'net.ipv6.conf.hf0.*'
	is "$six/disable_ipv6" 0
	ip -n hf link set hf0 up
	ip link set hf0 up
	until_so 15 is "$six/disable_ipv6" 1
	sleep 1.5
	is "$six/disable_ipv6" 1
	more drift net.ipv6.conf.hf0.disable_ipv6 0 1
	equal "$(events_of restore net.ipv6.conf.hf0.disable_ipv6)" 0
	exits 0 "" holdfast drift
	contains "$out" "a duplicate of the link-local address"
}

with_a_processor_less()
{
	[[ -w $cpu ]] || skip "there is one processor, or it stays"
	run pin kernel.panic=7
	echo 0 >"$cpu"
	echo "kernel/panic 9" >"$overwrite/number"
	until_so 3 is /proc/sys/kernel/panic 7
	echo 1 >"$cpu"
	echo "kernel/panic 9" >"$overwrite/number"
	until_so 3 is /proc/sys/kernel/panic 7
}

# All there is, and what only the kernel moves.
everything()
{
	run pin '**'
	json 'd["pins"] > 500' holdfast -j stats
	sleep 2.5
	exits 0 "" holdfast drift
	[[ ! -e /proc/sys/kernel/ns_last_pid ]] ||
		json 'any(p["name"] == "kernel.ns_last_pid" and p["owned"] for p in d)' \
			holdfast -j drift --all
	run rule flush
	json 'd["pins"] == 0' holdfast -j stats
}

period()
{
	equal "$(<"$watch")" 5
	exits 1 "Invalid argument" bash -c "echo 0 >$watch"
	exits 1 "Invalid argument" bash -c "echo 3600001 >$watch"
	echo 100 >"$watch"
	equal "$(<"$watch")" 100
}

check "a pin sets and denies, until it goes" pins sets_and_denies
check "what there is, is remembered" pins remembers_what_there_is
check "pins in files" pins by_files
check "a value the kernel refuses; a cgroup" pins what_the_kernel_refuses
check "what a rule lets through, and the permissive mode" pins follows_the_rules
check "memory that was overwritten, in 20 ms" pins overwritten_memory
check "restore warn, and off" pins only_told
check "restores in a storm" pins storms
check "what is remembered was written to" pins tampered_store
check "zero starts of a planted program" pins at_the_point_of_use
check "devices that come later, and are renamed" pins later_and_renamed
check "network namespaces that come and go" pins in_a_new_namespace
check "perf throttles" pins perf_throttles
check "router advertisements" pins router_advertisements
check "a duplicate address" pins duplicate_address
check "a processor less" pins with_a_processor_less
check "each sysctl pinned" pins everything
check "the period of the watch" pins period
finish
