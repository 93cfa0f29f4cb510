/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOORS_WRITE_H
#define HF_DOORS_WRITE_H

#include "../name.h"

struct hf_rule;
struct iov_iter;
struct kiocb;

/**
 * struct hf_sysctl_write - a write to a file below /proc/sys
 * @iocb: the file and the position
 * @from: what is written
 * @name: the sysctl
 * @pass: hands a write on to the kernel
 */
struct hf_sysctl_write {
	struct kiocb *iocb;
	struct iov_iter *from;
	struct hf_name name;
	ssize_t (*pass)(struct kiocb *iocb, struct iov_iter *from);
};

ssize_t hf_sysctl_pass(struct kiocb *iocb, struct iov_iter *from);
ssize_t hf_sysctl_write_decide(struct hf_sysctl_write *write, struct hf_rule *rule);

#endif /* HF_DOORS_WRITE_H */
