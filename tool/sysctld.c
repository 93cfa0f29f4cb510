// SPDX-License-Identifier: GPL-2.0
/*
 * The host's sysctl.d(5), as rules: what it sets, nobody may change.
 *
 * Read as systemd-sysctl reads it: a later line for a key replaces an earlier
 * one; "-KEY = VALUE" is a setting; "-KEY" alone takes a key out of what globs
 * set, and such a key gets a rule that allows it, where a pattern would
 * deny it. A glob with nothing but '*' in it means the same as a pattern; any
 * other is for the names that are there now.
 */
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dropin.h"
#include "rule.h"
#include "sysctld.h"

#define PROC_SYS	"/proc/sys/"
#define BLANKS		" \t\n\r"

static const char *const directories[] = {
	"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d",
	"/lib/sysctl.d",
};

/* A line; "key" is a path below /proc/sys. */
struct setting {
	char *key;
	char *value;		/* NULL: not to be set by a glob */
	size_t file;
	size_t line;
	bool replaced;
};

struct settings {
	struct policy *policy;
	struct setting *at;
	size_t n;
};

static char *strip(char *text)
{
	size_t len;

	text += strspn(text, BLANKS);
	for (len = strlen(text); len && strchr(BLANKS, text[len - 1]); len--)
		;
	text[len] = '\0';
	return text;
}

/* As a path, without slashes that say nothing. */
static char *key_path(const char *name)
{
	size_t size = strlen(name) + 1;
	char *path = malloc(size), *from, *to;

	if (!path)
		return NULL;
	rule_path(path, size, name);
	for (from = to = path; *from; from++)
		if (*from != '/' || (to > path && to[-1] != '/'))
			*to++ = *from;
	*to = '\0';
	return path;
}

static void add(struct settings *all, const char *name, const char *value, size_t file,
		size_t line)
{
	struct setting *at = reallocarray(all->at, all->n + 1, sizeof(*at));
	char *key = key_path(name);
	size_t i;

	if (!at || !key) {
		fputs("holdfast: out of memory\n", stderr);
		exit(1);
	}
	all->at = at;
	for (i = 0; i < all->n; i++)
		if (!strcmp(at[i].key, key))
			at[i].replaced = true;
	at[all->n++] = (struct setting){ key, value ? strdup(value) : NULL, file, line, false };
}

static void read_line(struct settings *all, char *line, size_t file, size_t number)
{
	char *value, *key = strip(line);
	bool minus = *key == '-';

	if (!*key || *key == '#' || *key == ';')
		return;
	value = strchr(key, '=');
	if (value) {
		*value = '\0';
		value = strip(value + 1);
	} else if (!minus) {
		/* systemd says so too, and goes on. */
		fprintf(stderr, "%s:%zu: no assignment, so no rule\n", all->policy->file[file],
			number);
		return;
	}
	key = strip(key + minus);
	if (*key)
		add(all, key, value, file, number);
}

static void read_file(struct settings *all, const char *path)
{
	struct policy *policy = all->policy;
	size_t len, number = 0;
	char *text, *at, *end;

	/* A link that leads nowhere sets nothing. */
	if (access(path, F_OK) || policy_open(policy, path, false, &text, &len))
		return;
	for (at = text; at < text + len; at = end + 1) {
		char *line;

		end = memchr(at, '\n', text + len - at);
		if (!end)
			end = text + len;
		line = strndup(at, end - at);
		if (line)
			read_line(all, line, policy->n_files - 1, ++number);
		free(line);
	}
	policy_close(policy, text);
}

static bool is_glob(const char *key)
{
	return strpbrk(key, "*?[");
}

static bool is_pattern(const char *key)
{
	return !strpbrk(key, "?[") && !strstr(key, "**");
}

static const struct setting *find(const struct settings *all, const char *key)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!all->at[i].replaced && !strcmp(all->at[i].key, key))
			return &all->at[i];
	return NULL;
}

/* Unless a rules file has one with this key. */
static void add_rule(struct settings *all, const struct setting *from, const char *key,
		     enum holdfast_action action, const char *note)
{
	struct policy *policy = all->policy;
	struct rule rule = { .action = action, .scope = HOLDFAST_SCOPE_ANY };
	size_t i;

	if (strlen(key) > HOLDFAST_PATTERN_MAX) {
		policy_problem(policy, from->file, from->line, "the name has %zu bytes; at most %d",
			       strlen(key), HOLDFAST_PATTERN_MAX);
		return;
	}
	strcpy(rule.pattern, key);
	SET(&rule, HOLDFAST_A_RULE_PATTERN);
	SET(&rule, HOLDFAST_A_RULE_ACTION);
	SET(&rule, HOLDFAST_A_RULE_SCOPE);
	for (i = 0; i < policy->rules.count; i++)
		if (!rule_compare(list_get(&policy->rules, i), &rule))
			return;
	policy_add(policy, &rule, from->file, from->line, note);
}

static void deny(struct settings *all, const struct setting *from, const char *key)
{
	char note[512];

	snprintf(note, sizeof(note), "= %.200s (%.200s:%zu)", from->value,
		 all->policy->file[from->file], from->line);
	add_rule(all, from, key, HOLDFAST_ACTION_DENY, note);
}

/* A name that a glob meets and that has a line of its own follows that line. */
static void deny_matches(struct settings *all, const struct setting *from)
{
	char pattern[sizeof(PROC_SYS) + HOLDFAST_PATTERN_MAX];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), PROC_SYS "%s", from->key);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		if (!find(all, found.gl_pathv[i] + strlen(PROC_SYS)))
			deny(all, from, found.gl_pathv[i] + strlen(PROC_SYS));
	globfree(&found);
}

static void allow_excluded(struct settings *all, const struct setting *excluded)
{
	const struct setting *by;
	char note[512];
	size_t i;

	for (i = 0; i < all->n && !is_glob(excluded->key); i++) {
		by = &all->at[i];
		if (by->replaced || !by->value || !is_glob(by->key) || !is_pattern(by->key) ||
		    fnmatch(by->key, excluded->key, FNM_PATHNAME))
			continue;
		snprintf(note, sizeof(note), "not set (%.200s:%zu)",
			 all->policy->file[excluded->file], excluded->line);
		add_rule(all, excluded, excluded->key, HOLDFAST_ACTION_ALLOW, note);
		return;
	}
}

static void make_rules(struct settings *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct setting *setting = &all->at[i];

		if (setting->replaced)
			continue;
		if (!setting->value)
			allow_excluded(all, setting);
		else if (is_pattern(setting->key))
			deny(all, setting, setting->key);
		else
			deny_matches(all, setting);
	}
}

/* Add a rule for each value that is set and has none yet. */
void sysctld_read(struct policy *policy)
{
	struct settings all = { .policy = policy };
	struct texts dirs = { 0 }, files = { 0 };
	struct complaint complaint;
	const char *file = NULL;
	size_t i;

	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		texts_add(&dirs, directories[i]);
	if (dropin_list(&files, ".conf", &dirs, true, &complaint)) {
		fprintf(stderr, "holdfast: %s\n", complaint.text);
		policy->problems++;
	}
	while ((file = texts_next(&files, file)))
		read_file(&all, file);
	make_rules(&all);

	for (i = 0; i < all.n; i++) {
		free(all.at[i].key);
		free(all.at[i].value);
	}
	free(all.at);
	free(dirs.at);
	free(files.at);
}
