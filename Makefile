# SPDX-License-Identifier: GPL-2.0
# Everything but the module's objects, which are in Kbuild.

KDIR	?= /lib/modules/$(shell uname -r)/build
PREFIX	?= /usr/local
VERSION	:= $(shell sed -n 's/.*HOLDFAST_VERSION "\(.*\)"/\1/p' module/version.h)
DKMSDIR	= $(DESTDIR)/usr/src/holdfast-$(VERSION)
DEBUG_STAGES = --only guest --only seal --only load --only memory
export PREFIX

all: module tool		## the module and the command

module:				## for the running kernel, or that of KDIR=
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tool:				## the command "holdfast"
	$(MAKE) -C tool O=$(CURDIR)/build/tool

install:			## the command, man pages, completion, unit; DESTDIR=, PREFIX=
	$(MAKE) -C tool O=$(CURDIR)/build/tool install

install-module: module		## the module, for the kernel it was built for
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) modules_install

install-dkms:			## the module's source, so that DKMS builds it for each kernel
	install -d $(DKMSDIR)
	tar -c --exclude='*.o' --exclude='*.cmd' --exclude='features.h*' \
		Kbuild dkms.conf module include | tar -x -C $(DKMSDIR)
	$(if $(DESTDIR),,dkms install holdfast/$(VERSION))

demo:				## watch it do its job, in a guest
	@selftests/demo

check:				## run the tests
	@selftests/check

check-ci:			## as much of the tests below as an hour holds
	@selftests/ci

check-debug:			## the tests on a kernel that finds bugs, built at first use
	@selftests/check --kernel debug $(DEBUG_STAGES)

check-matrix:			## the tests on every kernel of selftests/qemu/kernels
	@selftests/matrix

check-dkms:			## installed, upgraded and removed by DKMS, in a Debian made for it
	@selftests/dkms

check-planted:			## do the guests catch what they are there to catch?
	@selftests/check-planted

fuzz:				## an hour of random input for each pure file; FUZZ_SECONDS=
	@selftests/fuzz/run $(or $(FUZZ_SECONDS),3600)

bench:				## what a write costs, in guest instructions; BENCH_KERNEL=
	@bench/run --kernel $(or $(BENCH_KERNEL),6.1)

coverage:			## check-debug, and pages of the lines reached: build/coverage
	@selftests/check --kernel debug $(DEBUG_STAGES) --pages build/coverage

clean:				## remove what was built here; the cache of kernels stays
	-$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(RM) -r build

help:				## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 20

.PHONY: all module tool install install-module install-dkms demo check check-ci \
	check-debug check-matrix check-dkms check-planted fuzz bench coverage clean help
