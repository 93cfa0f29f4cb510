// SPDX-License-Identifier: GPL-2.0
/*
 * holdfast apply [FILE|DIR]... [--dry-run] [--from-sysctl.d]
 *
 * All that is read is put aside in the module, which judges each rule, and then
 * takes the place of the whole table at once. The difference that is printed
 * is between the table as it was listed and the rules as they were read; the
 * module refuses to commit when the table is no longer what was listed.
 */
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "diff.h"
#include "doors.h"
#include "dropin.h"
#include "nl.h"
#include "out.h"
#include "policy.h"
#include "rule-out.h"
#include "sysctld.h"

const char apply_more[] =
	"The rules that are read take the place of all rules, at once for every writer;\n"
	"if anything is wrong, nothing changes, and each mistake is told as\n"
	"FILE:LINE: reason. What changes is printed, '-' before what goes, '+' before\n"
	"what comes.\n"
	"\n"
	"  FILE  rules, a line each as 'holdfast rule add' takes them; '-' is standard input\n"
	"  DIR   its *.rules, by name; a name in an earlier DIR masks it in later ones\n"
	"\n"
	"Without FILE and DIR: /etc/holdfast.d, /run/holdfast.d, /usr/local/lib/holdfast.d,\n"
	"/usr/lib/holdfast.d. More in holdfast.rules(5).\n";

static const char *const directories[] = {
	"/etc/holdfast.d", "/run/holdfast.d", "/usr/local/lib/holdfast.d", "/usr/lib/holdfast.d",
};

struct apply {
	struct hfnl *nl;
	bool dry_run;
	struct policy policy;
	struct list old;
	struct diff diff;
	struct table answer;
};

static int read_directories(struct policy *policy, const struct texts *dirs, bool optional)
{
	struct complaint complaint;
	struct texts files = { 0 };
	const char *file = NULL;

	if (dropin_list(&files, ".rules", dirs, optional, &complaint)) {
		fprintf(stderr, "holdfast: apply: %s\n", complaint.text);
		return -1;
	}
	if (!files.n)
		fputs("holdfast: apply: there are no *.rules, so there will be no rules\n", stderr);
	while ((file = texts_next(&files, file)))
		policy_read(policy, file, false);
	free(files.at);
	return 0;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Files as they are named, then all directories together. */
static int read_policy(struct policy *policy, const struct options *opt, int n, char **word)
{
	struct texts dirs = { 0 };
	bool default_dirs = !n && !options_has(opt, OPT_SYSCTL_D);
	size_t d;
	int i, err = 0;

	for (i = 0; i < n; i++) {
		if (is_directory(word[i]))
			texts_add(&dirs, word[i]);
		else
			policy_read(policy, word[i], true);
	}
	for (d = 0; default_dirs && d < sizeof(directories) / sizeof(directories[0]); d++)
		texts_add(&dirs, directories[d]);
	if (dirs.n)
		err = read_directories(policy, &dirs, default_dirs);
	free(dirs.at);
	policy_find_doubles(policy);
	if (options_has(opt, OPT_SYSCTL_D))
		sysctld_read(policy);
	return err;
}

static int refuse(const struct policy *policy)
{
	fprintf(stderr, "holdfast: apply: %zu mistake%s; nothing was changed\n", policy->problems,
		policy->problems == 1 ? "" : "s");
	return EXIT_REFUSED;
}

static int find_out(struct apply *a)
{
	struct stats stats = { 0 };

	/* The generation first: a change between the two is then noticed. */
	if (hfnl_do(a->nl, HOLDFAST_CMD_STATS_GET, &stats_record, NULL, &stats) ||
	    hfnl_dump(a->nl, HOLDFAST_CMD_RULE_GET, &rule_record, NULL, &a->old))
		return hfnl_complain(a->nl, "apply");
	a->answer.generation = stats.generation;
	if (!diff_make(&a->diff, &a->old, &a->policy.rules)) {
		fputs("holdfast: out of memory\n", stderr);
		return EXIT_REFUSED;
	}
	return EXIT_DONE;
}

/*
 * Of a rule that the module finds wrong its place is told, and the rules behind
 * it are sent, to hear of all; no more than that, as what was put aside is gone.
 */
static int stage(struct apply *a)
{
	struct policy *policy = &a->policy;
	char reason[HFNL_REASON];
	size_t from = 0, bad;

	policy->told = 0;
	while (hfnl_stage(a->nl, &policy->rules, from, &bad)) {
		if (bad == policy->rules.count)
			return hfnl_complain(a->nl, "apply");
		policy_problem(policy, policy->source[bad].file, policy->source[bad].line, "%s",
			       hfnl_reason(a->nl, reason, sizeof(reason)));
		from = bad + 1;
		if (from == policy->rules.count || hfnl_error(a->nl) != EINVAL)
			break;
	}
	return policy->problems ? refuse(policy) : EXIT_DONE;
}

static int commit(struct apply *a)
{
	struct table request = { .generation = a->answer.generation };

	SET(&request, HOLDFAST_A_TABLE_GENERATION);
	/* What would change nothing is not done: rules keep their counters. */
	if (a->dry_run || !a->diff.n)
		SET(&request, HOLDFAST_A_TABLE_DRY_RUN);
	memset(&a->answer, 0, sizeof(a->answer));
	if (hfnl_do(a->nl, HOLDFAST_CMD_TABLE_COMMIT, &table_record, &request, &a->answer))
		return hfnl_complain(a->nl, "apply: nothing was changed");
	return EXIT_DONE;
}

static const struct source *source_of(const struct apply *a, const struct rule *rule)
{
	size_t i = rule - (const struct rule *)list_get(&a->policy.rules, 0);

	return &a->policy.source[i];
}

static void out_new(const struct apply *a, const struct rule *rule)
{
	const struct source *source = source_of(a, rule);

	out_text("+ ");
	out_open_object("rule");
	rule_out(rule);
	out_close_object();
	if (source->note)
		out_string("note", "\t# %s", source->note);
	out_string("file", NULL, a->policy.file[source->file]);
	out_number("line", NULL, source->line);
	out_text("\n");
}

static void out_change(const struct apply *a, const struct change *change)
{
	out_open_object(NULL);
	out_string("change", NULL, !change->was ? "added" : !change->is ? "removed" : "changed");
	if (change->was) {
		out_text("- ");
		out_open_object(change->is ? "was" : "rule");
		rule_out(change->was);
		out_close_object();
		out_text("\n");
	}
	if (change->is)
		out_new(a, change->is);
	out_close_object();
}

static void out_sums(const struct apply *a)
{
	const struct diff *diff = &a->diff;

	out_number("rules", NULL, a->policy.rules.count);
	out_number("added", NULL, diff->added);
	out_number("removed", NULL, diff->removed);
	out_number("changed", NULL, diff->changed);
	out_number("unchanged", NULL, diff->unchanged);
	if (HAS(&a->answer, HOLDFAST_A_TABLE_GENERATION))
		out_number("generation", NULL, a->answer.generation);
	if (!diff->n)
		out_text("nothing %s: %zu rules\n", a->dry_run ? "would change" : "changed",
			 a->policy.rules.count);
	else
		out_text("%s%zu added, %zu removed, %zu changed, %zu unchanged: %zu rules\n",
			 a->dry_run ? "would be " : "", diff->added, diff->removed, diff->changed,
			 diff->unchanged, a->policy.rules.count);
}

static void print(const struct apply *a)
{
	size_t i;

	out_open_object(NULL);
	out_bool("dry_run", NULL, NULL, NULL, a->dry_run);
	out_open_array("files");
	for (i = 0; i < a->policy.n_files; i++)
		out_string(NULL, NULL, a->policy.file[i]);
	out_close_array();
	out_open_array("changes");
	for (i = 0; i < a->diff.n; i++)
		out_change(a, &a->diff.change[i]);
	out_close_array();
	out_sums(a);
	out_close_object();
}

static int apply(struct apply *a)
{
	int ret;

	if (a->policy.problems)
		return refuse(&a->policy);
	a->nl = hfnl_open();
	if (!a->nl)
		return EXIT_REFUSED;
	ret = find_out(a);
	if (!ret)
		ret = stage(a);
	if (!ret)
		ret = commit(a);
	if (!ret) {
		print(a);
		doors_warn(list_get(&a->policy.rules, 0), a->policy.rules.count);
	}
	return ret;
}

int apply_run(const struct options *opt, int n, char **word)
{
	struct apply a = { .dry_run = options_has(opt, OPT_DRY_RUN) };
	int ret = EXIT_REFUSED;

	policy_init(&a.policy);
	if (!read_policy(&a.policy, opt, n, word))
		ret = apply(&a);
	diff_free(&a.diff);
	list_free(&a.old);
	policy_free(&a.policy);
	hfnl_close(a.nl);
	return ret;
}

void apply_complete(int n, char **word, const char *prefix)
{
	char pattern[PATH_MAX];
	glob_t found;
	size_t i;

	(void)n;
	(void)word;
	snprintf(pattern, sizeof(pattern), "%s*", prefix);
	if (glob(pattern, GLOB_MARK, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		command_offer(prefix, found.gl_pathv[i]);
	globfree(&found);
}
