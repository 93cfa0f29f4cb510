#!/bin/bash
# timerlat.sh: the probe beside the kernel's own measure, the tracer timerlat
#
# usage: [ROUNDS=3] [SECONDS_EACH=2] timerlat.sh
#
# With the module loaded, on an idle guest that counts instructions (selftests/qemu/vm
# --icount). Prints TAP. Both are run in turn: lateness of a timer, and of a FIFO thread
# that it wakes. Of the rounds the middle one counts: in the first the code is
# translated.
#
# In another guest the emulator is what is compared: to set a timer costs it up to 90 us
# of the host's time. The probe's is set again before its interrupt ends, so that a tick
# does not wait for what the one before it raised, and timerlat's by its thread, when
# that has measured.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

rounds=${ROUNDS:-3}
each=${SECONDS_EACH:-2}
tracing=/sys/kernel/tracing

# A line for each sample: "irq NS" or "thread NS".
timerlat()
{
	echo nop >"$tracing/current_tracer"
	echo 1000 >"$tracing/osnoise/timerlat_period_us"
	echo 0 >"$tracing/osnoise/cpus"
	echo 8192 >"$tracing/buffer_size_kb"
	echo >"$tracing/trace"
	echo timerlat >"$tracing/current_tracer"
	sleep "$each"
	echo 0 >"$tracing/tracing_on"
	sed -n 's/.*context *\(irq\|thread\) *timer_latency *\([0-9]*\) ns.*/\1 \2/p' "$tracing/trace"
	echo nop >"$tracing/current_tracer"
	echo 1 >"$tracing/tracing_on"
}

# The same of the probe: its null kind's timer; its threads, made FIFO as those
# of timerlat are, by runs.
probe()
{
	local pid threads i

	holdfast probe run -j --kinds kthread --cpus 0 --period 1ms --duration "$((each + 1))s" &
	pid=$!
	for ((i = 0; i < 100; i++)); do
		! threads=$(pgrep '^hf-probe-kth') || break
		sleep 0.05
	done
	for i in $threads; do
		chrt -f -p 95 "$i" >&2
	done
	wait "$pid"
}

agrees()
{
	local i

	for ((i = 0; i < rounds; i++)); do
		timerlat >"$tap_dir/timerlat.$i"
		probe >"$tap_dir/probe.$i"
	done
	python3 -IS - "$tap_dir" "$rounds" >"$tap_dir/compared" <<'PYTHON' || true
import json, sys
directory, rounds = sys.argv[1], int(sys.argv[2])

def of_trace(path):
    found = {"irq": [], "thread": []}
    for line in open(path):
        what, ns = line.split()
        found[what].append(int(ns))
    if min(len(v) for v in found.values()) < 1000:
        sys.exit("too few samples of timerlat: %s" % {k: len(v) for k, v in found.items()})
    return {k: rank(sorted(v)) for k, v in found.items()}

def rank(sample):
    return [sample[len(sample) * p // 100] for p in (50, 99)]

def of_buckets(rows, split):
    count = {}
    for row in rows:
        for b in row["times"][split]["buckets"]:
            middle = (b["low"] + b["high"]) // 2
            count[middle] = count.get(middle, 0) + b["count"]
    return rank([ns for ns in sorted(count) for _ in range(count[ns])])

def of_probe(path):
    rows = json.load(open(path))["samples"]
    return {"irq": of_buckets([r for r in rows if r["kind"] == "null"], "timer"),
            "thread": of_buckets([r for r in rows if r["kind"] == "kthread"], "closed")}

def middle(values):
    return sorted(values)[len(values) // 2]

timerlat = [of_trace("%s/timerlat.%d" % (directory, i)) for i in range(rounds)]
probe = [of_probe("%s/probe.%d" % (directory, i)) for i in range(rounds)]
bad = 0
for what in ("irq", "thread"):
    for i, (p, most) in enumerate((("p50", 1.3), ("p99", 2.5))):
        a = middle([r[what][i] for r in timerlat])
        b = middle([r[what][i] for r in probe])
        ratio = max(a, b) / max(min(a, b), 1)
        bad += ratio > most
        print("%s %s: timerlat %d ns, probe %d ns, %.2f times, %.1f allowed; rounds %s, %s" % (
            what, p, a, b, ratio, most, [r[what][i] for r in timerlat],
            [r[what][i] for r in probe]))
print("bad" if bad else "good")
PYTHON
	sed 's/^/# /' "$tap_dir/compared" >&3
	equal "$(tail -n 1 "$tap_dir/compared")" good
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
[[ -d "$tracing/events" ]] || mount -t tracefs tracefs "$tracing"
grep -qw timerlat "$tracing/available_tracers" || {
	echo "1..0 # SKIP this kernel has no tracer timerlat"
	exit 4
}
check "timer and FIFO thread agree with timerlat: p50 within 30 %, p99 within 2.5 times" agrees
finish
