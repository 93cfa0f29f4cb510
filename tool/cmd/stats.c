// SPDX-License-Identifier: GPL-2.0
/* holdfast stats [--cpu|--scope|--reset] */
#include <inttypes.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "rule-out.h"

const char stats_more[] =
	"With --reset the counters of decisions begin at nothing again, those of rules and\n"
	"scopes too; events and what was lost of them are counted on.\n";

#define LINE(key, text)		key, "%-14" PRIu64 " " text "\n"
#define COLUMN			" %10" PRIu64

static void print(const struct stats *s)
{
	out_open_object(NULL);
	out_string("version", "%-14s module version\n", s->version);
	out_enum("mode", "%-14s mode\n", &mode_names, s->mode);
	out_bool("sealed", "%-14s sealed until reboot\n", "yes", "no", s->sealed);
	out_number(LINE("rules", "rules in the table"), s->rules);
	out_number(LINE("memory", "bytes they take"), s->memory);
	out_number(LINE("generation", "generation: grows with each change of the table"), s->generation);
	out_number(LINE("writes", "writes that met the hook"), s->writes);
	out_number(LINE("matched", "  decided by a rule"), s->matched);
	out_number(LINE("denied", "  refused"), s->denied);
	out_number(LINE("rewritten", "  brought into range"), s->rewritten);
	out_number(LINE("would", "  either, had the table not been permissive"), s->would);
	out_number(LINE("pins", "sysctls that are pinned"), s->pins);
	out_number(LINE("drifted", "  not holding what they are to hold"), s->drifted);
	out_number(LINE("drifts", "times that one drifted"), s->drifts);
	out_number(LINE("restores", "  was put back"), s->restores);
	out_number(LINE("tampers", "  had what was remembered of it written to"), s->tampers);
	out_number(LINE("flaps", "  was not put back at once: too often"), s->flaps);
	out_number(LINE("recorded", "events recorded"), s->recorded);
	out_number(LINE("lost", "events lost: a CPU's ring was full"), s->lost);
	out_number(LINE("suppressed", "events over the rate limit"), s->suppressed);
	out_number(LINE("journaled", "events that reached the journal"), s->journaled);
	out_number(LINE("delivered", "  sent to listeners"), s->delivered);
	out_number(LINE("unheard", "  without a listener"), s->unheard);
	out_number(LINE("undelivered", "  dropped before they were sent"), s->undelivered);
	out_number(LINE("ring_size", "events a CPU's ring holds"), s->ring_size);
	out_number(LINE("journal_size", "events the journal holds"), s->journal_size);
	out_close_object();
}

static int sums(struct hfnl *nl)
{
	struct stats stats = { 0 };

	if (hfnl_do(nl, HOLDFAST_CMD_STATS_GET, &stats_record, NULL, &stats))
		return -1;
	print(&stats);
	return 0;
}

static void print_cpu(const struct stats *s)
{
	out_open_object(NULL);
	out_number("cpu", "%3" PRIu64, s->cpu);
	out_number("writes", COLUMN, s->writes);
	out_number("matched", COLUMN, s->matched);
	out_number("denied", COLUMN, s->denied);
	out_number("rewritten", COLUMN, s->rewritten);
	out_number("would", COLUMN, s->would);
	out_number("recorded", COLUMN, s->recorded);
	out_number("lost", COLUMN, s->lost);
	out_number("suppressed", COLUMN "\n", s->suppressed);
	out_close_object();
}

static void print_scope(const struct scope *s)
{
	out_open_object(NULL);
	out_number("rules", "%10" PRIu64, s->rules);
	out_number("allowed", COLUMN, s->allowed);
	out_number("denied", COLUMN, s->denied);
	out_number("rewritten", COLUMN " ", s->rewritten);
	rule_out_scope("%s\n", s->scope, s->cgroup);
	out_close_object();
}

static int by_cpu(struct hfnl *nl, struct list *list)
{
	size_t i;

	if (hfnl_dump(nl, HOLDFAST_CMD_STATS_CPU_GET, &stats_record, NULL, list))
		return -1;
	out_text("%3s %10s %10s %10s %10s %10s %10s %10s %10s\n", "CPU", "WRITES", "MATCHED",
		 "DENIED", "REWRITTEN", "WOULD", "RECORDED", "LOST", "SUPPRESSED");
	out_open_array(NULL);
	for (i = 0; i < list->count; i++)
		print_cpu(list_get(list, i));
	out_close_array();
	return 0;
}

static int by_scope(struct hfnl *nl, struct list *list)
{
	size_t i;

	if (hfnl_dump(nl, HOLDFAST_CMD_SCOPE_GET, &scope_record, NULL, list))
		return -1;
	out_text("%10s %10s %10s %10s %s\n", "RULES", "ALLOWED", "DENIED", "REWRITTEN", "SCOPE");
	out_open_array(NULL);
	for (i = 0; i < list->count; i++)
		print_scope(list_get(list, i));
	out_close_array();
	return 0;
}

int stats_run(const struct options *opt, int n, char **word)
{
	unsigned int which = opt->given & (OPT_CPU | OPT_SCOPE | OPT_RESET);
	struct list list = { 0 };
	struct hfnl *nl;
	int err;

	(void)n;
	(void)word;
	if (which & (which - 1)) {
		fputs("holdfast: stats: one of --cpu, --scope, --reset only\n", stderr);
		return EXIT_USAGE;
	}
	nl = hfnl_open();
	if (!nl)
		return EXIT_REFUSED;
	if (which == OPT_RESET)
		err = hfnl_do(nl, HOLDFAST_CMD_STATS_RESET, &stats_record, NULL, NULL);
	else if (which == OPT_CPU)
		err = by_cpu(nl, &list);
	else if (which == OPT_SCOPE)
		err = by_scope(nl, &list);
	else
		err = sums(nl);
	err = err ? hfnl_complain(nl, "stats") : EXIT_DONE;
	list_free(&list);
	hfnl_close(nl);
	return err;
}
