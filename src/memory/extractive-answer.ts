/**
 * An answer without a model: the sentences of memory that answer best, cited; or the statement that memory does not know.
 */

import type { CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
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
}

const ANSWER_HITS_DEFAULT = 3
const SCORE_MIN = 0.3

const unknown: ExtractiveAnswer = {
  isKnown: false,
  text: 'I do not know: nothing that I remember answers this.',
  citations: [],
}

export async function answerFromMemory(
  memory: Pick<Memory, 'recall'>,
  { scope, question, at, topK = ANSWER_HITS_DEFAULT }: AnswerInput,
): Promise<ExtractiveAnswer> {
  const { hits } = await memory.recall({ scope, query: question, at, topK })
  const known = hits.filter((hit) => hit.score >= SCORE_MIN)
  if (known.length === 0) return unknown
  return { isKnown: true, text: known.map(sentence).join('\n'), citations: known.map(citation) }
}

function sentence({ cube }: Hit): string {
  const when = new Date(cube.saidAtMs).toISOString().slice(0, 10)
  return `${cube.speaker ?? cube.role} (${when}): ${cube.text} [#${cube.id.slice(-8)}]`
}

function citation({ cube, score }: Hit): Citation {
  const { id, text, speaker, saidAtMs } = cube
  return { id, text, speaker, saidAtMs, score }
}
