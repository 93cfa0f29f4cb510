/* SPDX-License-Identifier: GPL-2.0 */
/* The ways beside /proc/sys by which a process can change a sysctl. */
#ifndef HF_SELFTESTS_DOORS_H
#define HF_SELFTESTS_DOORS_H

#include <stdbool.h>

/* Whether 32-bit programs can call this kernel; where not, such a call kills. */
bool door_takes_32(void);

/* Each sets the sysctl to @value: 0 or a negative errno; -ENOENT: no such way here. */
int door_parameter(const char *value);		/* kernel.panic */
int door_hashsize(const char *value);		/* net.netfilter.nf_conntrack_buckets */
int door_hostname(const char *value);
int door_domainname(const char *value);
int door_hostname_32(const char *value);
int door_domainname_32(const char *value);
int door_syslog(const char *value);		/* kernel.printk, the first number */
int door_syslog_32(const char *value);
int door_sysrq(const char *value);		/* likewise */
int door_link(const char *value);		/* net.ipv4.conf.lo.log_martians */
int door_link6(const char *value);		/* net.ipv6.conf.lo.addr_gen_mode */
int door_neigh(const char *value);		/* net.ipv4.neigh.lo.mcast_solicit */
int door_hugepages(const char *value);		/* vm.nr_hugepages */
int door_hugepages_node(const char *value);	/* likewise */
int door_hugepages_mempolicy(const char *value);
int door_overcommit(const char *value);		/* vm.nr_overcommit_hugepages */

#endif /* HF_SELFTESTS_DOORS_H */
