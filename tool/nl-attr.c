// SPDX-License-Identifier: GPL-2.0
/* Between netlink attributes and the structs of record.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "nl-internal.h"

#define MAX_ATTR	64

static int put_texts(struct nl_msg *msg, int attr, const struct texts *texts)
{
	const char *text = NULL;
	int err = 0;

	while (err >= 0 && (text = texts_next(texts, text)))
		err = nla_put_string(msg, attr, text);
	return err;
}

static int put_field(struct nl_msg *msg, const struct field *field, const void *at)
{
	const struct blob *blob = at;

	switch (field->type) {
	case FIELD_U8:
	case FIELD_U32:
	case FIELD_U64:
		return nla_put(msg, field->attr, field->size, at);
	case FIELD_FLAG:
		return nla_put_flag(msg, field->attr);
	case FIELD_TEXT:
		return nla_put_string(msg, field->attr, at);
	case FIELD_STRING:
		return nla_put_string(msg, field->attr, *(char *const *)at);
	case FIELD_TEXTS:
		return put_texts(msg, field->attr, at);
	case FIELD_BLOB:
		return nla_put(msg, field->attr, blob->len, blob->at);
	case FIELD_BYTES:
	case FIELD_COUNTS:
	case FIELD_ONE:
	case FIELD_LIST:
		break;
	}
	/* No request of the contract carries these. */
	return -NLE_OPNOTSUPP;
}

/*
 * Append those attributes of @item that its "has" names. Returns 0 or libnl's
 * negative error.
 */
int hfnl_attr_put(struct nl_msg *msg, const struct record *record, const void *item)
{
	uint64_t has = *(const uint64_t *)item;
	unsigned int i;
	int err;

	for (i = 0; i < record->n_fields; i++) {
		const struct field *field = &record->field[i];

		if (!(has >> field->attr & 1))
			continue;
		err = put_field(msg, field, (const char *)item + field->offset);
		if (err < 0)
			return err;
	}
	return 0;
}

static void fill_policy(struct nla_policy *policy, const struct record *record)
{
	unsigned int i;

	for (i = 0; i < record->n_fields; i++) {
		const struct field *field = &record->field[i];
		struct nla_policy *p = &policy[field->attr];

		switch (field->type) {
		case FIELD_U8:
		case FIELD_U32:
		case FIELD_U64:
			p->minlen = field->size;
			p->maxlen = field->size;
			break;
		case FIELD_TEXT:
			p->type = NLA_STRING;
			p->maxlen = field->size;
			break;
		case FIELD_STRING:
		case FIELD_TEXTS:
			p->type = NLA_STRING;
			break;
		case FIELD_FLAG:
		case FIELD_BLOB:
			break;
		case FIELD_BYTES:
			p->maxlen = sizeof(((struct bytes *)0)->data);
			break;
		case FIELD_COUNTS:
			p->maxlen = sizeof(((struct buckets *)0)->count);
			break;
		case FIELD_ONE:
		case FIELD_LIST:
			p->type = NLA_NESTED;
			break;
		}
	}
}

static int get_counts(struct nlattr *attr, struct buckets *buckets)
{
	if (nla_len(attr) % sizeof(buckets->count[0]))
		return -NLE_RANGE;
	buckets->n = nla_len(attr) / sizeof(buckets->count[0]);
	memcpy(buckets->count, nla_data(attr), nla_len(attr));
	return 0;
}

static int get_string(struct nlattr *attr, char **string)
{
	free(*string);
	*string = nla_strdup(attr);
	return *string ? 0 : -NLE_NOMEM;
}

static int get_blob(struct nlattr *attr, struct blob *blob)
{
	free(blob->at);
	blob->len = nla_len(attr);
	blob->at = malloc(blob->len + 1);
	if (!blob->at)
		return -NLE_NOMEM;
	memcpy(blob->at, nla_data(attr), blob->len);
	return 0;
}

static int get_nest(struct nlattr *attr, const struct record *below, void *item)
{
	return hfnl_attr_get(nla_data(attr), nla_len(attr), below, item);
}

static int get_one_more(struct nlattr *attr, const struct record *below, struct list *list)
{
	void *item;

	list->record = below;
	item = list_add(list);
	return item ? get_nest(attr, below, item) : -NLE_NOMEM;
}

static int get_field(struct nlattr *attr, const struct field *field, void *at)
{
	struct bytes *bytes = at;

	switch (field->type) {
	case FIELD_U8:
	case FIELD_U32:
	case FIELD_U64:
	case FIELD_TEXT:
		memcpy(at, nla_data(attr), nla_len(attr));
		return 0;
	case FIELD_FLAG:
		return 0;
	case FIELD_STRING:
		return get_string(attr, at);
	case FIELD_TEXTS:
		return texts_add(at, nla_data(attr)) ? 0 : -NLE_NOMEM;
	case FIELD_BYTES:
		bytes->len = nla_len(attr);
		memcpy(bytes->data, nla_data(attr), bytes->len);
		return 0;
	case FIELD_BLOB:
		return get_blob(attr, at);
	case FIELD_COUNTS:
		return get_counts(attr, at);
	case FIELD_ONE:
		return get_nest(attr, field->below, at);
	case FIELD_LIST:
		return get_one_more(attr, field->below, at);
	}
	return 0;
}

static const struct field *find_field(const struct record *record, int type)
{
	unsigned int i;

	for (i = 0; i < record->n_fields; i++)
		if (record->field[i].attr == type)
			return &record->field[i];
	return NULL;
}

/*
 * Fill the zeroed @item. Attributes that the contract does not know are left
 * out: a newer module may send them. Returns 0 or libnl's negative error.
 */
int hfnl_attr_get(struct nlattr *head, int len, const struct record *record, void *item)
{
	struct nla_policy policy[MAX_ATTR] = { 0 };
	const struct field *field;
	struct nlattr *attr;
	int rest, err;

	fill_policy(policy, record);
	err = nla_validate(head, len, record->max_attr, policy);
	if (err < 0)
		return err;

	nla_for_each_attr(attr, head, len, rest) {
		field = find_field(record, nla_type(attr));
		if (!field)
			continue;
		err = get_field(attr, field, (char *)item + field->offset);
		if (err < 0)
			return err;
		*(uint64_t *)item |= 1ULL << field->attr;
	}
	return 0;
}
