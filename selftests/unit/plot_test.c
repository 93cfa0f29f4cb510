// SPDX-License-Identifier: GPL-2.0
/* A report as gnuplot draws it: that it does, and what is told where it does not. */
#include <kselftest_harness.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "plot.h"

#define SAMPLES 1000

FIXTURE(plot)
{
	struct report report;
	struct complaint complaint;
	char dir[32], picture[64], program[64];
};

static void add_row(struct report *report, const char *kind, unsigned int cpu, uint64_t ns)
{
	struct report_row *row = report_add_row(report);
	struct report_times *times = &row->times[HOLDFAST_PROBE_SPLIT_TOTAL];
	unsigned int i;

	strcpy(row->kind, kind);
	row->cpu = cpu;
	times->least = ns;
	for (i = 0; i < SAMPLES; i++) {
		times->samples++;
		times->most = ns + i * 100;
		times->bucket[hf_histogram_index(times->most)]++;
	}
}

FIXTURE_SETUP(plot)
{
	/* As the command does: what gnuplot does not read is not the end of it. */
	signal(SIGPIPE, SIG_IGN);
	memset(self, 0, sizeof(*self));
	strcpy(self->dir, "/tmp/hf-plot.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	snprintf(self->picture, sizeof(self->picture), "%s/it's a \"plot\".svg", self->dir);
	snprintf(self->program, sizeof(self->program), "%s/gnuplot", self->dir);
	strcpy(self->report.kernel, "6.1.0-it's");
	strcpy(self->report.cpus, "0-1");
	self->report.period = 1000000;
	add_row(&self->report, "tasklet", 0, 2000);
	add_row(&self->report, "tasklet", 1, 3000);
	add_row(&self->report, "kthread", 0, 40000);
}

FIXTURE_TEARDOWN(plot)
{
	unlink(self->picture);
	unlink(self->program);
	rmdir(self->dir);
	report_free(&self->report);
}

/* The file as a string, for free(); NULL where there is none. */
static char *contents(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static unsigned int count(const char *text, const char *what)
{
	unsigned int times = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		times++;
	return times;
}

TEST_F(plot, a_line_for_each_kind)
{
	char *svg;

	ASSERT_EQ(0, plot_svg(self->picture, &self->report, &self->complaint)) {
		TH_LOG("%s", self->complaint.text);
	}
	svg = contents(self->picture);
	ASSERT_NE(NULL, svg);
	EXPECT_EQ(1, count(svg, "<svg"));
	EXPECT_EQ(1, count(svg, "</svg>"));
	/* The line's own title, and the word in the key. */
	EXPECT_EQ(2, count(svg, ">tasklet<"));
	EXPECT_EQ(2, count(svg, ">kthread<"));
	EXPECT_EQ(0, count(svg, ">workqueue<"));
	EXPECT_EQ(1, count(svg, "6.1.0-it?s, CPUs 0-1, period 1000 µs<"));
	free(svg);
}

/* Finds @script, or nothing, where it looks for gnuplot. */
static void play(struct __test_metadata *_metadata, FIXTURE_DATA(plot) * self, const char *script)
{
	FILE *file;

	ASSERT_EQ(0, setenv("PATH", self->dir, 1));
	if (!script)
		return;
	file = fopen(self->program, "we");
	ASSERT_NE(NULL, file);
	fputs(script, file);
	fclose(file);
	ASSERT_EQ(0, chmod(self->program, 0755));
}

TEST_F(plot, without_gnuplot)
{
	play(_metadata, self, NULL);
	EXPECT_EQ(-1, plot_svg(self->picture, &self->report, &self->complaint));
	EXPECT_NE(NULL, strstr(self->complaint.text, "is not installed"));
	EXPECT_NE(0, access(self->picture, F_OK));
}

/* Also one that reads nothing of what it is told. */
TEST_F(plot, a_gnuplot_that_fails)
{
	play(_metadata, self, "#!/bin/sh\nexit 3\n");
	EXPECT_EQ(-1, plot_svg(self->picture, &self->report, &self->complaint));
	EXPECT_STREQ("gnuplot failed", self->complaint.text);
	EXPECT_NE(0, access(self->picture, F_OK));
}

TEST_F(plot, a_file_that_cannot_be_made)
{
	EXPECT_EQ(-1, plot_svg("/nonexistent/x.svg", &self->report, &self->complaint));
	EXPECT_STREQ("No such file or directory", self->complaint.text);
}

TEST_HARNESS_MAIN
