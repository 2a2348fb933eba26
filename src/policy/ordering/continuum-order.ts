/**
 * Policy: continuum (ordering)
 *
 * Turns whose blocks are still kept go first, then the request whose program began first; preempted ones stand before all, as in
 * every order.
 *
 * Paper: Continuum (2511.02230). Deviation: none. Beside retention `continuum` it is the paper's scheduler.
 * Loses to program-fcfs where nothing is kept: it is ranked anew at each step and decides the same.
 */

import { defineOrderingPolicy } from './ordering-policy.ts'

/** Behind every time of arrival in milliseconds, and small enough that these stay exact to a hundredth. */
const NOT_KEPT = 2 ** 45

export const continuumOrder = defineOrderingPolicy({
  name: 'continuum',
  needs: ['isPinned', 'programArrivalMs'],
  isFixed: false,
  rank: (facts, row) => (facts.isPinned[row] === 1 ? 0 : NOT_KEPT) + facts.programArrivalMs[row]!,
})
