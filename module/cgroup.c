// SPDX-License-Identifier: GPL-2.0
/*
 * The cgroups of a task, in cgroup v2 and in each v1 hierarchy. (For those that
 * have but a name, such as name=systemd, see cgroup-named.c.)
 *
 * Who may run: process context. A task's css_set, and what hangs on it, is
 * looked at under RCU; paths are copied, as a cgroup may be renamed or go.
 */
#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/kernfs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cgroup-named.h"
#include "cgroup.h"

/*
 * Room for hierarchies and for all paths together: first half a KiB, enough for most
 * hosts with v1. The kernel may clear all that is allocated, which costs the most.
 */
#define HIERARCHIES_MIN	12
#define BUFFER_MIN	(512 - sizeof(struct hf_cgroups) - \
			 HIERARCHIES_MIN * sizeof(struct hf_cgroup))
#define BUFFER_MAX	(HF_HIERARCHIES_MAX * PATH_MAX)

/**
 * hf_cgroups_alloc - room for the cgroups of a task
 * @hierarchies: in so many of them
 * @bytes: of all paths together, with their NULs
 *
 * Context: may sleep.
 * Return: no cgroups yet, for hf_cgroups_free(); or NULL.
 */
struct hf_cgroups *hf_cgroups_alloc(unsigned int hierarchies, size_t bytes)
{
	struct hf_cgroups *cgroups;

	cgroups = kvmalloc(struct_size(cgroups, cgroup, hierarchies) + bytes, GFP_KERNEL);
	if (!cgroups)
		return NULL;
	cgroups->count = 0;
	cgroups->room = hierarchies;
	cgroups->buffer = (char *)&cgroups->cgroup[hierarchies];
	return cgroups;
}

/**
 * hf_cgroups_free - free them
 * @cgroups: the cgroups, NULL, or an ERR_PTR
 *
 * Context: may sleep.
 */
void hf_cgroups_free(struct hf_cgroups *cgroups)
{
	if (!IS_ERR(cgroups))
		kvfree(cgroups);
}

/**
 * hf_hierarchy_covers - is a hierarchy among those meant
 * @meant: which are meant
 * @is: the one it is
 *
 * Return: true where it is.
 */
bool hf_hierarchy_covers(const struct hf_hierarchy *meant, const struct hf_hierarchy *is)
{
	if (meant->any || is->any)
		return true;
	if (meant->unified || is->unified)
		return meant->unified && is->unified;
	if (meant->name || is->name)
		return meant->name && is->name && meant->name_len == is->name_len &&
		       !memcmp(meant->name, is->name, is->name_len);
	return (meant->controllers & is->controllers) == meant->controllers;
}

static const char *check_path(const char *path)
{
	size_t len;

	if (path[0] != '/')
		return "a cgroup is a path from its hierarchy's root: it begins with '/'";
	if (!path[1])
		return NULL;
	while (*path) {
		len = strcspn(++path, "/");
		if (!len)
			return "empty component in the cgroup's path";
		if ((len == 1 && path[0] == '.') || (len == 2 && !memcmp(path, "..", 2)))
			return "'.' and '..' name no cgroup";
		path += len;
	}
	return NULL;
}

#ifdef CONFIG_CGROUPS
static const char *controller_name(const struct cgroup_subsys *subsys)
{
	return subsys->legacy_name ?: subsys->name;
}

/* The bit of the controller with this name, 0 where this kernel has none. */
static u32 find_controller(const char *name, size_t len)
{
	const struct css_set *set;
	u32 found = 0;
	int i;

	rcu_read_lock();
	set = rcu_dereference(current->cgroups);
	for (i = 0; i < CGROUP_SUBSYS_COUNT && !found; i++) {
		const char *is = set->subsys[i] ? controller_name(set->subsys[i]->ss) : "";

		if (strlen(is) == len && !memcmp(is, name, len))
			found = BIT(i);
	}
	rcu_read_unlock();
	return found;
}

static const char *parse_controllers(u32 *controllers, const char *list, const char *end)
{
	size_t len;
	u32 bit;

	for (*controllers = 0; list < end; list += len + 1) {
		len = strcspn(list, ",:");
		bit = find_controller(list, len);
		if (!bit)
			return "this kernel has no such cgroup controller";
		*controllers |= bit;
	}
	return NULL;
}

/* The path's bytes and a NUL behind what the buffer holds; false where there is no room. */
static bool add(struct hf_cgroups *cgroups, size_t *used, size_t room, struct cgroup *cgroup,
		struct hf_hierarchy hierarchy)
{
	char *path = cgroups->buffer + *used;
	int len;

	if (cgroups->count == cgroups->room)
		return false;
	/* What does not fit is negative, or longer, or cut: then all of it is taken. */
	len = kernfs_path_from_node(cgroup->kn, NULL, path, room - *used);
	if (len < 0 || (size_t)len + 1 >= room - *used)
		return false;
	cgroups->cgroup[cgroups->count++] = (struct hf_cgroup){ hierarchy, path };
	*used += len + 1;
	return true;
}

/* The bits of the controllers that share a hierarchy with controller @first. */
static u32 shared_with(const struct css_set *set, int first)
{
	u32 bits = 0;
	int i;

	for (i = 0; i < CGROUP_SUBSYS_COUNT; i++)
		if (set->subsys[i] &&
		    set->subsys[i]->cgroup->root == set->subsys[first]->cgroup->root)
			bits |= BIT(i);
	return bits;
}

static bool fill(struct hf_cgroups *cgroups, size_t *used, size_t room,
		 struct task_struct *task)
{
	const struct css_set *set = rcu_dereference(task->cgroups);
	const struct hf_hierarchy unified = { .unified = true };
	u32 done = 0;
	int i;

	BUILD_BUG_ON(CGROUP_SUBSYS_COUNT + 1 > HF_HIERARCHIES_MAX);
	if (!add(cgroups, used, room, set->dfl_cgrp, unified))
		return false;
	for (i = 0; i < CGROUP_SUBSYS_COUNT; i++) {
		struct hf_hierarchy hierarchy = { };

		if (!set->subsys[i] || done & BIT(i) ||
		    set->subsys[i]->cgroup->root == &cgrp_dfl_root)
			continue;
		hierarchy.controllers = shared_with(set, i);
		done |= hierarchy.controllers;
		if (!add(cgroups, used, room, set->subsys[i]->cgroup, hierarchy))
			return false;
	}
	return true;
}
#else
static const char *parse_controllers(u32 *controllers, const char *list, const char *end)
{
	return "this kernel has no cgroups";
}

static bool fill(struct hf_cgroups *cgroups, size_t *used, size_t room,
		 struct task_struct *task)
{
	return true;
}
#endif

/* Bytes and a NUL behind what the buffer holds; NULL where it is full. */
static char *append(struct hf_cgroups *cgroups, size_t *used, size_t room, const char *text,
		    size_t len)
{
	char *at = cgroups->buffer + *used;

	if (len >= room - *used)
		return NULL;
	memcpy(at, text, len);
	at[len] = '\0';
	*used += len + 1;
	return at;
}

/* Likewise of hierarchies with but a name. */
static bool fill_named(struct hf_cgroups *cgroups, size_t *used, size_t room, const char *lines)
{
	struct hf_named_cgroup line;

	while ((lines = hf_cgroup_next_named(lines, &line))) {
		struct hf_hierarchy hierarchy = { .name_len = line.name_len };
		char *path;

		hierarchy.name = append(cgroups, used, room, line.name, line.name_len);
		path = append(cgroups, used, room, line.path, line.path_len);
		if (!hierarchy.name || !path || cgroups->count == cgroups->room)
			return false;
		cgroups->cgroup[cgroups->count++] = (struct hf_cgroup){ hierarchy, path };
	}
	return true;
}

/* Into as much room as it takes. */
static struct hf_cgroups *gather(struct task_struct *task, const char *lines)
{
	unsigned int hierarchies = HIERARCHIES_MIN;
	size_t room = BUFFER_MIN, used;
	struct hf_cgroups *cgroups;
	bool fits;

	for (;;) {
		cgroups = hf_cgroups_alloc(hierarchies, room);
		if (!cgroups)
			return ERR_PTR(-ENOMEM);
		used = 0;
		rcu_read_lock();
		fits = fill(cgroups, &used, room, task);
		rcu_read_unlock();
		if (fits && fill_named(cgroups, &used, room, lines))
			return cgroups;
		hf_cgroups_free(cgroups);
		if (room >= BUFFER_MAX)
			return ERR_PTR(-ENAMETOOLONG);
		hierarchies = HF_HIERARCHIES_MAX;
		room *= 4;
	}
}

/**
 * hf_cgroups_of - the cgroups a task is in
 * @task: the task, which stays
 * @named: also in hierarchies that have but a name; the caller then holds no
 *	lock that the kernel takes within cgroup_mutex
 *
 * Context: may sleep.
 * Return: them, for hf_cgroups_free(); or an ERR_PTR: -ENOMEM, -ENAMETOOLONG.
 */
struct hf_cgroups *hf_cgroups_of(struct task_struct *task, bool named)
{
	char *lines = named ? hf_cgroup_lines(task) : NULL;
	struct hf_cgroups *cgroups;

	if (IS_ERR(lines))
		return ERR_CAST(lines);
	cgroups = gather(task, lines);
	kvfree(lines);
	return cgroups;
}

/**
 * hf_cgroup_parse - read a cgroup as a line of /proc/PID/cgroup names it
 * @hierarchy: receives which hierarchies are meant
 * @path: receives where the path begins in @text
 * @text: "CONTROLLERS:PATH", ":PATH" for v2, or PATH for each hierarchy
 *
 * Context: process context.
 * Return: NULL, or what is wrong with @text, a static string.
 */
const char *hf_cgroup_parse(struct hf_hierarchy *hierarchy, const char **path, const char *text)
{
	const char *colon = text[0] == '/' ? NULL : strchr(text, ':');
	const char *why;

	*hierarchy = (struct hf_hierarchy){ .any = !colon, .unified = colon == text };
	*path = colon ? colon + 1 : text;
	why = check_path(*path);
	if (why || !colon || colon == text)
		return why;
	if (strncmp(text, "name=", 5))
		return parse_controllers(&hierarchy->controllers, text, colon);
	hierarchy->name = text + 5;
	if (colon == hierarchy->name || colon - hierarchy->name >= MAX_CGROUP_ROOT_NAMELEN)
		return "a hierarchy's name has 1 to 63 bytes";
	hierarchy->name_len = colon - hierarchy->name;
	return NULL;
}
