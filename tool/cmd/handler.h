/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_HANDLER_H
#define TOOL_HANDLER_H

#include "options.h"
#include "record.h"

/* handler.c */
void handler_name(struct handler *request, const char *name);
void handler_print(const struct handler *handler);
int handler_show(const char *command, const char *name);
void handler_complete(const char *prefix);

/* handler-set.c */
extern const char handler_set_more[];
int handler_set_run(const struct options *opt, int n, char **word);
void handler_set_complete(int n, char **word, const char *prefix);

#endif /* TOOL_HANDLER_H */
