/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_LOAD_H
#define TOOL_LOAD_H

#include <stdint.h>

struct load;

const char *load_check(const char *list);
struct load *load_start(const char *list, const char *cpus, uint64_t duration);
void load_stop(struct load *load);

#endif /* TOOL_LOAD_H */
