/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_OWNED_H
#define HF_OWNED_H

const char *hf_owned_reason(const char *path);

#endif /* HF_OWNED_H */
