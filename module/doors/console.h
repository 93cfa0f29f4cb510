/* SPDX-License-Identifier: GPL-2.0 */
/* The console's level, which is the first number of kernel.printk. */
#ifndef HF_DOORS_CONSOLE_H
#define HF_DOORS_CONSOLE_H

#include <linux/kernel.h>
#include <linux/printk.h>

#include "alias.h"

/**
 * struct hf_console - the texts of a change of the level
 * @old: kernel.printk as it reads now
 * @new: the level
 */
struct hf_console {
	char old[48];
	char new[16];
};

/**
 * hf_console_values - fill in what is and what would be
 * @console: receives the texts
 * @alias: receives where they are
 * @level: the level that is to be
 *
 * Context: any.
 */
static inline void hf_console_values(struct hf_console *console, struct hf_alias *alias, int level)
{
	alias->old.len = scnprintf(console->old, sizeof(console->old), "%d\t%d\t%d\t%d",
				   console_printk[0], console_printk[1], console_printk[2],
				   console_printk[3]);
	alias->old.data = console->old;
	alias->new.len = scnprintf(console->new, sizeof(console->new), "%d", level);
	alias->new.data = console->new;
}

#endif /* HF_DOORS_CONSOLE_H */
