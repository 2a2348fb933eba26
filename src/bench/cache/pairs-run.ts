/** Each pair by itself: `a` is stored alone, `b` is asked. What was served, at which stage, and why not. */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import { identityParts } from '../../testing/test-cache.ts'
import { putQuestion } from './bench-cache.ts'

export interface PairOutcome {
  readonly stage: 'exact' | 'normalised' | 'semantic' | null
  /** The guard that refused, or the reason of the miss. */
  readonly reason: string
  readonly similarity: number
}

export interface AskedPair {
  readonly a: string
  readonly b: string
}

/** One outcome a pair, in order. */
export async function runPairs(
  cache: AnswerCache,
  pairs: readonly AskedPair[],
  category: string,
): Promise<PairOutcome[]> {
  const outcomes: PairOutcome[] = []
  for (const [index, { a, b }] of pairs.entries()) {
    const identity = cache.identify(identityParts(`pair-${index}`))
    await putQuestion(cache, identity, a, category)
    const found = await cache.lookup({ identity, question: b, category })
    outcomes.push(
      found.outcome === 'hit'
        ? { stage: found.stage, reason: '', similarity: found.similarity }
        : {
            stage: null,
            reason: found.near?.guard ?? found.reason,
            similarity: found.near?.similarity ?? 0,
          },
    )
    await cache.invalidate({ scope: { user: `pair-${index}` } })
  }
  return outcomes
}

export function servedCount(outcomes: readonly PairOutcome[]): number {
  return outcomes.filter((outcome) => outcome.stage !== null).length
}
