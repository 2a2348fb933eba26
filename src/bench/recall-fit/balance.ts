/**
 * How much one piece of evidence weighs in the fit, so that many questions of one corpus do not drown the few of another.
 *
 * `evidence`: all pieces alike; `question`: all questions alike, whatever their pieces; `corpus`: each corpus as much as any other,
 * its questions alike. Weights of all pieces sum to 1.
 */

import type { FitGroup } from './fit-group.ts'

export const balances = ['evidence', 'question', 'corpus'] as const
export type Balance = (typeof balances)[number]

/** One weight a group: that of each piece of its evidence. */
export function evidenceWeights(groups: readonly FitGroup[], balance: Balance): Float64Array {
  const perCorpus = new Map<string, number>()
  for (const { corpus } of groups) perCorpus.set(corpus, (perCorpus.get(corpus) ?? 0) + 1)
  const raw = groups.map(({ corpus, evidence }) => {
    switch (balance) {
      case 'evidence':
        return 1
      case 'question':
        return 1 / evidence.length
      case 'corpus':
        return 1 / (evidence.length * perCorpus.get(corpus)!)
      default:
        return balance satisfies never
    }
  })
  const total = groups.reduce((sum, { evidence }, at) => sum + raw[at]! * evidence.length, 0)
  return Float64Array.from(raw, (weight) => weight / total)
}
