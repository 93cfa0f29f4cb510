#!/bin/bash
# The laws of events_test with rings of two events: there a flood must lose
# some, and each lost one must be counted. Its flood_with_no_listener asks for
# that when it finds such rings.
#
# Runs in a guest; leaves the module loaded with its default rings.
set -euo pipefail

here=$(cd "${0%/*}" && pwd)

reload()
{
	rmmod holdfast
	insmod "$here/../holdfast.ko" "$@"
}

reload ring_size=2
trap reload EXIT
if [[ $(holdfast -j stats | python3 -IS -c 'import json,sys; print(json.load(sys.stdin)["ring_size"])') != 2 ]]; then
	echo "Bail out! the rings are not of two events"
	exit 1
fi
"$here/events_test"
