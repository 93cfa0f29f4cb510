// SPDX-License-Identifier: GPL-2.0
/* Names taken apart and put together again. */
#include <stdlib.h>
#include <string.h>

#include <kselftest_harness.h>

#include "name.h"
#include "random.h"

/* In memory of just @size; aborts where there is no NUL within. Freed by the caller. */
static char *join(const struct hf_name *name, size_t size, size_t *len)
{
	char *path = malloc(size);

	memset(path, '?', size);
	*len = hf_name_join(path, size, name);
	if (!memchr(path, '\0', size))
		abort();
	return path;
}

TEST(takes_apart)
{
	const char *path = "net/ipv4/conf/eth0.100/forwarding";
	struct hf_name name;

	hf_name_split(&name, path);
	ASSERT_EQ(5, name.depth);
	EXPECT_EQ(path, name.part[0].text);
	EXPECT_EQ(3, name.part[0].len);
	EXPECT_EQ(path + 14, name.part[3].text);
	EXPECT_EQ(8, name.part[3].len);
	EXPECT_EQ(10, name.part[4].len);
	hf_name_split(&name, "swappiness");
	ASSERT_EQ(1, name.depth);
	EXPECT_EQ(10, name.part[0].len);
	hf_name_split(&name, "");
	ASSERT_EQ(1, name.depth);
	EXPECT_EQ(0, name.part[0].len);
	hf_name_split(&name, "a//");
	ASSERT_EQ(3, name.depth);
	EXPECT_EQ(1, name.part[0].len);
	EXPECT_EQ(0, name.part[1].len);
	EXPECT_EQ(0, name.part[2].len);
}

TEST(goes_so_deep)
{
	static const char path[] = "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16";
	char deeper[2 * sizeof(path)];
	struct hf_name name;
	size_t len;
	char *back;

	hf_name_split(&name, path);
	ASSERT_EQ(HF_PATTERN_DEPTH, name.depth);
	EXPECT_EQ(2, name.part[HF_PATTERN_DEPTH - 1].len);
	/* One more is kept, to tell that there is more; what follows is not. */
	snprintf(deeper, sizeof(deeper), "%s/17/18/19", path);
	hf_name_split(&name, deeper);
	ASSERT_EQ(HF_PATTERN_DEPTH + 1, name.depth);
	EXPECT_EQ(2, name.part[HF_PATTERN_DEPTH].len);
	back = join(&name, sizeof(deeper), &len);
	EXPECT_EQ(sizeof(path) - 1 + 3, len);
	EXPECT_EQ(len, strlen(back));
	EXPECT_EQ(0, strncmp(deeper, back, len));
	free(back);
}

static void fill(char *path, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		path[i] = "aab./"[random_below(5)];
	path[len] = '\0';
}

static unsigned int components(const char *path)
{
	unsigned int count = 1;

	for (; *path; path++)
		count += *path == '/';
	return count;
}

TEST(puts_together_what_was_taken_apart)
{
	int round, whole = 0, deeper = 0;
	struct hf_name name;
	char path[128];
	char *back;
	size_t len;

	for (round = 0; round < 100000; round++) {
		fill(path, random_below(round % 8 ? 32 : sizeof(path)));
		hf_name_split(&name, path);
		back = join(&name, sizeof(path), &len);
		ASSERT_EQ(strlen(back), len);
		if (components(path) <= HF_PATTERN_DEPTH + 1) {
			whole++;
			ASSERT_EQ(components(path), name.depth) TH_LOG("%s", path);
			ASSERT_STREQ(path, back);
		} else {
			deeper++;
			ASSERT_EQ(HF_PATTERN_DEPTH + 1, name.depth) TH_LOG("%s", path);
			ASSERT_EQ(0, strncmp(path, back, len));
			ASSERT_EQ('/', path[len]);
			ASSERT_EQ(HF_PATTERN_DEPTH + 1, components(back));
		}
		free(back);
	}
	EXPECT_GT(whole, 10000);
	EXPECT_GT(deeper, 1000);
}

/* As much as fits, and the length of the whole. */
TEST(cuts_where_there_is_no_room)
{
	static const char *const paths[] = { "", "a", "net/ipv4/ip_forward", "a//b/", "/" };
	struct hf_name name;
	size_t i, size, len;
	char *back;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		size_t whole = strlen(paths[i]);

		hf_name_split(&name, paths[i]);
		for (size = 1; size < whole + 3; size++) {
			back = join(&name, size, &len);
			EXPECT_EQ(whole, len);
			EXPECT_EQ(size <= whole ? size - 1 : whole, strlen(back));
			EXPECT_EQ(0, strncmp(paths[i], back, strlen(back)));
			free(back);
		}
	}
}

/* Parts come from directory entries as well, with anything behind them. */
TEST(needs_no_nul_behind_a_part)
{
	char *text = malloc(4), *back;
	struct hf_name name = { .depth = 2 };
	size_t len;

	memcpy(text, "abcd", 4);
	name.part[0] = (struct hf_part){ text + 2, 2 };
	name.part[1] = (struct hf_part){ text, 3 };
	back = join(&name, 16, &len);
	EXPECT_STREQ("cd/abc", back);
	EXPECT_EQ(6, len);
	free(back);
	free(text);
}

TEST_HARNESS_MAIN
