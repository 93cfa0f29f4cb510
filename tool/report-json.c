// SPDX-License-Identifier: GPL-2.0
/* A report as JSON, which report-file.c reads again. */
#include <inttypes.h>
#include <stdio.h>

#include "names.h"
#include "out.h"
#include "report-out.h"

static void put_buckets(const struct report_times *times)
{
	unsigned int i;

	out_open_array("buckets");
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++) {
		if (!times->bucket[i])
			continue;
		out_open_object(NULL);
		out_number("low", NULL, hf_histogram_low(i));
		out_number("high", NULL, hf_histogram_high(i) - 1);
		out_number("count", NULL, times->bucket[i]);
		out_close_object();
	}
	out_close_array();
}

static void put_times(const char *key, const struct report_times *times)
{
	unsigned int i;

	out_open_object(key);
	out_number("samples", NULL, times->samples);
	for (i = 0; i < REPORT_RANKS && times->samples; i++)
		out_number(report_rank_names[i], NULL, report_time(times, i));
	put_buckets(times);
	out_close_object();
}

static void put_row(const struct report_row *row)
{
	unsigned int i;

	out_open_object(NULL);
	out_string("kind", NULL, row->kind);
	out_number("cpu", NULL, row->cpu);
	for (i = 0; i < REPORT_COUNTS; i++)
		out_number(report_count_names[i], NULL, row->count[i]);
	out_string("end", NULL, row->end);
	out_number("busy", NULL, row->busy);
	out_number("time", NULL, row->time);
	out_open_object("ran_at");
	for (i = 0; i < row->n_places; i++)
		out_number(row->place[i].name, NULL, row->place[i].count);
	out_close_object();
	out_open_object("times");
	for (i = 0; i < REPORT_SPLITS; i++)
		put_times(names_get(&probe_split_names, i), &row->times[i]);
	out_close_object();
	out_close_object();
}

void report_json_blame(const struct report_blame *blame)
{
	unsigned int i;

	out_open_object(NULL);
	out_string("kind", NULL, blame->kind);
	out_number("cpu", NULL, blame->cpu);
	out_number("latency", NULL, blame->latency);
	out_number("lateness", NULL, blame->lateness);
	out_number("ticks", NULL, blame->ticks);
	out_number("time", NULL, blame->time);
	out_number("pid", NULL, blame->pid);
	out_string("comm", NULL, blame->comm);
	out_number("softirqs", NULL, blame->softirqs);
	out_bool("user", NULL, NULL, NULL, blame->user);
	out_open_array("stack");
	for (i = 0; i < blame->depth; i++)
		out_string(NULL, NULL, blame->frame[i]);
	out_close_array();
	out_close_object();
}

/* The members of the object that is open. */
void report_out_json(const struct report *report)
{
	size_t i;

	out_string("kernel", NULL, report->kernel);
	out_string("machine", NULL, report->machine);
	out_string("cpus", NULL, report->cpus);
	out_string("load", NULL, report->load);
	out_number("period", NULL, report->period);
	out_number("duration", NULL, report->duration);
	out_number("elapsed", NULL, report->elapsed);
	out_number("threshold", NULL, report->threshold);
	out_number("clock_cost_ps", NULL, report->clock_cost);
	out_number("own_cost_ps", NULL, report->own_cost);
	out_bool("interrupted", NULL, NULL, NULL, report->interrupted);
	out_open_array("samples");
	for (i = 0; i < report->n_rows; i++)
		put_row(&report->row[i]);
	out_close_array();
	out_open_array("blame");
	for (i = 0; i < report->n_blames; i++)
		report_json_blame(&report->blame[i]);
	out_close_array();
}
