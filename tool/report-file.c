// SPDX-License-Identifier: GPL-2.0
/*
 * Reports kept in files: JSON, as "probe run -j" prints it. A file may come
 * from another version, or from an editor: nothing in it is believed to be
 * there, or of the right type, or small enough.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "names.h"
#include "out.h"
#include "report-file.h"
#include "report-out.h"

/* Whole, or as it was: first beside it, then in its place. */
int report_save(const char *path, const struct report *report, struct complaint *complaint)
{
	char *beside;
	FILE *file;
	int err;

	if (asprintf(&beside, "%s.new", path) < 0)
		return complain(complaint, "out of memory");
	file = fopen(beside, "we");
	if (!file) {
		err = complain(complaint, "%s", strerror(errno));
		free(beside);
		return err;
	}
	out_save_begin(file);
	out_open_object(NULL);
	report_out_json(report);
	out_close_object();
	out_save_end();
	err = ferror(file);
	err |= fclose(file);
	if (!err)
		err = rename(beside, path);
	if (err) {
		complain(complaint, "%s", strerror(errno));
		remove(beside);
	}
	free(beside);
	return err ? -1 : 0;
}

static struct json_object *member(struct json_object *in, const char *key, enum json_type type)
{
	struct json_object *value;

	if (!json_object_is_type(in, json_type_object) ||
	    !json_object_object_get_ex(in, key, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

static uint64_t get_number(struct json_object *in, const char *key)
{
	struct json_object *value = member(in, key, json_type_int);

	return value ? json_object_get_uint64(value) : 0;
}

static bool get_bool(struct json_object *in, const char *key)
{
	struct json_object *value = member(in, key, json_type_boolean);

	return value && json_object_get_boolean(value);
}

static void get_text(struct json_object *in, const char *key, char *to, size_t size)
{
	struct json_object *value = member(in, key, json_type_string);

	snprintf(to, size, "%s", value ? json_object_get_string(value) : "");
}

static size_t length(struct json_object *array)
{
	return array ? json_object_array_length(array) : 0;
}

static void load_times(struct json_object *in, struct report_times *times)
{
	struct json_object *buckets = member(in, "buckets", json_type_array), *one;
	size_t i;

	times->samples = get_number(in, "samples");
	times->least = get_number(in, "min");
	times->most = get_number(in, "max");
	for (i = 0; i < length(buckets); i++) {
		one = json_object_array_get_idx(buckets, i);
		times->bucket[hf_histogram_index(get_number(one, "low"))] =
			get_number(one, "count");
	}
}

static void load_row(struct json_object *in, struct report_row *row)
{
	struct json_object *places = member(in, "ran_at", json_type_object);
	struct json_object *times = member(in, "times", json_type_object), *one;
	unsigned int i;

	get_text(in, "kind", row->kind, sizeof(row->kind));
	row->cpu = get_number(in, "cpu");
	for (i = 0; i < REPORT_COUNTS; i++)
		row->count[i] = get_number(in, report_count_names[i]);
	get_text(in, "end", row->end, sizeof(row->end));
	row->busy = get_number(in, "busy");
	row->time = get_number(in, "time");
	if (places) {
		json_object_object_foreach(places, name, count)
			report_add_place(row, name, json_object_get_uint64(count));
	}
	for (i = 0; i < REPORT_SPLITS; i++) {
		one = member(times, names_get(&probe_split_names, i), json_type_object);
		if (one)
			load_times(one, &row->times[i]);
	}
}

static void load_blame(struct json_object *in, struct report_blame *blame)
{
	struct json_object *stack = member(in, "stack", json_type_array);
	size_t i;

	get_text(in, "kind", blame->kind, sizeof(blame->kind));
	blame->cpu = get_number(in, "cpu");
	blame->latency = get_number(in, "latency");
	blame->lateness = get_number(in, "lateness");
	blame->ticks = get_number(in, "ticks");
	blame->time = get_number(in, "time");
	blame->pid = get_number(in, "pid");
	get_text(in, "comm", blame->comm, sizeof(blame->comm));
	blame->softirqs = get_number(in, "softirqs");
	blame->user = get_bool(in, "user");
	for (i = 0; i < length(stack) && blame->depth < REPORT_FRAMES; i++)
		snprintf(blame->frame[blame->depth++], REPORT_FRAME, "%s",
			 json_object_get_string(json_object_array_get_idx(stack, i)));
}

static bool load_lists(struct json_object *in, struct report *report)
{
	struct json_object *rows = member(in, "samples", json_type_array);
	struct json_object *blames = member(in, "blame", json_type_array);
	struct report_blame *blame;
	struct report_row *row;
	size_t i;

	for (i = 0; i < length(rows); i++) {
		row = report_add_row(report);
		if (!row)
			return false;
		load_row(json_object_array_get_idx(rows, i), row);
	}
	for (i = 0; i < length(blames); i++) {
		blame = report_add_blame(report);
		if (!blame)
			return false;
		load_blame(json_object_array_get_idx(blames, i), blame);
	}
	return true;
}

static void load_head(struct json_object *in, struct report *report)
{
	get_text(in, "kernel", report->kernel, sizeof(report->kernel));
	get_text(in, "machine", report->machine, sizeof(report->machine));
	get_text(in, "cpus", report->cpus, sizeof(report->cpus));
	get_text(in, "load", report->load, sizeof(report->load));
	report->period = get_number(in, "period");
	report->duration = get_number(in, "duration");
	report->elapsed = get_number(in, "elapsed");
	report->threshold = get_number(in, "threshold");
	report->clock_cost = get_number(in, "clock_cost_ps");
	report->own_cost = get_number(in, "own_cost_ps");
	report->interrupted = get_bool(in, "interrupted");
}

static struct json_object *parse(const char *text, size_t len, struct complaint *complaint)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *in = NULL;

	if (tokener)
		in = json_tokener_parse_ex(tokener, text, len);
	if (!in)
		complain(complaint, "not JSON: %s", tokener ?
			 json_tokener_error_desc(json_tokener_get_error(tokener)) :
			 "out of memory");
	if (tokener)
		json_tokener_free(tokener);
	return in;
}

/* 0, or -1 with the complaint and nothing to free. */
int report_load(const char *path, struct report *report, struct complaint *complaint)
{
	struct json_object *in;
	size_t len;
	char *text = file_read(path, &len, complaint);
	int err = 0;

	if (!text)
		return -1;
	in = parse(text, len, complaint);
	free(text);
	if (!in)
		return -1;
	if (!member(in, "samples", json_type_array)) {
		err = complain(complaint, "not the result of a probe: it has no \"samples\"");
	} else {
		load_head(in, report);
		if (!load_lists(in, report))
			err = complain(complaint, "out of memory");
	}
	json_object_put(in);
	if (err)
		report_free(report);
	return err;
}
