// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

#define PAYLOAD(header) ((char *)(header) + NLMSG_HDRLEN)

void message_begin(struct message *message, uint16_t type, uint8_t cmd, uint16_t flags)
{
	struct genlmsghdr *genl = (void *)(message->bytes + NLMSG_HDRLEN);

	memset(message, 0, sizeof(*message));
	message->header.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	message->header.nlmsg_type = type;
	message->header.nlmsg_flags = NLM_F_REQUEST | flags;
	genl->cmd = cmd;
	genl->version = HOLDFAST_FAMILY_VERSION;
}

void message_put(struct message *message, uint16_t type, const void *data, size_t len)
{
	size_t at = NLMSG_ALIGN(message->header.nlmsg_len);
	struct nlattr *attr = (void *)(message->bytes + at);

	if (at + NLA_HDRLEN + len > sizeof(message->bytes))
		abort();
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy(message->bytes + at + NLA_HDRLEN, data, len);
	message->header.nlmsg_len = at + NLA_ALIGN(attr->nla_len);
}

void message_put_u32(struct message *message, uint16_t type, uint32_t value)
{
	message_put(message, type, &value, sizeof(value));
}

void message_put_u64(struct message *message, uint16_t type, uint64_t value)
{
	message_put(message, type, &value, sizeof(value));
}

void message_put_string(struct message *message, uint16_t type, const char *value)
{
	message_put(message, type, value, strlen(value) + 1);
}

struct nlattr *message_nest(struct message *message, uint16_t type)
{
	struct nlattr *nest = (void *)(message->bytes + NLA_ALIGN(message->header.nlmsg_len));

	message_put(message, type | NLA_F_NESTED, NULL, 0);
	return nest;
}

void message_nest_end(struct message *message, struct nlattr *nest)
{
	nest->nla_len = message->bytes + message->header.nlmsg_len - (char *)nest;
}

static const void *attr_data(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

static size_t attr_len(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

static void read_attrs(const char *at, size_t len, const struct nlattr **attrs, size_t max)
{
	while (len >= NLA_HDRLEN) {
		const struct nlattr *attr = (const void *)at;
		size_t step = NLA_ALIGN(attr->nla_len);

		if (attr->nla_len < NLA_HDRLEN || attr->nla_len > len)
			return;
		if ((attr->nla_type & NLA_TYPE_MASK) < max)
			attrs[attr->nla_type & NLA_TYPE_MASK] = attr;
		if (step >= len)
			return;
		at += step;
		len -= step;
	}
}

/* The extack attributes of an error or of a dump's end stand at @at. */
static void read_why(struct client *client, const char *at, size_t len)
{
	const struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1] = { NULL };

	read_attrs(at, len, attrs, NLMSGERR_ATTR_MAX + 1);
	if (attrs[NLMSGERR_ATTR_MSG])
		snprintf(client->why, sizeof(client->why), "%s",
			 (const char *)attr_data(attrs[NLMSGERR_ATTR_MSG]));
	if (attrs[NLMSGERR_ATTR_OFFS])
		memcpy(&client->bad_at, attr_data(attrs[NLMSGERR_ATTR_OFFS]), 4);
}

static void give_reply(const struct nlmsghdr *header, reply_fn fn, void *data)
{
	const struct genlmsghdr *genl = (const void *)PAYLOAD(header);
	struct reply reply = { .cmd = genl->cmd, .flags = header->nlmsg_flags };

	reply.head = (const char *)genl + GENL_HDRLEN;
	reply.len = header->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	read_attrs(reply.head, reply.len, reply.attrs, 64);
	if (fn)
		fn(&reply, data);
}

/* One message: 1 to go on, else the result. */
static int take(struct client *client, const struct nlmsghdr *header, reply_fn fn, void *data)
{
	size_t len = header->nlmsg_len - NLMSG_HDRLEN;
	const char *payload = PAYLOAD(header);
	int error;

	if (header->nlmsg_seq != client->seq)
		return 1;
	if (header->nlmsg_type != NLMSG_ERROR && header->nlmsg_type != NLMSG_DONE) {
		give_reply(header, fn, data);
		return 1;
	}
	memcpy(&error, payload, sizeof(error));
	if (header->nlmsg_flags & NLM_F_ACK_TLVS) {
		/* NETLINK_CAP_ACK: of the request the header alone comes back. */
		size_t skip = header->nlmsg_type == NLMSG_ERROR ? sizeof(struct nlmsgerr) :
								  sizeof(error);

		read_why(client, payload + skip, len - skip);
	}
	return error;
}

static int receive(struct client *client, reply_fn fn, void *data)
{
	char buffer[65536] __attribute__((aligned(8)));
	int ret;

	for (;;) {
		ssize_t len = recv(client->fd, buffer, sizeof(buffer), 0);
		const struct nlmsghdr *header = (const void *)buffer;

		if (len < 0)
			return -errno;
		for (; NLMSG_OK(header, (size_t)len); header = NLMSG_NEXT(header, len)) {
			ret = take(client, header, fn, data);
			if (ret <= 0)
				return ret;
		}
	}
}

int client_ask(struct client *client, struct message *message, reply_fn fn, void *data)
{
	client->why[0] = '\0';
	client->bad_at = 0;
	message->header.nlmsg_seq = ++client->seq;
	if (!(message->header.nlmsg_flags & NLM_F_DUMP))
		message->header.nlmsg_flags |= NLM_F_ACK;
	if (send(client->fd, message, message->header.nlmsg_len, 0) < 0)
		return -errno;
	return receive(client, fn, data);
}

static void find_group(const struct nlattr *groups, uint32_t *events)
{
	const struct nlattr *at[8] = { NULL };
	int i;

	/* A list of nests, numbered from 1. */
	read_attrs(attr_data(groups), attr_len(groups), at, 8);
	for (i = 0; i < 8; i++) {
		const struct nlattr *group[CTRL_ATTR_MCAST_GRP_MAX + 1] = { NULL };

		if (!at[i])
			continue;
		read_attrs(attr_data(at[i]), attr_len(at[i]), group, CTRL_ATTR_MCAST_GRP_MAX + 1);
		if (!strcmp(attr_data(group[CTRL_ATTR_MCAST_GRP_NAME]), HOLDFAST_MCGRP_EVENTS))
			memcpy(events, attr_data(group[CTRL_ATTR_MCAST_GRP_ID]), sizeof(*events));
	}
}

static void take_family(const struct reply *reply, void *data)
{
	struct client *client = data;

	memcpy(&client->family, attr_data(reply->attrs[CTRL_ATTR_FAMILY_ID]),
	       sizeof(client->family));
	if (reply->attrs[CTRL_ATTR_MCAST_GROUPS])
		find_group(reply->attrs[CTRL_ATTR_MCAST_GROUPS], &client->events);
}

int client_open_quiet(struct client *client)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int on = 1;

	memset(client, 0, sizeof(*client));
	client->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (client->fd < 0)
		return -errno;
	if (bind(client->fd, (void *)&address, sizeof(address)) ||
	    setsockopt(client->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(client->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		return -errno;
	return 0;
}

int client_open(struct client *client)
{
	struct message message;
	int ret = client_open_quiet(client);

	if (ret)
		return ret;
	message_begin(&message, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	message_put_string(&message, CTRL_ATTR_FAMILY_NAME, HOLDFAST_FAMILY_NAME);
	return client_ask(client, &message, take_family, client);
}

void client_close(struct client *client)
{
	close(client->fd);
}

int client_join(struct client *client)
{
	return setsockopt(client->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &client->events,
			  sizeof(client->events)) ? -errno : 0;
}

int client_event(struct client *client, int timeout_ms, reply_fn fn, void *data)
{
	char buffer[65536] __attribute__((aligned(8)));
	struct pollfd ready = { .fd = client->fd, .events = POLLIN };
	ssize_t len;

	if (poll(&ready, 1, timeout_ms) != 1)
		return -EAGAIN;
	len = recv(client->fd, buffer, sizeof(buffer), 0);
	if (len < 0)
		return -errno;
	give_reply((const void *)buffer, fn, data);
	return 0;
}

int rule_add(struct client *client, const char *pattern, enum holdfast_action action,
	     enum holdfast_scope scope)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_ADD, 0);
	message_put_string(&message, HOLDFAST_A_RULE_PATTERN, pattern);
	message_put_u32(&message, HOLDFAST_A_RULE_ACTION, action);
	message_put_u32(&message, HOLDFAST_A_RULE_SCOPE, scope);
	return client_ask(client, &message, NULL, NULL);
}

static void put_key(struct message *message, const struct rule *rule)
{
	message_put_string(message, HOLDFAST_A_RULE_PATTERN, rule->pattern);
	message_put_u32(message, HOLDFAST_A_RULE_SCOPE, rule->scope);
	if (rule->cgroup)
		message_put_string(message, HOLDFAST_A_RULE_CGROUP, rule->cgroup);
}

static void put_rule(struct message *message, const struct rule *rule)
{
	size_t i;

	put_key(message, rule);
	message_put_u32(message, HOLDFAST_A_RULE_ACTION, rule->action);
	if (rule->constraint)
		message_put_u32(message, HOLDFAST_A_RULE_CONSTRAINT, rule->constraint);
	if (rule->min)
		message_put_string(message, HOLDFAST_A_RULE_RANGE_MIN, rule->min);
	if (rule->max)
		message_put_string(message, HOLDFAST_A_RULE_RANGE_MAX, rule->max);
	for (i = 0; i < sizeof(rule->values) / sizeof(rule->values[0]) && rule->values[i]; i++)
		message_put_string(message, HOLDFAST_A_RULE_VALUE, rule->values[i]);
}

int rule_set(struct client *client, const struct rule *rule)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_ADD, 0);
	put_rule(&message, rule);
	return client_ask(client, &message, NULL, NULL);
}

int rule_unset(struct client *client, const struct rule *rule)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_DEL, 0);
	put_key(&message, rule);
	return client_ask(client, &message, NULL, NULL);
}

int rules_stage(struct client *client, const struct rule *rule, size_t count, bool first)
{
	struct message message;
	struct nlattr *nest;

	message_begin(&message, client->family, HOLDFAST_CMD_TABLE_STAGE, 0);
	if (first)
		message_put(&message, HOLDFAST_A_TABLE_FIRST, NULL, 0);
	while (count--) {
		nest = message_nest(&message, HOLDFAST_A_TABLE_RULE);
		put_rule(&message, rule++);
		message_nest_end(&message, nest);
	}
	return client_ask(client, &message, NULL, NULL);
}

int rules_commit(struct client *client, uint64_t generation, bool dry_run)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_TABLE_COMMIT, 0);
	if (generation)
		message_put_u64(&message, HOLDFAST_A_TABLE_GENERATION, generation);
	if (dry_run)
		message_put(&message, HOLDFAST_A_TABLE_DRY_RUN, NULL, 0);
	return client_ask(client, &message, NULL, NULL);
}

int mode_set(struct client *client, enum holdfast_mode mode)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_TABLE_SET, 0);
	message_put_u32(&message, HOLDFAST_A_TABLE_MODE, mode);
	return client_ask(client, &message, NULL, NULL);
}

int stats_reset(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_STATS_RESET, 0);
	return client_ask(client, &message, NULL, NULL);
}

int rule_del(struct client *client, const char *pattern, enum holdfast_scope scope)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_DEL, 0);
	message_put_string(&message, HOLDFAST_A_RULE_PATTERN, pattern);
	message_put_u32(&message, HOLDFAST_A_RULE_SCOPE, scope);
	return client_ask(client, &message, NULL, NULL);
}

int rule_flush(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_RULE_FLUSH, 0);
	return client_ask(client, &message, NULL, NULL);
}

void reply_nests(const struct reply *reply, int type, nest_fn fn, void *data)
{
	const char *end = reply->head + reply->len, *at = reply->head;

	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *attr = (const void *)at, *attrs[16] = { NULL };

		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > end)
			return;
		if ((attr->nla_type & NLA_TYPE_MASK) == type) {
			read_attrs(attr_data(attr), attr_len(attr), attrs, 16);
			fn(attrs, data);
		}
		at += NLA_ALIGN(attr->nla_len);
	}
}

uint32_t reply_u32(const struct reply *reply, int attr)
{
	uint32_t value = UINT32_MAX;

	if (reply->attrs[attr] && attr_len(reply->attrs[attr]) == sizeof(value))
		memcpy(&value, attr_data(reply->attrs[attr]), sizeof(value));
	return value;
}

uint64_t reply_u64(const struct reply *reply, int attr)
{
	uint64_t value = UINT64_MAX;

	if (reply->attrs[attr] && attr_len(reply->attrs[attr]) == sizeof(value))
		memcpy(&value, attr_data(reply->attrs[attr]), sizeof(value));
	return value;
}

const char *reply_string(const struct reply *reply, int attr)
{
	return reply->attrs[attr] ? attr_data(reply->attrs[attr]) : "";
}

void reply_text(const struct reply *reply, int attr, char *text, size_t size)
{
	size_t len;

	if (!reply->attrs[attr]) {
		snprintf(text, size, "(none)");
		return;
	}
	len = attr_len(reply->attrs[attr]);
	if (len >= size)
		len = size - 1;
	memcpy(text, attr_data(reply->attrs[attr]), len);
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

struct wanted {
	int attr;
	uint64_t value;
};

static void take_stat(const struct reply *reply, void *data)
{
	struct wanted *wanted = data;

	if (attr_len(reply->attrs[wanted->attr]) == sizeof(uint32_t))
		wanted->value = reply_u32(reply, wanted->attr);
	else
		wanted->value = reply_u64(reply, wanted->attr);
}

uint64_t stat_get(struct client *client, int attr)
{
	struct wanted wanted = { .attr = attr, .value = UINT64_MAX };
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_STATS_GET, 0);
	if (client_ask(client, &message, take_stat, &wanted))
		return UINT64_MAX;
	return wanted.value;
}

static void take_write(const struct reply *reply, void *data)
{
	uint64_t time = reply_u64(reply, HOLDFAST_A_EVENT_TIME);
	struct seen *seen = data;

	/* They are in the journal's order, and each CPU's come there by themselves. */
	if (reply_u32(reply, HOLDFAST_A_EVENT_TYPE) != HOLDFAST_EVENT_TYPE_WRITE ||
	    time < seen->time)
		return;
	seen->found = true;
	seen->time = time;
	seen->seq = reply_u64(reply, HOLDFAST_A_EVENT_SEQ);
	seen->pid = reply_u32(reply, HOLDFAST_A_EVENT_PID);
	seen->tid = reply_u32(reply, HOLDFAST_A_EVENT_TID);
	seen->uid = reply_u32(reply, HOLDFAST_A_EVENT_UID);
	seen->verdict = reply_u32(reply, HOLDFAST_A_EVENT_VERDICT);
	seen->writer = reply_u32(reply, HOLDFAST_A_EVENT_WRITER);
	seen->door = reply_u32(reply, HOLDFAST_A_EVENT_DOOR);
	seen->rule_scope = reply_u32(reply, HOLDFAST_A_EVENT_RULE_SCOPE);
	seen->rule_action = reply_u32(reply, HOLDFAST_A_EVENT_RULE_ACTION);
	seen->cut = reply_u32(reply, HOLDFAST_A_EVENT_CUT);
	seen->error = reply_u32(reply, HOLDFAST_A_EVENT_ERROR);
	seen->new_len = reply_u64(reply, HOLDFAST_A_EVENT_NEW_LEN);
	reply_text(reply, HOLDFAST_A_EVENT_NAME, seen->name, sizeof(seen->name));
	reply_text(reply, HOLDFAST_A_EVENT_RULE_PATTERN, seen->pattern, sizeof(seen->pattern));
	reply_text(reply, HOLDFAST_A_EVENT_OLD, seen->old, sizeof(seen->old));
	reply_text(reply, HOLDFAST_A_EVENT_NEW, seen->new, sizeof(seen->new));
	reply_text(reply, HOLDFAST_A_EVENT_COMM, seen->comm, sizeof(seen->comm));
	seen->effect = reply_u32(reply, HOLDFAST_A_EVENT_EFFECT);
	seen->permissive = reply->attrs[HOLDFAST_A_EVENT_PERMISSIVE];
	reply_text(reply, HOLDFAST_A_EVENT_GIVEN, seen->given, sizeof(seen->given));
	reply_text(reply, HOLDFAST_A_EVENT_WHY, seen->why, sizeof(seen->why));
	reply_text(reply, HOLDFAST_A_EVENT_RULE_CGROUP, seen->cgroup, sizeof(seen->cgroup));
}

int journal_settle(struct client *client)
{
	int i;

	for (i = 0; i < 500; i++) {
		if (stat_get(client, HOLDFAST_A_STATS_RECORDED) ==
		    stat_get(client, HOLDFAST_A_STATS_JOURNALED))
			return 0;
		usleep(10000);
	}
	return -ETIMEDOUT;
}

int delivery_settle(struct client *client)
{
	int ret = journal_settle(client), i;

	for (i = 0; i < 500 && !ret; i++) {
		if (stat_get(client, HOLDFAST_A_STATS_JOURNALED) ==
		    stat_get(client, HOLDFAST_A_STATS_DELIVERED) +
		    stat_get(client, HOLDFAST_A_STATS_UNHEARD) +
		    stat_get(client, HOLDFAST_A_STATS_UNDELIVERED))
			return 0;
		usleep(10000);
	}
	return ret ?: -ETIMEDOUT;
}

int last_write(struct client *client, struct seen *seen)
{
	struct message message;
	int ret = journal_settle(client);

	if (ret)
		return ret;
	memset(seen, 0, sizeof(*seen));
	message_begin(&message, client->family, HOLDFAST_CMD_EVENT_GET, NLM_F_DUMP);
	return client_ask(client, &message, take_write, seen);
}
