/**
 * What the guards compare, read off one question in one pass over its alignment.
 *
 * Lists keep the order of the question. Words are canonical (see `question/alignment.ts`): a fact that alignment explains away
 * (plural, spelling) is the same word here.
 */

import {
  articles,
  auxiliaries,
  conjunctions,
  fillers,
  prepositions,
  pronouns,
  questionWords,
} from '../lexicon/function-words.ts'
import type { Alignment } from '../question/alignment.ts'
import {
  alignQuestion,
  isName,
  type QuestionForm,
  readQuestion,
} from '../question/question-form.ts'
import type { Speller } from '../question/speller.ts'

export interface QuestionFacts {
  readonly form: QuestionForm
  readonly alignment: Alignment
  /** The alignment's words, in order. */
  readonly words: readonly string[]
  /** Words of no closed class, in order. */
  readonly content: readonly string[]
  /** Canonical words that are names: capitalised, code, or not in the word list. */
  readonly names: readonly string[]
  /** Code identifiers, quotations, addresses, marks: as written. */
  readonly literals: readonly string[]
}

const closed = [questionWords, auxiliaries, articles, pronouns, conjunctions, prepositions, fillers]

export function factsOf(
  form: QuestionForm,
  speller: Speller | null,
  alignment: Alignment = alignQuestion(form, speller),
): QuestionFacts {
  const content: string[] = []
  const names: string[] = []
  const literals: string[] = []
  alignment.words.forEach((word, place) => {
    const index = alignment.tokenOf[place]!
    const token = form.tokens[index]!
    if (token.kind === 'code' || token.kind === 'quoted' || token.kind === 'mark')
      literals.push(word)
    if (token.kind === 'mark' || closed.some((set) => set.has(word))) return
    content.push(word)
    if (isNameLike(form, alignment, index, speller)) names.push(word)
  })
  return { form, alignment, words: alignment.words, content, names, literals }
}

function isNameLike(
  form: QuestionForm,
  alignment: Alignment,
  index: number,
  speller: Speller | null,
): boolean {
  const token = form.tokens[index]!
  if (token.kind !== 'word') return token.kind !== 'number'
  if (isName(form, index)) return true
  if (alignment.correction?.index === index) return false
  return speller !== null && !speller.isKnown(token.text)
}

/** Facts straight from a text. */
export function factsOfText(text: string, speller: Speller | null): QuestionFacts {
  return factsOf(readQuestion(text), speller)
}

/** The question for a vectoriser: without politeness, and with a misspelt word as it was meant. */
export function textForMeaning({
  form,
  alignment,
}: Pick<QuestionFacts, 'form' | 'alignment'>): string {
  const { correction } = alignment
  return form.tokens
    .map((token, index) => (correction?.index === index ? correction.word : token.text))
    .join(' ')
}
