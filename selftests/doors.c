// SPDX-License-Identifier: GPL-2.0
/* The ways beside /proc/sys by which a process can change a sysctl. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doors.h"
#include "sysctl.h"

int door_parameter(const char *value)
{
	return sysctl_write("/sys/module/kernel/parameters/panic", value);
}

int door_hashsize(const char *value)
{
	return sysctl_write("/sys/module/nf_conntrack/parameters/hashsize", value);
}

int door_hostname(const char *value)
{
	return sethostname(value, strlen(value)) ? -errno : 0;
}

int door_domainname(const char *value)
{
	return setdomainname(value, strlen(value)) ? -errno : 0;
}

#ifdef __x86_64__
/* Whether this kernel takes the system calls of 32-bit programs; else they are killed. */
bool door_takes_32(void)
{
	pid_t child = fork();
	int status = -1, ret;

	if (!child) {
		asm volatile("int $0x80" : "=a"(ret) : "a"(20)
			     : "memory", "r8", "r9", "r10", "r11");
		_exit(ret != getpid());
	}
	waitpid(child, &status, 0);
	return !status;
}

/* As a 32-bit program would. */
static int call_32(int number, const char *value)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int ret;

	if (low == MAP_FAILED)
		return -ENOMEM;
	if (!door_takes_32())
		return -ENOENT;
	strcpy(low, value);
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(number), "b"(low), "c"(strlen(value))
		     : "memory", "r8", "r9", "r10", "r11");
	munmap(low, 4096);
	return ret;
}

int door_hostname_32(const char *value)
{
	return call_32(74, value);
}

int door_domainname_32(const char *value)
{
	return call_32(121, value);
}

int door_syslog_32(const char *value)
{
	int ret;

	if (!door_takes_32())
		return -ENOENT;
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(103), "b"(8), "c"(0), "d"(atoi(value))
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}
#else
bool door_takes_32(void)
{
	return true;
}

/* 32-bit programs come by the same function. */
int door_hostname_32(const char *value)
{
	return door_hostname(value);
}

int door_domainname_32(const char *value)
{
	return door_domainname(value);
}

int door_syslog_32(const char *value)
{
	return door_syslog(value);
}
#endif

int door_syslog(const char *value)
{
	return klogctl(8, NULL, atoi(value)) < 0 ? -errno : 0;
}

int door_sysrq(const char *value)
{
	return sysctl_write("/proc/sysrq-trigger", value);
}

/* A netlink message in the making. */
struct rt {
	struct nlmsghdr header;
	char bytes[512];
};

static struct rtattr *put(struct rt *rt, int type, const void *data, size_t len)
{
	struct rtattr *attr = (void *)((char *)rt + NLMSG_ALIGN(rt->header.nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	rt->header.nlmsg_len = NLMSG_ALIGN(rt->header.nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static void end(struct rt *rt, struct rtattr *nest)
{
	nest->rta_len = (char *)rt + rt->header.nlmsg_len - (char *)nest;
}

static int ask(struct rt *rt)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), ret = -EPROTO;
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[1024];
	} answer;

	if (fd < 0)
		return -errno;
	rt->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (send(fd, rt, rt->header.nlmsg_len, 0) < 0)
		ret = -errno;
	else if (recv(fd, &answer, sizeof(answer), 0) > 0 &&
		 answer.header.nlmsg_type == NLMSG_ERROR)
		ret = answer.error.error;
	close(fd);
	return ret;
}

static int set_link(int family, int nest_type, int type, const void *value, size_t len)
{
	struct rt rt = { .header = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
				     .nlmsg_type = RTM_SETLINK } };
	struct ifinfomsg *info = NLMSG_DATA(&rt.header);
	struct rtattr *spec, *af, *nest = NULL;

	info->ifi_index = if_nametoindex("lo");
	spec = put(&rt, IFLA_AF_SPEC, NULL, 0);
	af = put(&rt, family, NULL, 0);
	if (nest_type)
		nest = put(&rt, nest_type, NULL, 0);
	put(&rt, type, value, len);
	if (nest)
		end(&rt, nest);
	end(&rt, af);
	end(&rt, spec);
	return ask(&rt);
}

int door_link(const char *value)
{
	int number = atoi(value);

	return set_link(AF_INET, IFLA_INET_CONF, IPV4_DEVCONF_LOG_MARTIANS, &number,
			sizeof(number));
}

int door_link6(const char *value)
{
	unsigned char mode = atoi(value);

	return set_link(AF_INET6, 0, IFLA_INET6_ADDR_GEN_MODE, &mode, 1);
}

int door_neigh(const char *value)
{
	struct rt rt = { .header = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ndtmsg)),
				     .nlmsg_type = RTM_SETNEIGHTBL } };
	struct ndtmsg *table = NLMSG_DATA(&rt.header);
	int number = atoi(value), index = if_nametoindex("lo");
	struct rtattr *settings;

	table->ndtm_family = AF_INET;
	put(&rt, NDTA_NAME, "arp_cache", sizeof("arp_cache"));
	settings = put(&rt, NDTA_PARMS, NULL, 0);
	put(&rt, NDTPA_IFINDEX, &index, sizeof(index));
	put(&rt, NDTPA_MCAST_PROBES, &number, sizeof(number));
	end(&rt, settings);
	return ask(&rt);
}

static int write_hugepages(const char *dir, const char *file, const char *value)
{
	unsigned long kb = 0;
	char line[256];
	FILE *meminfo = fopen("/proc/meminfo", "r");

	if (!meminfo)
		return -errno;
	while (fgets(line, sizeof(line), meminfo))
		sscanf(line, "Hugepagesize: %lu kB", &kb);
	fclose(meminfo);
	snprintf(line, sizeof(line), "%s/hugepages/hugepages-%lukB/%s", dir, kb, file);
	return sysctl_write(line, value);
}

int door_hugepages(const char *value)
{
	return write_hugepages("/sys/kernel/mm", "nr_hugepages", value);
}

int door_hugepages_node(const char *value)
{
	return write_hugepages("/sys/devices/system/node/node0", "nr_hugepages", value);
}

int door_hugepages_mempolicy(const char *value)
{
	return write_hugepages("/sys/kernel/mm", "nr_hugepages_mempolicy", value);
}

int door_overcommit(const char *value)
{
	return write_hugepages("/sys/kernel/mm", "nr_overcommit_hugepages", value);
}
