// SPDX-License-Identifier: GPL-2.0
/*
 * The journal: the last events of all CPUs, kept whether or not anybody
 * listens. The oldest make room for new ones.
 *
 * Who may run: readers and writers from any context but NMI; a raw spinlock
 * with interrupts off, held for one copy of an event, because the handler that
 * writes may be of a kind that runs in hard interrupt.
 *
 * Teardown: when writers and readers have ended.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include "journal.h"

static DEFINE_RAW_SPINLOCK(lock);
static struct hf_event *records;
static unsigned int capacity;	/* a power of two */
static u64 last;		/* the youngest record's seq; 0: none yet */

static struct hf_event *record(u64 seq)
{
	return &records[(seq - 1) & (capacity - 1)];
}

/**
 * hf_journal_add - append an event
 * @event: the event; receives its seq
 *
 * Context: any but NMI.
 */
void hf_journal_add(struct hf_event *event)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	event->seq = last + 1;
	*record(event->seq) = *event;
	WRITE_ONCE(last, event->seq);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * hf_journal_read - the first event from a place on
 * @seq: the place, from 1; where the journal has dropped that record, it is
 *	set to the oldest one kept
 * @event: receives the event
 *
 * Context: any but NMI.
 * Return: false where there is no such event yet.
 */
bool hf_journal_read(u64 *seq, struct hf_event *event)
{
	unsigned long flags;
	bool found;

	raw_spin_lock_irqsave(&lock, flags);
	if (!*seq)
		*seq = 1;
	if (last > capacity && *seq <= last - capacity)
		*seq = last - capacity + 1;
	found = *seq <= last;
	if (found)
		*event = *record(*seq);
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

/**
 * hf_journal_last - the youngest record's place
 *
 * Context: any. Return: its seq, which is how many there have been.
 */
u64 hf_journal_last(void)
{
	return READ_ONCE(last);
}

/**
 * hf_journal_size - how many events the journal keeps
 *
 * Context: any. Return: the number.
 */
unsigned int hf_journal_size(void)
{
	return capacity;
}

/**
 * hf_journal_init - an empty journal
 * @size: how many events it is to keep, a power of two
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int hf_journal_init(unsigned int size)
{
	records = kvcalloc(size, sizeof(*records), GFP_KERNEL);
	if (!records)
		return -ENOMEM;
	capacity = size;
	return 0;
}

/**
 * hf_journal_exit - free it
 */
void hf_journal_exit(void)
{
	kvfree(records);
}
