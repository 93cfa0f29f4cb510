// SPDX-License-Identifier: GPL-2.0
/* Counting a table's patterns for its filter. */
#include "filter.h"

static bool is_literal(struct hf_part part)
{
	return hf_pattern_kind(part.text, part.len) == HF_COMPONENT_LITERAL;
}

static void ends_of(const char *pattern, struct hf_part *first, struct hf_part *last)
{
	*first = (struct hf_part){ pattern, hf_pattern_span(pattern) };
	*last = *first;
	while (last->text[last->len]) {
		last->text += last->len + 1;
		last->len = hf_pattern_span(last->text);
	}
}

static void add(u32 *count, int by)
{
	WRITE_ONCE(*count, *count + by);
}

/*
 * A write to a sysctl of one last component may change one with another, as
 * doors/spread.c has it, and is then to be looked at for the other's rules.
 */
static const struct {
	const char *changed;
	const char *written;
} spreads[] = {
	{ "forwarding", "ip_forward" },
	{ "ip_forward", "forwarding" },
	{ "accept_redirects", "ip_forward" },
	{ "accept_redirects", "forwarding" },
	{ "nr_hugepages", "nr_hugepages_mempolicy" },
	{ "nr_hugepages_mempolicy", "nr_hugepages" },
	{ "dirty_bytes", "dirty_ratio" },
	{ "dirty_ratio", "dirty_bytes" },
	{ "dirty_background_bytes", "dirty_background_ratio" },
	{ "dirty_background_ratio", "dirty_background_bytes" },
	{ "overcommit_kbytes", "overcommit_ratio" },
	{ "overcommit_ratio", "overcommit_kbytes" },
	{ NULL, NULL }
};

static void count_last(struct hf_filter *filter, struct hf_part last, int by)
{
	unsigned int i;

	add(&filter->last[hf_filter_hash(last, HF_FILTER_LAST_BITS)], by);
	for (i = 0; spreads[i].changed; i++) {
		struct hf_part written = { spreads[i].written, strlen(spreads[i].written) };

		if (strlen(spreads[i].changed) == last.len &&
		    !memcmp(spreads[i].changed, last.text, last.len))
			add(&filter->last[hf_filter_hash(written, HF_FILTER_LAST_BITS)], by);
	}
}

/**
 * hf_filter_count - count a pattern, or no longer
 * @filter: the filter
 * @pattern: in path form
 * @by: 1 or -1
 *
 * The name of a write that meets a rule has the same bytes where its pattern
 * has a literal, so that one place to count it is enough.
 *
 * Context: the caller serialises changes. Who asks meanwhile gets the answer of
 * before or after: no count passes through 0 while another pattern has a part
 * in it.
 */
void hf_filter_count(struct hf_filter *filter, const char *pattern, int by)
{
	struct hf_part first, last;

	ends_of(pattern, &first, &last);
	if (is_literal(last)) {
		count_last(filter, last, by);
		return;
	}
	if (is_literal(first))
		add(&filter->first[hf_filter_hash(first, HF_FILTER_FIRST_BITS)], by);
	else
		add(&filter->any, by);
	add(&filter->open, by);
}
