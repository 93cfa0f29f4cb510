// SPDX-License-Identifier: GPL-2.0
/* What becomes of a write under each decision. */
#include <kselftest_harness.h>

#include "constraints.h"
#include "random.h"
#include "verdict.h"

#define EVERY	"the rule lets every value through"
#define WITHIN	"the value is within the constraint"
#define NO_NUMBERS "the value is not made of numbers alone"

static struct hf_decision decide(enum holdfast_action action, struct hf_constraint constraint)
{
	return (struct hf_decision){ .action = action, .constraint = constraint };
}

static struct hf_decision allow(struct hf_constraint constraint)
{
	return decide(HOLDFAST_ACTION_ALLOW, constraint);
}

static struct hf_decision clamp(const char *min, const char *max)
{
	return decide(HOLDFAST_ACTION_CLAMP, range(min, max));
}

static struct hf_decision plain(enum holdfast_action action)
{
	return decide(action, of_kind(HOLDFAST_CONSTRAINT_NONE));
}

static struct hf_verdict verdict_of(enum holdfast_action action)
{
	struct hf_decision decision = plain(action);

	return hf_decision_judge(&decision, NULL, NULL);
}

/* In memory of just its size; the numbers to be given go to @given as text. */
static struct hf_verdict judge(struct hf_decision decision, const char *text, const char *old,
			       char *given)
{
	struct hf_numbers *numbers = malloc(sizeof(*numbers));
	struct hf_write write = { 0 };
	struct hf_verdict verdict;
	char *copy;

	write.text.len = strlen(text);
	copy = malloc(write.text.len);
	memcpy(copy, text, write.text.len);
	write.text.data = copy;
	if (old)
		write.old = (struct hf_text){ old, strlen(old) };
	verdict = hf_decision_judge(&decision, &write, numbers);
	if (given)
		given[0] = '\0';
	if (given && verdict.numbers)
		hf_numbers_format(given, 128, numbers);
	free(copy);
	free(numbers);
	return verdict;
}

TEST(each_action)
{
	struct hf_verdict allowed = verdict_of(HOLDFAST_ACTION_ALLOW);
	struct hf_verdict denied = verdict_of(HOLDFAST_ACTION_DENY);
	struct hf_verdict audited = verdict_of(HOLDFAST_ACTION_AUDIT);

	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, allowed.verdict);
	EXPECT_FALSE(allowed.report);
	EXPECT_FALSE(allowed.numbers);
	EXPECT_STREQ(EVERY, allowed.why);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, denied.verdict);
	EXPECT_TRUE(denied.report);
	EXPECT_STREQ("the rule denies every value", denied.why);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, audited.verdict);
	EXPECT_TRUE(audited.report);
	EXPECT_FALSE(audited.numbers);
	EXPECT_STREQ(EVERY ", and reports it", audited.why);
}

/* A value from nowhere must not open a door. */
TEST(an_unknown_action_denies)
{
	unsigned int action;

	for (action = HOLDFAST_ACTION_MAX + 1; action < 300; action++) {
		struct hf_verdict verdict = verdict_of(action);

		ASSERT_EQ(HOLDFAST_VERDICT_DENIED, verdict.verdict);
		ASSERT_TRUE(verdict.report);
	}
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, verdict_of((enum holdfast_action)-1).verdict);
}

static const char *check(struct hf_decision decision)
{
	return hf_decision_check(&decision);
}

TEST(checks)
{
	static const char needs_range[] = "clamp needs a range";
	static const char no_constraint[] = "only allow and clamp take a constraint";
	struct hf_constraint empty = of_kind(HOLDFAST_CONSTRAINT_ONE_OF);
	struct hf_constraint up = of_kind(HOLDFAST_CONSTRAINT_RATCHET_UP);
	enum holdfast_action action;

	for (action = 0; action <= HOLDFAST_ACTION_MAX; action++) {
		if (action != HOLDFAST_ACTION_CLAMP)
			EXPECT_EQ(NULL, check(plain(action)));
		if (action == HOLDFAST_ACTION_ALLOW || action == HOLDFAST_ACTION_CLAMP)
			continue;
		EXPECT_STREQ(no_constraint, check(decide(action, range("1", "2"))));
		EXPECT_STREQ(no_constraint, check(decide(action, one_of("1"))));
		EXPECT_STREQ(no_constraint, check(decide(action, up)));
	}
	EXPECT_EQ(NULL, check(clamp("1", "2")));
	EXPECT_STREQ(needs_range, check(plain(HOLDFAST_ACTION_CLAMP)));
	EXPECT_STREQ(needs_range, check(decide(HOLDFAST_ACTION_CLAMP, one_of("1"))));
	EXPECT_STREQ(needs_range, check(decide(HOLDFAST_ACTION_CLAMP, up)));
	EXPECT_EQ(NULL, check(allow(range("1", NULL))));
	EXPECT_EQ(NULL, check(allow(one_of("a"))));
	EXPECT_EQ(NULL, check(allow(up)));
	/* What is wrong with the constraint itself. */
	EXPECT_STREQ("one-of needs a value", check(allow(empty)));
	EXPECT_STREQ("a range needs a lower or an upper bound", check(clamp(NULL, NULL)));
	EXPECT_STREQ("the range is reversed: its lower bound is above its upper",
		     check(clamp("2", "1")));
}

TEST(needs_the_value)
{
	struct hf_decision audit = plain(HOLDFAST_ACTION_AUDIT), some = clamp("1", "2");
	struct hf_decision listed = allow(one_of("a"));

	EXPECT_FALSE(hf_decision_needs_value(&audit));
	EXPECT_TRUE(hf_decision_needs_value(&some));
	EXPECT_TRUE(hf_decision_needs_value(&listed));
}

TEST(allows_within)
{
	struct hf_constraint up = of_kind(HOLDFAST_CONSTRAINT_RATCHET_UP);
	struct hf_constraint down = of_kind(HOLDFAST_CONSTRAINT_RATCHET_DOWN);
	const struct {
		struct hf_decision decision;
		const char *text, *old, *given;	/* "": the text as it is; NULL: denied */
		const char *why;
	} tries[] = {
		{ allow(range("1", "5")), "0x3\n", NULL, "3\n", WITHIN },
		{ allow(range("1", "5")), "1 5", NULL, "1\t5\n", WITHIN },
		{ allow(range("1", "5")), "6", NULL, NULL, "the number is above the range" },
		{ allow(range("1", "5")), "1 0", NULL, NULL, "the number is below the range" },
		{ allow(range("1", "5")), "x", NULL, NULL, NO_NUMBERS },
		{ allow(range("1", "5")), "1 x", NULL, NULL, NO_NUMBERS },
		{ allow(range("1", "5")), "\n", NULL, NULL, NO_NUMBERS },
		{ allow(one_of("1,0x2")), "02", NULL, "2\n", WITHIN },
		{ allow(one_of("1,0x2")), "3", NULL, NULL,
		  "the number is not one of those listed" },
		{ allow(one_of("1,0x2")), "one", NULL, NULL, NO_NUMBERS },
		{ allow(one_of("1,on")), "1", NULL, "", WITHIN },
		{ allow(one_of("1,on")), "on", NULL, "", WITHIN },
		{ allow(one_of("1,on")), "0x1", NULL, NULL,
		  "the value is not one of those listed" },
		{ allow(up), "2", "1\n", "2\n", WITHIN },
		{ allow(up), "1", "2\n", NULL, "the number is below that there now" },
		{ allow(down), "3", "2\n", NULL, "the number is above that there now" },
		{ allow(down), "1 1", "2\t1\n", "1\t1\n", WITHIN },
		{ allow(up), "1", NULL, NULL,
		  "there is no number now that it could be compared with" },
		{ allow(up), "1", "on\n", NULL,
		  "there is no number now that it could be compared with" },
		{ allow(up), "x", "1\n", NULL, NO_NUMBERS },
	};
	char given[128];
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		struct hf_verdict verdict = judge(tries[i].decision, tries[i].text, tries[i].old,
						  given);

		EXPECT_EQ(tries[i].given ? HOLDFAST_VERDICT_ALLOWED : HOLDFAST_VERDICT_DENIED,
			  verdict.verdict) TH_LOG("try %zu", i);
		EXPECT_EQ(!tries[i].given, verdict.report) TH_LOG("try %zu", i);
		EXPECT_STREQ(tries[i].given ? tries[i].given : "", given) TH_LOG("try %zu", i);
		EXPECT_STREQ(tries[i].why, verdict.why) TH_LOG("try %zu", i);
	}
}

TEST(clamps)
{
	static const struct {
		const char *min, *max, *text, *given, *why;
		enum holdfast_verdict verdict;
	} tries[] = {
		{ "1", "5", "3", "3\n", "the number is in the range",
		  HOLDFAST_VERDICT_ALLOWED },
		{ "1", "5", "0x5 1\n", "5\t1\n", "the number is in the range",
		  HOLDFAST_VERDICT_ALLOWED },
		{ "1", "5", "0", "1\n", "the number is below the range",
		  HOLDFAST_VERDICT_REWRITTEN },
		{ "1", "5", "2 9", "2\t5\n", "the number is above the range",
		  HOLDFAST_VERDICT_REWRITTEN },
		{ "1", "5", "9 -9", "5\t1\n", "the number is above the range",
		  HOLDFAST_VERDICT_REWRITTEN },
		{ NULL, "-1", "0", "-1\n", "the number is above the range",
		  HOLDFAST_VERDICT_REWRITTEN },
		{ "1", "5", "x", "", NO_NUMBERS, HOLDFAST_VERDICT_DENIED },
		{ "1", "5", "99999999999999999999", "", NO_NUMBERS, HOLDFAST_VERDICT_DENIED },
	};
	char given[128];
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		struct hf_verdict verdict = judge(clamp(tries[i].min, tries[i].max),
						  tries[i].text, NULL, given);

		EXPECT_EQ(tries[i].verdict, verdict.verdict) TH_LOG("try %zu", i);
		EXPECT_EQ(tries[i].verdict != HOLDFAST_VERDICT_ALLOWED, verdict.report);
		EXPECT_STREQ(tries[i].given, given) TH_LOG("try %zu", i);
		EXPECT_STREQ(tries[i].why, verdict.why) TH_LOG("try %zu", i);
	}
}

/* What stands behind the kernel's page is not written, so it is not judged. */
TEST(judges_what_the_kernel_reads)
{
	char text[HF_NUMBERS_TEXT + 2], given[128];
	struct hf_verdict verdict;

	memset(text, ' ', sizeof(text));
	text[0] = '1';
	text[HF_NUMBERS_TEXT - 1] = '2';
	text[HF_NUMBERS_TEXT] = '5';
	text[HF_NUMBERS_TEXT + 1] = '\0';
	verdict = judge(allow(range("1", "5")), text, NULL, given);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, verdict.verdict);
	EXPECT_STREQ("1\t2\n", given);
	text[HF_NUMBERS_TEXT - 1] = ' ';
	text[HF_NUMBERS_TEXT] = 'x';
	verdict = judge(allow(range("1", "5")), text, NULL, given);
	EXPECT_EQ(HOLDFAST_VERDICT_ALLOWED, verdict.verdict);
	EXPECT_STREQ("1\n", given);
	text[HF_NUMBERS_TEXT - 1] = 'x';
	verdict = judge(allow(range("1", "5")), text, NULL, given);
	EXPECT_EQ(HOLDFAST_VERDICT_DENIED, verdict.verdict);
}

/*
 * hf_decision_tighter(), against its own definition over a small world: a sysctl
 * of numbers and one of text, each holding what is there now, and all writes.
 *
 * A write has a number. The first VECTORS are the vectors of one or two numbers
 * from LOW to HIGH, as a sysctl shows them, so that the same numbers stand for
 * what a sysctl holds.
 */
#define LOW	(-3)
#define HIGH	6
#define SPAN	(HIGH - LOW + 1)
#define VECTORS	(SPAN + SPAN * SPAN)
#define WRITES_MAX 192
#define OLDS	(VECTORS + 2)	/* a text and nothing known, too */
#define DECISIONS 256

struct set {
	u64 word[WRITES_MAX / 64];
};

/* What each write can do, for each value there now. */
struct profile {
	struct hf_decision decision;
	char values[64];
	struct {
		struct set numbers;
		struct set texts;
		struct set reports;
	} now[OLDS];
};

struct world {
	unsigned int writes;
	char text[WRITES_MAX][16];
	int vector[WRITES_MAX];	/* as a sysctl of numbers takes it; below 0: it does not */
};

static struct world world;
static struct profile profiles[DECISIONS];

static void add(struct set *set, unsigned int member)
{
	set->word[member / 64] |= 1ULL << (member % 64);
}

static bool is_subset(const struct set *a, const struct set *b)
{
	u64 rest = 0;
	size_t i;

	for (i = 0; i < WRITES_MAX / 64; i++)
		rest |= a->word[i] & ~b->word[i];
	return !rest;
}

static int vector_of(const struct hf_numbers *numbers)
{
	int value[2] = { 0 }, i;

	for (i = 0; i < (int)numbers->count; i++) {
		const struct hf_number *number = &numbers->number[i];

		if (i == 2 || number->magnitude > HIGH)
			return -1;
		value[i] = (number->negative ? -1 : 1) * (int)number->magnitude - LOW;
	}
	return i == 1 ? value[0] : SPAN + value[0] * SPAN + value[1];
}

static void add_write(const char *text)
{
	struct hf_numbers numbers;
	unsigned int n = world.writes++;

	if (n == WRITES_MAX)
		abort();
	strcpy(world.text[n], text);
	world.vector[n] = -1;
	if (hf_numbers_parse(&numbers, text, strlen(text)))
		world.vector[n] = vector_of(&numbers);
}

static void make_world(void)
{
	static const char *const others[] = {
		"", "on", "off", "on\n", "1x", "1 x", "1 2", " 3", "03", "0x2\t3", "-0x1 1",
	};
	char text[32];
	int a, b;
	size_t i;

	for (a = LOW; a <= HIGH; a++) {
		sprintf(text, "%d", a);
		add_write(text);
	}
	for (a = LOW; a <= HIGH; a++)
		for (b = LOW; b <= HIGH; b++) {
			sprintf(text, "%d\t%d", a, b);
			add_write(text);
		}
	for (a = LOW; a <= HIGH; a++) {
		sprintf(text, "%s0x%x", a < 0 ? "-" : "", abs(a));
		add_write(text);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		add_write(others[i]);
}

/* What a sysctl of text holds after a write: the text's own number, to a newline. */
static unsigned int held_text(unsigned int write)
{
	size_t span = hf_text_span(world.text[write], strlen(world.text[write]));
	unsigned int n;

	for (n = 0; strlen(world.text[n]) != span || memcmp(world.text[n], world.text[write], span);)
		n++;
	return n;
}

static void try_write(struct profile *profile, unsigned int old, unsigned int write)
{
	const struct hf_decision *decision = &profile->decision;
	struct hf_write judged = { .text = { world.text[write], strlen(world.text[write]) } };
	struct hf_numbers numbers;
	struct hf_verdict verdict;
	int given = world.vector[write];

	/* As the door does: a string sysctl's value is judged as it would then be. */
	if (!hf_constraint_is_numeric(&decision->constraint))
		judged.text.len = hf_text_span(judged.text.data, judged.text.len);
	if (old < VECTORS)
		judged.old = (struct hf_text){ world.text[old], strlen(world.text[old]) };
	else if (old == VECTORS)
		judged.old = (struct hf_text){ "on", 2 };
	verdict = hf_decision_judge(decision, &judged, &numbers);
	if (verdict.report)
		add(&profile->now[old].reports, write);
	if (verdict.verdict == HOLDFAST_VERDICT_DENIED)
		return;
	if (verdict.numbers)
		given = vector_of(&numbers);
	if (given >= 0)
		add(&profile->now[old].numbers, given);
	add(&profile->now[old].texts, verdict.numbers ? (unsigned int)given : held_text(write));
}

static void random_range(struct hf_constraint *constraint)
{
	int min = LOW + (int)random_below(SPAN), max = min + (int)random_below(HIGH - min + 1);
	char low[16], high[16];
	unsigned int which = 1 + random_below(3);

	sprintf(low, "%d", min);
	sprintf(high, "%d", max);
	*constraint = range(which & 1 ? low : NULL, which & 2 ? high : NULL);
}

static void random_list(struct profile *profile)
{
	static const char *const texts[] = { "on", "off", "", "1 2", "1x" };
	char *at = profile->values;
	int count = 1 + random_below(5), value;
	bool text = random_below(2);

	if (text)
		at += sprintf(at, "%s", texts[random_below(5)]) + 1;
	while (count--) {
		value = LOW + (int)random_below(SPAN);
		if (text && random_below(2))
			at += sprintf(at, "%s", texts[random_below(5)]) + 1;
		else if (random_below(3))
			at += sprintf(at, "%d", value) + 1;
		else
			at += sprintf(at, "%s0x%x", value < 0 ? "-" : "", abs(value)) + 1;
	}
	profile->decision.constraint = list(profile->values, at - profile->values);
}

static void random_decision(struct profile *profile)
{
	struct hf_constraint *constraint = &profile->decision.constraint;
	unsigned int draw = random_below(16);

	profile->decision = plain(HOLDFAST_ACTION_ALLOW);
	if (draw < 2)
		profile->decision.action = draw ? HOLDFAST_ACTION_DENY : HOLDFAST_ACTION_AUDIT;
	else if (draw < 4)
		constraint->kind = draw == 2 ? HOLDFAST_CONSTRAINT_RATCHET_UP :
					       HOLDFAST_CONSTRAINT_RATCHET_DOWN;
	else if (draw < 10)
		random_range(constraint);
	else if (draw < 15)
		random_list(profile);
	if (draw >= 7 && draw < 10)
		profile->decision.action = HOLDFAST_ACTION_CLAMP;
	if (hf_decision_check(&profile->decision))
		abort();
}

static void make_decisions(void)
{
	unsigned int n;

	for (n = 0; n < DECISIONS; n++)
		random_decision(&profiles[n]);
}

static void make_profile(struct profile *profile)
{
	bool needs_old = hf_constraint_needs_old(&profile->decision.constraint);
	unsigned int old, write;

	for (old = 0; old < OLDS; old++) {
		if (old && !needs_old) {
			profile->now[old] = profile->now[0];
			continue;
		}
		for (write = 0; write < world.writes; write++)
			try_write(profile, old, write);
	}
}

static bool tighter(unsigned int a, unsigned int b)
{
	return hf_decision_tighter(&profiles[a].decision, &profiles[b].decision);
}

/* The definition, in this world. */
static bool is_tighter(const struct profile *a, const struct profile *b)
{
	unsigned int old;

	for (old = 0; old < OLDS; old++)
		if (!is_subset(&a->now[old].numbers, &b->now[old].numbers) ||
		    !is_subset(&a->now[old].texts, &b->now[old].texts) ||
		    !is_subset(&b->now[old].reports, &a->now[old].reports))
			return false;
	return true;
}

TEST(tighter_lets_no_more_through_and_reports_no_less)
{
	unsigned int a, b, said = 0, is = 0, no = 0;

	make_world();
	make_decisions();
	for (a = 0; a < DECISIONS; a++)
		make_profile(&profiles[a]);
	for (a = 0; a < DECISIONS; a++) {
		ASSERT_TRUE(tighter(a, a)) TH_LOG("decision %u", a);
		for (b = 0; b < DECISIONS; b++) {
			bool holds = is_tighter(&profiles[a], &profiles[b]);

			is += holds;
			no += !holds;
			if (!tighter(a, b))
				continue;
			said++;
			ASSERT_TRUE(holds)
				TH_LOG("action %d, constraint %d is said to be tighter than %d, %d",
				       profiles[a].decision.action,
				       profiles[a].decision.constraint.kind,
				       profiles[b].decision.action,
				       profiles[b].decision.constraint.kind);
		}
	}
	/* It may say no where it is; always, and nothing would have been tested. */
	EXPECT_GT(said, DECISIONS * DECISIONS / 8);
	EXPECT_GT(said * 100ULL, is * 90ULL) TH_LOG("%u of %u", said, is);
	EXPECT_GT(no, DECISIONS * DECISIONS / 8);
}

TEST(tighter_is_transitive)
{
	static bool answer[DECISIONS][DECISIONS];
	unsigned int a, b, c;

	make_decisions();
	for (a = 0; a < DECISIONS; a++)
		for (b = 0; b < DECISIONS; b++)
			answer[a][b] = tighter(a, b);
	for (a = 0; a < DECISIONS; a++)
		for (b = 0; b < DECISIONS; b++)
			for (c = 0; c < DECISIONS && answer[a][b]; c++)
				if (answer[b][c] && !answer[a][c])
					ASSERT_TRUE(false) TH_LOG("%u, %u, %u", a, b, c);
}

TEST(deny_is_the_tightest)
{
	struct hf_decision deny = plain(HOLDFAST_ACTION_DENY);
	struct hf_decision free = plain(HOLDFAST_ACTION_ALLOW);
	unsigned int n;

	make_decisions();
	for (n = 0; n < DECISIONS; n++) {
		EXPECT_TRUE(hf_decision_tighter(&deny, &profiles[n].decision));
		EXPECT_TRUE(hf_decision_tighter(&profiles[n].decision, &free));
		EXPECT_EQ(profiles[n].decision.action == HOLDFAST_ACTION_DENY,
			  hf_decision_tighter(&profiles[n].decision, &deny));
	}
	/* One that is not known denies, too. */
	deny.action = HOLDFAST_ACTION_MAX + 1;
	EXPECT_TRUE(hf_decision_tighter(&deny, &free));
	EXPECT_FALSE(hf_decision_tighter(&free, &deny));
}

TEST_HARNESS_MAIN
