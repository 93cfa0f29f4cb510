/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_SURVEY_H
#define HF_SURVEY_H

#include <linux/types.h>

/* Told of a file below /proc/sys; may sleep. */
typedef void (*hf_survey_visit_t)(const char *path, void *data);

int hf_survey(const char *pattern, bool net_only, hf_survey_visit_t visit, void *data);

#endif /* HF_SURVEY_H */
