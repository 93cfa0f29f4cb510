/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_DOORS_SPREAD_H
#define HF_DOORS_SPREAD_H

#include "../name.h"

struct iov_iter;
struct kiocb;

bool hf_spread_is(const struct hf_name *name);
ssize_t hf_spread_pass(struct kiocb *iocb, struct iov_iter *from);

#endif /* HF_DOORS_SPREAD_H */
