// SPDX-License-Identifier: GPL-2.0
/* The command "holdfast": the table of its commands. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "command.h"
#include "out.h"
#include "version.h"

static const struct command commands[] = {
	{ "check", check_run, .help = "what this kernel lets Holdfast close; which doors are open",
	  .more = check_more },
	{ "rule", NULL, .help = "the rules: which sysctl may be written, and by whom",
	  .words = "add|del|list|flush", .below = rule_commands },
	{ "apply", apply_run, .help = "make the rules of files the table: all of them or none",
	  .words = "[FILE|DIR]...", .options = OPT_DRY_RUN | OPT_SYSCTL_D, .more = apply_more,
	  .complete = apply_complete },
	{ "explain", explain_run, .help = "what would become of a write, and by which rule",
	  .words = "NAME[=VALUE]", .options = OPT_CGROUP | OPT_PID, .more = explain_more,
	  .complete = explain_complete },
	{ "pin", pin_run, .help = "nobody changes these, and what they hold is put back",
	  .words = "NAME[=VALUE]...", .more = pin_more, .complete = pin_complete },
	{ "drift", drift_run, .help = "the pinned sysctls that moved, and by whom",
	  .options = OPT_ALL, .more = drift_more },
	{ "mode", mode_run, .help = "show or set whether rules decide or only report",
	  .words = "[enforce|permissive]", .more = mode_more, .complete = mode_complete },
	{ "seal", seal_run, .help = "until reboot: rules can only get tighter", .more = seal_more },
	{ "events", events_run, .help = "what was decided; the last ones even if nobody listened",
	  .options = OPT_FOLLOW | OPT_LAST | OPT_SINCE, .more = events_more },
	{ "stats", stats_run, .help = "counters since the module was loaded",
	  .options = OPT_CPU | OPT_SCOPE | OPT_RESET, .more = stats_more },
	{ "handler", NULL, .help = "the deferred work behind the verdicts",
	  .words = "list|show|set|reset", .below = handler_commands },
	{ "probe", NULL, .help = "measure the kinds of handlers on this host",
	  .words = "run|show|diff|blame", .below = probe_commands },
	{ .name = NULL }
};

static const struct command top = {
	.name = "holdfast",
	.words = "COMMAND",
	.help = "Keep this host's sysctls where their owner put them",
	.below = commands,
	.options = OPT_VERSION,
};

int main(int argc, char **argv)
{
	struct options opt = { 0 };
	int n, ret, end;

	/* A reader that leaves is an error of the write, not a death. */
	signal(SIGPIPE, SIG_IGN);

	/* For the shell's completion, whose words may be half-written options. */
	if (argc > 1 && !strcmp(argv[1], "complete"))
		return command_complete(&top, argc - 2, argv + 2);

	n = options_parse(&opt, argc - 1, argv + 1);
	if (n < 0)
		return EXIT_USAGE;
	if (options_has(&opt, OPT_VERSION)) {
		puts("holdfast " HOLDFAST_VERSION);
		return out_end();
	}
	out_begin(options_has(&opt, OPT_JSON), options_has(&opt, OPT_HUMAN));
	ret = command_run(&top, &opt, n, argv + 1);
	end = out_end();
	if (!out_flush())
		_exit(ret ? ret : end);	/* exit() would try, and block, once more */
	return ret ? ret : end;
}
