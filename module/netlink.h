/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_NETLINK_H
#define HF_NETLINK_H

int hf_netlink_init(void);
void hf_netlink_exit(void);

#endif /* HF_NETLINK_H */
