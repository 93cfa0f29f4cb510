// SPDX-License-Identifier: GPL-2.0
/*
 * Rules files: a rule a line, '#' begins a comment. What is wrong is printed
 * when it is found, as FILE:LINE: reason, and counted: all of a file's mistakes
 * are told at once, up to a bound.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "escape.h"
#include "file.h"
#include "grammar.h"
#include "policy.h"
#include "rule.h"
#include "words.h"

/* Twice the longest rule, each byte of it written with a backslash. */
#define LINE_MOST	8192
#define TELL_MOST	20

static void no_memory(void)
{
	fputs("holdfast: out of memory\n", stderr);
	exit(1);
}

void policy_init(struct policy *policy)
{
	memset(policy, 0, sizeof(*policy));
	policy->rules.record = &rule_record;
}

void policy_free(struct policy *policy)
{
	size_t i;

	for (i = 0; i < policy->rules.count; i++)
		free(policy->source[i].note);
	for (i = 0; i < policy->n_files; i++)
		free(policy->file[i]);
	free(policy->file);
	free(policy->source);
	list_free(&policy->rules);
}

/* A file's name and what it holds may be anything; a terminal must not obey it. */
static void tell(const char *file, size_t line, const char *reason)
{
	char *name = escape_text(file, strlen(file), false);
	char *text = escape_text(reason, strlen(reason), false);

	if (!name || !text)
		no_memory();
	if (line)
		fprintf(stderr, "%s:%zu: %s\n", name, line, text);
	else
		fprintf(stderr, "%s: %s\n", name, text);
	free(name);
	free(text);
}

void policy_problem(struct policy *policy, size_t file, size_t line, const char *fmt, ...)
{
	char reason[1024];
	va_list args;

	policy->problems++;
	if (policy->told++ >= TELL_MOST)
		return;
	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	tell(policy->file[file], line, reason);
}

/*
 * Begin with a file and get what it holds; one that is not @named but was found
 * in a directory must be a file indeed. Returns 0, or -1 when that was told.
 */
int policy_open(struct policy *policy, const char *path, bool named, char **text, size_t *len)
{
	struct complaint complaint;
	struct stat st;

	policy->file = reallocarray(policy->file, policy->n_files + 1, sizeof(*policy->file));
	if (!policy->file)
		no_memory();
	policy->file[policy->n_files] = strdup(strcmp(path, "-") ? path : "<stdin>");
	if (!policy->file[policy->n_files++])
		no_memory();

	policy->told = 0;
	policy->told_cr = false;
	*text = NULL;
	if (!named && !stat(path, &st) && !S_ISREG(st.st_mode))
		complain(&complaint, "%s", S_ISDIR(st.st_mode) ? "is a directory, not a file" :
			 "is not a regular file");
	else
		*text = file_read(path, len, &complaint);
	if (!*text)
		policy_problem(policy, policy->n_files - 1, 0, "%s", complaint.text);
	return *text ? 0 : -1;
}

/* The end of a file: how many of its problems were not told. */
void policy_close(struct policy *policy, char *text)
{
	if (policy->told > TELL_MOST)
		fprintf(stderr, "%s: and %zu more\n", policy->file[policy->n_files - 1],
			policy->told - TELL_MOST);
	free(text);
}

/* The rule's memory becomes the policy's. */
void policy_add(struct policy *policy, const struct rule *rule, size_t file, size_t line,
		const char *note)
{
	struct rule *added = list_add(&policy->rules);
	size_t n = policy->rules.count;

	if (!added)
		no_memory();
	*added = *rule;
	if (n > policy->sources_room) {
		policy->sources_room = n * 2;
		policy->source = reallocarray(policy->source, policy->sources_room,
					      sizeof(*policy->source));
		if (!policy->source)
			no_memory();
	}
	policy->source[n - 1] = (struct source){ file, line, note ? strdup(note) : NULL };
}

static bool is_utf8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n;

	for (; len; s += n, len -= n) {
		n = escape_utf8(s, len);
		if (!n)
			return false;
	}
	return true;
}

/* What a line is before it has words. */
static const char *bad_line(const char *line, size_t len)
{
	if (len > LINE_MOST)
		return "is longer than 8192 bytes";
	if (memchr(line, '\0', len))
		return "has a NUL byte";
	if (!is_utf8(line, len))
		return "is not UTF-8";
	if (memchr(line, '\r', len))
		return "has a carriage return";
	return NULL;
}

/* An editor of another system ends each line so: that is one mistake, not many. */
static size_t without_cr(struct policy *policy, char *line, size_t len, size_t number)
{
	if (!len || len > LINE_MOST || line[len - 1] != '\r')
		return len;
	if (!policy->told_cr)
		policy_problem(policy, policy->n_files - 1, number,
			       "the line ends with CR LF; in a rules file LF alone ends a line");
	policy->told_cr = true;
	line[--len] = '\0';
	return len;
}

static void read_line(struct policy *policy, char *line, size_t len, size_t number)
{
	struct complaint complaint;
	char *word[WORDS_MAX];
	struct rule rule;
	const char *why;
	int n;

	len = without_cr(policy, line, len, number);
	why = bad_line(line, len);
	if (why) {
		policy_problem(policy, policy->n_files - 1, number, "the line %s", why);
		return;
	}
	why = words_split(line, word, &n);
	if (why)
		policy_problem(policy, policy->n_files - 1, number, "%s", why);
	else if (n && grammar_rule(n, word, &rule, &complaint))
		policy_problem(policy, policy->n_files - 1, number, "%s", complaint.text);
	else if (n)
		policy_add(policy, &rule, policy->n_files - 1, number, NULL);
}

/* Read a file of rules; its problems are told. */
void policy_read(struct policy *policy, const char *path, bool named)
{
	char line[LINE_MOST + 2], *text, *at, *end;
	size_t len, line_len, number = 0;

	if (policy_open(policy, path, named, &text, &len))
		return;
	for (at = text; at < text + len; at = end + 1) {
		end = memchr(at, '\n', text + len - at);
		if (!end)
			end = text + len;
		line_len = end - at;
		memcpy(line, at, line_len < sizeof(line) ? line_len : sizeof(line) - 1);
		line[line_len < sizeof(line) ? line_len : sizeof(line) - 1] = '\0';
		read_line(policy, line, line_len, ++number);
	}
	policy_close(policy, text);
}

struct place {
	const struct rule *rule;
	size_t index;
};

static int by_key(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	int order = rule_compare(one->rule, other->rule);

	if (order)
		return order;
	return one->index < other->index ? -1 : one->index > other->index;
}

static int by_index(const void *a, const void *b)
{
	size_t one = *(const size_t *)a, other = *(const size_t *)b;

	return one < other ? -1 : one > other;
}

static void tell_double(struct policy *policy, size_t first, size_t again)
{
	const struct source *here = &policy->source[again], *there = &policy->source[first];

	policy_problem(policy, here->file, here->line,
		       "a second rule with this pattern and scope; the first is at %s:%zu",
		       policy->file[there->file], there->line);
}

/* Each rule whose key an earlier one has. The first of them all is the one named. */
void policy_find_doubles(struct policy *policy)
{
	size_t n = policy->rules.count, i, first = 0, doubles = 0;
	struct place *place = calloc(n + 1, sizeof(*place));
	size_t (*pair)[2] = calloc(n + 1, sizeof(*pair));

	if (!place || !pair)
		no_memory();
	for (i = 0; i < n; i++)
		place[i] = (struct place){ list_get(&policy->rules, i), i };
	qsort(place, n, sizeof(*place), by_key);
	for (i = 1; i < n; i++) {
		if (rule_compare(place[i].rule, place[first].rule)) {
			first = i;
			continue;
		}
		pair[doubles][0] = place[i].index;
		pair[doubles++][1] = place[first].index;
	}
	/* In the order in which they were read. */
	qsort(pair, doubles, sizeof(*pair), by_index);
	policy->told = 0;
	for (i = 0; i < doubles; i++)
		tell_double(policy, pair[i][1], pair[i][0]);
	free(place);
	free(pair);
}
