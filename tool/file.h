/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_FILE_H
#define TOOL_FILE_H

#include <stddef.h>

#include "grammar.h"

char *file_read(const char *path, size_t *len, struct complaint *complaint);

#endif /* TOOL_FILE_H */
