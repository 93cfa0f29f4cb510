/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Exit codes; 1 is for a module, a rule or a file that said no. */
#define EXIT_DONE	0
#define EXIT_REFUSED	1
#define EXIT_USAGE	2

#define OPT_JSON	(1U << 0)
#define OPT_HUMAN	(1U << 1)
#define OPT_HELP	(1U << 2)
#define OPT_VERSION	(1U << 3)
#define OPT_FOLLOW	(1U << 4)
#define OPT_LAST	(1U << 5)
#define OPT_SINCE	(1U << 6)
#define OPT_STATS	(1U << 7)
#define OPT_DRY_RUN	(1U << 8)
#define OPT_SYSCTL_D	(1U << 9)
#define OPT_CGROUP	(1U << 10)
#define OPT_PID		(1U << 11)
#define OPT_CPU		(1U << 12)
#define OPT_SCOPE	(1U << 13)
#define OPT_RESET	(1U << 14)
#define OPT_ALL		(1U << 15)

/* Of probes. */
#define OPT_TOLERANCE	(1U << 22)
#define OPT_SVG		(1U << 23)
#define OPT_ASSERT	(1U << 24)
#define OPT_SAVE	(1U << 25)
#define OPT_LOAD	(1U << 26)
#define OPT_THRESHOLD	(1U << 27)
#define OPT_DURATION	(1U << 28)
#define OPT_PERIOD	(1U << 29)
#define OPT_CPUS	(1U << 30)
#define OPT_KINDS	(1U << 31)

/* Far more than a task has hierarchies. */
#define OPTIONS_CGROUPS	32
#define OPTIONS_ASSERTS	32

/* These go with every command. */
#define OPT_COMMON	(OPT_JSON | OPT_HUMAN | OPT_HELP)

/* The options given, before or after the command. */
struct options {
	unsigned int given;
	uint64_t last;
	uint64_t since;
	uint64_t pid;
	unsigned int n_cgroups;
	const char *cgroup[OPTIONS_CGROUPS];
	const char *kinds;
	const char *cpus;
	uint64_t period;
	uint64_t duration;
	uint64_t threshold;
	const char *load;
	const char *save;
	const char *svg;
	uint64_t tolerance;
	unsigned int n_asserts;
	const char *assert_text[OPTIONS_ASSERTS];
};

struct option_info {
	unsigned int bit;
	char letter;		/* 0 for none */
	const char *name;
	const char *value;	/* what follows it, or NULL */
	const char *help;
};

/* Ended by one without a name. */
extern const struct option_info option_table[];

int options_parse(struct options *opt, int argc, char **argv);

static inline bool options_has(const struct options *opt, unsigned int bit)
{
	return opt->given & bit;
}

#endif /* TOOL_OPTIONS_H */
