// SPDX-License-Identifier: GPL-2.0
/*
 * The cgroups of a task in v1 hierarchies that have a name and no controller, as
 * systemd's (name=systemd). Their links hang on locks that no module has; what a
 * task is in there is told by /proc/PID/cgroup alone. A kworker reads it, which
 * sees paths from the hierarchies' roots, whatever cgroup namespace the task has.
 *
 * Who may run: process context, which may sleep and holds no lock that the
 * kernel takes within cgroup_mutex (RTNL is one).
 */
#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "cgroup-named.h"
#include "procfs.h"

/* The text of some ten hierarchies at first; of so many that none has more. */
#define TEXT_MIN	2048
#define TEXT_MAX	(256 * 1024)

#ifdef CONFIG_CGROUPS
/* A mounted v1 hierarchy: its root directory's node holds the root cgroup. */
static void look_for_named(struct super_block *sb, void *data)
{
	const struct kernfs_node *node = d_inode(sb->s_root)->i_private;
	const struct cgroup *cgroup = node->priv;
	bool *found = data;

	if (!cgroup->root->subsys_mask)
		*found = true;
}

/*
 * Is a hierarchy without a controller mounted anywhere? Their type is the kernel's
 * own, of no module: there is nothing to give back, and it stays.
 */
static bool any_named(void)
{
	static struct file_system_type *kept;
	struct file_system_type *type = READ_ONCE(kept);
	bool found = false;

	if (!type) {
		type = get_fs_type("cgroup");
		WRITE_ONCE(kept, type);
	}
	if (type)
		iterate_supers_type(type, look_for_named, &found);
	return found;
}
#else
static bool any_named(void)
{
	return false;
}
#endif

/**
 * struct reading - a task's file, on its way
 * @path: below /proc
 * @text: what it says, and a NUL
 * @size: bytes that fit
 */
struct reading {
	char path[48];
	char *text;
	size_t size;
};

/*
 * In a kworker: in the initial namespaces, and as the kernel itself. The file can
 * be read by user space only; what it prints for that, is printed here.
 */
static long read_lines(void *data)
{
	struct reading *reading = data;
	struct file *file = hf_procfs_open(reading->path, O_RDONLY);
	struct seq_file printed = { .buf = reading->text, .size = reading->size };
	const struct seq_file *opened;
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	opened = file->private_data;
	printed.private = opened->private;
	ret = opened->op->show(&printed, NULL);
	fput(file);
	if (ret)
		return ret;
	/* Where all room is taken, something may be missing. */
	if (seq_has_overflowed(&printed))
		return -ENOSPC;
	reading->text[printed.count] = '\0';
	return 0;
}

/**
 * hf_cgroup_lines - what /proc/PID/cgroup says of a task
 * @task: the task, which stays
 *
 * Context: see the head of this file.
 * Return: the text, for kvfree(); NULL where no hierarchy is mounted that has but
 * a name, or where @task has ended; or an ERR_PTR: -ENOMEM, -ENAMETOOLONG.
 */
char *hf_cgroup_lines(struct task_struct *task)
{
	struct reading reading;
	long ret;

	if (!any_named())
		return NULL;
	snprintf(reading.path, sizeof(reading.path), "%d/task/%d/cgroup", task_tgid_nr(task),
		 task_pid_nr(task));
	for (reading.size = TEXT_MIN; reading.size <= TEXT_MAX; reading.size *= 4) {
		reading.text = kvmalloc(reading.size, GFP_KERNEL);
		if (!reading.text)
			return ERR_PTR(-ENOMEM);
		ret = work_on_cpu(raw_smp_processor_id(), read_lines, &reading);
		if (!ret)
			return reading.text;
		kvfree(reading.text);
		if (ret == -ENOENT || ret == -ESRCH)
			return NULL;
		if (ret != -ENOSPC)
			return ERR_PTR(ret);
	}
	return ERR_PTR(-ENAMETOOLONG);
}

/**
 * hf_cgroup_next_named - the next line of a hierarchy that has but a name
 * @text: what hf_cgroup_lines() returned, or what this did; may be NULL
 * @cgroup: receives the line
 *
 * Return: where to go on; NULL where there is no further one.
 */
const char *hf_cgroup_next_named(const char *text, struct hf_named_cgroup *cgroup)
{
	static const char name[] = ":name=";
	const size_t name_len = sizeof(name) - 1;

	while (text && *text) {
		/* "ID:CONTROLLERS:PATH" */
		const char *controllers = strchr(text, ':');
		const char *end = strchrnul(text, '\n');
		const char *path;

		text = *end ? end + 1 : end;
		if (!controllers || controllers >= end ||
		    strncmp(controllers, name, name_len))
			continue;
		path = strchr(controllers + name_len, ':');
		if (!path || path >= end)
			continue;
		cgroup->name = controllers + name_len;
		cgroup->name_len = path - cgroup->name;
		cgroup->path = path + 1;
		cgroup->path_len = end - cgroup->path;
		return text;
	}
	return NULL;
}
