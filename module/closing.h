/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_CLOSING_H
#define HF_CLOSING_H

int hf_closing_init(void);
void hf_closing_exit(void);

#endif /* HF_CLOSING_H */
