// SPDX-License-Identifier: GPL-2.0
/*
 * The files of some directories, in the order of sysctl.d(5): by name, whatever
 * directory they are in. A file masks those of its name in later directories,
 * and a link to /dev/null does nothing else.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dropin.h"

struct dropin {
	char *path;
	const char *name;	/* in "path" */
	size_t order;		/* of its directory */
};

struct dropins {
	struct dropin *at;
	size_t n;
	size_t room;
};

static int by_name(const void *a, const void *b)
{
	const struct dropin *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	if (order)
		return order;
	return one->order < other->order ? -1 : one->order > other->order;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name), suffix_len = strlen(suffix);

	return name[0] != '.' && len > suffix_len && !strcmp(name + len - suffix_len, suffix);
}

static bool is_dev_null(const char *path)
{
	struct stat file, null;

	return !stat(path, &file) && !stat("/dev/null", &null) && S_ISCHR(file.st_mode) &&
	       file.st_rdev == null.st_rdev;
}

static bool add(struct dropins *all, const char *dir, const char *name, size_t order)
{
	struct dropin *new;

	if (all->n == all->room) {
		size_t room = all->room ? all->room * 2 : 16;
		struct dropin *at = reallocarray(all->at, room, sizeof(*at));

		if (!at)
			return false;
		all->at = at;
		all->room = room;
	}
	new = &all->at[all->n];
	if (asprintf(&new->path, "%s/%s", dir, name) < 0)
		return false;
	new->name = strrchr(new->path, '/') + 1;
	new->order = order;
	all->n++;
	return true;
}

/* Returns 0 or an errno. */
static int scan(struct dropins *all, const char *dir, size_t order, const char *suffix)
{
	DIR *opened = opendir(dir);
	struct dirent *entry;
	int err = 0;

	if (!opened)
		return errno;
	errno = 0;
	while (!err && (entry = readdir(opened)))
		if (has_suffix(entry->d_name, suffix) && !add(all, dir, entry->d_name, order))
			err = ENOMEM;
	if (!err)
		err = errno;
	closedir(opened);
	return err;
}

/* The first of each name, where it is not there to mask the others alone. */
static int pick(struct texts *files, struct dropins *all)
{
	size_t i;

	qsort(all->at, all->n, sizeof(*all->at), by_name);
	for (i = 0; i < all->n; i++) {
		if (i && !strcmp(all->at[i].name, all->at[i - 1].name))
			continue;
		if (!is_dev_null(all->at[i].path) && !texts_add(files, all->at[i].path))
			return -1;
	}
	return 0;
}

/*
 * Add to @files the paths of those in @dirs whose names end in @suffix; where
 * @optional, a directory need not be there. Returns 0, or -1 with the complaint.
 */
int dropin_list(struct texts *files, const char *suffix, const struct texts *dirs, bool optional,
		struct complaint *complaint)
{
	struct dropins all = { 0 };
	const char *dir = NULL;
	size_t order = 0, i;
	int err = 0;

	while (!err && (dir = texts_next(dirs, dir))) {
		err = scan(&all, dir, order++, suffix);
		if (optional && err == ENOENT)
			err = 0;
		if (err)
			complain(complaint, "%.128s: %s", dir, strerror(err));
	}
	if (!err && all.n && pick(files, &all))
		err = complain(complaint, "out of memory");
	for (i = 0; i < all.n; i++)
		free(all.at[i].path);
	free(all.at);
	return err ? -1 : 0;
}
