#!/bin/bash
# Sysctls without a rule, or with one that lets them pass, behave to the byte
# as they do without the module: what write calls return, the error, the value
# after, the file position.
#
# Runs in a guest, module loaded or not; leaves it loaded, without rules.
set -euo pipefail

here=$(cd "${0%/*}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sysctls=(
	kernel/core_pattern kernel/panic kernel/printk kernel/hostname
	kernel/threads-max kernel/ostype vm/swappiness vm/overcommit_ratio
	vm/dirty_bytes vm/dirty_ratio vm/stat_refresh vm/min_free_kbytes
	net/ipv4/ip_forward net/ipv4/tcp_rmem net/ipv4/ip_local_port_range
	net/ipv4/tcp_congestion_control net/ipv4/ping_group_range
	net/core/somaxconn fs/file-max fs/protected_symlinks
)

trace()
{
	"$here/sysctl_trace" "${sysctls[@]/#//proc/sys/}" >"$work/$1"
}

count=0
compare()
{
	count=$((count + 1))
	if cmp -s "$work/without" "$work/$1"; then
		echo "ok $count $2"
	else
		diff "$work/without" "$work/$1" | sed 's/^/# /' | head -30
		echo "not ok $count $2"
	fi
}

rmmod holdfast 2>/dev/null || true
trace without
insmod "$here/../holdfast.ko"

echo TAP version 13
echo 1..6
# That the comparison has something to compare, and is repeatable.
lines=$(wc -l <"$work/without")
count=$((count + 1))
if ((lines > ${#sysctls[@]} * 10)); then
	echo "ok $count $lines results to compare"
else
	echo "not ok $count $lines results to compare"
fi
trace no_rules
compare no_rules "no rules"
holdfast rule add 'kernel.modprobe' deny
holdfast rule add 'net.ipv6.**' deny
holdfast rule add 'kernel.core_pattern' deny scope container
trace others
compare others "rules for others"
for name in "${sysctls[@]}"; do
	holdfast rule add "$name" allow
done
trace allowed
compare allowed "allow rules"
for name in "${sysctls[@]}"; do
	holdfast rule add "$name" audit
done
trace audited
compare audited "audit rules"
holdfast rule flush
holdfast rule add '**' deny
trace denied
holdfast rule flush
count=$((count + 1))
if cmp -s "$work/without" "$work/denied"; then
	echo "not ok $count with deny rules it does differ"
else
	echo "ok $count with deny rules it does differ"
fi
