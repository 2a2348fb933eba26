/**
 * Policy: fcfs (ordering)
 *
 * First come, first served.
 *
 * Paper: the baseline of every scheduling row. Deviation: none.
 * Loses to shortest-first in mean time when one long request stands before many short ones.
 */

import { defineOrderingPolicy } from './ordering-policy.ts'

export const fcfs = defineOrderingPolicy({
  name: 'fcfs',
  needs: ['arrivalMs'],
  isFixed: true,
  rank: (facts, row) => facts.arrivalMs[row]!,
})
