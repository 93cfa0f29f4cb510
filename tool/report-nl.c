// SPDX-License-Identifier: GPL-2.0
/* A report from the module: its samples come in pieces. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "names.h"
#include "report-nl.h"

static void name_kind(char *to, uint32_t kind, bool has_kind)
{
	snprintf(to, REPORT_NAME, "%s", has_kind ? names_get(&kind_names, kind) : REPORT_NULL);
}

static void take_counts(struct report_row *row, const struct sample *s)
{
	size_t i;

	row->count[REPORT_TICKS] = s->ticks;
	row->count[REPORT_MISSED] = s->missed;
	row->count[REPORT_RAISED] = s->raised;
	row->count[REPORT_RAN] = s->ran;
	row->count[REPORT_COALESCED] = s->coalesced;
	row->count[REPORT_PENDING] = s->pending;
	row->count[REPORT_WAITING] = s->waiting;
	row->count[REPORT_ELSEWHERE] = s->elsewhere;
	row->count[REPORT_SPURIOUS] = s->spurious;
	row->count[REPORT_STEPS_BACK] = s->steps_back;
	snprintf(row->end, sizeof(row->end), "%s", names_get(&probe_end_names, s->end));
	row->busy = s->busy;
	row->time = s->time;
	for (i = 0; i < s->ran_at.count; i++) {
		const struct ran_at *at = list_get(&s->ran_at, i);

		report_add_place(row, names_get(&where_names, at->where), at->count);
	}
}

static void take_times(struct report_times *times, const struct sample *s)
{
	times->samples = s->samples;
	times->least = s->least;
	times->most = s->most;
	memcpy(times->bucket, s->histogram.count, s->histogram.n * sizeof(times->bucket[0]));
}

static bool take_sample(struct report *report, const struct sample *s)
{
	char kind[REPORT_NAME];
	struct report_row *row;

	name_kind(kind, s->kind, HAS(s, HOLDFAST_A_SAMPLE_KIND));
	row = report_find(report, kind, s->cpu);
	if (!row) {
		row = report_add_row(report);
		if (!row)
			return false;
		row->cpu = s->cpu;
		memcpy(row->kind, kind, sizeof(row->kind));
	}
	if (!HAS(s, HOLDFAST_A_SAMPLE_SPLIT))
		take_counts(row, s);
	else if (s->split < REPORT_SPLITS)
		take_times(&row->times[s->split], s);
	return true;
}

static bool take_blame(struct report *report, const struct blame *b)
{
	struct report_blame *blame = report_add_blame(report);
	const char *frame = NULL;

	if (!blame)
		return false;
	name_kind(blame->kind, b->kind, HAS(b, HOLDFAST_A_BLAME_KIND));
	blame->cpu = b->cpu;
	blame->latency = b->latency;
	blame->lateness = b->lateness;
	blame->ticks = b->ticks;
	blame->time = b->time;
	blame->pid = b->pid;
	snprintf(blame->comm, sizeof(blame->comm), "%s", b->comm);
	blame->softirqs = b->softirqs;
	blame->user = HAS(b, HOLDFAST_A_BLAME_USER);
	while ((frame = texts_next(&b->stack, frame)) && blame->depth < REPORT_FRAMES)
		snprintf(blame->frame[blame->depth++], REPORT_FRAME, "%s", frame);
	return true;
}

/* The worst samples of this probe, or the last one. 0, or -1: hfnl_complain(). */
int report_read_blames(struct hfnl *nl, struct report *report)
{
	struct list list = { 0 };
	int err = hfnl_dump(nl, HOLDFAST_CMD_BLAME_GET, &blame_record, NULL, &list);
	size_t i;

	for (i = 0; !err && i < list.count; i++)
		if (!take_blame(report, list_get(&list, i)))
			err = hfnl_no_memory(nl);
	list_free(&list);
	return err;
}

static int read_samples(struct hfnl *nl, struct report *report)
{
	struct list list = { 0 };
	int err = hfnl_dump(nl, HOLDFAST_CMD_SAMPLE_GET, &sample_record, NULL, &list);
	size_t i;

	for (i = 0; !err && i < list.count; i++)
		if (!take_sample(report, list_get(&list, i)))
			err = hfnl_no_memory(nl);
	list_free(&list);
	return err;
}

/* All that the module has of its probe. 0, or -1: hfnl_complain(). */
int report_read(struct hfnl *nl, struct report *report)
{
	struct probe probe = { 0 };
	struct utsname host;
	int err = hfnl_do(nl, HOLDFAST_CMD_PROBE_GET, &probe_record, NULL, &probe);

	if (err)
		return err;
	if (!uname(&host)) {
		snprintf(report->kernel, sizeof(report->kernel), "%s", host.release);
		snprintf(report->machine, sizeof(report->machine), "%s", host.machine);
	}
	snprintf(report->cpus, sizeof(report->cpus), "%s", probe.cpus ? probe.cpus : "");
	report->period = probe.period;
	report->duration = probe.duration;
	report->elapsed = probe.elapsed;
	report->threshold = probe.threshold;
	report->clock_cost = probe.clock_cost;
	report->own_cost = probe.own_cost;
	record_clear(&probe_record, &probe);
	err = read_samples(nl, report);
	if (!err && report->threshold)
		err = report_read_blames(nl, report);
	return err;
}
