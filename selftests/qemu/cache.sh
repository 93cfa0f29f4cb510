# shellcheck shell=bash
# cache.sh: things that are slow to make and the same for every clone
#
# To be sourced. A thing lives in
#
#   ${XDG_CACHE_HOME:-$HOME/.cache}/holdfast/NAME-HASH/
#
# where HASH covers all that it is made from, its maker's text included: what
# changed is made anew, and what is there is right and needs no network. It is
# made in a directory beside its place and renamed, under a lock, so that
# nobody sees a half of it and two callers do not make it twice.

# Or set -e would end at each $( ).
shopt -s inherit_errexit

cache_root=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast

say()
{
	echo "${0##*/}: $*" >&2
}

die()
{
	say "$@"
	exit 1
}

# The groups of selftests/deps that hold what the scripts call.
cache_deps=(guest)

# cache_need COMMAND...: say what to install before anything fails half-way.
cache_need()
{
	local command missing=()

	for command; do
		command -v "$command" >/dev/null || missing+=("$command")
	done
	[[ ${#missing[@]} -eq 0 ]] ||
		die "not installed: ${missing[*]}; run selftests/deps ${cache_deps[*]}"
}

# cache_hash STRING... [-- FILE...]: twelve digits over the strings and texts.
cache_hash()
{
	local strings=()

	while [[ $# -gt 0 && $1 != -- ]]; do
		strings+=("$1")
		shift
	done
	[[ $# -eq 0 ]] || shift
	{
		printf '%s\n' "${strings[@]}"
		[[ $# -eq 0 ]] || cat -- "$@"
	} | sha256sum | cut -c1-12
}

# cache_locked NAME COMMAND...: run it in a subshell that holds the lock of NAME.
# Children inherit the lock, so COMMAND must leave nothing running behind it.
cache_locked()
{
	local name=$1
	shift

	mkdir -p "$cache_root"
	(
		if ! flock -n 9; then
			say "waiting for another run that makes $name"
			flock 9
		fi
		"$@"
	) 9>"$cache_root/$name.lock"
}

# cache_make NAME MAKER: print the directory; if it is not there, call
# MAKER WORKDIR FINALDIR, whose output goes to stderr, and rename.
cache_make()
{
	local name=$1 maker=$2 dir=$cache_root/$1

	[[ -d $dir ]] || cache_locked "$name" cache_make_locked "$dir" "$maker" >&2
	# What was not used for long can be told by its age.
	touch -c "$dir" 2>/dev/null || true
	echo "$dir"
}

cache_make_locked()
{
	local dir=$1 maker=$2 work=$1.new

	[[ ! -d $dir ]] || return 0
	rm -rf "$work"
	# shellcheck disable=SC2064 # $work is local, the trap runs later
	trap "rm -rf '$work'" EXIT
	mkdir -p "$work"
	"$maker" "$work" "$dir"
	mv -T "$work" "$dir"
}
