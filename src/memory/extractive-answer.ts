/**
 * An answer without a model: the turns of memory that answer best, cited; or the statement that memory does not know.
 *
 * Recall ranks and says how sure it is; this decides whether to speak. The score's 0.5 is where a best hit is as typical of an
 * answerable question as of one about what was never said (policy/recall/calibration.ts). On LoCoMo, weights and calibration fitted without the
 * conversation: 78 % of answerable questions are answered, 11 % of questions about somebody else's life, and 52 % of those that ask the
 * right thing about the wrong person, which words alone hardly tell apart.
 */

import type { CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import { bestSentences } from './best-sentences.ts'
import type { Hit, Memory, Time } from './memory.ts'

export interface AnswerInput {
  readonly scope: Scope
  readonly question: string
  readonly at?: Time | undefined
  readonly topK?: number | undefined
}

export interface Citation {
  readonly id: CubeId
  readonly text: string
  readonly speaker: string | null
  readonly saidAtMs: number
  readonly score: number
}

export interface ExtractiveAnswer {
  readonly isKnown: boolean
  readonly text: string
  readonly citations: readonly Citation[]
  /** As of a recall. */
  readonly notes: readonly string[]
}

const ANSWER_HITS_DEFAULT = 3
/** Hits that score less are not quoted. */
export const ANSWER_SCORE_MIN = 0.5
/** A further hit is quoted only if its odds are at least this share of the best one's. */
export const ANSWER_ODDS_SHARE_MIN = 0.5

const unknown: Omit<ExtractiveAnswer, 'notes'> = {
  isKnown: false,
  text: 'I do not know: nothing that I remember answers this.',
  citations: [],
}

export async function answerFromMemory(
  memory: Pick<Memory, 'recall'>,
  { scope, question, at, topK = ANSWER_HITS_DEFAULT }: AnswerInput,
): Promise<ExtractiveAnswer> {
  const { hits, notes } = await memory.recall({ scope, query: question, at, topK })
  const oddsMin = ANSWER_ODDS_SHARE_MIN * oddsOf(hits[0]?.score ?? 0)
  const known = hits.filter(({ score }) => score >= ANSWER_SCORE_MIN && oddsOf(score) >= oddsMin)
  if (known.length === 0) return { ...unknown, notes }
  return {
    isKnown: true,
    text: known.map((hit) => quotation(hit, question)).join('\n'),
    citations: known.map(citation),
    notes,
  }
}

/** Infinite for a score of 1: then only its equals are quoted. */
function oddsOf(score: number): number {
  return score / (1 - score)
}

function quotation({ cube }: Hit, question: string): string {
  const when = new Date(cube.saidAtMs).toISOString().slice(0, 10)
  const said = bestSentences(cube.text, question)
  return `${cube.speaker ?? cube.role} (${when}): ${said} [#${cube.id.slice(-8)}]`
}

function citation({ cube, score }: Hit): Citation {
  const { id, text, speaker, saidAtMs } = cube
  return { id, text, speaker, saidAtMs, score }
}
