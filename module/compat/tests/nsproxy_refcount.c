// SPDX-License-Identifier: GPL-2.0
/* The count was an atomic_t. */
#include <linux/nsproxy.h>

refcount_t *test(struct nsproxy *nsproxy)
{
	return &nsproxy->count;
}
