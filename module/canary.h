/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_CANARY_H
#define HF_CANARY_H

int hf_canary_init(void);
void hf_canary_exit(void);

#endif /* HF_CANARY_H */
