#!/bin/bash
# runtime.sh: containers of real runtimes, and the rules of their cgroups
#
# usage: runtime.sh
#
# In a guest, with the module loaded and no cgroup hierarchy mounted. Starts
# containers by crun and runc from Debian's packages, with cgroup v1 mounted as
# openEuler's systemd does it, then with v2, each at /sys/fs/cgroup and alone.
# Prints TAP.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

panic=/proc/sys/kernel/panic
groups=/sys/fs/cgroup
bundle=/tmp/hf-runtime
before=$(<"$panic")
# Those that are mounted.
hierarchies=()

# --- cgroup hierarchies

# systemd's names for those that share one; a controller that this kernel has not
# for v1 is left out.
mount_v1()
{
	local name

	mount -t tmpfs cgroups $groups
	hierarchies=()
	for name in cpu,cpuacct cpuset blkio memory devices freezer net_cls,net_prio \
		perf_event hugetlb pids; do
		mkdir "$groups/$name"
		if mount -t cgroup -o "$name" cgroup "$groups/$name" 2>/dev/null; then
			hierarchies+=("$groups/$name")
		else
			rmdir "$groups/$name"
		fi
	done
	mkdir $groups/systemd
	mount -t cgroup -o none,name=systemd cgroup $groups/systemd
	hierarchies+=("$groups/systemd")
}

mount_v2()
{
	mount -t cgroup2 cgroup2 $groups
	hierarchies=("$groups")
}

# Runtimes leave the cgroups around a container's, and what they let have
# controllers below can then hold no process.
remove_cgroups()
{
	find "${hierarchies[@]}" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null || true
}

# A hierarchy with a cgroup in it lives on without a mount.
unmount()
{
	local hierarchy

	remove_cgroups
	for hierarchy in "${hierarchies[@]}"; do
		umount "$hierarchy"
	done
	hierarchies=()
	! mountpoint -q $groups || umount $groups
}

# shellcheck disable=SC2317 # called by the trap
clean()
{
	set +e
	echo "$before" >"$panic"
	holdfast rule flush
	unmount
	cleanup
}
trap clean EXIT

# --- containers

# In a container: the guest's programs, a /proc of its own that can be written,
# and namespaces as a runtime gives them. What is not in a bundle is not asked of
# it: runc spec would make /proc/sys read-only.
write_config() # DIR CGROUP NAMESPACES COMMAND
{
	python3 - "$@" <<'PYTHON'
import json, os, sys
bundle, cgroup, namespaces, command = sys.argv[1:]
root = bundle + "/rootfs"
os.makedirs(root, exist_ok=True)
for link in ("bin", "sbin", "lib", "lib64"):
    if not os.path.lexists(root + "/" + link):
        os.symlink("usr/" + link, root + "/" + link)
capabilities = ["CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE", "CAP_NET_ADMIN", "CAP_KILL"]
json.dump({
    "ociVersion": "1.0.2",
    "root": {"path": "rootfs"},
    "hostname": "box",
    "process": {
        "cwd": "/",
        "user": {"uid": 0, "gid": 0},
        "env": ["PATH=/usr/bin:/bin"],
        "args": ["bash", "-c", command],
        "capabilities": {kind: capabilities
                         for kind in ("bounding", "effective", "permitted")},
    },
    "mounts": [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
        {"destination": "/usr", "type": "none", "source": "/usr", "options": ["rbind", "ro"]},
    ],
    "linux": {
        "cgroupsPath": cgroup,
        "namespaces": [{"type": name} for name in namespaces.split(",")],
        "resources": {"devices": [{"allow": True, "access": "rwm"}]},
    },
}, open(bundle + "/config.json", "w"))
PYTHON
}

# contained RUNTIME CGROUP NAMESPACES COMMAND: as the container's one process.
contained()
{
	local dir=$bundle/${1}-$BASHPID

	mkdir -p "$dir"
	write_config "$dir" "$2" "$3" "$4"
	"$1" --root "$bundle/state-$1" run --bundle "$dir" "c$BASHPID"
}

usual=pid,mount,ipc,uts
try='echo 7 >/proc/sys/kernel/panic'

# The write of the container's shell: goes through, or is refused by the kernel.
writes()
{
	echo 5 >"$panic"
	exits 0 "" contained "$1" "$2" "${3:-$usual}" "$try"
	equal "$(<"$panic")" 7
}

refused()
{
	echo 5 >"$panic"
	exits 1 "Operation not permitted" contained "$1" "$2" "${3:-$usual}" "$try"
	equal "$(<"$panic")" 5
}

# The last event: of that rule, and of a container's writer. In JSON a backslash
# is two, and in Python each of them.
told_of()
{
	json 'd[0]["rule"]["scope"] == "cgroup" and d[0]["writer"] == "container"
		and d[0]["rule"]["cgroup"] == "'"${1//\\/\\\\\\\\}"'"
		and d[0]["verdict"] == "denied" and d[0]["name"] == "kernel.panic"' \
		holdfast -j events -n 1
}

# --- what is to hold in each hierarchy: RUNTIME PREFIX; PREFIX is that of a rule
# for one hierarchy, without it a rule is for each

in_its_cgroup()
{
	local prefix

	for prefix in "" "$2"; do
		run rule flush
		run rule add kernel.panic deny scope "cgroup:$prefix/hf/box"
		refused "$1" /hf/box
		told_of "$prefix/hf/box"
		echo 6 >"$panic"
	done
	run rule flush
	writes "$1" /hf/box
}

# Of a name that begins alike, of a cgroup below, of another's.
of_another()
{
	local prefix

	for prefix in "" "$2"; do
		run rule add kernel.panic deny scope "cgroup:$prefix/hf/box/inner"
		run rule add kernel.panic deny scope "cgroup:$prefix/hf/bo"
		run rule add kernel.panic deny scope "cgroup:$prefix/hf/other"
	done
	writes "$1" /hf/box
}

# To those in it, its cgroup is the root; to a rule it is where the host has it.
with_a_cgroup_namespace()
{
	local look='cat /proc/self/cgroup'

	run rule add kernel.panic deny scope "cgroup:$2/hf/box"
	exits 1 "Operation not permitted" contained "$1" /hf/box "$usual,cgroup" "$look; $try"
	contains "$out"$'\n' ":/"$'\n'
	[[ $out != *hf* ]]
	told_of "$2/hf/box"
	run rule flush
	run rule add kernel.panic deny scope "cgroup:$2/box"
	exits 0 "" contained "$1" /hf/box "$usual" "$look"
	contains "$out"$'\n' ":/hf/box"$'\n'
	writes "$1" /hf/box "$usual,cgroup"
}

# A container in a cgroup below that of another, which runs. crun 1.8 starts none
# in a v2 cgroup below one with processes: there both are below, as those of a pod.
below()
{
	local dir=$bundle/outer-$1 outer=/hf/box
	local -a call=("$1" --root "$bundle/state-$1")

	[[ $1$2 != crun: ]] || outer=/hf/box/outer
	mkdir -p "$dir"
	write_config "$dir" "$outer" "$usual" "sleep 1000"
	"${call[@]}" run --detach --bundle "$dir" outer </dev/null >/dev/null 2>&1
	# shellcheck disable=SC2064 # the container's runtime, as it is now
	trap "${call[*]} delete --force outer; holdfast rule flush" EXIT
	run rule add kernel.panic deny scope "cgroup:$2/hf/box"
	refused "$1" /hf/box/inner
	told_of "$2/hf/box"
	run rule add kernel.panic allow scope "cgroup:$2/hf/box/inner"
	writes "$1" /hf/box/inner
	echo 5 >"$panic"
	exits 1 "Operation not permitted" "${call[@]}" exec outer bash -c "$try"
	equal "$(<"$panic")" 5
}

# As systemd names units. What the list prints, apply reads.
named_as_units_are()
{
	local name file=$bundle/names.rules

	for name in 'foo@1.service' 'dev-disk-by\x2dlabel-a.mount' 'a:b.scope' \
		'user@1000.service/app.slice'; do
		run rule flush
		holdfast rule add kernel.panic deny scope "cgroup:$2/system.slice/${name//\\/\\\\}"
		holdfast rule list >"$file"
		run rule flush
		holdfast apply "$file"
		refused "$1" "/system.slice/$name"
		told_of "$2/system.slice/$name"
	done
	exits 2 "for itself write" holdfast rule add kernel.panic deny \
		scope 'cgroup:/system.slice/dev-disk-by\x2dlabel-a.mount'
	writes "$1" /system.slice/dev-disk-byx2dlabel-a.mount
}

# all_of VERSION PREFIX
all_of()
{
	local runtime

	for runtime in crun runc; do
		remove_cgroups
		check "$runtime on $1: denied in its cgroup, and not outside" fresh in_its_cgroup $runtime "$2"
		check "$runtime on $1: rules for others" fresh of_another $runtime "$2"
		check "$runtime on $1: in a cgroup namespace" fresh with_a_cgroup_namespace $runtime "$2"
		check "$runtime on $1: one below another" fresh below $runtime "$2"
	done
	remove_cgroups
	check "crun on $1: names of systemd's units" fresh named_as_units_are crun "$2"
}

mkdir -p $bundle
mount_v1
all_of v1 pids:
# The hierarchy that has but a name; systemd puts every unit's processes there.
check "crun on v1, by a name: denied in its cgroup, and not outside" \
	fresh in_its_cgroup crun name=systemd:
check "crun on v1, by a name: in a cgroup namespace" \
	fresh with_a_cgroup_namespace crun name=systemd:
check "crun on v1, by a name: names of systemd's units" fresh named_as_units_are crun name=systemd:
unmount
mount_v2
all_of v2 :
unmount
finish
