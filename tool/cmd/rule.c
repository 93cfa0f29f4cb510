// SPDX-License-Identifier: GPL-2.0
/* holdfast rule add|del|list|flush */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "doors.h"
#include "grammar.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "rule-out.h"
#include "rule.h"

static int usage(const char *command, const struct complaint *complaint)
{
	fprintf(stderr, "holdfast: %s: %s\n", command, complaint->text);
	return EXIT_USAGE;
}

static int change(uint8_t cmd, const char *name, const struct rule *rule)
{
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE;

	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_do(nl, cmd, &rule_record, rule, NULL)) {
		if (rule)
			ret = hfnl_complain(nl, "%s '%s'", name, rule->pattern);
		else
			ret = hfnl_complain(nl, "%s", name);
	}
	hfnl_close(nl);
	return ret;
}

static int add_run(const struct options *opt, int n, char **word)
{
	struct complaint complaint;
	struct rule rule;
	int ret;

	(void)opt;
	if (grammar_rule(n, word, &rule, &complaint))
		return usage("rule add", &complaint);
	ret = change(HOLDFAST_CMD_RULE_ADD, "rule add", &rule);
	if (ret == EXIT_DONE)
		doors_warn(&rule, 1);
	record_clear(&rule_record, &rule);
	return ret;
}

static int del_run(const struct options *opt, int n, char **word)
{
	struct complaint complaint;
	struct rule rule;
	int ret;

	(void)opt;
	if (grammar_key(n, word, &rule, &complaint))
		return usage("rule del", &complaint);
	ret = change(HOLDFAST_CMD_RULE_DEL, "rule del", &rule);
	record_clear(&rule_record, &rule);
	return ret;
}

static int flush_run(const struct options *opt, int n, char **word)
{
	(void)opt;
	(void)n;
	(void)word;
	return change(HOLDFAST_CMD_RULE_FLUSH, "rule flush", NULL);
}

static void print_last(const struct rule *rule)
{
	if (!HAS(rule, HOLDFAST_A_RULE_LAST_TIME))
		return;
	out_text(", last by");
	out_open_object("last");
	if (HAS(rule, HOLDFAST_A_RULE_LAST_COMM))
		out_bytes("comm", " \"%s\"", rule->last_comm, strlen(rule->last_comm));
	if (HAS(rule, HOLDFAST_A_RULE_LAST_PID))
		out_number("pid", " pid %" PRIu64, rule->last_pid);
	if (HAS(rule, HOLDFAST_A_RULE_LAST_UID))
		out_number("uid", " uid %" PRIu64, rule->last_uid);
	out_clock("time", " at %s", rule->last_time);
	out_close_object();
}

/* A comment, so that the line still is a rule. */
static void print_stats(const struct rule *rule)
{
	out_number("hits", "\t# hits %" PRIu64, rule->hits);
	out_number("allowed", ": allowed %" PRIu64, rule->allowed);
	out_number("denied", ", denied %" PRIu64, rule->denied);
	out_number("rewritten", ", rewritten %" PRIu64, rule->rewritten);
	out_number("would", ", of these let through %" PRIu64, rule->would);
	print_last(rule);
}

static void print(const struct rule *rule, bool with_stats)
{
	out_open_object(NULL);
	rule_out(rule);
	if (with_stats || out_json())
		print_stats(rule);
	out_text("\n");
	out_close_object();
}

static int list_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl = hfnl_open();
	struct list list = { 0 };
	int ret = EXIT_DONE;
	size_t i;

	(void)n;
	(void)word;
	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_dump(nl, HOLDFAST_CMD_RULE_GET, &rule_record, NULL, &list)) {
		ret = hfnl_complain(nl, "rule list");
	} else {
		out_open_array(NULL);
		for (i = 0; i < list.count; i++)
			print(list_get(&list, i), options_has(opt, OPT_STATS));
		out_close_array();
	}
	list_free(&list);
	hfnl_close(nl);
	return ret;
}

/* One more component for a half-written sysctl name. */
void complete_sysctl(const char *prefix)
{
	size_t first = strcspn(prefix, "./"), i;
	char sep = prefix[first] ? prefix[first] : '.';
	char path[512] = "/proc/sys/", name[512];
	size_t root = strlen(path), len;
	struct dirent *entry;
	DIR *dir;

	if (strlen(prefix) > HOLDFAST_PATTERN_MAX)
		return;
	strcat(path, prefix);
	if (sep == '.')
		rule_dotted(path + root, sizeof(path) - root, prefix);
	len = strrchr(path, '/') + 1 - path;
	path[len] = '\0';
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		/* The directory as the user wrote it, then the entry in that form. */
		i = snprintf(name, sizeof(name), "%.*s", (int)(len - root), prefix);
		if (sep == '.')
			rule_dotted(name + i, sizeof(name) - i, entry->d_name);
		else
			snprintf(name + i, sizeof(name) - i, "%s", entry->d_name);
		i = strlen(name);
		if (entry->d_type == DT_DIR && i + 1 < sizeof(name))
			snprintf(name + i, sizeof(name) - i, "%c", sep);
		command_offer(prefix, name);
	}
	closedir(dir);
}

static void complete_existing(const char *prefix)
{
	struct hfnl *nl = hfnl_open();
	struct list list = { 0 };
	char name[HOLDFAST_PATTERN_MAX + 1];
	size_t i;

	if (nl && !hfnl_dump(nl, HOLDFAST_CMD_RULE_GET, &rule_record, NULL, &list)) {
		for (i = 0; i < list.count; i++) {
			struct rule *rule = list_get(&list, i);

			rule_dotted(name, sizeof(name), rule->pattern);
			command_offer(prefix, name);
		}
	}
	list_free(&list);
	hfnl_close(nl);
}

static void complete_names(const struct names *names, const char *prefix)
{
	unsigned int i;

	for (i = 0; i < names->count; i++)
		command_offer(prefix, names->name[i]);
}

static void offer(const char *prefix, const char *const *words)
{
	for (; *words; words++)
		command_offer(prefix, *words);
}

static void complete_scope(int n, char **word, const char *prefix)
{
	static const char *const scopes[] = { "any", "host", "container", "cgroup:", NULL };

	if (!n)
		command_offer(prefix, "scope");
	else if (n == 1 && !strcmp(word[0], "scope"))
		offer(prefix, scopes);
}

/* After "pin": [VALUE] [restore HOW] [scope SCOPE]. */
static void complete_pin(int n, char **word, const char *prefix)
{
	static const char *const how[] = { "off", "warn", "always", NULL };
	bool at_once = n && (!strcmp(word[0], "restore") || !strcmp(word[0], "scope"));

	if (n && !at_once) {
		n--;
		word++;
	}
	if (!n)
		command_offer(prefix, "restore");
	if (n == 1 && !strcmp(word[0], "restore")) {
		offer(prefix, how);
		return;
	}
	if (n && !strcmp(word[0], "restore"))
		complete_scope(n - 2, word + 2, prefix);
	else
		complete_scope(n, word, prefix);
}

/* After "allow", "clamp" or another action. */
static void complete_constraint(int n, char **word, const char *prefix)
{
	static const char *const constraints[] = { "one-of", "ratchet", NULL };
	static const char *const ways[] = { "up", "down", NULL };
	bool allow = !strcmp(word[0], "allow");
	int took = 0;

	if (n == 1 && allow)
		offer(prefix, constraints);
	if (n == 2 && allow && !strcmp(word[1], "ratchet"))
		offer(prefix, ways);
	if (n > 1 && (allow || !strcmp(word[0], "clamp")) && strcmp(word[1], "scope"))
		took = !strcmp(word[1], "one-of") || !strcmp(word[1], "ratchet") ? 2 : 1;
	if (n > took && !(n == 1 && !strcmp(word[0], "clamp")))
		complete_scope(n - 1 - took, word + 1 + took, prefix);
}

static void add_complete(int n, char **word, const char *prefix)
{
	if (!n)
		complete_sysctl(prefix);
	else if (n == 1)
		complete_names(&action_names, prefix);
	else if (!strcmp(word[1], "pin"))
		complete_pin(n - 2, word + 2, prefix);
	else
		complete_constraint(n - 1, word + 1, prefix);
}

static void del_complete(int n, char **word, const char *prefix)
{
	if (!n)
		complete_existing(prefix);
	else
		complete_scope(n - 1, word + 1, prefix);
}

static const char add_more[] =
	"A rule with the same pattern and scope is replaced.\n"
	"\n"
	"  PATTERN  a sysctl name, kernel.core_pattern or kernel/core_pattern; '*' for one\n"
	"           component or a part of one, a closing '**' for any rest. Quote these.\n"
	"  ACTION   allow [CONSTRAINT]  the write goes through; with a constraint, where the\n"
	"                               value keeps to it, or else it is refused\n"
	"           deny                the write is refused and reported\n"
	"           audit               the write goes through and is reported\n"
	"           clamp MIN..MAX      the numbers written are brought into range\n"
	"           pin [VALUE] [restore off|warn|always]   as deny, and VALUE, or what it\n"
	"                               holds now, is remembered, watched and put back\n"
	"  CONSTRAINT  MIN..MAX, MIN.., ..MAX   numbers from MIN to MAX\n"
	"              one-of A,B,...           one of these values\n"
	"              ratchet up|down          numbers that do not fall, or do not rise\n"
	"  SCOPE    who writes: any (without 'scope'), host, container, or\n"
	"           cgroup:PATH, that cgroup and all below it, in every hierarchy;\n"
	"           cgroup:CONTROLLERS:PATH as in /proc/PID/cgroup; cgroup::PATH is cgroup v2\n"
	"\n"
	"Blanks, commas, '\"' and '\\' in values and paths stand inside double quotes or\n"
	"behind a backslash, which the shell must let pass. More in holdfast.rules(5).\n";

static const char list_more[] =
	"Each line is a rule as 'holdfast rule add' and 'holdfast apply' take it.\n";

const struct command rule_commands[] = {
	{ "add", add_run, .help = "add a rule, or replace the one with that pattern and scope",
	  .words = "PATTERN ACTION [scope SCOPE]", .more = add_more, .complete = add_complete },
	{ "del", del_run, .help = "remove the rule with that pattern and scope",
	  .words = "PATTERN [scope SCOPE]", .complete = del_complete },
	{ "list", list_run, .help = "list the rules, in the order they were added",
	  .options = OPT_STATS, .more = list_more },
	{ "flush", flush_run, .help = "remove all rules, at once for every writer" },
	{ .name = NULL }
};
