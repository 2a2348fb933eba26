/**
 * A question to tokens: words in lower case, numbers as written, and the marks that carry meaning.
 *
 * Punctuation that only structures a sentence becomes a flag on the token after it (`pauseBefore`). Kept as tokens: operators and every
 * other symbol, a sign before a number, a slash, brackets in formulas, emoji. Kept exactly as written, case and all:
 * text in backticks, in quotes, command-line flags and identifiers. When in doubt a character is kept: a mark kept needlessly costs
 * a hit, a mark dropped wrongly serves a wrong answer.
 */

import { exactUnitOf } from '../lexicon/units.ts'
import { cleanText } from './clean-text.ts'

export type TokenKind = 'word' | 'number' | 'mark' | 'quoted' | 'code'

export interface Token {
  /** What is compared: lower case for words. */
  readonly text: string
  /** As written, after cleaning. */
  readonly raw: string
  readonly kind: TokenKind
  /** First word of a sentence, where a capital says nothing. */
  readonly startsSentence: boolean
  readonly pauseBefore: boolean
}

const patterns = [
  '```[\\s\\S]*?```|`[^`\\n]+`', // 1 code
  '"[^"\\n]{1,400}"|(?<![\\p{L}\\p{N}])\'[^\'\\n]{1,200}\'(?![\\p{L}\\p{N}])', // 2 quoted
  '\\w+:\\/\\/[^\\s<>"]+|[^\\s@<>"(),;]+@[^\\s@<>"(),;]+\\.[\\p{L}]{2,}', // 3 addresses
  '(?<![^\\s(])--?[A-Za-z][\\w-]*(?==|\\s|[?.!,;)]|$)|[\\p{L}_$][\\p{L}\\p{N}_$]*(?:(?:::|->)[\\p{L}_$][\\p{L}\\p{N}_$]*)+(?:\\(\\))?|[\\p{L}_$][\\p{L}\\p{N}_$.]*\\(\\)|[\\p{L}\\p{N}]*_[\\p{L}\\p{N}_]+', // 4 identifiers
  '(?:\\p{L}\\.){2,}(?:\\p{L}(?![\\p{L}\\p{N}]))?', // 5 abbreviations
  '(?<![^\\s(])\\.[A-Za-z]\\w*|[\\p{L}\\p{N}]+(?:\\.[\\p{L}\\p{N}]*\\p{L}[\\p{L}\\p{N}]*)+', // 6 dotted
  "(?:(?<![\\p{L}\\p{N}.)%])[-+])?(?:\\d+(?:[.,:/]\\d+)*|(?<![\\p{L}\\p{N}.])\\.\\d+)(?:[\\p{L}\\p{M}\\p{N}]+|(?:'(?=\\d))|['\"](?![\\p{L}\\p{N}]))?", // 7 numbers
  "[\\p{L}](?:\\+\\+|#)(?![\\p{L}\\p{N}])|[\\p{L}\\p{M}\\p{N}]+(?:'[\\p{L}\\p{M}]+)*", // 8 words
  '(?<![\\p{L}\\p{N})!?.])!(?=[\\p{L}\\p{N}_(])|!=+|(?<=[\\p{L}\\p{N})] )\\?\\?(?= [\\p{L}\\p{N}(])', // 9 operators that look like ends
  '[.!?:\\n]+', // 10 ends
  '(?![©®])\\p{Extended_Pictographic}(?:\\u200d\\p{Extended_Pictographic}|[\\u{1f3fb}-\\u{1f3ff}])*|\\p{Regional_Indicator}{2}|[-*/%&@#\\\\(){}\\[\\]‰§′]|[^\\P{S}©®`]', // 11 marks
  '[,;]', // 12 pauses
]
const scanner = new RegExp(patterns.map((pattern) => `(${pattern})`).join('|'), 'gu')
const group = {
  code: 1,
  quoted: 2,
  address: 3,
  identifier: 4,
  abbreviation: 5,
  dotted: 6,
  number: 7,
  word: 8,
  operator: 9,
  end: 10,
  mark: 11,
} as const

const thousands = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/
const trailing = /[.,;:!?]+$/
const friendly =
  /^[\u{1f600}-\u{1f60b}\u{1f60d}\u{1f642}\u{1f64f}\u{1f64c}\u{2728}\u{1f44b}\u{263a}]$/u
const bracket = /[(){}[\]]/

/** Longest token text kept; the rest of a longer one is cut (a hash or a blob, compared by what is kept plus its length). */
const TOKEN_CHARACTERS_MAX = 400

export function tokeniseQuestion(text: string): Token[] {
  const clean = cleanText(text)
  const isShouted = isInCapitals(clean)
  const tokens: Token[] = []
  const state = { startsSentence: true, pauseBefore: false }
  const push = (raw: string, textOf: string, kind: TokenKind): void => {
    const kept =
      textOf.length > TOKEN_CHARACTERS_MAX
        ? `${textOf.slice(0, TOKEN_CHARACTERS_MAX)}…${textOf.length}`
        : textOf
    tokens.push({ text: kept, raw, kind, ...state })
    state.startsSentence = false
    state.pauseBefore = false
  }
  for (const match of clean.matchAll(scanner)) {
    const raw = match[0]
    if (match[group.word] !== undefined) push(raw, wordText(raw, isShouted), 'word')
    else if (match[group.number] !== undefined) push(raw, numberText(raw), 'number')
    else if (match[group.operator] !== undefined) push(raw, raw, 'mark')
    else if (match[group.mark] !== undefined) pushMark(clean, match.index, raw, push)
    else if (match[group.end] !== undefined) {
      if (raw[0] === '!' && isDigit(clean[match.index - 1])) push('!', '!', 'mark')
      state.startsSentence = true
      state.pauseBefore = true
    } else if (match[group.quoted] !== undefined) {
      push(raw, `"${raw.slice(1, -1).trim().replace(/\s+/g, ' ')}"`, 'quoted')
    } else if (match[group.code] !== undefined || match[group.identifier] !== undefined) {
      push(raw, raw.replace(/^`+|`+$/g, ''), 'code')
    } else if (match[group.address] !== undefined) {
      push(raw, raw.replace(trailing, ''), 'code')
    } else if (match[group.abbreviation] !== undefined) {
      push(raw, abbreviationText(raw), 'word')
    } else if (match[group.dotted] !== undefined) push(raw, raw.toLowerCase(), 'code')
    else state.pauseBefore = true
  }
  return tokens
}

type Push = (raw: string, text: string, kind: TokenKind) => void

/** Pronouns that are names in capitals: "is IT hard" is not "is it hard". Not in a question that is all in capitals. */
const acronyms = new Map([
  ['US', 'usa'],
  ['IT', 'i.t.'],
  ['WHO', 'w.h.o.'],
])

function wordText(raw: string, isShouted: boolean): string {
  const acronym = isShouted ? undefined : acronyms.get(raw)
  return exactUnitOf(raw) ?? acronym ?? raw.toLowerCase()
}

/** More capitals than small letters. */
function isInCapitals(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  return capitals > 0 && capitals > (text.match(/\p{Ll}/gu)?.length ?? 0)
}

function numberText(raw: string): string {
  const plainThousands = thousands.test(raw) ? raw.replaceAll(',', '') : raw
  const [, digits = '', suffix = ''] = /^(.*?)(\p{L}*)$/u.exec(plainThousands) ?? []
  return numeral(digits) + (exactUnitOf(suffix) ?? suffix.toLowerCase())
}

/** `+5` is 5, `.5` is 0.5. */
function numeral(digits: string): string {
  return digits
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .toLowerCase()
}

function abbreviationText(raw: string): string {
  const joined = raw.replaceAll('.', '').toLowerCase()
  return joined === 'us' ? 'usa' : joined
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9'
}

const isWordy = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character)

const spelling: Readonly<Record<string, string>> = { '%': 'percent', '&': 'and' }

function pushMark(text: string, at: number, raw: string, push: Push): void {
  if (friendly.test(raw)) return
  const spelt = spelling[raw]
  if (spelt !== undefined) {
    push(raw, spelt, 'word')
    return
  }
  if (bracket.test(raw) && !isBracketKept(text, at)) return
  const before = text[at - 1]
  const after = text[at + 1]
  // A hyphen in a compound or a dash between words structures; between numbers it counts.
  if (raw === '-' && !isOperand(text, at) && !isCharge(text, at)) return
  if (
    (raw === '*' || raw === '#' || raw === '~' || raw === '|') &&
    !isWordy(before) &&
    !isWordy(after)
  ) {
    if (before !== ' ' || after !== ' ') return
  }
  push(raw, raw, 'mark')
}

/** Brackets group in a formula and call behind a word: `(a+b)*c`, `f(x)`; elsewhere they are asides. */
function isBracketKept(text: string, at: number): boolean {
  const isOpening = '([{'.includes(text[at]!)
  return (isOpening && isWordy(text[at - 1])) || formula.test(text)
}

const formula = /[=*^<>]|[\d)]\s*[-+/]\s*[\d(]|[\p{L}\d]\s*[-+/]\s*\d|\d\s*[-+/]\s*[\p{L}(]/u

/** Whether the hyphen at `at` is a minus or a range: an operand on each side. */
function isOperand(text: string, at: number): boolean {
  const left = text.slice(0, at).trimEnd()
  const right = text.slice(at + 1).trimStart()
  const isSpacedOnOneSide = (text[at - 1] === ' ') !== (text[at + 1] === ' ')
  return !isSpacedOnOneSide && operandEnd.test(left) && operandStart.test(right)
}

/** A minus behind a short symbol: `A-`, `O-`, `Cl-`; not the hyphen of "pre- and post-war". */
function isCharge(text: string, at: number): boolean {
  return charged.test(text.slice(0, at)) && uncharged.test(text.slice(at + 1)) === false
}

const charged = /(?:^|[^\p{L}\p{N}])\p{L}{1,3}\d*$/u
const uncharged = /^(?:[^\s?.!,;:)]|\s*(?:and|or)\b)/u

/** A number, a closing bracket or a variable of one letter. */
const operandEnd = /(?:\d|\)|(?<![\p{L}\p{N}])\p{L})$/u
const operandStart = /^(?:\d|\(|\p{L}(?![\p{L}\p{N}]))/u
