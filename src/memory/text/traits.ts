/**
 * What a turn does and what a question asks for, read off the surface: English cues, cheap enough for every turn.
 *
 * In other languages most traits stay unset, and recall then rests on words, speakers, sessions and dates.
 */

import { asksFor, trait } from '../../policy/recall/columns.ts'
import { mayHoldTime } from './time-expressions.ts'

const selfWords = new Set(['i', 'im', 'ive', 'id', 'ill', 'me', 'my', 'mine', 'myself'])
const weWords = new Set(['we', 'our', 'us', 'were', 'weve', 'well'])
const numberWords = new Set(
  'one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand dozen couple both twice several'.split(
    ' ',
  ),
)
const reasonWords = new Set('because since reason inspired motivated hoping so'.split(' '))
const digits = /\d/
const quotes = /["“”«»]/

/** Trait bits of one folded, unstemmed word. */
export function traitsOfWord(word: string, isName: boolean): number {
  let bits = 0
  if (selfWords.has(word) || weWords.has(word)) bits |= trait.saysSelf
  else if (isName) bits |= trait.saysName
  if (numberWords.has(word) || digits.test(word)) bits |= trait.saysNumber
  if (reasonWords.has(word)) bits |= trait.saysWhy
  return bits
}

/** Trait bits of the text as a whole. */
export function traitsOfText(text: string, caption: string | null): number {
  let bits = 0
  if (text.includes('?') || text.includes('？')) bits |= trait.asks
  if (mayHoldTime(text)) bits |= trait.saysWhen
  if (quotes.test(text)) bits |= trait.saysQuote
  if (caption !== null) bits |= trait.showsPicture
  return bits
}

const cues: readonly (readonly [RegExp, number])[] = [
  [
    /\bwhen\b|\bhow (?:long|often|recently|old)\b|\b(?:what|which|whose) (?:\w+ )?(?:year|month|day|date|time|week|weekend|season|age)\b|\bsince when\b/i,
    asksFor.time,
  ],
  [/\bhow (?:many|much)\b|\bwhat (?:number|amount)\b/i, asksFor.number],
  [/\bwho(?:se|m)?\b|\bwhat is the name\b/i, asksFor.person],
  [
    /\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|state|place|town|location)\b/i,
    asksFor.place,
  ],
  [/\bwhy\b|\bwhat (?:\w+ )?(?:reason|inspired|motivated|motivates|made|led)\b/i, asksFor.reason],
  [/\b(?:photo|picture|image|painting|drawing|poster|sign|show(?:n|ed|s)?)\b/i, asksFor.picture],
]

/** What the question asks for, as bits of `asksFor`. */
export function askedBy(question: string): number {
  return cues.reduce((bits, [cue, bit]) => (cue.test(question) ? bits | bit : bits), 0)
}
