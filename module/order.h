/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_ORDER_H
#define HF_ORDER_H

#include "pure.h"

u32 hf_order_shuffle(u8 *item, unsigned int n, u32 seed);

#endif /* HF_ORDER_H */
