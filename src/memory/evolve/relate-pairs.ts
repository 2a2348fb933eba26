/**
 * The pair decision of evolution: `relateMemories` with its word tables, which are made when the first pair is decided.
 *
 * Facts that state the same relation but hold at other times are never a safe merge, whatever their texts say: the text of a fact need not
 * tell its time.
 */

import type { StaticEmbedder } from '../../model/static-embedder.ts'
import { wordListOf } from '../text/word-list.ts'
import type { PairDecision, PairSide, RelatePair } from './find-pairs.ts'
import { createRelateParts, type RelateParts, relateMemories } from './relate-memories.ts'

/**
 * Each memory decides with tables of its own. `table`: the built-in embedder where one is open; its whole words tell a slip from a word, and
 * its vectors which verbs are compared as one relation. Neither makes two memories one.
 */
export function relatePairs(table: StaticEmbedder | null = null): RelatePair {
  let parts: RelateParts | null = null
  return (a, b) => {
    parts ??=
      table === null
        ? createRelateParts()
        : createRelateParts(wordListOf(table.table.pieces), (word) => table.wordVector(word))
    return held(a, b, relateMemories(a, b, parts))
  }
}

function held({ fact: a }: PairSide, { fact: b }: PairSide, decision: PairDecision): PairDecision {
  const isOfOneTime =
    a === undefined ||
    b === undefined ||
    (a.validFromMs === b.validFromMs && a.validToMs === b.validToMs)
  if (isOfOneTime || !decision.isSafeToMerge) return decision
  return { ...decision, isSafeToMerge: false, because: `${decision.because}; of other times` }
}
