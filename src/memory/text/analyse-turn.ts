/**
 * A turn as recall sees it: stems with counts, traits, and the days that it speaks of.
 *
 * Text and caption are one text here: a picture's description is found like words that were said. The speaker's name is not among
 * the words; it has a column of its own.
 */

import { trait } from '../../policy/recall/columns.ts'
import { stopwords } from './stopwords.ts'
import { type DaySpan, findTimeSpans } from './time-expressions.ts'
import { forEachWord } from './tokenise.ts'
import { traitsOfText, traitsOfWord } from './traits.ts'

export interface TurnText {
  readonly text: string
  readonly caption: string | null
  readonly saidAtMs: number
}

/** How words become terms: which are left out, and what stands for the rest. */
export interface Analyser {
  readonly isStopword: (word: string) => boolean
  readonly termOf: (word: string) => string
}

export interface AnalysedTurn {
  /** Term -> occurrences, plus `NAME_FLAG` when one was written as a name. */
  readonly terms: ReadonlyMap<string, number>
  /** Word as written (folded) -> occurrences; stopwords left out. */
  readonly words: ReadonlyMap<string, number>
  readonly wordCount: number
  readonly traits: number
  readonly spans: readonly DaySpan[]
}

/** Set in a term's count beside the occurrences. */
export const NAME_FLAG = 1 << 16

export function englishAnalyser(termOf: (word: string) => string): Analyser {
  return { isStopword: (word) => stopwords.has(word), termOf }
}

export function analyseTurn(
  { text, caption, saidAtMs }: TurnText,
  analyser: Analyser,
): AnalysedTurn {
  const terms = new Map<string, number>()
  const words = new Map<string, number>()
  let wordCount = 0
  let traits = traitsOfText(text, caption)
  const count = (word: string, isName: boolean): void => {
    if (analyser.isStopword(word)) return
    const term = analyser.termOf(word)
    const before = terms.get(term) ?? 0
    terms.set(term, (before + 1) | (isName ? NAME_FLAG : 0))
    words.set(word, (words.get(word) ?? 0) + 1)
    wordCount += 1
  }
  forEachWord(text, (word, isName) => {
    traits |= traitsOfWord(word, isName)
    count(word, isName)
  })
  if (caption !== null) forEachWord(caption, count)
  const spans = (traits & trait.saysWhen) === 0 ? [] : findTimeSpans(text, saidAtMs)
  return { terms, words, wordCount, traits, spans }
}
