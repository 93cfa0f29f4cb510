// SPDX-License-Identifier: GPL-2.0
/*
 * Where a sysctl lies in memory: so that it can be looked at every few
 * milliseconds, from where nobody may sleep.
 *
 * The inode of a file below /proc/sys leads to the sysctl's table, by a struct
 * that procfs keeps to itself. Its layout is not taken from a header that may be
 * another kernel's, or shuffled: it is found at load, by the module's own
 * sysctls, whose tables are known, and believed only where two of them agree.
 * Of each other sysctl the name has to be that of its file. Where any of this
 * does not hold, sysctls are only watched by reading them.
 *
 * Who may run: hf_variable_differs() and _copy() anywhere under RCU, of an open
 * file's sysctl. A table that is taken away says so before its owner goes on to
 * free what it names, and after that owners of what comes and goes (network
 * devices, namespaces, modules) wait for RCU; the memory is read by a copy that
 * survives where there is none any more. So the worst there is, is a look at memory
 * that means nothing any more, of which a read then tells that the sysctl is gone.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "procfs.h"
#include "store.h"
#include "variable.h"

/* How far from the inode it is looked for, in words. */
#define NEAR	24

static int header_at, table_at;	/* words from the inode; 0: not known */

static void *word_at(const struct inode *inode, int words)
{
	void *word;

	if (copy_from_kernel_nofault(&word, (void *const *)inode + words, sizeof(word)))
		return NULL;
	return word;
}

/* In words from the inode, before it or behind it; 0 where it is not there. */
static int find(const struct inode *inode, const void *what)
{
	int behind = sizeof(*inode) / sizeof(void *), i;

	for (i = 1; i <= NEAR; i++)
		if (word_at(inode, -i) == what)
			return -i;
	for (i = 0; i < NEAR; i++)
		if (word_at(inode, behind + i) == what)
			return behind + i;
	return 0;
}

static int calibrate_by(const struct ctl_table_header *header, const struct ctl_table *entry,
			int *header_place, int *table_place)
{
	char path[64];
	struct file *file;

	snprintf(path, sizeof(path), "sys/holdfast/%s", entry->procname);
	file = hf_procfs_open(path, O_RDONLY);
	if (IS_ERR(file))
		return PTR_ERR(file);
	*header_place = find(file_inode(file), header);
	*table_place = find(file_inode(file), entry);
	fput(file);
	return *header_place && *table_place ? 0 : -ENOENT;
}

/**
 * hf_variable_calibrate - find out how an inode leads to its sysctl
 * @header: of the module's own sysctls, which are registered
 * @table: they, two at least
 *
 * Context: may sleep.
 * Return: 0; or a negative errno, and then no variable is known.
 */
int hf_variable_calibrate(const struct ctl_table_header *header, const struct ctl_table *table)
{
	int first[2], second[2], ret;

	ret = calibrate_by(header, &table[0], &first[0], &first[1]) ?:
	      calibrate_by(header, &table[1], &second[0], &second[1]);
	if (!ret && (first[0] != second[0] || first[1] != second[1]))
		ret = -ENOENT;
	if (ret) {
		pr_notice("pinned sysctls are watched by reading them alone: their variables are not found (%d)\n",
			  ret);
		return ret;
	}
	header_at = first[0];
	table_at = first[1];
	return 0;
}

static bool has_name(const struct ctl_table *table, const struct qstr *name)
{
	char text[64];

	/* With the NUL behind it. */
	return name->len < sizeof(text) &&
	       !copy_from_kernel_nofault(text, table->procname, name->len + 1) &&
	       !text[name->len] && !memcmp(text, name->name, name->len);
}

/**
 * hf_variable_of - the memory behind a sysctl
 * @variable: receives it; @at is NULL where there is none of use
 * @file: the sysctl, open
 *
 * Context: may sleep.
 */
void hf_variable_of(struct hf_variable *variable, const struct file *file)
{
	const struct inode *inode = file_inode(file);
	struct ctl_table *entry, table;

	*variable = (struct hf_variable){ };
	if (!table_at)
		return;
	entry = word_at(inode, table_at);
	if (!entry || copy_from_kernel_nofault(&table, entry, sizeof(table)) ||
	    !has_name(&table, &file->f_path.dentry->d_name))
		return;
	if (!table.data || table.maxlen <= 0 || table.maxlen > HF_STORE_RAW)
		return;
	variable->header = word_at(inode, header_at);
	variable->at = table.data;
	variable->len = table.maxlen;
}

/**
 * hf_variable_copy - what is there now
 * @variable: where
 * @to: receives it
 *
 * Context: any, under RCU.
 * Return: false where the sysctl is gone.
 */
bool hf_variable_copy(const struct hf_variable *variable, void *to)
{
	return variable->at && !READ_ONCE(variable->header->unregistering) &&
	       !copy_from_kernel_nofault(to, variable->at, variable->len);
}

/**
 * hf_variable_differs - is there something else now
 * @variable: where
 * @from: what was there
 *
 * Context: any, under RCU; 256 bytes of stack.
 * Return: true also where the sysctl is gone; false where no variable is known.
 */
bool hf_variable_differs(const struct hf_variable *variable, const void *from)
{
	u8 now[HF_STORE_RAW];

	if (!variable->at)
		return false;
	return !hf_variable_copy(variable, now) || memcmp(now, from, variable->len);
}
