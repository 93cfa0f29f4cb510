// SPDX-License-Identifier: GPL-2.0
/* From the command line's words to a command, its help and its completion. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

#define PATH_ROOM	64

/* A command, and the words that led to it: "holdfast rule add". */
struct place {
	const struct command *command;
	char path[PATH_ROOM];
	int used;
};

static const struct command *find(const struct command *table, const char *word)
{
	for (; table && table->name; table++)
		if (!strcmp(table->name, word))
			return table;
	return NULL;
}

static void descend(struct place *place, const struct command *to)
{
	size_t len = strlen(place->path);

	place->command = to;
	place->used++;
	snprintf(place->path + len, sizeof(place->path) - len, " %s", to->name);
}

static struct place walk(const struct command *top, int n, char **word)
{
	struct place place = { .command = top };
	const struct command *next;

	snprintf(place.path, sizeof(place.path), "%s", top->name);
	while (place.used < n) {
		next = find(place.command->below, word[place.used]);
		if (!next)
			break;
		descend(&place, next);
	}
	return place;
}

static void print_options(FILE *to, unsigned int bits)
{
	const struct option_info *info;
	char text[64];

	fputs("\nOptions, before or after the command:\n", to);
	for (info = option_table; info->name; info++) {
		if (!(info->bit & bits))
			continue;
		snprintf(text, sizeof(text), "%c%c%s --%s %s", info->letter ? '-' : ' ',
			 info->letter ? info->letter : ' ', info->letter ? "," : " ",
			 info->name, info->value ? info->value : "");
		fprintf(to, "  %-22s %s\n", text, info->help);
	}
}

static void print_below(FILE *to, const char *path, const struct command *table)
{
	char line[128];

	fputs("\nCommands:\n", to);
	for (; table->name; table++) {
		snprintf(line, sizeof(line), "%s%s%s", table->name, table->words ? " " : "",
			 table->words ? table->words : "");
		fprintf(to, "  %-38s %s\n", line, table->help);
	}
	fprintf(to, "\n'%s COMMAND --help' tells more of one.\n", path);
}

static int print_help(FILE *to, const struct place *place)
{
	const struct command *command = place->command;
	unsigned int bits = OPT_COMMON | command->options;

	fprintf(to, "Usage: %s%s%s [OPTION]...\n\n%c%s.\n", place->path, command->words ? " " : "",
		command->words ? command->words : "", toupper((unsigned char)command->help[0]),
		command->help + 1);
	if (command->more)
		fprintf(to, "\n%s", command->more);
	if (command->below)
		print_below(to, place->path, command->below);
	print_options(to, bits);
	return to == stderr ? EXIT_USAGE : EXIT_DONE;
}

/* "holdfast help rule add" and "holdfast rule help". */
static int help_for(const struct command *top, int n, char **word)
{
	struct place place = walk(top, n, word);

	if (place.used < n) {
		fprintf(stderr, "holdfast: help: %s has no command '%s'; see %s --help\n",
			place.path, word[place.used], place.path);
		return EXIT_USAGE;
	}
	return print_help(stdout, &place);
}

static int check_options(const struct place *place, const struct options *opt)
{
	unsigned int bad = opt->given & ~(OPT_COMMON | place->command->options);
	const struct option_info *info;

	for (info = option_table; info->name; info++) {
		if (!(info->bit & bad))
			continue;
		fprintf(stderr, "holdfast: option --%s does not go with '%s'; see %s --help\n",
			info->name, place->path, place->path);
		return -1;
	}
	return 0;
}

static int no_such(const struct place *place, int n, char **word)
{
	const struct command *c;

	if (place->used == n)
		fprintf(stderr, "holdfast: '%s' needs a command after it; one of", place->path);
	else
		fprintf(stderr, "holdfast: '%s' has no command '%s'; one of", place->path,
			word[place->used]);
	for (c = place->command->below; c->name; c++)
		fprintf(stderr, "%s %s", c == place->command->below ? "" : ",", c->name);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* Find the command that the words name and run it, or help. */
int command_run(const struct command *top, const struct options *opt, int n, char **word)
{
	struct place place = walk(top, n, word);
	int rest = n - place.used;

	if (n && !strcmp(word[0], "help"))
		return help_for(top, n - 1, word + 1);
	if (options_has(opt, OPT_HELP) || (rest == 1 && !strcmp(word[place.used], "help")))
		return print_help(stdout, &place);
	if (!n)
		return print_help(stderr, &place);
	if (!place.command->run)
		return no_such(&place, n, word);
	if (check_options(&place, opt))
		return EXIT_USAGE;
	if (rest && !place.command->words) {
		fprintf(stderr, "holdfast: '%s' takes no words, so not '%s'\n", place.path,
			word[place.used]);
		return EXIT_USAGE;
	}
	return place.command->run(opt, rest, word + place.used);
}

void command_offer(const char *prefix, const char *word)
{
	if (!strncmp(prefix, word, strlen(prefix)))
		puts(word);
}

static void offer_options(const char *prefix, unsigned int bits)
{
	const struct option_info *info;
	char text[64];

	for (info = option_table; info->name; info++) {
		if (!(info->bit & bits))
			continue;
		snprintf(text, sizeof(text), "--%s", info->name);
		command_offer(prefix, text);
	}
}

/* Drop the options from a line that is still being written. */
static int only_words(int n, char **word)
{
	int kept = 0, i;

	for (i = 0; i < n; i++)
		if (word[i][0] != '-')
			word[kept++] = word[i];
	return kept;
}

/* The last of the words is being written: print what it may become. */
int command_complete(const struct command *top, int n, char **word)
{
	const char *prefix = n ? word[n - 1] : "";
	const struct command *c;
	struct place place;

	n = only_words(n ? n - 1 : 0, word);
	place = walk(top, n, word);
	if (prefix[0] == '-')
		offer_options(prefix, OPT_COMMON | place.command->options);
	else if (place.command->below && place.used == n)
		for (c = place.command->below; c->name; c++)
			command_offer(prefix, c->name);
	else if (place.command->complete)
		place.command->complete(n - place.used, word + place.used, prefix);
	return EXIT_DONE;
}
