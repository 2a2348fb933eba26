/**
 * The `late` channel: each token of the question looks for its like among the tokens of a turn, in context.
 *
 * After ColBERT (2004.12832) over the states of an ordinary sentence encoder, weighed by rarity. `late` is the mean best cosine, `lateNear`
 * the sum of what lies above LATE_MIN; its neighbours are two more columns. Departure: computed for the first look's candidates
 * and the turns around them, because token vectors are a hundred times as many as turns.
 */

import type { Channel } from './channel.ts'
import { NONE, type QuestionFacts, type ScopeColumns, type TokenFacts } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Best turns of the first look that are compared token by token. */
export const LATE_CANDIDATES = 100
/** Cosine that two unrelated tokens have anyway. */
const LATE_MIN = 0.4

interface Comparison {
  readonly mean: number
  readonly near: number
}

const nothing: Comparison = { mean: 0, near: 0 }

function compare(
  scope: ScopeColumns,
  tokens: TokenFacts,
  slot: number,
  best: Float32Array,
): Comparison {
  if (slot === NONE || scope.encoded?.tokens?.best(tokens, slot, best) !== true) return nothing
  let mean = 0
  let near = 0
  let total = 0
  for (const [index, weight] of tokens.weights.entries()) {
    total += weight
    mean += weight * best[index]!
    near += weight * Math.max(0, best[index]! - LATE_MIN)
  }
  return total === 0 ? nothing : { mean: Math.max(0, mean / total), near }
}

/** The question's tokens where the scope holds some to compare them with. */
function comparedTokens(scope: ScopeColumns, question: QuestionFacts): TokenFacts | null {
  return scope.encoded?.tokens ? (question.encoded?.tokens ?? null) : null
}

function fill(
  scope: ScopeColumns,
  question: QuestionFacts,
  table: FeatureTable,
  first: readonly number[] = [],
): void {
  const tokens = comparedTokens(scope, question)
  if (tokens === null) return
  const best = new Float32Array(tokens.weights.length)
  const known = new Map<number, Comparison>()
  const at = (slot: number): Comparison => {
    const found = known.get(slot) ?? compare(scope, tokens, slot, best)
    known.set(slot, found)
    return found
  }
  const mean = table.open('late')
  const near = table.open('lateNear')
  const before = table.open('lateNearPrevious')
  const after = table.open('lateNearNext')
  for (const slot of first) {
    mean[slot] = at(slot).mean
    near[slot] = at(slot).near
    before[slot] = at(scope.previous[slot]!).near
    after[slot] = at(scope.next[slot]!).near
  }
}

export const late: Channel = {
  name: 'late',
  features: ['late', 'lateNear', 'lateNearPrevious', 'lateNearNext'],
  isEvidence: false,
  looksAgainAt: LATE_CANDIDATES,
  isSilent: (scope, question) => comparedTokens(scope, question) === null,
  fill,
  because: (_scope, _question, slot, table) => {
    const mean = table.valueAt('late', slot)
    return mean > 0
      ? `compared token by token (mean best cosine ${mean.toFixed(2)})`
      : 'turns beside it are near, token by token'
  },
}
