/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HF_VARIABLE_H
#define HF_VARIABLE_H

#include <linux/fs.h>
#include <linux/sysctl.h>

/**
 * struct hf_variable - the memory behind a sysctl
 * @header: the table it was registered with; its open file keeps it
 * @at: the first byte; NULL where it is not known
 * @len: bytes
 *
 * What is there need not be what a read shows: it is what the sysctl's table
 * names as its data. Where it changes, the sysctl has to be read.
 */
struct hf_variable {
	const struct ctl_table_header *header;
	void *at;
	size_t len;
};

void hf_variable_of(struct hf_variable *variable, const struct file *file);
bool hf_variable_copy(const struct hf_variable *variable, void *to);
bool hf_variable_differs(const struct hf_variable *variable, const void *from);
int hf_variable_calibrate(const struct ctl_table_header *header, const struct ctl_table *table);

#endif /* HF_VARIABLE_H */
