/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_ESCAPE_H
#define TOOL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

size_t escape_utf8(const unsigned char *s, size_t rest);
char *escape_text(const void *data, size_t len, bool quoted);
char *escape_json(const void *data, size_t len, size_t *out_len);

#endif /* TOOL_ESCAPE_H */
