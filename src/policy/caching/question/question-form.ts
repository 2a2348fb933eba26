/**
 * A question read once: its tokens, its normalised key and its alignment.
 *
 * The form is what every later step compares; it is a pure function of the text (and of the word list), so it can be made again from
 * a stored question and need not be kept.
 */

import { type Alignment, alignmentOf } from './alignment.ts'
import { expandContraction } from './contractions.ts'
import type { Speller } from './speller.ts'
import { coreOf } from './stock-phrases.ts'
import { type Token, tokeniseQuestion } from './tokenise-question.ts'

/** A longer question is cached by its exact text only. */
export const QUESTION_CHARACTERS_MAX = 2_000

export interface QuestionForm {
  readonly text: string
  /** Without politeness and stock phrases; contractions written out. */
  readonly tokens: readonly Token[]
  /** Equal keys are one question under normalised-exact matching. */
  readonly key: string
  /** False for text in capitals, in lower case or In Title Case: there a capital says nothing. */
  readonly isCaseTelling: boolean
  readonly isEmbedded: boolean
}

export function readQuestion(text: string): QuestionForm {
  const tokens = expanded(tokeniseQuestion(text))
  const core = coreOf(
    tokens.map((token) => ({
      text: token.text,
      pauseBefore: token.pauseBefore,
      startsSentence: token.startsSentence,
      isOpaque: token.kind !== 'word',
    })),
  )
  const kept = withoutParenthetical(tokens.slice(core.from, core.to))
  return {
    text,
    tokens: kept,
    key: keyOf(kept),
    isCaseTelling: isCaseTelling(tokens),
    isEmbedded: core.isEmbedded,
  }
}

function keyOf(tokens: readonly Token[]): string {
  // A kind before what is kept as written, so that no word can pass for a quotation or for code.
  return tokens
    .map(({ kind, text }) => (kind === 'code' || kind === 'quoted' ? `\u0001${text}` : text))
    .join(' ')
}

function expanded(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    if (token.kind !== 'word') {
      result.push(token)
      continue
    }
    const words = expandContraction(token.text, tokens[index + 1]?.text)
    if (words.length === 1 && words[0] === token.text) result.push(token)
    else words.forEach((text, part) => void result.push(partOf(token, text, part)))
  }
  return result
}

function partOf(token: Token, text: string, part: number): Token {
  if (part === 0) return { ...token, text }
  return { text, raw: text, kind: 'word', startsSentence: false, pauseBefore: false }
}

/** "What, please, is ...": a `please` between pauses. */
function withoutParenthetical(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    (token, index) =>
      !(
        token.text === 'please' &&
        token.pauseBefore &&
        tokens[index + 1]?.pauseBefore === true &&
        index > 0
      ),
  )
}

function isCaseTelling(tokens: readonly Token[]): boolean {
  let capitals = 0
  let words = 0
  for (const { kind, raw, startsSentence } of tokens) {
    if (kind !== 'word' || startsSentence || raw.length < 2) continue
    words += 1
    if (isCapital(raw)) capitals += 1
  }
  return capitals > 0 && capitals * 3 < words * 2
}

export function isCapital(raw: string): boolean {
  const first = raw[0]!
  return first !== first.toLowerCase()
}

/** Whether the token is written as a name: a capital where nothing else asks for one. */
export function isName(form: QuestionForm, index: number): boolean {
  const token = form.tokens[index]!
  if (token.kind !== 'word' || !form.isCaseTelling || token.raw === 'I') return false
  return isCapital(token.raw) && (!token.startsSentence || isCapital(token.raw.slice(1) || 'a'))
}

export function alignQuestion(form: QuestionForm, speller: Speller | null): Alignment {
  return alignmentOf({
    tokens: form.tokens,
    isEmbedded: form.isEmbedded,
    isName: (index) => isName(form, index),
    speller,
  })
}
