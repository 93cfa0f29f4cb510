// SPDX-License-Identifier: GPL-2.0
/* holdfast stats */
#include <inttypes.h>
#include <stddef.h>

#include "cmd/cmd.h"
#include "nl.h"
#include "out.h"

#define LINE(key, text)		key, "%-14" PRIu64 text "\n"

static void print(const struct stats *s)
{
	out_open_object(NULL);
	out_string("version", "%-14s module version\n", s->version);
	out_number(LINE("rules", "rules in the table"), s->rules);
	out_number(LINE("generation", "generation: grows with each change of the table"), s->generation);
	out_number(LINE("writes", "writes that met the hook"), s->writes);
	out_number(LINE("matched", "  decided by a rule"), s->matched);
	out_number(LINE("denied", "  refused"), s->denied);
	out_number(LINE("recorded", "events recorded"), s->recorded);
	out_number(LINE("lost", "events lost: a CPU's ring was full"), s->lost);
	out_number(LINE("journaled", "events that reached the journal"), s->journaled);
	out_number(LINE("delivered", "  sent to listeners"), s->delivered);
	out_number(LINE("unheard", "  without a listener"), s->unheard);
	out_number(LINE("undelivered", "  dropped before they were sent"), s->undelivered);
	out_number(LINE("ring_size", "events a CPU's ring holds"), s->ring_size);
	out_number(LINE("journal_size", "events the journal holds"), s->journal_size);
	out_close_object();
}

int stats_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl = hfnl_open();
	struct stats stats = { 0 };
	int ret = EXIT_DONE;

	(void)opt;
	(void)n;
	(void)word;
	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_do(nl, HOLDFAST_CMD_STATS_GET, &stats_record, NULL, &stats))
		ret = hfnl_complain(nl, "stats");
	else
		print(&stats);
	hfnl_close(nl);
	return ret;
}
