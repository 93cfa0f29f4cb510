// SPDX-License-Identifier: GPL-2.0
/* holdfast pin NAME[=VALUE]..., holdfast drift */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "grammar.h"
#include "names.h"
#include "nl.h"
#include "out.h"
#include "record.h"
#include "rule-out.h"
#include "rule.h"

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

const char drift_more[] =
	"Reads each pinned sysctl, and lists those that do not hold what they are to hold:\n"
	"since when, and who wrote last, where a door saw somebody. With --all the others,\n"
	"too. Exits 1 where there is one; those that the kernel itself writes, and that no\n"
	"rule says to restore, do not count.\n";

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

static void out_last(const struct pin *p)
{
	if (!HAS(p, HOLDFAST_A_PIN_LAST_TIME))
		return;
	out_text("\n  last written");
	out_open_object("last");
	out_enum("door", " by the door %s,", &door_names, p->last_door);
	out_bytes("comm", " \"%s\"", p->last_comm, strlen(p->last_comm));
	out_number("pid", " pid %" PRIu64, p->last_pid);
	out_number("uid", " uid %" PRIu64, p->last_uid);
	out_clock("time", " at %s", p->last_time);
	out_close_object();
}

static void out_pin(const struct pin *p)
{
	out_open_object(NULL);
	rule_out_name("name", "%s", p->name);
	if (HAS(p, HOLDFAST_A_PIN_NETNS))
		out_number("netns", " in net:[%" PRIu64 "]", p->netns);
	out_enum("state", ": %s", &pin_state_names, p->state);
	if (HAS(p, HOLDFAST_A_PIN_EXPECTED))
		out_bytes("expected", ", to hold \"%s\"", p->expected.at, p->expected.len);
	if (HAS(p, HOLDFAST_A_PIN_ACTUAL))
		out_bytes("actual", ", holds \"%s\"", p->actual.at, p->actual.len);
	if (HAS(p, HOLDFAST_A_PIN_SINCE) && p->since)
		out_clock("since", " since %s", p->since);
	out_number("drifts", ", drifted %" PRIu64 " times", p->drifts);
	out_number("restores", ", put back %" PRIu64 " times", p->restores);
	out_enum("restore", ", restore %s", &restore_names, p->restore);
	out_enum("watch", NULL, &pin_watch_names, p->watch);
	if (HAS(p, HOLDFAST_A_PIN_ERROR)) {
		out_signed("error", NULL, p->error);
		out_text(": %s", strerror(-p->error));
	}
	if (HAS(p, HOLDFAST_A_PIN_OWNED))
		out_string("owned", "\n  the kernel writes it: %s", p->owned);
	out_last(p);
	out_text("\n  by rule %u: ", p->rule.id);
	out_open_object("rule");
	rule_out(&p->rule);
	out_close_object();
	out_text("\n");
	out_close_object();
}

static bool has_moved(const struct pin *p)
{
	return p->state != HOLDFAST_PIN_STATE_HELD && p->state != HOLDFAST_PIN_STATE_UNWATCHED;
}

/* The kernel's own doing, and no rule says that it is to be fought, or to be told. */
static bool is_left_alone(const struct pin *p)
{
	return HAS(p, HOLDFAST_A_PIN_OWNED) && p->rule.restore == HOLDFAST_RESTORE_BY_CLASS;
}

static int show_pins(struct hfnl *nl, struct list *list, bool all)
{
	size_t drifted = 0, i;

	if (hfnl_dump(nl, HOLDFAST_CMD_PIN_GET, &pin_record, NULL, list))
		return hfnl_complain(nl, "drift");
	out_open_array(NULL);
	for (i = 0; i < list->count; i++) {
		const struct pin *p = list_get(list, i);
		bool moved = has_moved(p);

		drifted += moved && !is_left_alone(p);
		if (all || moved)
			out_pin(p);
	}
	out_close_array();
	out_text("%zu of %zu pinned sysctls drifted\n", drifted, list->count);
	return drifted ? EXIT_REFUSED : EXIT_DONE;
}

int drift_run(const struct options *opt, int n, char **word)
{
	struct list list = { 0 };
	struct hfnl *nl = hfnl_open();
	int ret;

	(void)n;
	(void)word;
	if (!nl)
		return EXIT_REFUSED;
	ret = show_pins(nl, &list, options_has(opt, OPT_ALL));
	list_free(&list);
	hfnl_close(nl);
	return ret;
}
