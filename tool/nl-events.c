// SPDX-License-Identifier: GPL-2.0
/* Hearing events as they happen, by a socket of their own. */
#include <errno.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "nl-internal.h"
#include "nl.h"

#define EVENTS_ROOM	(4 * 1024 * 1024)

static int join(struct hfnl *nl)
{
	int group = genl_ctrl_resolve_grp(nl->requests, HOLDFAST_FAMILY_NAME,
					  HOLDFAST_MCGRP_EVENTS);
	int err;

	if (group < 0)
		return group;
	err = nl_socket_add_membership(nl->events, group);
	if (err < 0)
		return err;
	/* The controller's news: the only sign that the module was unloaded. */
	err = nl_socket_add_membership(nl->events, GENL_ID_CTRL);
	if (err < 0)
		return err;
	return nl_socket_set_nonblocking(nl->events);
}

/* From here on events wait in a socket of their own. Returns 0 or -1. */
int hfnl_listen(struct hfnl *nl)
{
	int room = EVENTS_ROOM, err;

	nl->failed = false;
	nl->events = hfnl_open_socket(&err);
	if (!nl->events)
		return hfnl_fail(nl, 0, nl_geterror(err));
	/* FORCE passes the host's limit; who may not, gets what the limit allows. */
	if (setsockopt(nl_socket_get_fd(nl->events), SOL_SOCKET, SO_RCVBUFFORCE,
		       &room, sizeof(room)))
		nl_socket_set_buffer_size(nl->events, room, 0);
	err = join(nl);
	if (err == -NLE_PERM)
		return hfnl_fail(nl, EPERM, "");
	return err < 0 ? hfnl_fail(nl, 0, nl_geterror(err)) : 0;
}

int hfnl_events_fd(const struct hfnl *nl)
{
	return nl_socket_get_fd(nl->events);
}

static bool says_unloaded(const struct hfnl *nl, struct nlmsghdr *hdr)
{
	struct nlattr *id;

	if (!genlmsg_valid_hdr(hdr, 0) || genlmsg_hdr(hdr)->cmd != CTRL_CMD_DELFAMILY)
		return false;
	id = nlmsg_find_attr(hdr, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID);
	return id && nla_len(id) == sizeof(uint16_t) && nla_get_u16(id) == nl->family;
}

static int on_event(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct answer *answer = arg;

	if (hdr->nlmsg_type == GENL_ID_CTRL)
		answer->unloaded |= says_unloaded(answer->nl, hdr);
	else if (hdr->nlmsg_type == answer->nl->family)
		return hfnl_take(answer, hdr);
	return NL_OK;
}

/* Events answer no request: they have no sequence number to compare. */
static int on_sequence(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return NL_OK;
}

/* Read one batch of events into @list, without waiting. */
enum hfnl_got hfnl_receive(struct hfnl *nl, struct list *list)
{
	struct answer answer = { .nl = nl, .record = &event_record, .many = list };
	struct nl_cb *cb = hfnl_make_cb(&answer, on_event);
	int err;

	nl->failed = false;
	list->record = &event_record;
	list_clear(list);
	if (!cb) {
		hfnl_fail(nl, ENOMEM, "");
		return HFNL_FAILED;
	}
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, NULL);
	err = nl_recvmsgs(nl->events, cb);
	nl_cb_put(cb);

	if (nl->failed)
		return HFNL_FAILED;
	if (answer.unloaded)
		return HFNL_UNLOADED;
	if (err == -NLE_AGAIN)
		return HFNL_NOTHING;
	if (err == -NLE_NOMEM)	/* libnl's word for ENOBUFS */
		return HFNL_OVERRUN;
	if (err < 0) {
		hfnl_fail(nl, 0, nl_geterror(err));
		return HFNL_FAILED;
	}
	return HFNL_EVENTS;
}
