// SPDX-License-Identifier: GPL-2.0
/*
 * Writes of pinned sysctls that a rule lets through, or the permissive mode: the
 * doors tell the witness of them.
 *
 * Who may run: doors, in whatever they hold: no lock is taken that a sysctl's handler
 * may wait for. A pin that goes meanwhile is kept by a reference.
 */
#include <linux/cred.h>
#include <linux/nsproxy.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "scope.h"
#include "witness.h"

/**
 * hf_witness_begin - a write that a rule lets through is about to be done
 * @write: receives what hf_witness_end() wants
 * @name: the sysctl
 *
 * From here on it is not put back.
 *
 * Context: any but NMI.
 */
void hf_witness_begin(struct hf_witness_write *write, const struct hf_name *name)
{
	const struct nsproxy *nsproxy = current->nsproxy;
	char path[HOLDFAST_PATTERN_MAX + 1];
	const struct net *net = &init_net;
	struct hf_pin *pin;

	write->pin = NULL;
	if (!hf_witness_has_pins() || hf_name_join(path, sizeof(path), name) >= sizeof(path))
		return;
	if (!strncmp(path, "net/", 4) && nsproxy)
		net = nsproxy->net_ns;
	rcu_read_lock();
	pin = hf_witness_find(path, net);
	if (pin && refcount_inc_not_zero(&pin->refs)) {
		atomic_inc(&pin->writers);
		write->pin = pin;
	}
	rcu_read_unlock();
}

/**
 * hf_witness_end - it is done
 * @write: as hf_witness_begin() left it
 * @door: by which it came
 * @changed: the kernel took it
 * @follow: and a rule says so, so that what it holds is to be remembered; else it
 *	was let through as the table is permissive
 *
 * Context: any but NMI.
 */
void hf_witness_end(struct hf_witness_write *write, enum holdfast_door door, bool changed,
		    bool follow)
{
	struct hf_pin *pin = write->pin;
	unsigned long flags;

	if (!pin)
		return;
	if (changed) {
		raw_spin_lock_irqsave(&pin->lock, flags);
		pin->last = (struct hf_pin_writer){
			.time = ktime_get_real_ns(),
			.door = door,
			.pid = task_tgid_nr(current),
			.tid = task_pid_nr(current),
			.uid = from_kuid(&init_user_ns, current_uid()),
			.scope = hf_scope_current(),
		};
		/* Any name will do while it is being changed. */
		memcpy(pin->last.comm, current->comm, sizeof(pin->last.comm) - 1);
		raw_spin_unlock_irqrestore(&pin->lock, flags);
		if (follow)
			WRITE_ONCE(pin->follow, true);
	}
	/* The worker sees either the writer or what was written and said. */
	atomic_dec_return(&pin->writers);
	hf_witness_suspect(pin);
	hf_pin_put(pin);
}
