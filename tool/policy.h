/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_POLICY_H
#define TOOL_POLICY_H

#include "record.h"

/* Where a rule was read. */
struct source {
	size_t file;
	size_t line;		/* 0: the file as a whole */
	char *note;		/* beside the rule, for who reads the diff; may be NULL */
};

/* The rules of some files; source[i] is that of rule i. */
struct policy {
	struct list rules;
	struct source *source;
	size_t sources_room;
	char **file;
	size_t n_files;
	size_t problems;	/* of all files */
	size_t told;		/* of the file being read */
	bool told_cr;
};

void policy_init(struct policy *policy);
void policy_free(struct policy *policy);

int policy_open(struct policy *policy, const char *path, bool named, char **text, size_t *len);
void policy_close(struct policy *policy, char *text);

void policy_read(struct policy *policy, const char *path, bool named);
void policy_add(struct policy *policy, const struct rule *rule, size_t file, size_t line,
		const char *note);
void policy_find_doubles(struct policy *policy);

void policy_problem(struct policy *policy, size_t file, size_t line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif /* TOOL_POLICY_H */
