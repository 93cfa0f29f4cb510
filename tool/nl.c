// SPDX-License-Identifier: GPL-2.0
/*
 * Talking to the module. Requests and answers go by one socket, events come
 * by another, so that a request can be made while events arrive.
 *
 * libnl neither asks for the kernel's extended errors nor reads them, and it
 * takes the end of a dump for success; both are done here. A failure is kept in
 * the connection until hfnl_complain() prints it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "nl-internal.h"
#include "nl.h"

#define MESSAGE_SIZE	(64 * 1024)
#define REQUEST_SIZE	(64 * 1024)
#define DUMP_TRIES	10

/* Keep a failure for hfnl_complain(); always -1. */
int hfnl_fail(struct hfnl *nl, int error, const char *text)
{
	nl->failed = true;
	nl->error = error;
	nl->offset = 0;
	snprintf(nl->text, sizeof(nl->text), "%s", text);
	return -1;
}

/* Likewise, where an answer could not be kept. */
int hfnl_no_memory(struct hfnl *nl)
{
	return hfnl_fail(nl, ENOMEM, "");
}

/* The errno of the last call that failed, 0 where only the reason is known. */
int hfnl_error(const struct hfnl *nl)
{
	return nl->error;
}

/* Why the last call failed, in @buf. */
const char *hfnl_reason(const struct hfnl *nl, char *buf, size_t size)
{
	if (nl->text[0] && nl->error)
		snprintf(buf, size, "%s (%s)", nl->text, strerror(nl->error));
	else if (nl->error == EPERM)
		snprintf(buf, size, "%s; it needs root (CAP_SYS_ADMIN) in the initial user namespace",
			 strerror(EPERM));
	else
		snprintf(buf, size, "%s", nl->text[0] ? nl->text : strerror(nl->error));
	return buf;
}

/* Print why the last call failed; returns the exit code for it. */
int hfnl_complain(const struct hfnl *nl, const char *fmt, ...)
{
	char reason[HFNL_REASON];
	va_list args;

	fputs("holdfast: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, ": %s\n", hfnl_reason(nl, reason, sizeof(reason)));
	return 1;
}

/* What the kernel adds to an error, an acknowledgement or a dump's end; may be NULL. */
static struct nlattr *extra(struct nlmsghdr *hdr, size_t skip, int type)
{
	int len = nlmsg_datalen(hdr);

	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS) || len <= (int)NLMSG_ALIGN(skip))
		return NULL;
	return nla_find((struct nlattr *)((char *)nlmsg_data(hdr) + NLMSG_ALIGN(skip)),
			len - NLMSG_ALIGN(skip), type);
}

/* The kernel's own words on a message, or an empty string. */
static const char *extack(struct nlmsghdr *hdr, size_t skip)
{
	struct nlattr *attr = extra(hdr, skip, NLMSGERR_ATTR_MSG);

	if (!attr || nla_len(attr) < 1 || ((char *)nla_data(attr))[nla_len(attr) - 1])
		return "";
	return nla_data(attr);
}

static uint32_t extack_offset(struct nlmsghdr *hdr, size_t skip)
{
	struct nlattr *attr = extra(hdr, skip, NLMSGERR_ATTR_OFFS);

	return attr && nla_len(attr) == sizeof(uint32_t) ? nla_get_u32(attr) : 0;
}

/* Where the extended part of an error or an acknowledgement begins. */
static size_t error_size(const struct nlmsghdr *hdr, const struct nlmsgerr *err)
{
	size_t size = sizeof(*err);

	if (!(hdr->nlmsg_flags & NLM_F_CAPPED))
		size += err->msg.nlmsg_len - NLMSG_HDRLEN;
	return size;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)((char *)err - NLMSG_HDRLEN);
	struct answer *answer = arg;

	(void)from;
	hfnl_fail(answer->nl, -err->error, extack(hdr, error_size(hdr, err)));
	answer->nl->offset = extack_offset(hdr, error_size(hdr, err));
	answer->done = true;
	return NL_STOP;
}

static void note(const char *text)
{
	if (text[0])
		fprintf(stderr, "holdfast: the kernel notes: %s\n", text);
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct answer *answer = arg;

	note(extack(hdr, error_size(hdr, nlmsg_data(hdr))));
	answer->done = true;
	return NL_STOP;
}

/* The end of a dump carries its error, and libnl does not look. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct answer *answer = arg;
	int error = 0;

	if (nlmsg_datalen(hdr) >= (int)sizeof(error))
		memcpy(&error, nlmsg_data(hdr), sizeof(error));
	if (error < 0)
		hfnl_fail(answer->nl, -error, extack(hdr, sizeof(error)));
	else
		note(extack(hdr, sizeof(error)));
	answer->done = true;
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	struct answer *answer = arg;

	(void)msg;
	answer->interrupted = true;
	return NL_OK;
}

/* The module's record in a message, wherever the answer wants it. */
int hfnl_take(struct answer *answer, struct nlmsghdr *hdr)
{
	struct genlmsghdr *genl;
	void *item;

	if (!genlmsg_valid_hdr(hdr, 0)) {
		hfnl_fail(answer->nl, 0, "the module's answer is cut short");
		return -NLE_PARSE_ERR;
	}
	item = answer->many ? list_add(answer->many) : answer->one;
	if (!item) {
		if (answer->many)
			hfnl_fail(answer->nl, ENOMEM, "");
		else
			hfnl_fail(answer->nl, 0, "the module sent an answer that nobody asked for");
		return -NLE_NOMEM;
	}
	genl = genlmsg_hdr(hdr);
	if (hfnl_attr_get(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0),
		     answer->record, item) < 0) {
		hfnl_fail(answer->nl, 0,
		     "the module's answer is malformed: is this command of the same version?");
		return -NLE_PARSE_ERR;
	}
	answer->replied = true;
	return NL_OK;
}

static int on_reply(struct nl_msg *msg, void *arg)
{
	return hfnl_take(arg, nlmsg_hdr(msg));
}

struct nl_cb *hfnl_make_cb(struct answer *answer, nl_recvmsg_msg_cb_t valid)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_CUSTOM);

	if (!cb)
		return NULL;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, valid, answer);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, answer);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, answer);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, answer);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, answer);
	return cb;
}

/* Send, and read until the answer is there. */
int hfnl_converse(struct hfnl *nl, struct nl_msg *msg, struct answer *answer)
{
	struct nl_cb *cb = hfnl_make_cb(answer, on_reply);
	int err;

	nl->failed = false;
	answer->nl = nl;
	if (!cb)
		return hfnl_fail(nl, ENOMEM, "");
	err = nl_send_auto(nl->requests, msg);
	while (err >= 0 && !answer->done && !nl->failed)
		err = nl_recvmsgs(nl->requests, cb);
	nl_cb_put(cb);
	if (nl->failed)
		return -1;
	return err < 0 && !answer->done ? hfnl_fail(nl, 0, nl_geterror(err)) : 0;
}

/* A request that has room for @size bytes, or NULL and the failure is kept. */
struct nl_msg *hfnl_message(struct hfnl *nl, uint8_t cmd, int flags, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(size);

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, nl->family, 0, flags, cmd,
			       HOLDFAST_FAMILY_VERSION))
		return msg;
	nlmsg_free(msg);
	hfnl_fail(nl, ENOMEM, "");
	return NULL;
}

static int request(struct hfnl *nl, uint8_t cmd, int flags, const void *item,
		   struct answer *answer)
{
	struct nl_msg *msg = hfnl_message(nl, cmd, flags, REQUEST_SIZE);
	int err = -1;

	if (!msg)
		return -1;
	if (item && hfnl_attr_put(msg, answer->record, item) < 0)
		hfnl_fail(nl, 0, "the request does not fit a message");
	else
		err = hfnl_converse(nl, msg, answer);
	nlmsg_free(msg);
	return err;
}

/*
 * One request; @request and @reply, each a struct of @record's kind, may be
 * NULL. Returns 0, or -1 and hfnl_complain() has the reason.
 */
int hfnl_do(struct hfnl *nl, uint8_t cmd, const struct record *record,
	    const void *request_item, void *reply)
{
	struct answer answer = { .record = record, .one = reply };
	int err = request(nl, cmd, 0, request_item, &answer);

	if (!err && reply && !answer.replied)
		return hfnl_fail(nl, 0, "the module did not answer");
	return err;
}

/*
 * A whole dump into @list. One that was changed under way is asked for anew,
 * from the start: the caller prints nothing twice.
 */
int hfnl_dump(struct hfnl *nl, uint8_t cmd, const struct record *record,
	      const void *request_item, struct list *list)
{
	int try;

	list->record = record;
	for (try = 0; try < DUMP_TRIES; try++) {
		struct answer answer = { .record = record, .many = list };

		list_clear(list);
		if (request(nl, cmd, NLM_F_DUMP, request_item, &answer))
			return -1;
		if (!answer.interrupted)
			return 0;
	}
	return hfnl_fail(nl, EBUSY, "it changed each time it was read; try again");
}

struct nl_sock *hfnl_open_socket(int *err)
{
	struct nl_sock *sk = nl_socket_alloc();
	int on = 1;

	*err = -NLE_NOMEM;
	if (!sk)
		return NULL;
	*err = genl_connect(sk);
	if (*err >= 0)
		*err = nl_socket_set_msg_buf_size(sk, MESSAGE_SIZE);
	if (*err < 0) {
		nl_socket_free(sk);
		return NULL;
	}
	/* Without these, errors have no text; nothing else depends on them. */
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(nl_socket_get_fd(sk), SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return sk;
}

/* Connect, or say why not and return NULL. */
struct hfnl *hfnl_open(void)
{
	struct hfnl *nl = calloc(1, sizeof(*nl));
	int err = -NLE_NOMEM;

	if (nl)
		nl->requests = hfnl_open_socket(&err);
	if (!nl || !nl->requests) {
		fprintf(stderr, "holdfast: cannot open a netlink socket: %s\n", nl_geterror(err));
		free(nl);
		return NULL;
	}
	nl->family = genl_ctrl_resolve(nl->requests, HOLDFAST_FAMILY_NAME);
	if (nl->family >= 0)
		return nl;
	if (nl->family == -NLE_OBJ_NOTFOUND)
		fputs("holdfast: the holdfast module is not loaded (modprobe holdfast), or this is not the initial network namespace\n",
		      stderr);
	else
		fprintf(stderr, "holdfast: cannot find the netlink family '%s': %s\n",
			HOLDFAST_FAMILY_NAME, nl_geterror(nl->family));
	hfnl_close(nl);
	return NULL;
}

void hfnl_close(struct hfnl *nl)
{
	if (!nl)
		return;
	nl_socket_free(nl->events);
	nl_socket_free(nl->requests);
	free(nl);
}
