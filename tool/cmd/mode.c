// SPDX-License-Identifier: GPL-2.0
/* holdfast mode, holdfast seal */
#include <stdio.h>

#include "cmd/cmd.h"
#include "names.h"
#include "nl.h"
#include "out.h"

const char mode_more[] =
	"Without a word it shows the mode.\n"
	"\n"
	"  enforce     what the rules decide is done\n"
	"  permissive  what the rules decide is reported, and nothing refused or rewritten:\n"
	"              for trying a policy. Not in a table that is sealed.\n";

const char seal_more[] =
	"From then on, until reboot, rules can only be added that are tighter than what\n"
	"decided before; none is removed, the mode stays enforce, and the module can not be\n"
	"unloaded. There is no way back, and no question is asked.\n";

static void print(uint32_t mode, bool sealed)
{
	out_open_object(NULL);
	out_enum("mode", "%s", &mode_names, mode);
	out_bool("sealed", "%s", ", sealed until reboot", "", sealed);
	out_text("\n");
	out_close_object();
}

static int show(struct hfnl *nl)
{
	struct stats stats = { 0 };

	if (hfnl_do(nl, HOLDFAST_CMD_STATS_GET, &stats_record, NULL, &stats))
		return hfnl_complain(nl, "mode");
	print(stats.mode, stats.sealed);
	return EXIT_DONE;
}

static int set(struct hfnl *nl, uint32_t mode)
{
	struct table request = { .mode = mode };

	SET(&request, HOLDFAST_A_TABLE_MODE);
	if (hfnl_do(nl, HOLDFAST_CMD_TABLE_SET, &table_record, &request, NULL))
		return hfnl_complain(nl, "mode %s", names_get(&mode_names, mode));
	return out_json() ? show(nl) : EXIT_DONE;
}

int mode_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl;
	uint32_t mode = 0;
	int ret;

	(void)opt;
	if (n > 1 || (n && !names_find(&mode_names, word[0], &mode))) {
		fprintf(stderr, "holdfast: mode: unexpected '%s'; 'enforce', 'permissive' or nothing\n",
			word[n - 1]);
		return EXIT_USAGE;
	}
	nl = hfnl_open();
	if (!nl)
		return EXIT_REFUSED;
	ret = n ? set(nl, mode) : show(nl);
	hfnl_close(nl);
	return ret;
}

void mode_complete(int n, char **word, const char *prefix)
{
	unsigned int i;

	(void)word;
	for (i = 0; !n && i < mode_names.count; i++)
		command_offer(prefix, mode_names.name[i]);
}

int seal_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE;

	(void)opt;
	(void)n;
	(void)word;
	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_do(nl, HOLDFAST_CMD_TABLE_SEAL, &table_record, NULL, NULL))
		ret = hfnl_complain(nl, "seal");
	else if (out_json())
		ret = show(nl);
	else
		out_text("sealed until reboot: rules can only get tighter, the mode stays enforce, the module stays\n");
	hfnl_close(nl);
	return ret;
}
