/* SPDX-License-Identifier: GPL-2.0 */
/* The settings of an interface, and their sysctls. */
#ifndef HF_DOORS_DEVCONF_H
#define HF_DOORS_DEVCONF_H

const char *hf_devconf_name(unsigned int id);
unsigned int hf_devconf_id(const char *name, size_t len);

#endif /* HF_DOORS_DEVCONF_H */
