// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

int probe_start(struct client *client, const struct probe_wish *wish)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_PROBE_START, 0);
	if (!wish->any_kinds)
		message_put_u32(&message, HOLDFAST_A_PROBE_KINDS, wish->kinds);
	if (wish->cpus)
		message_put_string(&message, HOLDFAST_A_PROBE_CPUS, wish->cpus);
	if (wish->period)
		message_put_u64(&message, HOLDFAST_A_PROBE_PERIOD, wish->period);
	if (wish->duration)
		message_put_u64(&message, HOLDFAST_A_PROBE_DURATION, wish->duration);
	if (wish->threshold)
		message_put_u64(&message, HOLDFAST_A_PROBE_THRESHOLD, wish->threshold);
	return client_ask(client, &message, NULL, NULL);
}

int probe_stop(struct client *client)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_PROBE_STOP, 0);
	return client_ask(client, &message, NULL, NULL);
}

static void take_status(const struct reply *reply, void *data)
{
	struct probe_status *status = data;

	status->state = reply_u32(reply, HOLDFAST_A_PROBE_STATE);
	status->owner = reply_u32(reply, HOLDFAST_A_PROBE_OWNER);
	status->pending = reply_u32(reply, HOLDFAST_A_PROBE_PENDING);
	status->kinds = reply_u32(reply, HOLDFAST_A_PROBE_KINDS);
	status->elapsed = reply_u64(reply, HOLDFAST_A_PROBE_ELAPSED);
	status->clock_cost = reply_u64(reply, HOLDFAST_A_PROBE_CLOCK_COST);
	status->own_cost = reply_u64(reply, HOLDFAST_A_PROBE_OWN_COST);
}

int probe_status(struct client *client, struct probe_status *status)
{
	struct message message;

	message_begin(&message, client->family, HOLDFAST_CMD_PROBE_GET, 0);
	return client_ask(client, &message, take_status, status);
}

int probe_wait(struct client *client, unsigned int seconds)
{
	struct probe_status status;
	unsigned int i;
	int ret;

	for (i = 0; i < seconds * 50; i++) {
		ret = probe_status(client, &status);
		if (ret)
			return ret;
		if (status.state != HOLDFAST_PROBE_STATE_RUNNING && !status.pending)
			return 0;
		usleep(20000);
	}
	return -ETIMEDOUT;
}

static void take_where(const struct nlattr *const *attrs, void *data)
{
	struct probe_sample *sample = data;
	uint64_t count;
	uint32_t where;

	memcpy(&where, (const char *)attrs[HOLDFAST_A_RAN_AT_WHERE] + NLA_HDRLEN, sizeof(where));
	memcpy(&count, (const char *)attrs[HOLDFAST_A_RAN_AT_COUNT] + NLA_HDRLEN, sizeof(count));
	if (where <= HOLDFAST_WHERE_MAX)
		sample->where[where] = count;
}

static void take_counts(const struct reply *reply, struct probe_sample *sample)
{
	sample->ticks = reply_u64(reply, HOLDFAST_A_SAMPLE_TICKS);
	sample->missed = reply_u64(reply, HOLDFAST_A_SAMPLE_MISSED);
	sample->raised = reply_u64(reply, HOLDFAST_A_SAMPLE_RAISED);
	sample->ran = reply_u64(reply, HOLDFAST_A_SAMPLE_RAN);
	sample->coalesced = reply_u64(reply, HOLDFAST_A_SAMPLE_COALESCED);
	sample->pending = reply_u32(reply, HOLDFAST_A_SAMPLE_PENDING);
	sample->waiting = reply_u64(reply, HOLDFAST_A_SAMPLE_WAITING);
	sample->elsewhere = reply_u64(reply, HOLDFAST_A_SAMPLE_ELSEWHERE);
	sample->spurious = reply_u64(reply, HOLDFAST_A_SAMPLE_SPURIOUS);
	sample->end = reply_u32(reply, HOLDFAST_A_SAMPLE_END);
	sample->time = reply_u64(reply, HOLDFAST_A_SAMPLE_TIME);
	reply_nests(reply, HOLDFAST_A_SAMPLE_RAN_AT, take_where, sample);
}

static void take_times(const struct reply *reply, struct probe_times *times)
{
	const struct nlattr *attr = reply->attrs[HOLDFAST_A_SAMPLE_HISTOGRAM];
	size_t len = attr->nla_len - NLA_HDRLEN, i;

	times->samples = reply_u64(reply, HOLDFAST_A_SAMPLE_SAMPLES);
	times->least = reply_u64(reply, HOLDFAST_A_SAMPLE_LEAST);
	times->most = reply_u64(reply, HOLDFAST_A_SAMPLE_MOST);
	if (len > sizeof(times->bucket))
		return;
	memcpy(times->bucket, (const char *)attr + NLA_HDRLEN, len);
	for (i = 0; i < PROBE_BUCKETS; i++)
		times->counted += times->bucket[i];
}

static void take_sample(const struct reply *reply, void *data)
{
	uint32_t cpu = reply_u32(reply, HOLDFAST_A_SAMPLE_CPU), kind = PROBE_NULL, split;
	struct probe_result *result = data;

	if (reply->attrs[HOLDFAST_A_SAMPLE_KIND])
		kind = reply_u32(reply, HOLDFAST_A_SAMPLE_KIND);
	if (cpu >= PROBE_CPUS || kind > PROBE_NULL)
		return;
	split = reply_u32(reply, HOLDFAST_A_SAMPLE_SPLIT);
	result->at[cpu][kind].found = true;
	if (!reply->attrs[HOLDFAST_A_SAMPLE_SPLIT])
		take_counts(reply, &result->at[cpu][kind]);
	else if (split < PROBE_SPLITS)
		take_times(reply, &result->at[cpu][kind].times[split]);
}

int probe_read(struct client *client, struct probe_result *result)
{
	struct message message;

	memset(result, 0, sizeof(*result));
	message_begin(&message, client->family, HOLDFAST_CMD_SAMPLE_GET, NLM_F_DUMP);
	return client_ask(client, &message, take_sample, result);
}

int probe_do(struct client *client, const struct probe_wish *wish, struct probe_result *result)
{
	int ret = probe_start(client, wish);

	if (!ret)
		ret = probe_wait(client, 60);
	if (!ret)
		ret = probe_stop(client);
	return ret ? ret : probe_read(client, result);
}

uint64_t probe_low(unsigned int bucket)
{
	unsigned int octave = bucket / 16;

	return octave ? (uint64_t)(16 + bucket % 16) << (octave - 1) : bucket;
}

uint64_t probe_median(const struct probe_times *times)
{
	uint64_t seen = 0;
	unsigned int i;

	for (i = 0; i < PROBE_BUCKETS; i++) {
		seen += times->bucket[i];
		if (seen * 2 >= times->counted)
			break;
	}
	return probe_low(i);
}
