# shellcheck shell=bash
# tap.sh: tests in bash, a function each, told as TAP
#
# To be sourced by a test program, which calls
#
#   check NAME FUNCTION [ARGUMENT]...   run one, in a subshell, under set -e: the
#                                       first command that fails ends it, and is
#                                       told with its line
#   finish                              the plan; exits 1 if one failed
#
# and in a function, beside any command:
#
#   equal GOT WANTED
#   contains TEXT PART
#   exits STATUS PART COMMAND...        it exits so, and stderr holds PART; its
#                                       stdout is left in $out, stderr in $err
#   skip REASON
#   json EXPRESSION COMMAND...          its output is JSON, and the Python EXPRESSION
#                                       is true of it, as d
#   run WORDS...                        holdfast, its words split at blanks, nothing
#                                       expanded
#   denied_write VALUE                  to kernel.core_pattern, as a script would try it
#   fresh FUNCTION [ARGUMENT]...        without rules before and behind it, however
#                                       it ends
#
# What a function prints is shown if it fails; to file descriptor 3, at once.
set -euo pipefail

exec 3>&1
tap_number=0
tap_failed=0
tap_dir=$(mktemp -d)
out=
err=

# What a test leaves to be undone is the program's own: it can add to this.
cleanup()
{
	rm -rf "$tap_dir"
}
trap cleanup EXIT

equal()
{
	[[ $1 == "$2" ]] || {
		printf '%s\n' "got:    $1" "wanted: $2"
		return 1
	}
}

contains()
{
	[[ $1 == *"$2"* ]] || {
		printf '%s\n' "got:               $1" "wanted, within it: $2"
		return 1
	}
}

exits()
{
	local wanted=$1 part=$2 status=0
	shift 2

	"$@" >"$tap_dir/out" 2>"$tap_dir/err" || status=$?
	out=$(tr -d '\0' <"$tap_dir/out")
	err=$(tr -d '\0' <"$tap_dir/err")
	[[ $status == "$wanted" ]] || {
		printf '%s\n' "$*" "exited $status, not $wanted" "stdout: $out" "stderr: $err"
		return 1
	}
	contains "$err" "$part"
}

skip()
{
	echo "$*" >"$tap_dir/skip"
	exit 4
}

run()
{
	local -
	set -f
	# shellcheck disable=SC2048,SC2086 # the words are to be split
	holdfast $*
}

json()
{
	local expression=$1
	shift

	"$@" >"$tap_dir/json"
	python3 -IS - "$tap_dir/json" "$expression" <<'PYTHON'
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
d = json.loads(text)
if not eval("(" + sys.argv[2] + ")", {"d": d}):
    sys.exit("not so: %s\nof: %s" % (sys.argv[2], text))
PYTHON
}

denied_write()
{
	# shellcheck disable=SC2016 # for the other bash
	exits 1 "Operation not permitted" bash -c 'printf %s "$1" >"$2"' - "$1" \
		/proc/sys/kernel/core_pattern
}

fresh()
{
	holdfast rule flush
	trap 'holdfast rule flush' EXIT
	"$@"
}

# Not into what a command substitution captures.
tap_failed_at()
{
	echo "line $1: ${2%%$'\n'*}" >&2
}

check()
{
	local name=$1 status
	shift

	tap_number=$((tap_number + 1))
	rm -f "$tap_dir/skip"
	# Not behind || or if: set -e means nothing there.
	set +e
	(
		set -eE
		trap - EXIT
		trap 'tap_failed_at "$LINENO" "$BASH_COMMAND"' ERR
		"$@"
	) >"$tap_dir/log" 2>&1
	status=$?
	set -e

	if [[ $status == 4 && -e $tap_dir/skip ]]; then
		echo "ok $tap_number $name # SKIP $(<"$tap_dir/skip")"
	elif [[ $status == 0 ]]; then
		echo "ok $tap_number $name"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_number $name"
		tr -d '\0' <"$tap_dir/log" | head -n 40 | sed 's/^/# /'
	fi
}

finish()
{
	echo "1..$tap_number"
	exit $((tap_failed > 0))
}

echo "TAP version 13"
