/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_DURATION_H
#define TOOL_DURATION_H

#include <stdbool.h>
#include <stdint.h>

const char *duration_read(const char **at, uint64_t *ns);
const char *duration_parse(const char *text, uint64_t *ns);

#endif /* TOOL_DURATION_H */
