/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of handlers begin with: defaults, and a rule that denies. */
#ifndef HF_SELFTESTS_HANDLERS_FIXTURE_H
#define HF_SELFTESTS_HANDLERS_FIXTURE_H

#include <stdlib.h>

#include "kselftest_harness.h"

#include "handlers.h"

FIXTURE(handlers)
{
	struct client client;
	uint64_t lost;
	struct log *log;
};

FIXTURE_SETUP(handlers)
{
	struct figures figures;

	ASSERT_EQ(0, client_open(&self->client));
	ASSERT_EQ(0, rule_flush(&self->client));
	ASSERT_EQ(0, handler_restore(&self->client, "drain"));
	ASSERT_EQ(0, handler_restore(&self->client, "deliver"));
	ASSERT_EQ(0, rule_add(&self->client, "kernel.panic", HOLDFAST_ACTION_DENY,
			      HOLDFAST_SCOPE_ANY));
	ASSERT_EQ(0, handler_settle(&self->client, "drain", &figures));
	ASSERT_EQ(0, handler_settle(&self->client, "deliver", &figures));
	ASSERT_EQ(0, journal_settle(&self->client));
	self->lost = stat_get(&self->client, HOLDFAST_A_STATS_LOST);
	self->log = malloc(sizeof(*self->log));
	ASSERT_NE(NULL, self->log);
	log_begin(&self->client, self->log);
}

FIXTURE_TEARDOWN(handlers)
{
	EXPECT_EQ(0, handler_restore(&self->client, "drain"));
	EXPECT_EQ(0, handler_restore(&self->client, "deliver"));
	EXPECT_EQ(0, rule_flush(&self->client));
	client_close(&self->client);
	free(self->log);
}

/* All of @n were told, but for those that found no room. */
#define EXPECT_TOLD(n) do {							\
	const uint64_t wanted_ = (n);						\
	struct figures figures_;						\
										\
	EXPECT_EQ(0, handler_settle(&self->client, "drain", &figures_));	\
	EXPECT_EQ(0, journal_settle(&self->client));				\
	EXPECT_EQ(0, log_read(&self->client, self->log));			\
	EXPECT_EQ(0, self->log->gaps);						\
	EXPECT_EQ(0, self->log->doubles);					\
	EXPECT_EQ(0, self->log->strangers);					\
	EXPECT_EQ(wanted_, self->log->seen +					\
		  stat_get(&self->client, HOLDFAST_A_STATS_LOST) - self->lost);	\
} while (0)

#endif /* HF_SELFTESTS_HANDLERS_FIXTURE_H */
