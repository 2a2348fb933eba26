/**
 * The sequence that two questions must share, word for word, to count as one question.
 *
 * Owns every difference that the gate explains away: one misspelt word, singular and plural, a few synonyms and spelling variants,
 * numbers written as words, `the` and `a`, `not` contracted or not, the word order of an embedded question, the ways to ask for a way
 * ("how to", "how can I", "how do I"). Each is a function of one question alone, so that "aligned" is an equivalence: what is not listed
 * here differs. Order is never touched otherwise.
 */

import { articles, auxiliaries, negations, questionWords } from '../lexicon/function-words.ts'
import { isKnownName } from '../lexicon/names.ts'
import { cardinalOf, ordinalOf } from '../lexicon/number-words.ts'
import { representativeOf } from '../lexicon/synonyms.ts'
import { unitOf } from '../lexicon/units.ts'
import { singularOf } from './inflection.ts'
import type { Speller } from './speller.ts'
import type { Token } from './tokenise-question.ts'

export interface Alignment {
  /** Canonical words in order. */
  readonly words: readonly string[]
  /** Index of the token that each word came from. */
  readonly tokenOf: readonly number[]
  /** The one misspelt token and what it was read as. */
  readonly correction: { readonly index: number; readonly word: string } | null
}

/** More misspelt words than this in one question: it is read as written. */
const CORRECTIONS_MAX = 1
/** Words between an auxiliary and its `not`: "why does the app not start". */
const SUBJECT_WORDS_MAX = 3

export interface AlignmentInput {
  readonly tokens: readonly Token[]
  readonly isEmbedded: boolean
  readonly isName: (index: number) => boolean
  readonly speller: Speller | null
}

export function alignmentOf(input: AlignmentInput): Alignment {
  const { tokens } = input
  const correction = correctionOf(input)
  const words: string[] = []
  const tokenOf: number[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    if (isIdleArticle(tokens, index)) continue
    const token = tokens[index]!
    const text = correction?.index === index ? correction.word : token.text
    words.push(token.kind === 'word' ? canonicalWord(text, input.isName(index)) : token.text)
    tokenOf.push(index)
  }
  if (input.isEmbedded) invertEmbedded(words, tokenOf)
  askForWay(words, tokenOf, input.isEmbedded)
  attachNegation(words, tokenOf)
  return { words, tokenOf, correction }
}

/** The `s` of a name is its own: Williams is not William. */
function canonicalWord(word: string, isName: boolean): string {
  const cardinal = cardinalOf(word)
  if (cardinal !== undefined) return String(cardinal)
  const ordinal = ordinalOf(word)
  if (ordinal !== undefined) return ordinal
  const unit = unitOf(word)
  if (unit !== undefined) return unit
  const exact = representativeOf(word)
  if (exact !== word) return exact
  const singular = singularOf(word)
  return isName || isKnownName(singular) ? word : representativeOf(singular)
}

function correctionOf(input: AlignmentInput): Alignment['correction'] {
  const { tokens, speller, isName } = input
  if (speller === null) return null
  let found: Alignment['correction'] = null
  let count = 0
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    if (token.kind !== 'word' || isName(index)) continue
    const word = speller.correct(token.text)
    if (word === undefined) continue
    found = { index, word }
    count += 1
  }
  return count <= CORRECTIONS_MAX ? found : null
}

/** `the` or `a` before an ordinary word; not in "vitamin a", "a few", "the who" and not before a mark. */
function isIdleArticle(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index]!
  if (token.kind !== 'word' || !articles.has(token.text)) return false
  const next = tokens[index + 1]
  if (next === undefined || next.kind === 'mark' || next.pauseBefore) return false
  if (isAskedAlone(tokens, index)) return false
  if (token.text === 'a' && /^(?:number|couple)$/.test(next.text)) return false
  if (next.text.length < 2 || auxiliaries.has(next.text) || negations.has(next.text)) return false
  if (/^[A-Z]$/.test(token.raw) && !token.startsSentence) return false
  return !afterArticle.test(next.text)
}

/** "what is the time" is not "what is time": one bare word is asked for, and the article says which sense. */
function isAskedAlone(tokens: readonly Token[], index: number): boolean {
  if (index !== 2 || tokens.length !== 4) return false
  return questionWords.has(tokens[0]!.text) && /^(?:is|are|was|were)$/.test(tokens[1]!.text)
}

/** Words that mean something else with an article before them, or before which `a` is a name. */
const afterArticle =
  /^(?:few|little|lot|bit|who|which|most|more|less|least|half|first|second|last|one|or|and|in|on|of|to|for|with|vs|versus|than|from|deficiency)$|\d/

/**
 * "what the capital of france is" (after a frame) is read as "what is the capital of france", and "what a closure is in javascript"
 * as "what is a closure in javascript".
 */
function invertEmbedded(words: string[], tokenOf: number[]): void {
  if (words.length < 3 || !/^(?:what|who|where|when|how|which|why)$/.test(words[0]!)) return
  const at = words.findIndex((word) => auxiliaries.has(word))
  if (at < 2 || !/^(?:is|are|was|were)$/.test(words[at]!)) return
  const rest = words.slice(at + 1)
  if (rest.some((word) => auxiliaries.has(word))) return
  if (rest.length > 0 && (rest.length < 2 || !/^(?:in|on|at|for)$/.test(rest[0]!))) return
  words.splice(1, 0, ...words.splice(at, 1))
  tokenOf.splice(1, 0, ...tokenOf.splice(at, 1))
}

/** "how can I", "how could I", "how to" and, after a frame, "how I" and "how I can" ask for the same way as "how do I". */
function askForWay(words: string[], tokenOf: number[], isEmbedded: boolean): void {
  const [first, second = '', third = ''] = words
  if (first !== 'how') return
  const isAble = able.test(second) && third === 'i'
  const isTold = isEmbedded && second === 'i'
  const length = second === 'to' ? 1 : isAble || (isTold && able.test(third)) ? 2 : isTold ? 1 : 0
  const verb = words[1 + length]
  if (length === 0 || verb === undefined || states.has(verb)) return
  words.splice(1, length, 'do', 'i')
  if (length === 1) tokenOf.splice(1, 0, tokenOf[1]!)
}

const able = /^(?:can|could)$/

/** After "how do I" these ask how it is, not how it is done: "how do I look", "how can I look". */
const states = new Set(
  'look feel sound seem smell appear taste compare rank score fare rate differ stand be'.split(' '),
)

/** "why does the app not start" is read as "why does not the app start" (from "doesn't"). */
function attachNegation(words: string[], tokenOf: number[]): void {
  const at = words.indexOf('not')
  if (at < 2 || words.indexOf('not', at + 1) >= 0) return
  for (let start = at - 1; start >= Math.max(0, at - 1 - SUBJECT_WORDS_MAX); start -= 1) {
    const word = words[start]!
    if (movable.has(word)) {
      if (start > 1 || !isSubject(words.slice(start + 1, at))) return
      words.splice(start + 1, 0, ...words.splice(at, 1))
      tokenOf.splice(start + 1, 0, ...tokenOf.splice(at, 1))
      return
    }
    if (barrier.test(word)) return
  }
}

/** One word, or a few behind a possessive: "does my old phone not", but not "does he like not". */
function isSubject(words: readonly string[]): boolean {
  return words.length === 1 || (words.length > 1 && determiner.test(words[0]!))
}

const determiner = /^(?:my|your|his|her|its|our|their|this|that|these|those)$/
const movable = new Set(
  'do does did is are was were can could will would should must has have had'.split(' '),
)
/** A `not` behind one of these belongs to another clause or narrows a quantity. */
const barrier =
  /^(?:to|that|if|and|or|but|who|which|what|all|every|each|any|some|only|be|been|in|on|at|of|for|with|legal|illegal|ok|okay|safe|bad|good|wrong|right|possible|better|normal|allowed)$/
