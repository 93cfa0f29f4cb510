# shellcheck shell=bash disable=SC2034 # what is set here is read elsewhere
# arch.sh: what differs between the architectures of guests
#
# To be sourced. Architectures go by Debian's words for them: amd64, arm64.

arch_host=$(dpkg --print-architecture)

# arch_of KERNEL: that of a kernel of the table; of others, this machine's.
arch_of()
{
	awk -v kernel="$1" -v arch="$arch_host" '
		$1 == kernel { arch = $2 }
		END { print arch }' "${BASH_SOURCE[0]%/*}/kernels"
}

# arch_deps ARCH...: the groups of selftests/deps that guests of these need
# besides those that all need.
arch_deps()
{
	local arch

	for arch; do
		[[ $arch == amd64 ]] || echo "$arch"
	done | sort -u
}

# arch_set ARCH: describe it, in
#
#   arch           its name
#   arch_gnu       what GNU calls it
#   arch_cross     what stands before the name of a compiler for it
#   arch_qemu      the emulator
#   arch_machine   options for it
#   arch_cpu       a value for its -cpu; arch_tcg_cpu goes behind it if emulated
#   arch_console   the kernel's name of the first serial port
#   arch_clock     words for the kernel's command line, arch_icount_clock those
#                  for where instructions are counted
arch_set()
{
	arch=$1
	arch_cpu=max
	case $arch in
	amd64)
		arch_gnu=x86_64-linux-gnu
		arch_qemu=qemu-system-x86_64
		arch_machine=(-M q35)
		arch_tcg_cpu=
		arch_console=ttyS0
		# On a busy host the guest may measure its TSC ten times too slow,
		# and then each of its timeouts comes ten times too soon. The
		# HPET's rate is given, not measured, but reading it takes longer;
		# where instructions are counted nothing is busy.
		arch_clock="tsc=reliable clocksource=hpet"
		arch_icount_clock="tsc=reliable clocksource=tsc"
		;;
	arm64)
		arch_gnu=aarch64-linux-gnu
		arch_qemu=qemu-system-aarch64
		arch_machine=(-M "virt,gic-version=3")
		# The kernel signs each return address; by the architecture's
		# cipher that is half of the emulator's work.
		arch_tcg_cpu=,pauth-impdef=on
		arch_console=ttyAMA0
		arch_clock=
		arch_icount_clock=
		;;
	*)
		echo "${0##*/}: no guests of the architecture '$arch' yet; see selftests/qemu/arch.sh" >&2
		return 1
		;;
	esac
	arch_cross=
	[[ $arch == "$arch_host" ]] || arch_cross=$arch_gnu-
}
