# shellcheck shell=bash
# apt.sh: Debian packages of any suite and architecture, unpacked, not installed
#
# To be sourced. Works with an apt state of its own in the
# cache, so it needs no root and leaves the machine's packages and sources
# alone. From the machine's apt configuration it takes the mirrors and the
# Acquire settings (proxies, certificates); signatures are checked against
# debian-archive-keyring. HOLDFAST_MIRROR and HOLDFAST_SECURITY_MIRROR replace
# the mirrors.

# shellcheck source=cache.sh
[[ ${cache_root:-} ]] || . "${BASH_SOURCE[0]%/*}/cache.sh"

apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# apt_mirror main|security: the archive the machine itself uses.
apt_mirror()
{
	local kind=$1 codename mirror

	if [[ $kind == main && ${HOLDFAST_MIRROR:-} ]]; then
		echo "$HOLDFAST_MIRROR"
		return
	elif [[ $kind == security && ${HOLDFAST_SECURITY_MIRROR:-} ]]; then
		echo "$HOLDFAST_SECURITY_MIRROR"
		return
	fi

	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# Foreign archives may use Debian's suite names too: one whose path
	# is Debian's goes first.
	# shellcheck disable=SC2016 # they are apt's
	mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Created-By: Packages' | awk -v kind="$kind" -v codename="$codename" '
		$3 != "main" || $1 ~ /^cdrom:/ { next }
		kind == "main" && $2 != codename && $2 != "stable" { next }
		kind == "security" && $2 !~ /-security$/ { next }
		$1 ~ /debian(-security)?\/?$/ { print; found = 1; exit }
		{ other = other ? other : $0 }
		END { if (!found) print other }' | cut -d' ' -f1)

	if [[ ! $mirror && $kind == security ]]; then
		mirror=$(apt_mirror main)
		mirror=${mirror%/}
		[[ $mirror == */debian ]] ||
			die "no security archive in the apt configuration; set HOLDFAST_SECURITY_MIRROR"
		mirror=$mirror-security/
	fi
	[[ $mirror ]] ||
		die "no Debian archive in the apt configuration; set HOLDFAST_MIRROR to one"
	echo "$mirror"
}

# apt_sources SUITES: sources.list lines for a comma-separated list.
apt_sources()
{
	local suite main security=
	local -a each

	IFS=, read -r -a each <<<"$1"
	main=$(apt_mirror main)
	[[ $1 != *-security* ]] || security=$(apt_mirror security)
	for suite in "${each[@]}"; do
		if [[ $suite == *-security ]]; then
			echo "deb [signed-by=$apt_keyring] $security $suite main"
		else
			echo "deb [signed-by=$apt_keyring] $main $suite main"
		fi
	done
}

# apt_acquire: the machine's settings for downloads, as apt.conf lines.
apt_acquire()
{
	apt-config dump | grep '^Acquire::' | grep -v '^Acquire::Changelogs'
	cat <<-END
		Acquire::AllowInsecureRepositories "false";
		Acquire::AllowWeakRepositories "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
	END
}

# apt_open SUITES ARCH: make the apt state for these, and bring it up to date.
# The functions below work on the one opened last.
apt_open()
{
	local list=$1 arch=$2 sources acquire dir

	[[ -r $apt_keyring ]] || die "no $apt_keyring; run selftests/deps guest"
	sources=$(apt_sources "$list")
	acquire=$(apt_acquire)
	dir=$cache_root/apt-$(cache_hash "$sources" "$arch")

	mkdir -p "$dir"/{state/lists/partial,cache/archives/partial,etc}
	touch "$dir/state/status"
	echo "$sources" >"$dir/etc/sources.list.$$"
	cat >"$dir/etc/apt.conf.$$" <<-END
		$acquire
		APT::Architecture "$arch";
		APT::Architectures "";
		APT::Architectures:: "$arch";
		APT::Sandbox::User "root";
		Dir::State "$dir/state";
		Dir::State::status "$dir/state/status";
		Dir::Cache "$dir/cache";
		Dir::Cache::pkgcache "pkgcache.bin";
		Dir::Cache::srcpkgcache "srcpkgcache.bin";
		Dir::Etc::sourcelist "$dir/etc/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
	END
	mv "$dir/etc/sources.list.$$" "$dir/etc/sources.list"
	mv "$dir/etc/apt.conf.$$" "$dir/etc/apt.conf"
	apt_config=$dir/etc/apt.conf
	cache_locked "${dir##*/}" apt_update "$dir" "$list ($arch)"
}

# Not exported: a caller's APT_CONFIG goes on to hold for the machine's own apt.
apt_run()
{
	APT_CONFIG=$apt_config "$@"
}

# Callers come only for what is not cached, so once an hour is no burden.
apt_update()
{
	local dir=$1 what=$2

	[[ ! $(find "$dir/state/updated" -mmin -60 2>/dev/null) ]] || return 0
	say "updating the package lists of $what"
	apt_run apt-get -q -q update >&2 ||
		die "cannot update the package lists of $what; is there a network?"
	touch "$dir/state/updated"
}

# apt_newest PATTERN: of the packages whose whole name fits, the last by version.
apt_newest()
{
	apt_run apt-cache pkgnames | grep -E "^($1)\$" | sort -V | tail -n 1
}

# apt_version PACKAGE
apt_version()
{
	apt_run apt-cache show --no-all-versions "$1" | awk '$1 == "Version:" { print $2 }'
}

# apt_closure PATTERN PACKAGE...: the packages, and what they depend on so far
# as the name fits; of alternatives the first.
apt_closure()
{
	local pattern=$1 package
	local -A seen=()
	local -a queue=("${@:2}")

	while [[ ${#queue[@]} -gt 0 ]]; do
		package=${queue[0]}
		queue=("${queue[@]:1}")
		[[ ! ${seen[$package]:-} ]] || continue
		seen[$package]=1
		echo "$package"
		mapfile -t -O "${#queue[@]}" queue < <(
			apt_run apt-cache show --no-all-versions "$package" |
				awk -F': ' '$1 == "Depends" || $1 == "Pre-Depends" { print $2 }' |
				tr ',' '\n' | awk '{ sub(/:.*/, "", $1); print $1 }' |
				grep -E "^($pattern)\$" || true)
	done
}

# apt_unpack DIR PACKAGE...: download and unpack below DIR.
apt_unpack()
{
	local dir=$1 deb
	shift

	mkdir -p "$dir/debs"
	say "downloading $*"
	(cd "$dir/debs" && apt_run apt-get -q -q download "$@") ||
		die "cannot download $*; is there a network?"
	for deb in "$dir"/debs/*.deb; do
		dpkg-deb -x "$deb" "$dir"
	done
	rm -r "$dir/debs"
}
