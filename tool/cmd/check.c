// SPDX-License-Identifier: GPL-2.0
/* holdfast check */
#include <inttypes.h>
#include <stddef.h>
#include <sys/utsname.h>

#include "cmd/cmd.h"
#include "host.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "rule-out.h"
#include "version.h"

const char check_more[] =
	"The module sends a canary through each door, now, and says whether it met the\n"
	"hook. Exits 1 where a door is open, or where the module is not loaded. Then it\n"
	"says what else on this host could get round the rules, and what to do about it;\n"
	"that leaves the exit status alone.\n";

static void print_versions(const struct stats *stats)
{
	struct utsname host;

	out_string("version", "holdfast %s", HOLDFAST_VERSION);
	out_string("module", ", module %s", stats->version);
	if (!uname(&host))
		out_string("kernel", ", kernel %s", host.release);
	out_text("\n");
	out_enum("mode", "mode %s", &mode_names, stats->mode);
	out_bool("sealed", ", %s", "sealed until reboot", "not sealed", stats->sealed);
	out_text("\n");
}

static void print_gaps(const struct stats *stats)
{
	struct gap gap[HOST_GAPS_MAX];
	size_t n = host_gaps(gap, stats), i;

	out_open_array("could_get_round");
	for (i = 0; i < n; i++) {
		out_open_object(NULL);
		out_string("way", NULL, gap[i].way);
		out_string("what", "could get round: %s", gap[i].what);
		out_string("fix", "; %s\n", gap[i].fix);
		out_close_object();
	}
	out_close_array();
}

static void print_door(const struct door *door)
{
	const char *sysctl = NULL;

	out_open_object(NULL);
	out_enum("door", "door %-10s ", &door_names, door->door);
	out_bool("closed", "%-7s", "closed", "OPEN", door->closed);
	out_string("function", " %s", door->function);
	if (!door->closed)
		out_string("why", ": %s; changes by it are neither judged nor reported",
			   door->why ? door->why : "a canary did not meet the hook");
	out_text("\n");
	out_open_array("sysctls");
	while ((sysctl = texts_next(&door->sysctls, sysctl)))
		rule_out_name(NULL, NULL, sysctl);
	out_close_array();
	out_close_object();
}

/* Returns how many doors are open; a module that lists none guards nothing. */
static size_t print(const struct stats *stats, const struct list *doors)
{
	size_t i, open = 0;

	out_open_object(NULL);
	print_versions(stats);
	out_open_array("doors");
	for (i = 0; i < doors->count; i++) {
		const struct door *door = list_get(doors, i);

		print_door(door);
		open += !door->closed;
	}
	out_close_array();
	out_number("open", "%" PRIu64, open);
	out_text(" of %zu doors open, by a canary sent through each now\n", doors->count);
	print_gaps(stats);
	out_close_object();
	return doors->count ? open : 1;
}

int check_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl = hfnl_open();
	struct list doors = { 0 };
	struct stats stats = { 0 };
	int ret = EXIT_DONE;

	(void)opt;
	(void)n;
	(void)word;
	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_do(nl, HOLDFAST_CMD_STATS_GET, &stats_record, NULL, &stats) ||
	    hfnl_dump(nl, HOLDFAST_CMD_DOOR_GET, &door_record, NULL, &doors))
		ret = hfnl_complain(nl, "check");
	else if (print(&stats, &doors))
		ret = EXIT_REFUSED;
	list_free(&doors);
	hfnl_close(nl);
	return ret;
}
