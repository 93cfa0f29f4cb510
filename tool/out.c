// SPDX-License-Identifier: GPL-2.0
/* The one writer to standard output, of text or JSON; see out.h. */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "escape.h"
#include "out.h"
#include "value.h"
#include "words.h"

#define DEPTH	8
#define NSEC_PER_SEC	1000000000ULL

static struct {
	bool json;
	bool human;
	bool failed;
	int error;
	FILE *file;				/* instead of standard output */
	bool json_before;
	unsigned int depth;
	struct json_object *open[DEPTH];	/* innermost last */
} out;

void out_begin(bool json, bool human)
{
	out.json = json;
	out.human = human;
}

/* What comes now is JSON, and goes to @file. Nothing may be open. */
void out_save_begin(FILE *file)
{
	out.json_before = out.json;
	out.json = true;
	out.file = file;
}

void out_save_end(void)
{
	out.json = out.json_before;
	out.file = NULL;
}

bool out_json(void)
{
	return out.json;
}

/* False once what was written could not be delivered. */
bool out_flush(void)
{
	errno = 0;
	if (!out.failed && (fflush(stdout) || ferror(stdout))) {
		out.failed = true;
		out.error = errno;
	}
	return !out.failed;
}

/* The exit code for the output. A reader that left early got all it wanted. */
int out_end(void)
{
	if (out_flush() || out.error == EPIPE || out.error == EINTR)
		return 0;
	fprintf(stderr, "holdfast: standard output: %s\n",
		out.error ? strerror(out.error) : "write error");
	return 1;
}

static void no_memory(void)
{
	fputs("holdfast: out of memory\n", stderr);
	exit(1);
}

void out_text(const char *fmt, ...)
{
	va_list args;

	if (out.json)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

static void add(const char *key, struct json_object *value)
{
	struct json_object *in = out.open[out.depth - 1];
	int err;

	if (!value)
		no_memory();
	if (json_object_is_type(in, json_type_array))
		err = json_object_array_add(in, value);
	else
		err = json_object_object_add(in, key, value);
	if (err)
		no_memory();
}

static void open_in(const char *key, struct json_object *value)
{
	if (!value || out.depth == DEPTH)
		no_memory();
	if (out.depth)
		add(key, value);
	out.open[out.depth++] = value;
}

/* What is longer than the buffer fails here, and the flush would not know why. */
static void write_line(const char *text)
{
	errno = 0;
	if (fprintf(out.file ? out.file : stdout, "%s\n", text) < 0 && !out.file &&
	    !out.failed) {
		out.failed = true;
		out.error = errno;
	}
}

static void close_in(void)
{
	struct json_object *value = out.open[--out.depth];

	if (out.depth)
		return;
	write_line(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN |
						  JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
}

void out_open_array(const char *key)
{
	if (out.json)
		open_in(key, json_object_new_array());
}

void out_close_array(void)
{
	if (out.json)
		close_in();
}

void out_open_object(const char *key)
{
	if (out.json)
		open_in(key, json_object_new_object());
}

void out_close_object(void)
{
	if (out.json)
		close_in();
}

/* @fmt takes a uint64_t: PRIu64. */
void out_number(const char *key, const char *fmt, uint64_t value)
{
	if (out.json)
		add(key, json_object_new_uint64(value));
	else if (fmt)
		printf(fmt, value);
}

void out_signed(const char *key, const char *fmt, int64_t value)
{
	if (out.json)
		add(key, json_object_new_int64(value));
	else if (fmt)
		printf(fmt, value);
}

void out_bool(const char *key, const char *fmt, const char *yes, const char *no, bool value)
{
	if (out.json)
		add(key, json_object_new_boolean(value));
	else if (fmt)
		printf(fmt, value ? yes : no);
}

static void put(const char *key, const char *fmt, const void *data, size_t len, bool quoted)
{
	size_t json_len = 0;
	char *text;

	if (!out.json && !fmt)
		return;
	text = out.json ? escape_json(data, len, &json_len) : escape_text(data, len, quoted);
	if (!text)
		no_memory();
	if (out.json)
		add(key, json_object_new_string_len(text, json_len));
	else
		printf(fmt, text);
	free(text);
}

/* Names and words. */
void out_string(const char *key, const char *fmt, const char *value)
{
	put(key, fmt, value, strlen(value), false);
}

/* A word of the rule grammar: in text with the quotes and backslashes it needs. */
void out_word(const char *key, const char *fmt, const char *text, bool in_list)
{
	char *word;

	if (out.json || !fmt) {
		out_string(key, fmt, text);
		return;
	}
	word = words_quote(text, in_list);
	if (!word)
		no_memory();
	printf(fmt, word);
	free(word);
}

/* A number that came as text, and can have 64 bits and a sign. */
void out_numeral(const char *key, const char *fmt, const char *text)
{
	struct hf_number number;

	if (!out.json || !hf_number_parse(&number, text, strlen(text)) ||
	    (number.negative && number.magnitude > INT64_MAX)) {
		out_word(key, fmt, text, false);
		return;
	}
	add(key, number.negative ? json_object_new_int64(-(int64_t)number.magnitude) :
				   json_object_new_uint64(number.magnitude));
}

/* Values: any bytes. @fmt puts them in double quotes. */
void out_bytes(const char *key, const char *fmt, const void *data, size_t len)
{
	put(key, fmt, data, len, true);
}

/*
 * A whole value. A newline at the end is how most are written, and in text says
 * nothing; JSON has the value as it was.
 */
void out_value(const char *key, const char *fmt, const void *data, size_t len)
{
	if (!out.json && len && ((const char *)data)[len - 1] == '\n')
		len--;
	out_bytes(key, fmt, data, len);
}

void out_enum(const char *key, const char *fmt, const struct names *names, uint32_t value)
{
	out_string(key, fmt, names_get(names, value));
}

static void human_time(char *buf, size_t size, uint64_t ns)
{
	static const char *const unit[] = { "ns", "us", "ms", "s" };
	double value = ns;
	unsigned int i = 0;

	for (; value >= 999.5 && i < 3; i++)
		value /= 1000;
	snprintf(buf, size, "%.*f%s", i && value < 99.95 ? 1 : 0, value, unit[i]);
}

/* A duration: nanoseconds, or with -h what a human reads. @fmt takes a string. */
void out_time(const char *key, const char *fmt, uint64_t ns)
{
	char buf[32];

	if (out.json) {
		add(key, json_object_new_uint64(ns));
		return;
	}
	if (out.human)
		human_time(buf, sizeof(buf), ns);
	else
		snprintf(buf, sizeof(buf), "%" PRIu64, ns);
	printf(fmt, buf);
}

/* A moment: nanoseconds since 1970 in JSON, local time in text. */
void out_clock(const char *key, const char *fmt, uint64_t ns)
{
	time_t sec = ns / NSEC_PER_SEC;
	char day[32], buf[48];
	struct tm tm;

	if (out.json) {
		add(key, json_object_new_uint64(ns));
		return;
	}
	if (!localtime_r(&sec, &tm) || !strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm))
		snprintf(day, sizeof(day), "?");
	snprintf(buf, sizeof(buf), "%s.%06u", day, (unsigned int)(ns % NSEC_PER_SEC / 1000));
	printf(fmt, buf);
}
