#!/bin/bash
# probe.sh: "holdfast probe" as its users meet it
#
# usage: probe.sh
#
# In a guest, with the module loaded. Prints TAP. The last test unloads the
# module under probes, and loads it again.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

module=$(readlink -f "${0%/*}/../holdfast.ko")
saved=$tap_dir/saved.json

misuse()
{
	local line text

	while IFS='|' read -r line text; do
		exits 2 "$text" run "$line"
		equal "$out" ""
	done <<-'WORDS'
	probe|'holdfast probe' needs a command after it; one of run, show, diff, blame
	probe run now|takes no words
	probe run --kinds tasklet,softirq|--kinds: 'softirq': no such kind; all, null, or some of tasklet,
	probe run --kinds ,|--kinds: '': no such kind
	probe run --load cpu,disk|--load: 'disk': no such load; some of cpu, net, timer, fork
	probe run --period 50|option '--period': '50': a time has a unit
	probe run --duration soon|option '--duration': 'soon': a time is a number and a unit
	probe run --threshold 5us5|option '--threshold': '5us5': there is something behind the unit
	probe run --assert tasklet.p98<5us|--assert: here stands min, p50, p90, p99, p99.9, max, a split, or a count
	probe run --tolerance 5|option --tolerance does not go with 'holdfast probe run'
	probe show|the FILE is missing
	probe show a b|one FILE only
	probe diff a|two files, BEFORE and AFTER
	probe diff a b --tolerance some|needs a number
	probe blame a b|one FILE, or none
	WORDS
	# The place is named: under the third letter of "max".
	exits 2 $'\n  tasklet.p99<=5parsec\n                ^' run "probe run --assert tasklet.p99<=5parsec"
}

refusals()
{
	exits 1 "the period must be from 1 us to 1 s" run probe run --period 2s
	exits 1 "the duration is shorter than the period" run probe run --period 20ms --duration 10ms
	exits 1 "that is no list of CPUs" run probe run --cpus many
	exits 1 "that is no list of CPUs" run probe run --cpus 0-100000
	exits 1 "No such file" run probe show "$tap_dir/none"
	exits 1 "No such file" run probe blame "$tap_dir/none"
	echo '{"samples"' >"$tap_dir/cut"
	exits 1 "not JSON" run probe show "$tap_dir/cut"
	echo '[1]' >"$tap_dir/other"
	exits 1 "not the result of a probe" run probe show "$tap_dir/other"
	exits 1 "--save $tap_dir/no/where: No such file" run probe run --duration 10ms --save "$tap_dir/no/where"
}

# A result in JSON, and that the numbers in it agree.
in_json()
{
	json 'd["period"] == 4000000 and d["cpus"] == "0" and d["kernel"]
		and d["clock_cost_ps"] > 0 and d["own_cost_ps"] > d["clock_cost_ps"]
		and not d["interrupted"]
		and {"tasklet", "workqueue", "null"} <= {s["kind"] for s in d["samples"]}
		and all(s["ticks"] == 100 == s["raised"] + s["missed"]
			and s["raised"] == s["ran"] + s["coalesced"] + s["pending"]
			and s["end"] == "done" and sum(s["ran_at"].values()) == s["ran"]
			and s["times"]["total"]["samples"] == 100 - s["waiting"]
			and all(sum(b["count"] for b in t["buckets"]) == t["samples"]
				and t["min"] <= t["p50"] <= t["p90"] <= t["p99"] <= t["p99.9"] <= t["max"]
				for t in s["times"].values())
			for s in d["samples"])' \
		run probe run -j --cpus 0 --period 4ms --duration 400ms
}

in_text()
{
	exits 0 "" run probe run -h --period 4ms --duration 400ms
	equal "$err" ""
	contains "$out" "period 4.0ms"
	[[ $out =~ tasklet\ +0\ +100\  ]]
	[[ $out =~ null\ +all\  ]]
	contains "$out" "|100ns"
	contains "$out" "a look at the clock took "
	contains "$out" "the probe kept CPU 0 busy for "
}

# On a terminal: a bar that grows, written over and wiped; in_text has none.
progress()
{
	python3 -IS - <<'PYTHON'
import os, pty, re, sys
child, terminal = pty.fork()
if not child:
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    os.execvp("holdfast", "holdfast probe run --period 4ms --duration 2s".split())
seen = b""
try:
    while data := os.read(terminal, 4096):
        seen += data
except OSError:
    pass  # the other end was closed
status = os.waitpid(child, 0)[1]
print(status, seen)
bars = re.findall(r"\r\[(#*) *\] ([0-9.]+) of 2\.0 s ", seen.decode())
lengths = [len(bar) for bar, _ in bars]
times = [float(time) for _, time in bars]
if (status or len(set(lengths)) < 4 or lengths != sorted(lengths) or times != sorted(times)
        or not seen.endswith(b"\r\x1b[K")):
    sys.exit("no bar that grows and goes")
PYTHON
}

asserts()
{
	exits 0 "" run probe run --cpus 0 --period 4ms --duration 200ms \
		--assert null.ticks==50 --assert null@0.p99\<10s --assert workqueue.wait.max\>0ns
	exits 1 "not so: tasklet.ran>50: it was " run probe run --cpus 0 --period 4ms \
		--duration 200ms --assert tasklet.ran\>50 --assert null.ticks==50
	[[ $err != *null.ticks* ]]
	exits 1 "not so: null@7.max<1s: that was not measured" run probe run --cpus 0 \
		--period 4ms --duration 20ms --assert null@7.max\<1s
	exits 1 "" run probe run -j --cpus 0 --period 4ms --duration 20ms --assert null.max\<1ns
	echo "$out" >"$tap_dir/result"
	json 'd["asserts"][0]["assert"] == "null.max<1ns" and d["asserts"][0]["holds"] is False
		and d["asserts"][0]["got"] > 1' cat "$tap_dir/result"
}

saves_and_shows()
{
	exits 0 "" run probe run -j --cpus 0 --period 4ms --duration 400ms --threshold 1us --save "$saved"
	echo "$out" >"$tap_dir/printed"
	exits 0 "" run probe show -j "$saved"
	equal "$out" "$(<"$tap_dir/printed")"
	[[ ! -e $saved.new ]]
	exits 1 "not so: null.ticks==99: it was 100" run probe show "$saved" --assert null.ticks==99
	exits 0 "" run probe show "$saved"
	contains "$out" "tasklet"
}

blames()
{
	json 'len(d) > 0 and all(b["latency"] > 1000 and b["comm"] for b in d)' \
		run probe blame -j "$saved"
	# The module keeps those of its last probe.
	json 'len(d) == 16 and any(b["stack"] and "+0x" in b["stack"][0] for b in d)
		and [b["latency"] for b in d] == sorted((b["latency"] for b in d), reverse=True)' \
		run probe blame -j
	exits 0 "" run probe blame
	contains "$out" "CPU 0: "
	contains "$out" "  interrupted: "
	contains "$out" "  softirqs pending:"
	run probe run --cpus 0 --duration 10ms
	exits 1 "there is no probe, and was none, that had a threshold" run probe blame
}

# later FILE FACTOR: what was saved, with each time so much longer.
later()
{
	python3 -IS - "$saved" "$1" "$2" <<'PYTHON'
import json, sys
d = json.load(open(sys.argv[1]))
for s in d["samples"]:
    for t in s["times"].values():
        for b in t["buckets"]:
            b["low"] = int(b["low"] * float(sys.argv[3]))
        t["min"] = int(t["min"] * float(sys.argv[3]))
        t["max"] = int(t["max"] * float(sys.argv[3]))
json.dump(d, open(sys.argv[2], "w"))
PYTHON
}

diffs()
{
	exits 0 "" run probe diff "$saved" "$saved"
	[[ $out != *slower* ]]
	later "$tap_dir/slow" 2
	exits 1 "" run probe diff "$saved" "$tap_dir/slow"
	contains "$out" "slower"
	exits 0 "" run probe diff "$tap_dir/slow" "$saved"
	exits 0 "" run probe diff "$saved" "$tap_dir/slow" --tolerance 150
	exits 1 "" run probe diff -j "$saved" "$tap_dir/slow"
	echo "$out" >"$tap_dir/result"
	json 'all(e["slower"] == (e["what"] != "max" and e["after"] > e["before"] * 1.25) for e in d)
		and any(e["slower"] for e in d)' cat "$tap_dir/result"
	sed 's/"kind":"tasklet"/"kind":"gone"/g' "$saved" >"$tap_dir/gone"
	exits 0 "tasklet was measured before only" run probe diff "$saved" "$tap_dir/gone"
	sed 's/"kind":"/"kind":"x/g' "$saved" >"$tap_dir/gone"
	exits 1 "there is nothing that both have" run probe diff "$saved" "$tap_dir/gone"
}

# Nothing that a file may hold makes it fall over.
broken_files()
{
	local edit status

	for edit in 's/"buckets":\[/"buckets":[7,null,{},/g' 's/"count":[0-9]*/"count":-5/g' \
		's/"low":[0-9]*/"low":18446744073709551615/g' 's/"samples":[0-9]*/"samples":"many"/g' \
		's/"kind":"[a-z]*"/"kind":null/g' 's/"ran_at":{[^}]*}/"ran_at":[]/g' \
		's/"stack":\[/"stack":[null,5,/g' 's/"times":{/"times":{"x":/' 's/"cpu":0/"cpu":"x"/g'; do
		sed "$edit" "$saved" >"$tap_dir/broken"
		status=0
		holdfast probe show "$tap_dir/broken" >"$tap_dir/out" 2>&1 || status=$?
		[[ $status == [01] ]]
		status=0
		holdfast probe diff "$saved" "$tap_dir/broken" >"$tap_dir/out" 2>&1 || status=$?
		[[ $status == [01] ]]
	done
}

without_gnuplot()
{
	! command -v gnuplot || skip "gnuplot is installed"
	exits 1 "gnuplot draws it, and is not installed" run probe show "$saved" --svg "$tap_dir/x.svg"
	[[ ! -e $tap_dir/x.svg ]]
	# The result is printed all the same.
	contains "$out" tasklet
}

# wait_for COMMAND...: until it is so, a minute at most.
wait_for()
{
	local since=$SECONDS

	while ! "$@" >/dev/null 2>&1; do
		((SECONDS - since < 60)) || return 1
		sleep 0.1
	done
}

# A probe is on: its handlers are there.
is_on()
{
	[[ $(holdfast handler list) == *probe-tasklet* ]]
}

interrupted()
{
	local pid status=0

	holdfast probe run -j --period 20ms --duration 100s >"$tap_dir/seen" 2>"$tap_dir/told" &
	pid=$!
	wait_for is_on
	sleep 0.5
	kill -TERM "$pid"
	wait "$pid" || status=$?
	equal "$status" 0
	json 'd["interrupted"] is True and all(s["end"] == "stopped" and 0 < s["ticks"] < 5000
		and s["raised"] == s["ran"] + s["coalesced"] + s["pending"] for s in d["samples"])' \
		cat "$tap_dir/seen"
	exits 0 "" run probe run --duration 10ms
}

two_at_once()
{
	local pid

	holdfast probe run --period 10ms --duration 100s >"$tap_dir/seen" 2>&1 &
	pid=$!
	wait_for is_on
	exits 1 "there is a probe of process $pid (holdfast); it ends with it (Device or resource busy)" \
		run probe run --duration 10ms
	kill -KILL "$pid"
	wait "$pid" || true
	wait_for run probe run --duration 10ms
}

# Loads are processes of the same name; a dead one that nobody buried is none.
no_loads()
{
	local status=0

	pgrep -x -r D,R,S holdfast || status=$?
	[[ $status == 1 ]]
}

# has_loads PID: for each of --load cpu,timer on one CPU at least.
has_loads()
{
	(($(pgrep -c -P "$1") >= 2))
}

# They end with the probe, however it ends.
loads()
{
	local pid

	json 'd["load"] == "cpu,net,timer,fork"' run probe run -j --cpus 0 --period 4ms \
		--duration 500ms --load cpu,net,timer,fork
	no_loads
	# Not so short that a slow machine's would end by itself.
	holdfast probe run --period 10ms --duration 100s --load cpu,timer >"$tap_dir/seen" 2>&1 &
	pid=$!
	wait_for has_loads "$pid"
	kill -KILL "$pid"
	wait "$pid" || true
	wait_for no_loads
}

too_short()
{
	exits 1 "the period is too short for this machine" run probe run --period 1us --duration 100s
	contains "$out" "the period is too short for this machine; "
	contains "$out" "us may do"
}

unloads()
{
	local i pid status

	[[ -e $module ]] || skip "there is no $module to load again"
	for ((i = 0; i < 10; i++)); do
		holdfast probe run --period 10ms --duration 100s --threshold 1us \
			>"$tap_dir/seen" 2>"$tap_dir/told" &
		pid=$!
		wait_for is_on || {
			cat "$tap_dir/told"
			return 1
		}
		rmmod holdfast
		status=0
		wait "$pid" || status=$?
		insmod "$module"
		equal "$status" 1
		contains "$(<"$tap_dir/told")" "holdfast: probe run: "
	done
	exits 0 "" run probe run --duration 10ms
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "wrong words: 2, and what would be right" misuse
check "what cannot be is refused: 1, and why" refusals
check "run in JSON" in_json
check "run in text" in_text
check "a progress bar, on a terminal" progress
check "--assert" asserts
check "--save, and show prints the same" saves_and_shows
check "blame" blames
check "diff" diffs
check "files that others wrote" broken_files
check "--svg without gnuplot" without_gnuplot
check "a signal ends it, and the result is shown" interrupted
check "a second probe is refused, with whose the first is" two_at_once
check "--load ends with the probe" loads
check "a period too short: 1, and what would do" too_short
check "the module is unloaded under a probe" unloads
finish
