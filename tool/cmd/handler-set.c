// SPDX-License-Identifier: GPL-2.0
/* holdfast handler set */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/handler.h"
#include "names.h"
#include "nl.h"
#include "out.h"

const char handler_set_more[] =
	"What is not named stays. What the handler's kind cannot do is refused, and then\n"
	"nothing is changed; nothing that is raised meanwhile is lost.\n"
	"\n"
	"  kind KIND          tasklet, tasklet-hi, bh, bh-hi, workqueue, workqueue-highpri,\n"
	"                     workqueue-unbound, kthread, irq-work, irq-work-hard\n"
	"  enabled on|off     off: raises wait\n"
	"  cpu any|CPUS       where it runs, as 0-2,5\n"
	"  priority PRIORITY  default, nice:N, fifo-low (1) or fifo (50)\n"
	"  budget default|N   items a run takes\n"
	"  coalesce TIME      how long a run waits for more raises: 100us, 2ms, 1s, 0\n";

static bool set_kind(struct handler *h, const char *value)
{
	SET(h, HOLDFAST_A_HANDLER_KIND);
	return names_find(&kind_names, value, &h->kind);
}

static bool set_enabled(struct handler *h, const char *value)
{
	SET(h, HOLDFAST_A_HANDLER_ENABLED);
	h->enabled = !strcmp(value, "on");
	return h->enabled || !strcmp(value, "off");
}

static bool set_cpu(struct handler *h, const char *value)
{
	SET(h, HOLDFAST_A_HANDLER_CPUS);
	free(h->cpus);
	h->cpus = strdup(strcmp(value, "any") ? value : "");
	/* That it is a list of CPUs, the module sees. */
	return h->cpus && *value;
}

/* A number of digits only, and what is behind it. */
static bool number(const char *text, uint64_t *value, const char **end)
{
	char *rest;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &rest, 10);
	*end = rest;
	return !errno;
}

static bool set_priority(struct handler *h, const char *value)
{
	const char *digits = value + strlen("nice:"), *end;
	uint64_t nice;
	bool minus;

	SET(h, HOLDFAST_A_HANDLER_PRIORITY);
	h->has &= ~(1U << HOLDFAST_A_HANDLER_NICE);
	if (strncmp(value, "nice:", strlen("nice:")))
		return names_find(&priority_names, value, &h->priority) &&
		       h->priority != HOLDFAST_PRIORITY_NICE;
	h->priority = HOLDFAST_PRIORITY_NICE;
	minus = *digits == '-';
	if (!number(digits + minus, &nice, &end) || *end || nice > 20)
		return false;
	SET(h, HOLDFAST_A_HANDLER_NICE);
	h->nice = minus ? -(int32_t)nice : (int32_t)nice;
	return true;
}

static bool set_budget(struct handler *h, const char *value)
{
	const char *end;
	uint64_t budget;

	SET(h, HOLDFAST_A_HANDLER_BUDGET);
	h->budget = 0;
	if (!strcmp(value, "default"))
		return true;
	if (!number(value, &budget, &end) || *end || !budget || budget > UINT32_MAX)
		return false;
	h->budget = budget;
	return true;
}

static bool set_coalesce(struct handler *h, const char *value)
{
	static const struct {
		const char *unit;
		uint32_t ns;
	} units[] = { { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 } };
	const char *end;
	uint64_t count;
	size_t i;

	SET(h, HOLDFAST_A_HANDLER_COALESCE);
	if (!number(value, &count, &end))
		return false;
	h->coalesce = 0;
	if (!count && !*end)
		return true;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].unit))
			continue;
		h->coalesce = count * units[i].ns;
		return count <= UINT32_MAX / units[i].ns;
	}
	return false;
}

static const struct {
	const char *name;
	bool (*set)(struct handler *h, const char *value);
	const char *wanted;
	const char *offers[8];
} keys[] = {
	{ "kind", set_kind, "a kind: see holdfast help handler set", { NULL } },
	{ "enabled", set_enabled, "on or off", { "on", "off" } },
	{ "cpu", set_cpu, "any, or a list as 0-2,5", { "any" } },
	{ "priority", set_priority, "default, nice:-20 to nice:19, fifo-low or fifo",
	  { "default", "nice:", "fifo-low", "fifo" } },
	{ "budget", set_budget, "default, or a number above 0", { "default" } },
	{ "coalesce", set_coalesce, "a time with its unit, as 100us or 2ms, or 0", { "0" } },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

static size_t find_key(const char *name)
{
	size_t i = 0;

	while (i < KEYS && strcmp(keys[i].name, name))
		i++;
	return i;
}

static int set_key(struct handler *h, const char *name, const char *value)
{
	size_t i = find_key(name);

	if (i == KEYS) {
		fprintf(stderr, "holdfast: handler set: unexpected '%s'; kind, enabled, cpu, priority, budget or coalesce\n",
			name);
		return EXIT_USAGE;
	}
	if (!value) {
		fprintf(stderr, "holdfast: handler set: %s: what? %s\n", name, keys[i].wanted);
		return EXIT_USAGE;
	}
	if (keys[i].set(h, value))
		return EXIT_DONE;
	fprintf(stderr, "holdfast: handler set: %s '%s': not %s\n", name, value, keys[i].wanted);
	return EXIT_USAGE;
}

static int read_keys(struct handler *h, int n, char **word)
{
	int i, ret = EXIT_DONE;

	if (n < 2) {
		fprintf(stderr, "holdfast: handler set: %s\n",
			n ? "a KEY and its VALUE are missing" : "the NAME is missing; see holdfast handler list");
		return EXIT_USAGE;
	}
	handler_name(h, word[0]);
	for (i = 1; i < n && !ret; i += 2)
		ret = set_key(h, word[i], i + 1 < n ? word[i + 1] : NULL);
	return ret;
}

static int send(const struct handler *h)
{
	struct hfnl *nl = hfnl_open();
	int ret = EXIT_DONE;

	if (!nl)
		return EXIT_REFUSED;
	if (hfnl_do(nl, HOLDFAST_CMD_HANDLER_SET, &handler_record, h, NULL))
		ret = hfnl_complain(nl, "handler set '%s'", h->name);
	hfnl_close(nl);
	return ret;
}

int handler_set_run(const struct options *opt, int n, char **word)
{
	struct handler h = { 0 };
	int ret = read_keys(&h, n, word);

	(void)opt;
	if (!ret)
		ret = send(&h);
	free(h.cpus);
	if (!ret && out_json())
		ret = handler_show("handler set", word[0]);
	return ret;
}

void handler_set_complete(int n, char **word, const char *prefix)
{
	size_t i;
	unsigned int j;

	if (!n) {
		handler_complete(prefix);
		return;
	}
	if (n % 2) {
		for (i = 0; i < KEYS; i++)
			command_offer(prefix, keys[i].name);
		return;
	}
	i = find_key(word[n - 1]);
	if (i == KEYS)
		return;
	if (keys[i].set == set_kind)
		for (j = 0; j < kind_names.count; j++)
			command_offer(prefix, kind_names.name[j]);
	for (j = 0; keys[i].offers[j]; j++)
		command_offer(prefix, keys[i].offers[j]);
}
