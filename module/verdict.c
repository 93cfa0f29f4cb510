// SPDX-License-Identifier: GPL-2.0
/* From a rule's action to yes or no. Pure. */
#include "verdict.h"

/**
 * hf_verdict_of - what an action decides
 * @action: the rule's action
 *
 * Context: any.
 * Return: the verdict. An action that is not known is refused: a table must
 * not open a door by mistake.
 */
struct hf_verdict hf_verdict_of(enum holdfast_action action)
{
	switch (action) {
	case HOLDFAST_ACTION_ALLOW:
		return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED, false };
	case HOLDFAST_ACTION_AUDIT:
		return (struct hf_verdict){ HOLDFAST_VERDICT_ALLOWED, true };
	default:
		return (struct hf_verdict){ HOLDFAST_VERDICT_DENIED, true };
	}
}
