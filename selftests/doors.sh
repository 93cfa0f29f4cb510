#!/bin/bash
# doors.sh: uevent_helper, which few kernels have
#
# usage: doors.sh
#
# In a guest, with the module loaded. Prints TAP. The other doors are those of
# doors_test.
set -euo pipefail

# shellcheck source=tap.sh
. "${0%/*}/tap.sh"

helper=/sys/kernel/uevent_helper
sysctl=/proc/sys/kernel/hotplug

# put VALUE: into the helper, as a script would
put()
{
	# shellcheck disable=SC2016 # for the other bash
	bash -c 'printf %s "$1" >"$2"' - "$1" "$helper"
}

# seen VERDICT EFFECT VALUE: what the last event says
seen()
{
	json "[[e['door'], e['name'], e['verdict'], e['effect'], e.get('new')] for e in d
		if e['type'] == 'write'][-1] == ['sysfs', 'kernel.hotplug', '$1', '$2', '$3']" \
		holdfast -j events
}

# Whoever the kernel runs for each device: nobody sets it but by the table.
held()
{
	trap 'holdfast rule flush; echo >$sysctl' EXIT
	put /bin/one
	equal "$(<"$sysctl")" /bin/one

	holdfast rule add kernel.hotplug deny
	exits 1 "Operation not permitted" put /bin/other
	equal "$(<"$helper")" /bin/one
	seen denied denied /bin/other
	exits 1 "Operation not permitted" bash -c "echo /bin/other >$sysctl"

	holdfast rule flush
	holdfast rule add kernel.hotplug allow one-of /bin/one,/bin/two
	put /bin/two
	equal "$(<"$sysctl")" /bin/two
	exits 1 "Operation not permitted" put /bin/three
	equal "$(<"$helper")" /bin/two

	holdfast rule flush
	holdfast rule add kernel.hotplug audit
	put /bin/other
	equal "$(<"$helper")" /bin/other
	seen allowed written /bin/other

	holdfast rule flush
	holdfast mode permissive
	holdfast rule add kernel.hotplug deny
	put /bin/one
	holdfast mode enforce
	equal "$(<"$helper")" /bin/one
	seen denied written /bin/one
}

# And where it cannot be set, no rule depends on a door that is not there.
uevent_helper()
{
	if [[ -e $helper ]]; then
		exits 0 "" holdfast check
		contains "$out" "uevent_helper_store"
		held
	else
		[[ ! -e $sysctl ]]
		exits 0 "" holdfast check
		[[ $out != *uevent_helper_store* ]]
		exits 0 "" holdfast rule add kernel.hotplug deny
		equal "$err" ""
	fi
}

[[ -d /sys/module/holdfast ]] || {
	echo "1..0 # SKIP the module is not loaded"
	exit 4
}
check "uevent_helper is held where there is one" fresh uevent_helper
finish
