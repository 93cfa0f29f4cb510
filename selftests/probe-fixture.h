/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs that test the probe share; behind kselftest_harness.h. */
#ifndef HF_SELFTESTS_PROBE_FIXTURE_H
#define HF_SELFTESTS_PROBE_FIXTURE_H

#include <stdlib.h>
#include <unistd.h>

#include "handlers.h"
#include "probe.h"

#define MS	1000000ULL
#define SECOND	1000000000ULL

FIXTURE(probe)
{
	struct client client;
	struct probe_result *result;
};

FIXTURE_SETUP(probe)
{
	ASSERT_EQ(0, client_open(&self->client));
	self->result = calloc(1, sizeof(*self->result));
	ASSERT_NE(NULL, self->result);
}

FIXTURE_TEARDOWN(probe)
{
	free(self->result);
	client_close(&self->client);
}

/* What holds of each kind on each CPU, however the probe ended. */
static inline void expect_law(struct __test_metadata *_metadata, const struct probe_sample *s)
{
	unsigned int i;
	uint64_t where = 0;

	EXPECT_EQ(s->raised, s->ran + s->coalesced + s->pending);
	EXPECT_EQ(s->ticks, s->raised + s->missed);
	EXPECT_EQ(0, s->spurious);
	for (i = 0; i <= HOLDFAST_WHERE_MAX; i++)
		where += s->where[i];
	EXPECT_EQ(s->ran, where);
	for (i = 0; i < PROBE_SPLITS; i++) {
		const struct probe_times *times = &s->times[i];

		EXPECT_EQ(i == HOLDFAST_PROBE_SPLIT_TOTAL ? s->ticks - s->waiting : s->ran,
			  times->samples);
		EXPECT_EQ(times->samples, times->counted);
		EXPECT_LE(times->least, times->most);
	}
	/* The same runs, seen from the oldest tick and from each. */
	EXPECT_EQ(s->times[HOLDFAST_PROBE_SPLIT_TOTAL].most,
		  s->times[HOLDFAST_PROBE_SPLIT_CLOSED].most);
	EXPECT_LE(s->times[HOLDFAST_PROBE_SPLIT_TOTAL].least,
		  s->times[HOLDFAST_PROBE_SPLIT_CLOSED].least);
}

#endif /* HF_SELFTESTS_PROBE_FIXTURE_H */
