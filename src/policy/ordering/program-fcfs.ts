/**
 * Policy: program-fcfs (ordering)
 *
 * The request whose program began first goes first: a turn does not wait behind programs that came after its own.
 *
 * Paper: the order within Continuum (2511.02230) and, before it, of program-level schedulers. Deviation: none; a request without a
 * program is one of its own.
 * Loses to fcfs where many programs are long: new ones wait until the old have ended.
 */

import { defineOrderingPolicy } from './ordering-policy.ts'

export const programFcfs = defineOrderingPolicy({
  name: 'program-fcfs',
  needs: ['programArrivalMs'],
  isFixed: true,
  rank: (facts, row) => facts.programArrivalMs[row]!,
})
