#!/bin/bash
# load.sh: loading and unloading, with writers at work
#
# usage: [ROUNDS=200] load.sh
#
# In a guest; the module is unloaded first if it is loaded. Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

rounds=${ROUNDS:-200}
module=$(readlink -f "${0%/*}/../holdfast.ko")
taker=${0%/*}/modules/taker.ko
writers=()

# What the kernel's log says from here on is in $(said).
said_before=0
listen()
{
	said_before=$(dmesg | wc -l)
}
said()
{
	dmesg | tail -n "+$((said_before + 1))"
}

# The kernel knows of no part of it, and its function is nobody's.
gone()
{
	[[ ! -e /sys/module/holdfast ]]
	absent '^holdfast ' /proc/modules
	absent '\[holdfast\]' /proc/kallsyms /proc/vmallocinfo
	absent proc_sys_write /sys/kernel/tracing/enabled_functions
}
absent()
{
	local status=0

	grep -- "$@" || status=$?
	[[ $status == 1 ]]
}

# refused WORDS TEXT PARAMETER...: insmod says WORDS, the kernel's log says TEXT,
# nothing is loaded, and it would load.
refused()
{
	local words=$1 text=$2
	shift 2

	listen
	exits 1 "$words" insmod "$module" "$@"
	contains "$(said)" "holdfast: $text"
	gone
}

bad_parameters()
{
	local range="must be a power of two from 2 to 65536"

	refused "Invalid parameters" "ring_size=3: $range" ring_size=3
	refused "Invalid parameters" "ring_size=0: $range" ring_size=0
	refused "Invalid parameters" "ring_size=131072: $range" ring_size=131072
	refused "Invalid parameters" "journal_size=1: $range" journal_size=1
	refused "Invalid parameters" "\`many' invalid for parameter \`ring_size'" ring_size=many
	insmod "$module" ring_size=2 journal_size=65536
	contains "$(holdfast stats)" "65536"
	rmmod holdfast
	gone
}

without_ftrace()
{
	if ! echo 0 >/proc/sys/kernel/ftrace_enabled 2>"$tap_dir/said"; then
		contains "$(<"$tap_dir/said")" "Operation not supported"
		skip "this kernel never lets ftrace be switched off"
	fi
	trap 'echo 1 >/proc/sys/kernel/ftrace_enabled' EXIT
	refused "Device or resource busy" \
		"proc_sys_write: taken: kernel.ftrace_enabled is 0 (set it to 1)"
	echo 1 >/proc/sys/kernel/ftrace_enabled
	insmod "$module"
	holdfast check
	rmmod holdfast
	gone
}

keeps_ftrace()
{
	insmod "$module"
	trap 'rmmod holdfast' EXIT
	exits 1 "write error: " bash -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
	[[ $err == *"Device or resource busy"* || $err == *"Operation not supported"* ]]
	equal "$(</proc/sys/kernel/ftrace_enabled)" 1
	holdfast check
}

# Of what another redirects: /proc/sys is needed, another door only stays open.
taken()
{
	trap 'rmmod taker' EXIT
	insmod "$taker" function=proc_sys_write
	listen
	exits 1 "Device or resource busy" insmod "$module"
	contains "$(said)" "holdfast: proc_sys_write: taken: "
	rmmod taker
	gone

	insmod "$taker" function=sysrq_handle_loglevel
	listen
	insmod "$module"
	contains "$(said)" "sysrq_handle_loglevel: the function is taken, by a live patch or another module"
	exits 1 "" holdfast check
	equal "$(grep -c OPEN <<<"$out")" 1
	contains "$out" "OPEN    sysrq_handle_loglevel"
	holdfast rule add kernel.panic deny
	exits 1 "Operation not permitted" \
		bash -c 'echo 7 >/sys/module/kernel/parameters/panic'
	rmmod holdfast
	gone
}

twice()
{
	insmod "$module"
	trap 'rmmod holdfast' EXIT
	exits 1 "File exists" insmod "$module"
	holdfast check
}

# Nothing is denied by default, and nothing is denied by who has left.
only_while_loaded()
{
	insmod "$module"
	echo 61 >/proc/sys/vm/swappiness
	holdfast rule add vm.swappiness deny
	exits 1 "Operation not permitted" bash -c 'echo 62 >/proc/sys/vm/swappiness'
	equal "$(</proc/sys/vm/swappiness)" 61
	rmmod holdfast
	echo 62 >/proc/sys/vm/swappiness
	equal "$(</proc/sys/vm/swappiness)" 62
	echo 60 >/proc/sys/vm/swappiness
	gone
}

# Who listens does not hold the module, and is told that it went.
with_listener()
{
	local listener status=0 tries

	insmod "$module"
	holdfast events --follow >"$tap_dir/seen" 2>"$tap_dir/told" &
	listener=$!
	holdfast rule add vm.swappiness audit
	for ((tries = 0; tries < 100; tries++)); do
		! grep -q rule-add "$tap_dir/seen" || break
		sleep 0.1
	done
	rmmod holdfast
	gone
	for ((tries = 0; tries < 100; tries++)); do
		kill -0 "$listener" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL "$listener" 2>/dev/null || true
	wait "$listener" || status=$?
	equal "$status" 1
	contains "$(<"$tap_dir/seen")" rule-add
	contains "$(<"$tap_dir/told")" "the holdfast module was unloaded"
}

# held_up WHERE SYSCTL OLD VALUE FREE: who sleeps in the middle of a write, or of
# sethostname(2), holds the module up, and is not let down; others write FREE then.
held_up()
{
	local file=/proc/sys/${2//./\/} writer remover status=0 tries

	echo "$3" >"$file"
	insmod "$module"
	holdfast rule add "$2" allow one-of "$4"
	mkfifo "$tap_dir/word"
	"${0%/*}/stuck_write" "$1" "$4" <"$tap_dir/word" >"$tap_dir/wrote" &
	writer=$!
	exec 7>"$tap_dir/word"
	for ((tries = 0; tries < 100; tries++)); do
		! grep -q asleep "$tap_dir/wrote" || break
		sleep 0.1
	done
	contains "$(<"$tap_dir/wrote")" asleep
	exits 1 "Operation not permitted" bash -c "echo $5 >$file"
	rmmod holdfast &
	remover=$!
	sleep 4
	# Others write meanwhile, and nobody judges them any more.
	echo "$5" >"$file"
	kill -0 "$remover"
	kill -0 "$writer"
	echo >&7
	exec 7>&-
	rm "$tap_dir/word"
	wait "$writer" || status=$?
	wait "$remover"
	equal "$status" 0
	contains "$(<"$tap_dir/wrote")" "wrote ${#4}"
	equal "$(<"$file")" "$4"
	echo "$3" >"$file"
	gone
}

# A survey of what is pinned is always under way, or about to be, when it goes.
with_pins()
{
	local i

	bash -c 'while :; do unshare --net true; done' &
	spawner=$!
	trap 'kill "$spawner"; wait "$spawner" || :' EXIT
	for ((i = 0; i < 10; i++)); do
		insmod "$module"
		holdfast pin 'kernel.**' 'net.core.**'
		rmmod holdfast
	done
	gone
}

# --- the rounds

# writer SYSCTL KEEP DENIABLE VALUE...: write the values in turn until SIGTERM,
# by one descriptor (KEEP=1) or a new one each time. One that may be denied
# (DENIABLE=1) is the only writer and reads back what it wrote, or, where it was
# denied, what was there before. Says how often it wrote and was denied.
start_writer()
{
	python3 -IS - "$@" >"$tap_dir/writer.${#writers[@]}" 2>&1 <<'PYTHON' &
import errno, itertools, os, signal, sys, time
path, keep, deniable = "/proc/sys/" + sys.argv[1], sys.argv[2] == "1", sys.argv[3] == "1"
values = sys.argv[4:]
stop = []
signal.signal(signal.SIGTERM, lambda *_: stop.append(1))

def read():
    with open(path) as file:
        return file.read().strip()

kept = os.open(path, os.O_RDWR)
now, written, denied = read(), 0, 0
for value in itertools.cycle(values):
    if stop:
        break
    fd = kept if keep else os.open(path, os.O_WRONLY)
    try:
        if os.pwrite(fd, value.encode(), 0) != len(value):
            sys.exit("%s: a short write" % path)
        now = value
        written += 1
    except OSError as error:
        if error.errno != errno.EPERM or not deniable:
            sys.exit("%s: write of %s: %s" % (path, value, error))
        denied += 1
    if not keep:
        os.close(fd)
    # Or the rounds wait for a processor most of the time.
    if (written + denied) % 4 == 0:
        time.sleep(0.02)
    got = read()
    if got != now if deniable else got not in values:
        sys.exit("%s: reads %s, wanted %s" % (path, got, now))
print(written, denied)
PYTHON
	writers+=($!)
}

start_writers()
{
	start_writer vm/swappiness 0 0 10 20 60
	start_writer vm/swappiness 0 0 60 20 10
	start_writer vm/dirty_expire_centisecs 1 1 3001 3002 3000
	start_writer net/ipv4/ip_forward 0 1 1 0
}

# Those that this kernel has.
find_kinds()
{
	local kind

	insmod "$module"
	for kind in tasklet tasklet-hi bh bh-hi workqueue workqueue-highpri workqueue-unbound \
		kthread irq-work irq-work-hard; do
		if holdfast handler set drain kind "$kind"; then
			kinds+=("$kind")
		else
			[[ $kind == bh* ]]
		fi
	done
	rmmod holdfast
	echo "# kinds: ${kinds[*]}" >&3
}

# In each round `drain` is of another kind, and may have its raises wait.
# In one round of four there are no rules; in the others one is denied, or all
# are reported, and the module goes with its rings full of their events; or some
# hundred sysctls are pinned.
one_round()
{
	local kind=${kinds[$1 % ${#kinds[@]}]}

	insmod "$module"
	case $(($1 % 4)) in
	1)
		holdfast rule add vm.dirty_expire_centisecs deny
		;;
	2)
		holdfast rule add net.ipv4.ip_forward deny
		holdfast rule add vm.swappiness audit
		# The witness is at work when it goes.
		holdfast pin 'kernel.**' 'net.core.**'
		;;
	3)
		holdfast rule add '**' audit
		holdfast rule add 'vm.*' allow scope container
		;;
	esac
	# Twice: the module also goes while one has just taken the other's place.
	holdfast handler set drain kind "${kinds[($1 + 1) % ${#kinds[@]}]}"
	case $(($1 % 3)) in
	0) holdfast handler set drain kind "$kind" ;;
	1) holdfast handler set drain kind "$kind" coalesce 20ms ;;
	2)
		holdfast handler set drain kind "$kind" enabled off
		holdfast handler set deliver kind kthread priority fifo
		;;
	esac
	rmmod holdfast
	[[ ! -e /sys/module/holdfast ]]
}

# Kilobytes that only the kernel's own hold.
kernel_memory()
{
	awk '/^(SUnreclaim|VmallocUsed|Percpu):/ { sum += $2 } END { print sum }' /proc/meminfo
}

many_rounds()
{
	local i before=0 after kinds=()

	find_kinds
	for ((i = 0; i < rounds; i++)); do
		one_round "$i"
		# Caches have filled by then.
		[[ $i != 10 ]] || before=$(kernel_memory)
		if ((i % 20 == 19)); then
			echo "# $((i + 1)) of $rounds rounds, $SECONDS s" >&3
		fi
	done
	gone
	sleep 1
	after=$(kernel_memory)
	echo "# kernel memory after 10 rounds $before kB, after $rounds $after kB" >&3
	((rounds <= 10 || after - before < 40 * rounds + 4096))
}

# stop_writer NUMBER DENIABLE: it is alive, and did what it had to.
stop_writer()
{
	local written denied said=$tap_dir/writer.$1

	kill -TERM "${writers[$1]}" 2>/dev/null || true
	while kill -0 "${writers[$1]}" 2>/dev/null; do
		sleep 0.1
	done
	cat "$said"
	echo "# writer $1: $(<"$said") (written, denied)" >&3
	read -r written denied <"$said"
	((written > rounds))
	if [[ $2 == 1 ]]; then
		((denied > 0))
	else
		((denied == 0))
	fi
}

values()
{
	[[ $(</proc/sys/vm/swappiness) =~ ^(10|20|60)$ ]]
	[[ $(</proc/sys/vm/dirty_expire_centisecs) =~ ^300[012]$ ]]
	[[ $(</proc/sys/net/ipv4/ip_forward) =~ ^[01]$ ]]
	echo 60 >/proc/sys/vm/swappiness
	equal "$(</proc/sys/vm/swappiness)" 60
}

[[ -e $module ]] || {
	echo "1..0 # SKIP there is no $module"
	exit 4
}
[[ ! -d /sys/module/holdfast ]] || rmmod holdfast
check "a parameter out of range: refused, nothing stays" bad_parameters
check "ftrace switched off: refused, nothing stays" without_ftrace
check "ftrace cannot be switched off while loaded" keeps_ftrace
check "a function that another redirects" taken
check "a second insmod is refused" twice
check "rules end with the module" only_while_loaded
check "unloading tells a listener" with_listener
check "unloading waits for a writer that sleeps inside" \
	held_up /proc/sys/vm/swappiness vm.swappiness 60 41 99
check "unloading waits for one that sleeps in sethostname" \
	held_up hostname kernel.hostname guest stuck other
check "unloading while network namespaces come, with pins" with_pins
start_writers
check "$rounds rounds of loading and unloading under four writers" many_rounds
check "writer 1 was never hindered" stop_writer 0 0
check "writer 2 was never hindered" stop_writer 1 0
check "the writer with a kept descriptor saw EPERM or success" stop_writer 2 1
check "the writer that reads back saw EPERM or success" stop_writer 3 1
check "the values are the writers'" values
check "nothing is left" gone
finish
