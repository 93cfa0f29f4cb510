#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Finds out what the kernel has by compiling the files in a folder, one a
# feature, and writes a header with HF_HAVE_<FILE> for each that compiles.
#
# Usage: features.sh OUTPUT TESTS COMPILER [FLAG...]
set -eu

output=$1
tests=$2
shift 2
object=$(mktemp)
trap 'rm -f "$object"' EXIT

{
	echo "/* Written by module/compat/features.sh: what this kernel has. */"
	for test in "$tests"/*.c; do
		name=$(basename "$test" .c | tr '[:lower:]' '[:upper:]')
		# What a warning says of the real sources is no answer here, but
		# a missing declaration is.
		if "$@" -Wno-error -Werror=implicit-function-declaration -Werror=incompatible-pointer-types \
			-c -o "$object" "$test" 2>"$output.$name.log"; then
			echo "#define HF_HAVE_$name 1"
		else
			echo "/* no HF_HAVE_$name */"
		fi
	done
} >"$output.new"
# A test whose compiler did not start at all would look like a missing feature.
grep -q '^#define HF_HAVE_SANITY 1' "$output.new" || {
	echo "$0: even an empty test does not compile:" >&2
	cat "$output.SANITY.log" >&2
	exit 1
}
mv "$output.new" "$output"
