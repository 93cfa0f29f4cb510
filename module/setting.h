/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SETTING_H
#define HF_SETTING_H

#include "deferred.h"

int hf_setting_apply(struct hf_handler *handler, const struct hf_setting *wanted,
		     const char **why);
int hf_settings_seal(void);
void hf_settings_unseal(void);

#endif /* HF_SETTING_H */
