// SPDX-License-Identifier: GPL-2.0
/*
 * What on this host could get round Holdfast. Whoever can write to kernel memory,
 * or bring code into the kernel, need not ask it; closing these ways is for
 * others than Holdfast, but whoever relies on it should know that they are open.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host.h"

struct host {
	bool modules;		/* can be loaded, whoever made them */
	bool locked;		/* lockdown: integrity or confidentiality */
	bool has_lockdown;
	bool kexec;
	bool hibernates;
	char strict_devmem;	/* 'y', 'n', or '?' */
};

/* The first line of a small file, or false where there is none to read. */
static bool read_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");
	bool got = false;

	if (file) {
		got = fgets(line, size, file);
		fclose(file);
	}
	return got;
}

static bool begins(const char *path, char with)
{
	char line[128];

	return read_line(path, line, sizeof(line)) && line[0] == with;
}

static bool has_word(const char *path, const char *word)
{
	char line[128];

	return read_line(path, line, sizeof(line)) && strstr(line, word);
}

/* From the config that distributions keep beside the kernel. */
static char strict_devmem(void)
{
	static const char *const places[] = { "/boot/config-%s", "/lib/modules/%s/config" };
	char path[128], line[256], found = '?';
	struct utsname host;
	FILE *file = NULL;
	size_t i;

	if (uname(&host))
		return '?';
	for (i = 0; !file && i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), places[i], host.release);
		file = fopen(path, "re");
	}
	if (!file)
		return '?';
	found = 'n';
	while (found == 'n' && fgets(line, sizeof(line), file))
		if (!strcmp(line, "CONFIG_STRICT_DEVMEM=y\n"))
			found = 'y';
	fclose(file);
	return found;
}

static struct host look(void)
{
	static const char lockdown[] = "/sys/kernel/security/lockdown";
	struct host host = { 0 };

	host.has_lockdown = !access(lockdown, R_OK);
	host.locked = has_word(lockdown, "[integrity]") || has_word(lockdown, "[confidentiality]");
	/* Lockdown asks for signatures, too. */
	host.modules = begins("/proc/sys/kernel/modules_disabled", '0') && !host.locked &&
		       !begins("/sys/module/module/parameters/sig_enforce", 'Y');
	host.kexec = begins("/proc/sys/kernel/kexec_load_disabled", '0');
	host.hibernates = has_word("/sys/power/state", "disk") && !host.locked;
	host.strict_devmem = strict_devmem();
	return host;
}

static void add(struct gap *gap, size_t *n, bool open, struct gap one)
{
	if (open)
		gap[(*n)++] = one;
}

/* Fill in at most HOST_GAPS_MAX; returns how many. */
size_t host_gaps(struct gap *gap, const struct stats *stats)
{
	struct host host = look();
	size_t n = 0;

	add(gap, &n, stats->mode == HOLDFAST_MODE_PERMISSIVE, (struct gap){
		"permissive", "the table is permissive: nothing is refused",
		"holdfast mode enforce" });
	add(gap, &n, !stats->sealed, (struct gap){
		"unsealed", "root can change the rules and unload the module",
		"holdfast seal, once the rules are as they should be" });
	add(gap, &n, host.modules, (struct gap){
		"modules", "root can load any module into the kernel",
		"sysctl kernel.modules_disabled=1 once all are loaded, or module.sig_enforce=1 on the kernel's command line" });
	add(gap, &n, host.has_lockdown && !host.locked, (struct gap){
		"lockdown", "root can write to kernel memory by I/O ports, MSRs, ACPI tables and the like: kernel lockdown is off",
		"lockdown=integrity on the kernel's command line" });
	add(gap, &n, !host.has_lockdown, (struct gap){
		"lockdown", "root can write to kernel memory by I/O ports, MSRs, ACPI tables and the like: no kernel lockdown is seen",
		"mount securityfs on /sys/kernel/security, to see; else a kernel with CONFIG_SECURITY_LOCKDOWN_LSM" });
	add(gap, &n, !access("/dev/mem", F_OK) && !host.locked && host.strict_devmem == 'n',
	    (struct gap){
		"dev-mem", "root can write to memory through /dev/mem: CONFIG_STRICT_DEVMEM is off",
		"lockdown=integrity on the kernel's command line, or a kernel with CONFIG_STRICT_DEVMEM" });
	add(gap, &n, !access("/dev/mem", F_OK) && !host.locked && host.strict_devmem == '?',
	    (struct gap){
		"dev-mem", "root may be able to write to memory through /dev/mem: whether CONFIG_STRICT_DEVMEM is on is not known here",
		"lockdown=integrity on the kernel's command line" });
	add(gap, &n, host.kexec, (struct gap){
		"kexec", "root can start another kernel by kexec",
		"sysctl kernel.kexec_load_disabled=1" });
	add(gap, &n, host.hibernates, (struct gap){
		"hibernation", "root can change memory while it is on disk, hibernating",
		"nohibernate on the kernel's command line" });
	return n;
}
