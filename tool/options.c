// SPDX-License-Identifier: GPL-2.0
/*
 * Options stand anywhere among the words. Not getopt: a word of the rule
 * grammar may begin with '-' (the number -1), so only '-' and a letter begins an
 * option, and "--" ends them.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "options.h"

const struct option_info option_table[] = {
	{ OPT_JSON, 'j', "json", NULL, "write JSON" },
	{ OPT_HUMAN, 'h', "human", NULL, "times in units for humans (1.2us)" },
	{ OPT_FOLLOW, 'f', "follow", NULL, "then show events as they happen" },
	{ OPT_LAST, 'n', "last", "N", "only the last N of the journal" },
	{ OPT_SINCE, 0, "since-seq", "SEQ", "only from record SEQ on" },
	{ OPT_STATS, 's', "stats", NULL, "with how often each rule decided" },
	{ OPT_DRY_RUN, 0, "dry-run", NULL, "say what would change, and change nothing" },
	{ OPT_SYSCTL_D, 0, "from-sysctl.d", NULL, "a deny rule for each value sysctl.d(5) sets" },
	{ OPT_CGROUP, 0, "cgroup", "PATH", "as if written from this cgroup; one a hierarchy" },
	{ OPT_PID, 0, "pid", "PID", "as if written by this process" },
	{ OPT_CPU, 0, "cpu", NULL, "the counters of each CPU" },
	{ OPT_SCOPE, 0, "scope", NULL, "the counters of each scope that rules name" },
	{ OPT_RESET, 0, "reset", NULL, "set the counters of decisions to nothing" },
	{ OPT_ALL, 'a', "all", NULL, "also those that hold what they are to hold" },
	{ OPT_KINDS, 0, "kinds", "LIST", "kinds of handlers, as tasklet,workqueue; default all" },
	{ OPT_CPUS, 0, "cpus", "LIST", "CPUs, as 0-3,8; default all that are online" },
	{ OPT_PERIOD, 0, "period", "TIME", "between two ticks; default 1ms" },
	{ OPT_DURATION, 0, "duration", "TIME", "how long; default 10s" },
	{ OPT_THRESHOLD, 0, "threshold", "TIME", "blame who held up what took longer" },
	{ OPT_LOAD, 0, "load", "LIST", "with work beside it: cpu, net, timer, fork" },
	{ OPT_SAVE, 0, "save", "FILE", "keep the result, for probe show and diff" },
	{ OPT_ASSERT, 0, "assert", "EXPR", "exit 1 unless so, as 'tasklet.p99<50us'; more than once" },
	{ OPT_SVG, 0, "svg", "FILE", "plot the result, by gnuplot" },
	{ OPT_TOLERANCE, 0, "tolerance", "PERCENT", "how much slower is no slower; default 25" },
	{ OPT_HELP, 0, "help", NULL, "show this help" },
	{ OPT_VERSION, 'V', "version", NULL, "show the version" },
	{ 0, 0, NULL, NULL, NULL }
};

static int bad_option(const char *arg, const char *why)
{
	fprintf(stderr, "holdfast: option '%s' %s; see holdfast --help\n", arg, why);
	return -1;
}

static int set_number(uint64_t *to, const char *arg, const char *value)
{
	char *end;

	errno = 0;
	*to = strtoull(value, &end, 10);
	if (!isdigit((unsigned char)value[0]) || *end || errno)
		return bad_option(arg, "needs a number");
	return 0;
}

static int set_duration(uint64_t *to, const char *arg, const char *value)
{
	const char *why = duration_parse(value, to);

	if (!why)
		return 0;
	fprintf(stderr, "holdfast: option '%s': '%s': %s\n", arg, value, why);
	return -1;
}

static int add_assert(struct options *opt, const char *arg, const char *value)
{
	if (opt->n_asserts == OPTIONS_ASSERTS)
		return bad_option(arg, "is given too often");
	opt->assert_text[opt->n_asserts++] = value;
	return 0;
}

/* Of a probe. */
static int set_probe(struct options *opt, unsigned int bit, const char *arg, const char *value)
{
	switch (bit) {
	case OPT_PERIOD:
		return set_duration(&opt->period, arg, value);
	case OPT_DURATION:
		return set_duration(&opt->duration, arg, value);
	case OPT_THRESHOLD:
		return set_duration(&opt->threshold, arg, value);
	case OPT_TOLERANCE:
		return set_number(&opt->tolerance, arg, value);
	case OPT_ASSERT:
		return add_assert(opt, arg, value);
	case OPT_KINDS:
		opt->kinds = value;
		break;
	case OPT_CPUS:
		opt->cpus = value;
		break;
	case OPT_LOAD:
		opt->load = value;
		break;
	case OPT_SAVE:
		opt->save = value;
		break;
	case OPT_SVG:
		opt->svg = value;
		break;
	}
	return 0;
}

static int set(struct options *opt, const struct option_info *info, const char *arg,
	       const char *value)
{
	opt->given |= info->bit;
	switch (info->bit) {
	case OPT_LAST:
		return set_number(&opt->last, arg, value);
	case OPT_SINCE:
		return set_number(&opt->since, arg, value);
	case OPT_PID:
		return set_number(&opt->pid, arg, value);
	case OPT_CGROUP:
		if (opt->n_cgroups == OPTIONS_CGROUPS)
			return bad_option(arg, "is given too often");
		opt->cgroup[opt->n_cgroups++] = value;
		return 0;
	}
	return set_probe(opt, info->bit, arg, value);
}

/* "--name", "--name=value" or "--name value". Returns words used, or -1. */
static int take_long(struct options *opt, const char *arg, const char *next)
{
	size_t len = strcspn(arg + 2, "=");
	const char *value = arg[2 + len] ? arg + 2 + len + 1 : NULL;
	const struct option_info *info;

	for (info = option_table; info->name; info++)
		if (strlen(info->name) == len && !strncmp(info->name, arg + 2, len))
			break;
	if (!info->name)
		return bad_option(arg, "is unknown");
	if (!info->value)
		return value ? bad_option(arg, "takes no value") : set(opt, info, arg, NULL) ? -1 : 1;
	if (value)
		return set(opt, info, arg, value) ? -1 : 1;
	if (!next)
		return bad_option(arg, "needs a value");
	return set(opt, info, arg, next) ? -1 : 2;
}

/* "-jh", "-n5" or "-n 5". Returns words used, or -1. */
static int take_short(struct options *opt, const char *arg, const char *next)
{
	const struct option_info *info;
	const char *c;

	for (c = arg + 1; *c; c++) {
		for (info = option_table; info->name; info++)
			if (info->letter == *c)
				break;
		if (!info->name)
			return bad_option(arg, "is unknown");
		if (!info->value) {
			set(opt, info, arg, NULL);
			continue;
		}
		if (c[1])
			return set(opt, info, arg, c + 1) ? -1 : 1;
		if (!next)
			return bad_option(arg, "needs a value");
		return set(opt, info, arg, next) ? -1 : 2;
	}
	return 1;
}

/*
 * Read the options and move the other words to the front of @argv. Returns how
 * many words there are, or -1 when the complaint is printed.
 */
int options_parse(struct options *opt, int argc, char **argv)
{
	int words = 0, i = 0, used;

	while (i < argc) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;

		if (!strcmp(argv[i], "--")) {
			for (i++; i < argc; i++)
				argv[words++] = argv[i];
			break;
		}
		if (!strncmp(argv[i], "--", 2)) {
			used = take_long(opt, argv[i], next);
		} else if (argv[i][0] == '-' && isalpha((unsigned char)argv[i][1])) {
			used = take_short(opt, argv[i], next);
		} else {
			argv[words++] = argv[i];
			used = 1;
		}
		if (used < 0)
			return -1;
		i += used;
	}
	return words;
}
