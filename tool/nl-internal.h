/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_NL_INTERNAL_H
#define TOOL_NL_INTERNAL_H

#include <stdbool.h>

#include <netlink/handlers.h>
#include <netlink/netlink.h>

#include "record.h"

struct hfnl {
	struct nl_sock *requests;
	struct nl_sock *events;		/* only after hfnl_listen() */
	int family;
	bool failed;
	int error;			/* errno, or 0 where only text is known */
	uint32_t offset;		/* in the request, of what was refused; 0: unknown */
	char text[256];			/* the reason, may be empty */
};

/* The state of one conversation, or of reading one batch of events. */
struct answer {
	struct hfnl *nl;
	const struct record *record;
	void *one;			/* for a do with a reply */
	struct list *many;		/* for a dump, and for events */
	bool replied;
	bool done;
	bool interrupted;
	bool unloaded;
};

int hfnl_fail(struct hfnl *nl, int error, const char *text);
struct nl_sock *hfnl_open_socket(int *err);
struct nl_cb *hfnl_make_cb(struct answer *answer, nl_recvmsg_msg_cb_t valid);
struct nl_msg *hfnl_message(struct hfnl *nl, uint8_t cmd, int flags, size_t size);
int hfnl_converse(struct hfnl *nl, struct nl_msg *msg, struct answer *answer);
int hfnl_take(struct answer *answer, struct nlmsghdr *hdr);

int hfnl_attr_put(struct nl_msg *msg, const struct record *record, const void *item);
int hfnl_attr_get(struct nlattr *head, int len, const struct record *record, void *item);

#endif /* TOOL_NL_INTERNAL_H */
