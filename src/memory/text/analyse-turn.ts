/**
 * A turn as recall sees it: stems with counts, traits, and the days that it speaks of.
 *
 * Text and caption are one text here: a picture's description is found like words that were said. The speaker's name is not among
 * the words; it has a column of its own.
 */

import { trait } from '../../policy/recall/columns.ts'
import { isFunctionWord, type Language, languageOf } from './languages.ts'
import { createStemmer, STEM_CACHE_WORDS_MAX } from './stem.ts'
import { stemmers } from './stemmers.ts'
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
  /** The analyser of the language that these words are in; this one when absent, for its own language and in doubt. */
  readonly forWords?: (words: readonly string[]) => Analyser
  /** Null: the language that is taken in doubt. */
  readonly language?: Language | null
  /** The analyser of a language that `forWords` found before. */
  readonly ofLanguage?: (language: Language | null) => Analyser
}

export interface AnalysedTurn {
  /** Term -> occurrences, plus `NAME_FLAG` when one was written as a name. */
  readonly terms: ReadonlyMap<string, number>
  /** Word as written (folded) -> occurrences; stopwords left out. */
  readonly words: ReadonlyMap<string, number>
  /** The term of such a word. */
  readonly termOf: (word: string) => string
  readonly wordCount: number
  readonly language: Language | null
  readonly traits: number
  readonly spans: readonly DaySpan[]
}

/** Set in a term's count beside the occurrences. */
export const NAME_FLAG = 1 << 16

export function englishAnalyser(termOf: (word: string) => string): Analyser {
  return { isStopword: (word) => stopwords.has(word), termOf }
}

/** English, and the language of a text where its function words betray one; stems are remembered for each. */
export function multilingualAnalyser(): Analyser {
  const byLanguage = new Map<Language, Analyser>()
  const analyserOf = (language: Language): Analyser => {
    const known = byLanguage.get(language)
    if (known !== undefined) return known
    const made: Analyser = {
      isStopword: (word) => isFunctionWord(word, language),
      termOf: createStemmer(STEM_CACHE_WORDS_MAX, stemmers[language]),
      language,
    }
    byLanguage.set(language, made)
    return made
  }
  const english: Analyser = {
    ...englishAnalyser(createStemmer()),
    forWords: (words) => {
      const language = languageOf(words, english.isStopword)
      return language === null ? english : analyserOf(language)
    },
    ofLanguage: (language) => (language === null ? english : analyserOf(language)),
  }
  return english
}

export function analyseTurn(
  { text, caption, saidAtMs }: TurnText,
  analyser: Analyser,
): AnalysedTurn {
  const terms = new Map<string, number>()
  const words = new Map<string, number>()
  const raw: string[] = []
  const names: boolean[] = []
  let wordCount = 0
  let traits = traitsOfText(text, caption)
  const keep = (word: string, isName: boolean): void => {
    raw.push(word)
    names.push(isName)
  }
  forEachWord(text, (word, isName) => {
    traits |= traitsOfWord(word, isName)
    keep(word, isName)
  })
  if (caption !== null) forEachWord(caption, keep)
  const own = analyser.forWords?.(raw) ?? analyser
  const count = (word: string, isName: boolean): void => {
    if (own.isStopword(word)) return
    const term = own.termOf(word)
    const before = terms.get(term) ?? 0
    terms.set(term, (before + 1) | (isName ? NAME_FLAG : 0))
    words.set(word, (words.get(word) ?? 0) + 1)
    wordCount += 1
  }
  raw.forEach((word, at) => {
    count(word, names[at]!)
  })
  const language = own.language ?? null
  const spans = (traits & trait.saysWhen) === 0 ? [] : findTimeSpans(text, saidAtMs)
  return { terms, words, termOf: own.termOf, wordCount, language, traits, spans }
}
