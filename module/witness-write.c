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
 * hf_witness_note - hf_witness_begin(), where sysctls are pinned
 * @write: receives the sysctl's pin, with a reference, where it has one
 * @name: the sysctl
 *
 * Context: any but NMI.
 */
void hf_witness_note(struct hf_witness_write *write, const struct hf_name *name)
{
	const struct nsproxy *nsproxy = current->nsproxy;
	char path[HOLDFAST_PATTERN_MAX + 1];
	const struct net *net = &init_net;
	struct hf_pin *pin;

	if (hf_name_join(path, sizeof(path), name) >= sizeof(path))
		return;
	if (!strncmp(path, "net/", 4) && nsproxy)
		net = nsproxy->net_ns;
	rcu_read_lock();
	pin = hf_pins_find(path, net);
	if (pin && refcount_inc_not_zero(&pin->refs)) {
		atomic_inc(&pin->writers);
		write->pin = pin;
	}
	rcu_read_unlock();
}

/**
 * hf_witness_wrote - hf_witness_end(), where there is a pin
 * @pin: the pin, whose reference is given back
 * @door: as there
 * @changed: likewise
 * @follow: likewise
 *
 * Context: any but NMI.
 */
void hf_witness_wrote(struct hf_pin *pin, enum holdfast_door door, bool changed, bool follow)
{
	unsigned long flags;

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
