/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_NL_H
#define TOOL_NL_H

#include <stdint.h>

#include "record.h"

/* A connection to the module; the nl files alone know libnl. */
struct hfnl;

/* What hfnl_receive() found. */
enum hfnl_got {
	HFNL_NOTHING,	/* all read: wait for more */
	HFNL_EVENTS,	/* perhaps more to read */
	HFNL_OVERRUN,	/* the kernel dropped events for want of room */
	HFNL_UNLOADED,	/* the module is gone */
	HFNL_FAILED,	/* see hfnl_complain() */
};

struct hfnl *hfnl_open(void);
void hfnl_close(struct hfnl *nl);

int hfnl_do(struct hfnl *nl, uint8_t cmd, const struct record *record,
	    const void *request, void *reply);
int hfnl_dump(struct hfnl *nl, uint8_t cmd, const struct record *record,
	      const void *request, struct list *list);

int hfnl_stage(struct hfnl *nl, const struct list *rules, size_t from, size_t *bad);

int hfnl_listen(struct hfnl *nl);
int hfnl_events_fd(const struct hfnl *nl);
enum hfnl_got hfnl_receive(struct hfnl *nl, struct list *list);

/* Room for any reason. */
#define HFNL_REASON	512

int hfnl_no_memory(struct hfnl *nl);
int hfnl_error(const struct hfnl *nl);
const char *hfnl_reason(const struct hfnl *nl, char *buf, size_t size);
int hfnl_complain(const struct hfnl *nl, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* TOOL_NL_H */
