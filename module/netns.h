/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_NETNS_H
#define HF_NETNS_H

#include <net/net_namespace.h>

int hf_netns_init(void (*come)(struct net *net), void (*gone)(struct net *net));
void hf_netns_exit(void);
struct net *hf_netns_after(struct net *net);
void hf_netns_enter(struct net *net);
void hf_netns_leave(void);

#endif /* HF_NETNS_H */
