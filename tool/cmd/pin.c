// SPDX-License-Identifier: GPL-2.0
/* holdfast pin NAME[=VALUE]... */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "grammar.h"
#include "nl.h"
#include "record.h"

const char pin_more[] =
	"The short way to rules 'NAME pin [VALUE]': no write changes the sysctl, and where\n"
	"it changes by another way, VALUE is put back, or without it what the sysctl holds\n"
	"when it is pinned. NAME may be a pattern; quote it. A sysctl that is pinned already\n"
	"keeps what is remembered, where no VALUE is given.\n"
	"\n"
	"'holdfast drift' tells what moved, 'holdfast rule del NAME' ends a pin.\n";

static int usage(const char *why)
{
	fprintf(stderr, "holdfast: pin: %s; see holdfast pin --help\n", why);
	return EXIT_USAGE;
}

/* NAME or NAME=VALUE. Returns 0, or an exit code when it has complained. */
static int make_rule(struct rule *rule, const char *word)
{
	size_t len = strcspn(word, "=");
	struct complaint complaint;

	memset(rule, 0, sizeof(*rule));
	if (!len)
		return usage("a NAME is missing");
	if (len > HOLDFAST_PATTERN_MAX)
		return usage("a NAME has more than 255 bytes");
	memcpy(rule->pattern, word, len);
	rule->action = HOLDFAST_ACTION_PIN;
	rule->scope = HOLDFAST_SCOPE_ANY;
	SET(rule, HOLDFAST_A_RULE_PATTERN);
	SET(rule, HOLDFAST_A_RULE_ACTION);
	SET(rule, HOLDFAST_A_RULE_SCOPE);
	if (word[len] && grammar_value(rule, word + len + 1, &complaint))
		return usage(complaint.text);
	return 0;
}

static int pin(struct hfnl *nl, const char *word)
{
	struct rule rule;
	int ret = make_rule(&rule, word);

	if (!ret && hfnl_do(nl, HOLDFAST_CMD_RULE_ADD, &rule_record, &rule, NULL))
		ret = hfnl_complain(nl, "pin '%s'", word);
	record_clear(&rule_record, &rule);
	return ret;
}

/* What is wrong with a word is told before anything is pinned. */
int pin_run(const struct options *opt, int n, char **word)
{
	struct hfnl *nl;
	struct rule rule;
	int ret = 0, i;

	(void)opt;
	if (!n)
		return usage("a NAME is missing");
	for (i = 0; i < n && !ret; i++) {
		ret = make_rule(&rule, word[i]);
		record_clear(&rule_record, &rule);
	}
	if (ret)
		return ret;
	nl = hfnl_open();
	if (!nl)
		return EXIT_REFUSED;
	for (i = 0; i < n && !ret; i++)
		ret = pin(nl, word[i]);
	hfnl_close(nl);
	return ret;
}

void pin_complete(int n, char **word, const char *prefix)
{
	(void)n;
	(void)word;
	complete_sysctl(prefix);
}
