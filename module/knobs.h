/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_KNOBS_H
#define HF_KNOBS_H

int hf_knobs_init(void);
void hf_knobs_exit(void);

#endif /* HF_KNOBS_H */
