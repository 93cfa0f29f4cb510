/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SEAL_H
#define HF_SEAL_H

struct netlink_ext_ack;

int hf_seal(struct netlink_ext_ack *extack);

#endif /* HF_SEAL_H */
