/**
 * From a fused value to a score in [0, 1]: how far this question, asked here, looks like one that the scope can answer.
 *
 * A logistic curve over the fused value, the share of the question's words that one turn holds (a turn of the person named, when the
 * question names one), and the logarithm of the scope's size, since rarity, and with it the fused value, grows with the scope. The
 * last two are the same for all hits of an answer, so order is kept. At 0.5 a best hit is as typical of an answerable question as of one about
 * something never said. It is no probability that this very turn is the answer.
 */

import { inverseDocumentFrequency } from './bm25.ts'
import type { Fusion } from './fuse.ts'
import { liveHolders } from './postings.ts'

export interface ScoreCalibration {
  readonly intercept: number
  readonly fused: number
  readonly coverage: number
  readonly logRows: number
}

/** What every hit of one answer shares. */
export interface Standing {
  /** Share of the asked words, weighed by rarity, that the best turn holds; 0 to 1. */
  readonly coverage: number
  readonly rowCount: number
}

/** Summed idf of all words asked about, those that the scope never says included. */
function askedWeight({ scope, question }: Fusion): number {
  let sum = 0
  for (const { term, isSpeaker } of question.words) {
    if (isSpeaker) continue
    sum += inverseDocumentFrequency(liveHolders(scope, term), scope.liveCount)
  }
  return sum
}

/** Reads the columns that `fuse` filled. */
export function standingOf(fusion: Fusion): Standing {
  const { scope, question, table } = fusion
  const column = table.column('coverage')
  const asked = askedWeight(fusion)
  if (column === undefined || asked === 0) return { coverage: 0, rowCount: scope.liveCount }
  const [named, other] = question.speakers
  const who = named !== undefined && other === undefined ? named.speaker : undefined
  const { isLive, speakers, slotCount } = scope
  let highest = 0
  for (let slot = 0; slot < slotCount; slot += 1) {
    if (column[slot]! <= highest || isLive[slot] !== 1) continue
    if (who === undefined || speakers[slot] === who) highest = column[slot]!
  }
  return { coverage: Math.min(1, highest / asked), rowCount: scope.liveCount }
}

export function scoreOf(fused: number, standing: Standing, by: ScoreCalibration): number {
  const logit =
    by.intercept +
    by.fused * fused +
    by.coverage * standing.coverage +
    by.logRows * Math.log(Math.max(1, standing.rowCount))
  return 1 / (1 + Math.exp(-logit))
}
