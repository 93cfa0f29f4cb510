// SPDX-License-Identifier: GPL-2.0
/* Numbers as the kernel's handlers read them, and the text they are given back as. */
#include <errno.h>
#include <stdlib.h>

#include <kselftest_harness.h>

#include "random.h"
#include "value.h"

#define ALWAYS_ENOUGH	(HF_NUMBERS_MAX * HF_NUMBER_TEXT + 1)

/* As text, in memory of just its size, so that the sanitizer hears of any byte too far. */
static bool parse(struct hf_numbers *numbers, const char *text, size_t len)
{
	char *copy = malloc(len);
	bool read;

	memcpy(copy, text, len);
	read = hf_numbers_parse(numbers, copy, len);
	free(copy);
	return read;
}

static bool parse_one(struct hf_number *number, const char *text, size_t len)
{
	char *copy = malloc(len);
	bool read;

	memcpy(copy, text, len);
	read = hf_number_parse(number, copy, len);
	free(copy);
	return read;
}

/* In memory of just @size; NULL where it did not fit. */
static char *format(const struct hf_numbers *numbers, size_t size, size_t *len)
{
	char *text = malloc(size);

	*len = hf_numbers_format(text, size, numbers);
	if (*len)
		return text;
	free(text);
	return NULL;
}

/*
 * The model: proc_get_long() of kernel/sysctl.c, in terms of the C library. It
 * copies 21 bytes and a NUL, takes a '-' where more follows, wants a digit, lets
 * strtoul() find the base, refuses a number that fills the copy, and one that
 * anything but these three bytes follows. Returns the bytes, 0 for an error.
 */
static size_t model_number(const char *text, size_t len, struct hf_number *number)
{
	size_t copied = len < 21 ? len : 21;
	char copy[22] = "", *digits = copy, *end;

	memcpy(copy, text, copied);
	number->negative = copy[0] == '-' && len > 1;
	digits += number->negative;
	if (digits[0] < '0' || digits[0] > '9')
		return 0;
	errno = 0;
	number->magnitude = strtoull(digits, &end, 0);
	if (errno || end == copy + 21)
		return 0;
	/* Ours: in decimal the kernel could not read the least of these. */
	if (number->negative && number->magnitude > 1ULL << 63)
		return 0;
	if ((size_t)(end - copy) < len && !strchr(" \t\n", *end ? *end : 'x'))
		return 0;
	number->negative &= number->magnitude != 0;
	return end - copy;
}

/* proc_skip_spaces(): isspace() of lib/ctype.c, which has the Latin 1 one, too. */
static size_t model_blanks(const char *text, size_t len)
{
	static const char blanks[] = " \t\n\v\f\r\xa0";
	size_t i = 0;

	while (i < len && memchr(blanks, text[i], sizeof(blanks) - 1))
		i++;
	return i;
}

/* The loop of __do_proc_dointvec(), for a sysctl with as many places as there are. */
static bool model(struct hf_numbers *numbers, const char *text, size_t len)
{
	size_t at = model_blanks(text, len), used;

	for (numbers->count = 0; at < len; numbers->count++) {
		struct hf_number number;

		used = model_number(text + at, len - at, &number);
		if (!used || numbers->count == HF_NUMBERS_MAX)
			return false;
		at += used;
		at += model_blanks(text + at, len - at);
		numbers->number[numbers->count] = number;
		numbers->end[numbers->count] = at;
	}
	return numbers->count;
}

static bool same(const struct hf_numbers *a, const struct hf_numbers *b)
{
	unsigned int i;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++)
		if (a->number[i].magnitude != b->number[i].magnitude ||
		    a->number[i].negative != b->number[i].negative || a->end[i] != b->end[i])
			return false;
	return true;
}

TEST(reads_a_number)
{
	static const struct {
		const char *text;
		u64 magnitude;
		bool negative;
	} good[] = {
		{ "0", 0, false },
		{ "-0", 0, false },
		{ "-0x0", 0, false },
		{ "1", 1, false },
		{ "-1", 1, true },
		{ "010", 8, false },
		{ "-010", 8, true },
		{ "0x10", 16, false },
		{ "0X1f", 31, false },
		{ "0xFf", 255, false },
		{ "-0xa", 10, true },
		{ "00000000000000000001", 1, false },
		{ "0x000000000000000001", 1, false },
		{ "18446744073709551615", U64_MAX, false },
		{ "0xffffffffffffffff", U64_MAX, false },
		{ "01000000000000000000", 1ULL << 54, false },
		{ "-9223372036854775808", 1ULL << 63, true },
		{ "-0x8000000000000000", 1ULL << 63, true },
	};
	struct hf_number number;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ASSERT_TRUE(parse_one(&number, good[i].text, strlen(good[i].text)))
			TH_LOG("%s", good[i].text);
		EXPECT_EQ(good[i].magnitude, number.magnitude) TH_LOG("%s", good[i].text);
		EXPECT_EQ(good[i].negative, number.negative) TH_LOG("%s", good[i].text);
	}
}

TEST(refuses_what_is_no_number)
{
	static const struct {
		const char *text;
		size_t len;
	} bad[] = {
#define BAD(text) { text, sizeof(text) - 1 }
		BAD(""), BAD("-"), BAD("--1"), BAD("+1"), BAD("- 1"), BAD(" 1"), BAD("1 "),
		BAD("1-"), BAD("a"), BAD("1a"), BAD("0x"), BAD("0xg"), BAD("-0x"), BAD("08"),
		BAD("09"), BAD("0b1"), BAD("1.0"), BAD("1e3"), BAD("1,2"), BAD("0x1x"), BAD("x1"),
		BAD("1\0"), BAD("\0"), BAD("1\xa0"), BAD("0x 1"), BAD("\xb2"),
		/* 2^64, and more. */
		BAD("18446744073709551616"), BAD("99999999999999999999"),
		BAD("0x10000000000000000"), BAD("-0x10000000000000000"),
		/* 21 bytes: the kernel would not know where it ends. */
		BAD("000000000000000000001"), BAD("-18446744073709551615"),
		BAD("-00000000000000000001"), BAD("0x0000000000000000001"),
		/* Below -2^63. */
		BAD("-9223372036854775809"), BAD("-0x8000000000000001"),
		BAD("-0xffffffffffffffff"),
#undef BAD
	};
	struct hf_number number;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_FALSE(parse_one(&number, bad[i].text, bad[i].len))
			TH_LOG("accepted: number %zu", i);
}

TEST(reads_vectors)
{
	static const struct {
		const char *text;
		unsigned int count;
		size_t end[4];
	} good[] = {
		{ "1", 1, { 1 } },
		{ "1\n", 1, { 2 } },
		{ " 1\t\n", 1, { 4 } },
		{ "1 2", 2, { 2, 3 } },
		{ "1\t2\n", 2, { 2, 4 } },
		{ "\v\f\r\xa0 1", 1, { 6 } },
		{ "1 \v\f\r\xa0 0x2\n\n3 ", 3, { 7, 12, 14 } },
		{ "-1 -2\t\t-03", 3, { 3, 7, 10 } },
		/* Each is as long as it may be. */
		{ "18446744073709551615 18446744073709551615", 2, { 21, 41 } },
	};
	struct hf_numbers numbers;
	unsigned int n;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ASSERT_TRUE(parse(&numbers, good[i].text, strlen(good[i].text)))
			TH_LOG("%s", good[i].text);
		ASSERT_EQ(good[i].count, numbers.count) TH_LOG("%s", good[i].text);
		for (n = 0; n < numbers.count; n++)
			EXPECT_EQ(good[i].end[n], numbers.end[n]) TH_LOG("%s", good[i].text);
	}
}

TEST(refuses_what_is_no_vector)
{
	static const struct {
		const char *text;
		size_t len;
	} bad[] = {
#define BAD(text) { text, sizeof(text) - 1 }
		BAD(""), BAD(" "), BAD("\n"), BAD(" \t\n\v\f\r\xa0"), BAD("\0"), BAD("x"),
		BAD("1\0"), BAD("1 \0"), BAD("1\0002"), BAD("\0001"), BAD("1 2\0"),
		/* After a digit only ' ', '\t', '\n', though all are skipped elsewhere. */
		BAD("1\v"), BAD("1\f2"), BAD("1\r\n"), BAD("1\xa0"), BAD("1\xa0 2"),
		BAD("1,2"), BAD("1-2"), BAD("1 - 2"), BAD("1 2x"), BAD("1 x"), BAD("1 -"),
		BAD("1\x85"), BAD("\x85 1"), BAD("\x1f 1"), BAD("1 18446744073709551616"),
#undef BAD
	};
	struct hf_numbers numbers;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EXPECT_FALSE(parse(&numbers, bad[i].text, bad[i].len))
			TH_LOG("accepted: number %zu", i);
}

TEST(counts_to_the_most)
{
	char text[4 * HF_NUMBERS_MAX] = "";
	struct hf_numbers numbers;
	int i;

	for (i = 0; i < HF_NUMBERS_MAX; i++)
		strcat(text, "7 ");
	ASSERT_TRUE(parse(&numbers, text, strlen(text)));
	EXPECT_EQ(HF_NUMBERS_MAX, numbers.count);
	EXPECT_EQ(2 * HF_NUMBERS_MAX, numbers.end[HF_NUMBERS_MAX - 1]);
	strcat(text, "7");
	EXPECT_FALSE(parse(&numbers, text, strlen(text)));
}

TEST(skips_thousands_of_blanks)
{
	char text[4002];
	struct hf_numbers numbers;

	memset(text, ' ', sizeof(text));
	EXPECT_FALSE(parse(&numbers, text, sizeof(text)));
	text[4000] = '-';
	text[4001] = '5';
	ASSERT_TRUE(parse(&numbers, text, sizeof(text)));
	EXPECT_EQ(1, numbers.count);
	EXPECT_EQ(5, numbers.number[0].magnitude);
	EXPECT_TRUE(numbers.number[0].negative);
	EXPECT_EQ(4002, numbers.end[0]);
	text[0] = '1';
	ASSERT_TRUE(parse(&numbers, text, sizeof(text)));
	EXPECT_EQ(2, numbers.count);
	EXPECT_EQ(4000, numbers.end[0]);
}

/* Mostly what makes numbers; now and then what ends them. */
static size_t fill(char *text, size_t size)
{
	static const char usual[] = "000123456789xX-  \t\nafAF";
	static const char odd[] = "+.,gGz\v\f\r\xa0\x85\xb2\0'/:@`";
	static const char *const piece[] = {
		"18446744073709551615", "18446744073709551616", "0xffffffffffffffff",
		"-9223372036854775808", "-9223372036854775809", "00000000000000000001",
		"000000000000000000001", "0x8000000000000000", "-0x", " 0 ",
	};
	size_t at = 0, want = random_below(size - 24);
	const char *some;

	while (at < want) {
		switch (random_below(24)) {
		case 0:
			text[at++] = odd[random_below(sizeof(odd) - 1)];
			break;
		case 1:
			some = piece[random_below(sizeof(piece) / sizeof(piece[0]))];
			memcpy(text + at, some, strlen(some));
			at += strlen(some);
			break;
		default:
			text[at++] = usual[random_below(sizeof(usual) - 1)];
		}
	}
	return at;
}

TEST(reads_as_the_model_does)
{
	struct hf_numbers numbers, expected;
	int round, read = 0, vectors = 0;
	char text[64];

	for (round = 0; round < 300000; round++) {
		size_t len = fill(text, round % 2 ? 32 : sizeof(text));
		bool wanted = model(&expected, text, len);

		ASSERT_EQ(wanted, parse(&numbers, text, len)) TH_LOG("'%.*s'", (int)len, text);
		if (!wanted)
			continue;
		read++;
		vectors += numbers.count > 1;
		ASSERT_TRUE(same(&expected, &numbers)) TH_LOG("'%.*s'", (int)len, text);
	}
	EXPECT_GT(read, 10000);
	EXPECT_GT(vectors, 5000);
}

/* hf_number_parse() is the first number of the model and nothing behind it. */
TEST(reads_one_as_the_model_does)
{
	struct hf_number number, expected;
	int round, read = 0;
	char text[48];

	for (round = 0; round < 300000; round++) {
		size_t len = fill(text, 32);
		bool wanted = model_number(text, len, &expected) == len && len;

		ASSERT_EQ(wanted, parse_one(&number, text, len)) TH_LOG("'%.*s'", (int)len, text);
		if (!wanted)
			continue;
		read++;
		ASSERT_EQ(expected.magnitude, number.magnitude);
		ASSERT_EQ(expected.negative, number.negative);
	}
	EXPECT_GT(read, 10000);
}

static struct hf_number random_number(void)
{
	struct hf_number number = { random_next() >> random_below(64), random_below(2) };

	if (number.negative)
		number.magnitude >>= 1;
	number.negative &= number.magnitude != 0;
	return number;
}

TEST(formats_what_reads_back)
{
	struct hf_numbers numbers, again;
	char digits[HF_NUMBER_TEXT];
	int round;

	for (round = 0; round < 50000; round++) {
		char *text, expected[ALWAYS_ENOUGH] = "";
		size_t len;
		unsigned int i;

		numbers.count = 1 + random_below(round % 8 ? 4 : HF_NUMBERS_MAX);
		for (i = 0; i < numbers.count; i++) {
			numbers.number[i] = random_number();
			snprintf(expected + strlen(expected), sizeof(digits), "%s%llu",
				 numbers.number[i].negative ? "-" : "",
				 (unsigned long long)numbers.number[i].magnitude);
			strcat(expected, i + 1 < numbers.count ? "\t" : "\n");
			numbers.end[i] = strlen(expected);
		}
		text = format(&numbers, ALWAYS_ENOUGH, &len);
		ASSERT_NE(NULL, text);
		ASSERT_EQ(strlen(expected), len);
		ASSERT_STREQ(expected, text);
		ASSERT_TRUE(parse(&again, text, len)) TH_LOG("%s", text);
		ASSERT_TRUE(same(&numbers, &again)) TH_LOG("%s", text);
		free(text);
	}
}

TEST(formats_the_longest)
{
	struct hf_numbers numbers = { .count = HF_NUMBERS_MAX };
	struct hf_number lowest = { U64_MAX, true };
	size_t len, i;
	char *text;

	/* None is so low, but there is room for it. */
	text = malloc(HF_NUMBER_TEXT);
	EXPECT_EQ(HF_NUMBER_TEXT - 1, hf_number_format(text, &lowest));
	EXPECT_STREQ("-18446744073709551615", text);
	free(text);
	for (i = 0; i < HF_NUMBERS_MAX; i++)
		numbers.number[i] = lowest;
	text = format(&numbers, ALWAYS_ENOUGH, &len);
	ASSERT_NE(NULL, text);
	EXPECT_EQ(ALWAYS_ENOUGH - 1, len);
	EXPECT_EQ(strlen(text), len);
	free(text);
	EXPECT_EQ(NULL, format(&numbers, ALWAYS_ENOUGH - 1, &len));
	numbers.count = 1;
	EXPECT_EQ(NULL, format(&numbers, HF_NUMBER_TEXT, &len));
}

TEST(compares_as_whole_numbers)
{
	int round;

	for (round = 0; round < 100000; round++) {
		struct hf_number a = random_number(), b = round % 3 ? random_number() : a;
		__int128 x = a.negative ? -(__int128)a.magnitude : a.magnitude;
		__int128 y = b.negative ? -(__int128)b.magnitude : b.magnitude;
		int order = hf_number_compare(&a, &b);

		ASSERT_EQ((x > y) - (x < y), (order > 0) - (order < 0));
	}
}

TEST(a_text_ends_at_a_newline_or_nul)
{
	EXPECT_EQ(0, hf_text_span("", 0));
	EXPECT_EQ(3, hf_text_span("abc", 3));
	EXPECT_EQ(2, hf_text_span("abc", 2));
	EXPECT_EQ(1, hf_text_span("a\nc", 3));
	EXPECT_EQ(1, hf_text_span("a\0c", 3));
	EXPECT_EQ(0, hf_text_span("\na", 2));
	EXPECT_EQ(2, hf_text_span("a\t\n", 3));
}

TEST_HARNESS_MAIN
