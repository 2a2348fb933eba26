/**
 * Harmless rewordings: the same question asked by another hand, one kind of change at a time; arguments are never reordered.
 *
 * Typing errors are uniform over swap, drop, add and replace, over the letters of a word of five or more, names left out; nothing here knows
 * what the gate accepts.
 */

import type { Prng } from '../../stdx/prng.ts'

export const rewordingKinds = [
  'politeness',
  'contraction',
  'case',
  'punctuation',
  'typing',
  'stock-phrase',
] as const
export type RewordingKind = (typeof rewordingKinds)[number]

export interface PhraseLists {
  readonly politeBefore: readonly string[]
  readonly politeAfter: readonly string[]
  readonly stock: readonly string[]
}

/** The question reworded, or null when this kind does not apply to it. */
export function reword(
  question: string,
  kind: RewordingKind,
  phrases: PhraseLists,
  prng: Prng,
): string | null {
  switch (kind) {
    case 'politeness':
      return polite(question, phrases, prng)
    case 'stock-phrase':
      return prng.pick(phrases.stock) + lowered(question)
    case 'contraction':
      return contracted(question)
    case 'case':
      return recased(question, prng)
    case 'punctuation':
      return repunctuated(question, prng)
    case 'typing':
      return mistyped(question, prng)
    default:
      return kind satisfies never
  }
}

function lowered(question: string): string {
  return question[0]!.toLowerCase() + question.slice(1)
}

function polite(question: string, phrases: PhraseLists, prng: Prng): string {
  if (prng.chance(0.5)) return prng.pick(phrases.politeBefore) + lowered(question)
  const after = prng.pick(phrases.politeAfter)
  return after.startsWith(',') ? `${question.replace(/\?$/, '')}${after}?` : `${question} ${after}`
}

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|when|why|how|that|it|there) is\b/i, "$1's"],
  [/\b(do|does|did|is|are|was|were|should|could|would|has|have) not\b/i, "$1n't"],
  [/\bcannot\b|\bcan not\b/i, "can't"],
  [/\bI am\b/, "I'm"],
  [/\bI have\b/, "I've"],
  [/\b(we|they|you) are\b/i, "$1're"],
  [/\b(I|you|we|they) will\b/i, "$1'll"],
]

function contracted(question: string): string | null {
  for (const [pattern, replacement] of contractions) {
    if (pattern.test(question)) return question.replace(pattern, replacement)
  }
  return null
}

function recased(question: string, prng: Prng): string {
  const styles = [
    question.toLowerCase(),
    question.toUpperCase(),
    question.replace(/\b\p{Ll}/gu, (letter) => letter.toUpperCase()),
    lowered(question),
  ]
  return prng.pick(styles.filter((style) => style !== question))
}

function repunctuated(question: string, prng: Prng): string {
  const bare = question.replace(/[?.!]+$/, '')
  const styles = [
    bare,
    `${bare}??`,
    `${bare}...`,
    `${bare}!`,
    `${bare} ?`,
    `${bare}.`,
    bare.replaceAll(',', ''),
    `  ${bare.replaceAll(' ', '  ')}?`,
    `${bare}?!`,
  ]
  return prng.pick(styles.filter((style) => style !== question))
}

/** One typing error in one word that is not capitalised. */
function mistyped(question: string, prng: Prng): string | null {
  const words = question.split(' ')
  const places = words
    .map((word, index) => (index > 0 && /^[a-z]{5,}[?.,!]?$/.test(word) ? index : -1))
    .filter((index) => index >= 0)
  if (places.length === 0) return null
  const place = prng.pick(places)
  const word = words[place]!
  const letters = word.replace(/[?.,!]$/, '')
  words[place] = misspelt(letters, prng) + word.slice(letters.length)
  const text = words.join(' ')
  return text === question ? null : text
}

function misspelt(word: string, prng: Prng): string {
  const at = prng.below(word.length)
  const letter = 'abcdefghijklmnopqrstuvwxyz'[prng.below(26)]!
  switch (prng.below(4)) {
    case 0: {
      const left = Math.min(at, word.length - 2)
      return word.slice(0, left) + word[left + 1]! + word[left]! + word.slice(left + 2)
    }
    case 1:
      return word.slice(0, at) + word.slice(at + 1)
    case 2:
      return word.slice(0, at) + letter + word.slice(at)
    default:
      return word.slice(0, at) + letter + word.slice(at + 1)
  }
}
