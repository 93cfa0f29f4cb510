/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_OUT_H
#define TOOL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "names.h"

/*
 * One writer for text and JSON. A call gives the JSON key and the text's
 * format; in either mode one of them is used. A NULL key makes an array's
 * element. What belongs in JSON only has a NULL format; what belongs in text only
 * goes to out_text().
 *
 * Text is made safe for a terminal: bytes that do not print appear as \n, \t or
 * \x1b. JSON is always valid UTF-8: a byte that is not appears as \xff, and a
 * backslash as two, so that the value can be told in full.
 */
void out_begin(bool json, bool human);
bool out_flush(void);
int out_end(void);

/* JSON into a file, and then on as before. */
void out_save_begin(FILE *file);
void out_save_end(void);

bool out_json(void);
void out_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void out_open_array(const char *key);
void out_close_array(void);
void out_open_object(const char *key);
void out_close_object(void);

void out_number(const char *key, const char *fmt, uint64_t value);
void out_signed(const char *key, const char *fmt, int64_t value);
void out_bool(const char *key, const char *fmt, const char *yes, const char *no, bool value);
void out_string(const char *key, const char *fmt, const char *value);
void out_word(const char *key, const char *fmt, const char *text, bool in_list);
void out_numeral(const char *key, const char *fmt, const char *text);
void out_bytes(const char *key, const char *fmt, const void *data, size_t len);
void out_value(const char *key, const char *fmt, const void *data, size_t len);
void out_enum(const char *key, const char *fmt, const struct names *names, uint32_t value);
void out_time(const char *key, const char *fmt, uint64_t ns);
void out_clock(const char *key, const char *fmt, uint64_t ns);

#endif /* TOOL_OUT_H */
