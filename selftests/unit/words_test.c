// SPDX-License-Identifier: GPL-2.0
/* How a line becomes words, and how text becomes a word that reads back. */
#include <stdlib.h>
#include <string.h>

#include <kselftest_harness.h>

#include "random.h"
#include "words.h"

/* In a buffer of just its size, so that the sanitizer hears of any byte too far. */
static const char *split(const char *line, char **copy, char **word, int *n)
{
	*copy = strdup(line);
	return words_split(*copy, word, n);
}

TEST(splits_at_blanks)
{
	static const struct {
		const char *line, *words;
	} good[] = {
		{ "", "" },
		{ " \t ", "" },
		{ "# a comment", "" },
		{ "  # a comment", "" },
		{ "kernel.panic deny", "kernel.panic|deny|" },
		{ "\tkernel.panic\t \tdeny  ", "kernel.panic|deny|" },
		{ "kernel.panic deny # why", "kernel.panic|deny|" },
		{ "kernel.panic deny#why", "kernel.panic|deny#why|" },
		{ "a \\# b", "a|\\#|b|" },
		{ "a \"# b\" c", "a|\"# b\"|c|" },
		{ "a\\ b c", "a\\ b|c|" },
		{ "a\" \"b c", "a\" \"b|c|" },
		{ "\"a\\\" b\" c", "\"a\\\" b\"|c|" },
		{ "\"\" b", "\"\"|b|" },
		{ "a\\", "a\\|" },
		{ "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 # 17",
		  "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|" },
	};
	char *word[WORDS_MAX], *copy, words[128];
	size_t i;
	int n, w;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		EXPECT_EQ(NULL, split(good[i].line, &copy, word, &n)) TH_LOG("%s", good[i].line);
		words[0] = '\0';
		for (w = 0; w < n; w++)
			strcat(strcat(words, word[w]), "|");
		EXPECT_STREQ(good[i].words, words);
		free(copy);
	}
}

TEST(says_why_a_line_has_no_words)
{
	static const struct {
		const char *line, *why;
	} bad[] = {
		{ "a \"b", "a double quote is not closed" },
		{ "a \"b\\\"", "a double quote is not closed" },
		{ "\"", "a double quote is not closed" },
		{ "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "too many words for a rule" },
	};
	char *word[WORDS_MAX], *copy;
	size_t i;
	int n;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_STREQ(bad[i].why, split(bad[i].line, &copy, word, &n))
			TH_LOG("%s", bad[i].line);
		free(copy);
	}
}

TEST(takes_quotes_out)
{
	static const struct {
		const char *word, *text;
	} good[] = {
		{ "", "" },
		{ "\"\"", "" },
		{ "a", "a" },
		{ "a,b", "a,b" },
		{ "\"a b\"", "a b" },
		{ "a\" \"b", "a b" },
		{ "a\\ b", "a b" },
		{ "a\\\"b", "a\"b" },
		{ "\"a\\\"b\"", "a\"b" },
		{ "\\#\\\\\\,", "#\\," },
		{ "\\101\\377\\001", "A\xff\x01" },
		{ "\"\\0412\"", "!2" },
	};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char *word = strdup(good[i].word), *rest = word;

		EXPECT_EQ(NULL, words_unquote(word, 0, &rest)) TH_LOG("%s", good[i].word);
		EXPECT_STREQ(good[i].text, word);
		EXPECT_EQ(NULL, rest);
		free(word);
	}
}

/* Or what systemd calls a cgroup would quietly become another. */
TEST(refuses_other_backslashes)
{
	static const char *const bad[] = {
		"a\\x2db", "a\\", "\\n", "\\0", "\\01", "\\01x", "\\000", "\\400", "\\777",
		"\"\\x\"", "\\80", "\"a\\\"", "\"",
	};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *word = strdup(bad[i]);

		EXPECT_NE(NULL, words_unquote(word, 0, NULL)) TH_LOG("%s", bad[i]);
		free(word);
	}
}

TEST(takes_a_list_apart)
{
	char list[] = "a,\"b,c\",d\\,e,,\"\"", *rest;

	EXPECT_EQ(NULL, words_unquote(list, ',', &rest));
	EXPECT_STREQ("a", list);
	ASSERT_NE(NULL, rest);
	EXPECT_EQ(NULL, words_unquote(rest, ',', &rest));
	EXPECT_STREQ("b,c", list + 2);
	ASSERT_STREQ("d\\,e,,\"\"", rest);
	EXPECT_EQ(NULL, words_unquote(rest, ',', &rest));
	ASSERT_STREQ(",\"\"", rest);
	EXPECT_EQ(NULL, words_unquote(rest, ',', &rest));
	ASSERT_STREQ("\"\"", rest);
	EXPECT_EQ(NULL, words_unquote(rest, ',', &rest));
	EXPECT_EQ(NULL, rest);
}

TEST(quotes_only_where_needed)
{
	static const struct {
		const char *text, *word;
		bool in_list;
	} good[] = {
		{ "kernel.core_pattern", "kernel.core_pattern", false },
		{ "net.**", "net.**", false },
		{ "a#b", "a#b", false },
		{ "#b", "\"#b\"", false },
		{ "", "\"\"", false },
		{ "a b", "\"a b\"", false },
		{ "a,b", "a,b", false },
		{ "a,b", "\"a,b\"", true },
		{ "a\"b\\", "\"a\\\"b\\\\\"", false },
		{ "a\tb\n", "a\\011b\\012", false },
		{ "\xc3\xa9", "\\303\\251", false },
	};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char *word = words_quote(good[i].text, good[i].in_list);

		EXPECT_STREQ(good[i].word, word);
		free(word);
	}
}

static void fill(char *text, size_t len)
{
	static const char alphabet[] = "ab \t,\"\\#0\n\x7f\xff";
	size_t i;

	for (i = 0; i < len; i++)
		text[i] = alphabet[random_below(sizeof(alphabet) - 1)];
	text[len] = '\0';
}

/* Whatever the text: it is one word of a line, one of a list, and itself again. */
TEST(any_text_reads_back)
{
	char text[16], line[256], *word[WORDS_MAX], *rest;
	int round, n;

	for (round = 0; round < 100000; round++) {
		char *plain, *listed;

		fill(text, random_below(sizeof(text)));
		plain = words_quote(text, false);
		listed = words_quote(text, true);
		snprintf(line, sizeof(line), "x %s %s,%s", plain, listed, listed);
		free(plain);
		free(listed);
		ASSERT_EQ(NULL, words_split(line, word, &n));
		ASSERT_EQ(3, n);
		ASSERT_EQ(NULL, words_unquote(word[1], 0, NULL));
		ASSERT_STREQ(text, word[1]);
		ASSERT_EQ(NULL, words_unquote(word[2], ',', &rest));
		ASSERT_STREQ(text, word[2]);
		ASSERT_NE(NULL, rest);
		ASSERT_EQ(NULL, words_unquote(rest, ',', &rest));
		ASSERT_EQ(NULL, rest);
	}
}

TEST_HARNESS_MAIN
