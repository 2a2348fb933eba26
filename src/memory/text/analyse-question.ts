/** A question as recall sees it: content words once each, names, days asked about, and what kind of answer it wants. */

import type { Analyser } from './analyse-turn.ts'
import { type DaySpan, findTimeSpans } from './time-expressions.ts'
import { forEachWord } from './tokenise.ts'
import { askedBy } from './traits.ts'

/** Words of a question that are looked at; a pasted document beyond that is not a better question. */
export const QUESTION_WORDS_MAX = 256

export interface AskedWord {
  readonly text: string
  readonly term: string
  readonly isName: boolean
  /** Capitalised, or in a question without any capital: may be somebody's name. */
  readonly mayBeName: boolean
  readonly isStopword: boolean
}

export interface AnalysedQuestion {
  /** Distinct by term, stopwords included (a stopword may be a speaker's name). */
  readonly words: readonly AskedWord[]
  readonly spans: readonly DaySpan[]
  readonly asksFor: number
}

export function analyseQuestion(text: string, nowMs: number, analyser: Analyser): AnalysedQuestion {
  const isLowered = text === text.toLowerCase()
  const byTerm = new Map<string, AskedWord>()
  const raw: string[] = []
  forEachWord(text, (word) => raw.push(word))
  const own = analyser.forWords?.(raw) ?? analyser
  forEachWord(text, (word, isName, isCapital) => {
    const term = own.termOf(word)
    const known = byTerm.get(term)
    if (known === undefined && byTerm.size >= QUESTION_WORDS_MAX) return
    byTerm.set(term, {
      text: known?.text ?? word,
      term,
      isName: isName || known?.isName === true,
      mayBeName: isCapital || isLowered || known?.mayBeName === true,
      isStopword: own.isStopword(word),
    })
  })
  return {
    words: [...byTerm.values()],
    spans: findTimeSpans(text, nowMs),
    asksFor: askedBy(text),
  }
}
