// SPDX-License-Identifier: GPL-2.0
/*
 * A report as a picture, drawn by gnuplot: it is run as a program, without a
 * shell, reads the script with the data in it from a pipe, and writes to
 * a file that is open already; so no name is ever quoted.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plot.h"

#define EXIT_NO_PROGRAM	127

/* Told apart by those who see few colours, and then by dashes. */
static const char *const colour[] = {
	"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#882255",
};

#define COLOURS	(sizeof(colour) / sizeof(colour[0]))

static const char head[] =
	"set terminal svg size 1100,640 dynamic enhanced font 'DejaVu Sans,Helvetica,Arial,14' background '#ffffff'\n"
	"set encoding utf8\n"
	"set border 3 lc '#666666'\n"
	"set tics nomirror out textcolor '#333333'\n"
	"set grid xtics ytics lc '#dddddd' lt 1 lw 1\n"
	"set grid mxtics mytics lc '#f2f2f2' lt 1 lw 1\n"
	"set key outside right center vertical Left reverse samplen 3 spacing 1.4 noenhanced\n"
	"set logscale xy 10\n"
	"set mytics 10\n"
	"set xlabel 'share of the ticks that were served within'\n"
	"set ylabel 'from due to run'\n"
	"set xtics ('0 %%' 1, '50 %%' 2, '90 %%' 10, '99 %%' 100, '99.9 %%' 1000, '99.99 %%' 10000, '99.999 %%' 100000, '99.9999 %%' 1000000)\n"
	"set ytics ('100 ns' 1e2, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7, '100 ms' 1e8, '1 s' 1e9, '10 s' 1e10)\n"
	"set xrange [1:]\n";

/* In single quotes; what would end them, or is no text, does not appear. */
static void put_text(FILE *to, const char *text)
{
	for (; *text; text++)
		fputc((unsigned char)*text < ' ' || *text == '\'' ? '?' : *text, to);
}

static void put_title(FILE *to, const struct report *report)
{
	fputs("set title 'Latency of deferred handlers: each tick is a sample' font ',17' offset 0,0.8\n", to);
	fputs("set label 1 '", to);
	put_text(to, report->kernel);
	fputs(", CPUs ", to);
	put_text(to, report->cpus);
	fprintf(to, ", period %" PRIu64 " µs", report->period / 1000);
	if (report->load[0]) {
		fputs(", load ", to);
		put_text(to, report->load);
	}
	fputs("' at graph 0, graph 1.03 textcolor '#666666' font ',12' noenhanced\n", to);
}

/* A point for each bucket: how many ticks were no later, as 1 / (1 - share). */
static void put_points(FILE *to, const struct report_times *times)
{
	uint64_t seen = 0, total = 0;
	unsigned int i;

	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++)
		total += times->bucket[i];
	fprintf(to, "1 %" PRIu64 "\n", times->least ? times->least : 1);
	for (i = 0; i < HF_HISTOGRAM_BUCKETS; i++) {
		uint64_t high = hf_histogram_high(i) - 1;

		if (!times->bucket[i])
			continue;
		seen += times->bucket[i];
		if (high > times->most)
			high = times->most;
		fprintf(to, "%g %" PRIu64 "\n", seen < total ? (double)total / (total - seen) :
			(double)total, high ? high : 1);
	}
}

static void put_script(FILE *to, const struct report *report)
{
	static struct report_row sum;
	char names[16][REPORT_NAME];
	unsigned int n = 0, i;
	size_t row;

	fputs(head, to);
	put_title(to, report);
	for (row = 0; row < report->n_rows && n < 16; row++) {
		for (i = 0; i < n && strcmp(names[i], report->row[row].kind); i++)
			;
		if (i < n || !report_sum(report, report->row[row].kind, &sum) ||
		    !sum.times[HOLDFAST_PROBE_SPLIT_TOTAL].samples)
			continue;
		memcpy(names[n], sum.kind, REPORT_NAME);
		fprintf(to, "$kind%u << END_OF_DATA\n", n++);
		put_points(to, &sum.times[HOLDFAST_PROBE_SPLIT_TOTAL]);
		fputs("END_OF_DATA\n", to);
	}
	for (i = 0; i < n; i++) {
		fprintf(to, "%s$kind%u using 1:2 with lines lw 2.5 dt %u lc '%s' title '",
			i ? ", " : "plot ", i, 1 + i / (unsigned int)COLOURS * 2, colour[i % COLOURS]);
		put_text(to, names[i]);
		fputs("'", to);
	}
	fputs("\n", to);
}

/* In the child: with the script for input, the file for output. */
static void run_gnuplot(int script, int picture)
{
	signal(SIGPIPE, SIG_DFL);
	dup2(script, STDIN_FILENO);
	dup2(picture, STDOUT_FILENO);
	execlp("gnuplot", "gnuplot", (char *)NULL);
	_exit(errno == ENOENT ? EXIT_NO_PROGRAM : 126);
}

static int finish(pid_t pid, struct complaint *complaint)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		return complain(complaint, "%s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_PROGRAM)
		return complain(complaint,
				"gnuplot draws it, and is not installed (apt install gnuplot-nox)");
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return complain(complaint, "gnuplot failed");
	return 0;
}

/* A gnuplot that leaves early is told by its exit, not by the pipe: SIGPIPE is ignored. */
static int draw(int picture, const struct report *report, struct complaint *complaint)
{
	int ends[2];
	FILE *script;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return complain(complaint, "%s", strerror(errno));
	pid = fork();
	if (!pid)
		run_gnuplot(ends[0], picture);
	close(ends[0]);
	script = pid < 0 ? NULL : fdopen(ends[1], "w");
	if (script) {
		put_script(script, report);
		fclose(script);
	} else {
		close(ends[1]);
	}
	if (pid < 0)
		return complain(complaint, "%s", strerror(errno));
	return finish(pid, complaint);
}

/* 0, or -1 with the complaint; then there is no file. */
int plot_svg(const char *path, const struct report *report, struct complaint *complaint)
{
	int picture = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), err;

	if (picture < 0)
		return complain(complaint, "%s", strerror(errno));
	err = draw(picture, report, complaint);
	close(picture);
	if (err)
		unlink(path);
	return err;
}
