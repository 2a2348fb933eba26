/**
 * An answer without a model: the turns of memory that answer best, cited; or the statement that memory does not know.
 *
 * Recall ranks; this decides whether to speak. A turn is quoted only if it holds at least half of the words that the question asks
 * about (names aside: everybody in a conversation shares those), so that a question about what was never said is declined. Two words match when
 * one stem begins the other, which lets "allergies" find "allergic".
 */

import type { CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import type { Hit, Memory, Time } from './memory.ts'
import { createStemmer } from './text/stem.ts'
import { stopwords } from './text/stopwords.ts'
import { forEachWord } from './text/tokenise.ts'

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
/** Share of the asked words that a quoted turn must hold. */
const COVERAGE_MIN = 0.5
/** Shorter stems must be equal: the beginning of a short word says little. */
const PREFIX_CHARACTERS_MIN = 4

const stemOf = createStemmer()

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
  const asked = askedStems(question)
  const known = hits.filter((hit) => hit.score >= SCORE_MIN && holdsHalf(hit, asked))
  if (known.length === 0) return unknown
  return { isKnown: true, text: known.map(sentence).join('\n'), citations: known.map(citation) }
}

/** Stems of what the question asks about: no stop words, no names. */
function askedStems(question: string): string[] {
  const stems = new Set<string>()
  forEachWord(question, (word, isName) => {
    if (!isName && !stopwords.has(word)) stems.add(stemOf(word))
  })
  return [...stems]
}

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.min(a.length, b.length) < PREFIX_CHARACTERS_MIN) return false
  return a.startsWith(b) || b.startsWith(a)
}

/** Whether the turn holds enough of the asked words; a question of names alone asks about nothing else. */
function holdsHalf({ cube }: Hit, asked: readonly string[]): boolean {
  const said = new Set<string>()
  forEachWord(`${cube.text} ${cube.caption ?? ''}`, (word) => said.add(stemOf(word)))
  const found = asked.filter((stem) => [...said].some((other) => isSameWord(stem, other)))
  return found.length >= asked.length * COVERAGE_MIN
}

function sentence({ cube }: Hit): string {
  const when = new Date(cube.saidAtMs).toISOString().slice(0, 10)
  return `${cube.speaker ?? cube.role} (${when}): ${cube.text} [#${cube.id.slice(-8)}]`
}

function citation({ cube, score }: Hit): Citation {
  const { id, text, speaker, saidAtMs } = cube
  return { id, text, speaker, saidAtMs, score }
}
