// SPDX-License-Identifier: GPL-2.0
/*
 * Which sysctls there are that a pattern matches, as the task that runs sees them.
 *
 * Who may run: process context. A directory's names are gathered before anything
 * is done with them, so that the visitor may open what it wants.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <uapi/linux/holdfast.h>

#include "pattern.h"
#include "procfs.h"
#include "survey.h"

#define SYS	"sys/"

/**
 * struct walk - a survey under way
 * @visit: told of each file
 * @data: for it
 * @net_only: only of what is below "net"
 * @failed: some names were not gathered, for lack of memory
 * @path: "sys/", and where it is
 */
struct walk {
	hf_survey_visit_t visit;
	void *data;
	bool net_only;
	bool failed;
	char path[sizeof(SYS) + HOLDFAST_PATTERN_MAX];
};

struct name {
	struct list_head link;
	bool directory;
	char text[];
};

struct names {
	struct dir_context ctx;
	struct list_head list;
	bool failed;
};

static hf_filldir_ret gather(struct dir_context *ctx, const char *text, int len, loff_t at,
			     u64 ino, unsigned int type)
{
	struct names *names = container_of(ctx, struct names, ctx);
	struct name *name;

	if (text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.')))
		return HF_FILLDIR_MORE;
	name = kmalloc(struct_size(name, text, len + 1), GFP_KERNEL);
	if (!name) {
		names->failed = true;
		return HF_FILLDIR_END;
	}
	memcpy(name->text, text, len);
	name->text[len] = '\0';
	name->directory = type == DT_DIR;
	list_add_tail(&name->link, &names->list);
	return HF_FILLDIR_MORE;
}

static void list_names(struct walk *walk, struct list_head *list)
{
	struct names names = { .ctx.actor = gather };
	struct file *file = hf_procfs_open(walk->path, O_RDONLY | O_DIRECTORY);

	/* One that has gone has no names. */
	if (IS_ERR(file))
		return;
	INIT_LIST_HEAD(&names.list);
	iterate_dir(file, &names.ctx);
	fput(file);
	walk->failed |= names.failed;
	list_splice(&names.list, list);
}

/* One component more; its length with what is before it, 0 where that is too long. */
static size_t append(struct walk *walk, size_t len, const char *text, size_t text_len)
{
	if (len + text_len + 2 > sizeof(walk->path))
		return 0;
	if (walk->path[len - 1] != '/')
		walk->path[len++] = '/';
	memcpy(walk->path + len, text, text_len);
	walk->path[len + text_len] = '\0';
	return len + text_len;
}

static bool is_wanted(const struct walk *walk, size_t len, const char *text, size_t text_len)
{
	return !walk->net_only || len > strlen(SYS) ||
	       (text_len == 3 && !memcmp(text, "net", 3));
}

static void descend(struct walk *walk, size_t len, const char *rest);

/* A name that the component at @rest matches: a file is visited, a directory gone into. */
static void enter(struct walk *walk, size_t len, const struct name *name, const char *rest,
		  enum hf_component kind)
{
	size_t span = hf_pattern_span(rest);
	bool last = !rest[span];
	size_t next = append(walk, len, name->text, strlen(name->text));

	if (next && !name->directory && last)
		walk->visit(walk->path + strlen(SYS), walk->data);
	else if (next && name->directory && kind == HF_COMPONENT_REST)
		descend(walk, next, rest);
	else if (next && name->directory && !last)
		descend(walk, next, rest + span + 1);
	walk->path[len] = '\0';
}

/* @rest of the pattern, from the directory at the first @len bytes of the path. */
static void descend(struct walk *walk, size_t len, const char *rest)
{
	size_t span = hf_pattern_span(rest);
	enum hf_component kind = hf_pattern_kind(rest, span);
	struct name *name, *next;
	LIST_HEAD(list);

	if (kind == HF_COMPONENT_LITERAL) {
		size_t to = is_wanted(walk, len, rest, span) ? append(walk, len, rest, span) : 0;

		if (to && rest[span])
			descend(walk, to, rest + span + 1);
		else if (to)
			walk->visit(walk->path + strlen(SYS), walk->data);
		walk->path[len] = '\0';
		return;
	}
	list_names(walk, &list);
	list_for_each_entry_safe(name, next, &list, link) {
		if (is_wanted(walk, len, name->text, strlen(name->text)) &&
		    (kind != HF_COMPONENT_GLOB ||
		     hf_pattern_glob(rest, span, name->text, strlen(name->text))))
			enter(walk, len, name, rest, kind);
		kfree(name);
		cond_resched();
	}
}

/**
 * hf_survey - visit the sysctls that a pattern matches
 * @pattern: in path form
 * @net_only: only those below "net"
 * @visit: told of each; of one without a wildcard also where it does not exist
 * @data: for @visit
 *
 * Context: may sleep.
 * Return: 0, or -ENOMEM where some may have been passed over.
 */
int hf_survey(const char *pattern, bool net_only, hf_survey_visit_t visit, void *data)
{
	struct walk *walk = kzalloc(sizeof(*walk), GFP_KERNEL);
	bool failed;

	if (!walk)
		return -ENOMEM;
	walk->visit = visit;
	walk->data = data;
	walk->net_only = net_only;
	memcpy(walk->path, SYS, sizeof(SYS));
	descend(walk, strlen(SYS), pattern);
	failed = walk->failed;
	kfree(walk);
	return failed ? -ENOMEM : 0;
}
