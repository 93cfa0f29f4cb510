// SPDX-License-Identifier: GPL-2.0
/* holdfast explain NAME[=VALUE] */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "rule-out.h"
#include "rule.h"

const char explain_more[] =
	"Asks the module what would become of a write, by which rule and why; nothing is\n"
	"written. Without VALUE it tells the rule that would decide, and what can be said\n"
	"of any value. The writer is this command, or the process PID; with --cgroup, in\n"
	"that cgroup: PATH for every hierarchy, or CONTROLLERS:PATH, once for each.\n"
	"\n"
	"Exits 0 where the write would go through, also with another value, and 1 where\n"
	"it would be denied, also while the table is permissive and denies nothing.\n";

/* What "--cgroup" takes is what stands behind "cgroup:" in a rule; take that too. */
static const char *cgroup_text(const char *cgroup)
{
	return strncmp(cgroup, "cgroup:", 7) ? cgroup : cgroup + 7;
}

static int usage(const char *why)
{
	fprintf(stderr, "holdfast: explain: %s; see holdfast explain --help\n", why);
	return EXIT_USAGE;
}

static int make_request(struct explain *request, const struct options *opt, const char *word)
{
	size_t len = strcspn(word, "=");
	char name[HOLDFAST_PATTERN_MAX + 1];
	unsigned int i;

	if (!len || len > HOLDFAST_PATTERN_MAX)
		return usage(len ? "the name has more than 255 bytes" : "the NAME is missing");
	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	rule_path(request->name, sizeof(request->name), name);
	SET(request, HOLDFAST_A_EXPLAIN_NAME);
	if (word[len]) {
		request->value.at = (unsigned char *)strdup(word + len + 1);
		request->value.len = strlen(word + len + 1);
		SET(request, HOLDFAST_A_EXPLAIN_VALUE);
	}
	if (options_has(opt, OPT_PID)) {
		if (opt->pid > INT32_MAX)
			return usage("there is no such PID");
		request->pid = opt->pid;
		SET(request, HOLDFAST_A_EXPLAIN_PID);
	}
	for (i = 0; i < opt->n_cgroups; i++) {
		if (strlen(cgroup_text(opt->cgroup[i])) > HOLDFAST_CGROUP_MAX)
			return usage("the cgroup has more than 1023 bytes");
		texts_add(&request->cgroups, cgroup_text(opt->cgroup[i]));
		SET(request, HOLDFAST_A_EXPLAIN_CGROUP);
	}
	return 0;
}

static void out_scopes(const struct list *scopes)
{
	size_t i;

	if (scopes->count)
		out_text("  scopes looked at: ");
	out_open_array("scopes");
	for (i = 0; i < scopes->count; i++) {
		const struct scope *scope = list_get(scopes, i);

		out_open_object(NULL);
		rule_out_scope(i ? ", %s" : "%s", scope->scope, scope->cgroup);
		out_close_object();
	}
	out_close_array();
	if (scopes->count)
		out_text("\n");
}

static void out_rule(const struct explain *e)
{
	if (!HAS(e, HOLDFAST_A_EXPLAIN_RULE)) {
		out_text("  by no rule\n");
		return;
	}
	out_text("  by rule %u: ", e->rule.id);
	out_open_object("rule");
	rule_out(&e->rule);
	out_close_object();
	out_text("\n");
}

static void print(const struct explain *request, const struct explain *e)
{
	bool permissive = e->mode == HOLDFAST_MODE_PERMISSIVE;

	out_open_object(NULL);
	rule_out_name("name", "%s", request->name);
	if (HAS(request, HOLDFAST_A_EXPLAIN_VALUE))
		out_bytes("value", " = \"%s\"", request->value.at, request->value.len);
	if (HAS(e, HOLDFAST_A_EXPLAIN_VERDICT))
		out_enum("verdict", ": %s", &verdict_names, e->verdict);
	out_text("\n");
	out_rule(e);
	out_scopes(&e->scopes);
	if (HAS(e, HOLDFAST_A_EXPLAIN_WHY))
		out_string("why", "  why: %s\n", e->why);
	if (HAS(e, HOLDFAST_A_EXPLAIN_GIVEN))
		out_value("given", e->verdict == HOLDFAST_VERDICT_REWRITTEN ?
			  "  the kernel would be given \"%s\"\n" : NULL, e->given.at, e->given.len);
	if (HAS(e, HOLDFAST_A_EXPLAIN_MODE))
		out_enum("mode", NULL, &mode_names, e->mode);
	if (permissive && e->verdict != HOLDFAST_VERDICT_ALLOWED)
		out_text("  the table is permissive: it would be reported only, and go through as it is\n");
	out_close_object();
}

static int ask(struct hfnl *nl, const struct explain *request, const char *word)
{
	struct explain answer = { 0 };
	int ret = EXIT_DONE;

	if (hfnl_do(nl, HOLDFAST_CMD_EXPLAIN, &explain_record, request, &answer)) {
		ret = hfnl_complain(nl, "explain '%s'", word);
	} else {
		print(request, &answer);
		if (answer.verdict == HOLDFAST_VERDICT_DENIED)
			ret = EXIT_REFUSED;
	}
	record_clear(&explain_record, &answer);
	return ret;
}

int explain_run(const struct options *opt, int n, char **word)
{
	struct explain request = { 0 };
	struct hfnl *nl = NULL;
	int ret;

	if (n != 1)
		return usage(n ? "one NAME[=VALUE] only: quote what has blanks" :
			     "the NAME is missing");
	ret = make_request(&request, opt, word[0]);
	if (!ret) {
		nl = hfnl_open();
		ret = nl ? ask(nl, &request, word[0]) : EXIT_REFUSED;
	}
	record_clear(&explain_record, &request);
	hfnl_close(nl);
	return ret;
}

void explain_complete(int n, char **word, const char *prefix)
{
	(void)word;
	if (!n)
		complete_sysctl(prefix);
}
