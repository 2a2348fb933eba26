/**
 * Surface forms of a statement: contractions, numerals, a slip of the keyboard, a frame, a full stop, that change nothing of what it says.
 *
 * Invariant: seeded; a slip never falls into a name, a number or a word of a value.
 */

import type { Prng } from '../../stdx/prng.ts'

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\b(does|do|did|is|are|was|were|has) not\b/g, "$1n't"],
  [/\bcannot\b/g, "can't"],
  [/^I am\b/, "I'm"],
  [/^I have been\b/, "I've been"],
]
const numerals: readonly (readonly [RegExp, string])[] = [
  [/\b2\b(?!:)/, 'two'],
  [/\b5\b(?!:)/, 'five'],
  [/\b10\b(?!:)/, 'ten'],
  [/\btwo\b/, '2'],
  [/\b30 seconds\b/, 'half a minute'],
  [/\b2 minutes\b/, '120 seconds'],
  [/\b5 km\b/, '5000 m'],
  [/\b([\d,]+) euros\b/, '€$1'],
  [/\b([\d,]+) dollars\b/, '$$$1'],
  [/\b(\d{1,2}) am\b/, '$1am'],
]
const frames = ['Note that ', 'By the way, ', 'FYI: ', 'Remember that ']

export interface SurfaceOptions {
  /** Words that must stay as they are. */
  readonly keep: string
  readonly mayMisspell: boolean
}

export function surfaceOf(text: string, { keep, mayMisspell }: SurfaceOptions, prng: Prng): string {
  let surface = text
  if (prng.chance(0.5)) surface = replaced(surface, contractions)
  if (prng.chance(0.25)) surface = replaced(surface, numerals)
  if (mayMisspell && prng.chance(0.12)) surface = misspelt(surface, keep, prng)
  if (prng.chance(0.08)) surface = prng.pick(frames) + lowered(surface)
  return prng.chance(0.5) ? `${surface}.` : surface
}

function replaced(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((before, [pattern, by]) => before.replace(pattern, by), text)
}

const lowered = (text: string): string =>
  /^(?:The|My|There|One|In|Every|A|An|On|Since|Nowadays|These) /.test(text)
    ? text[0]!.toLowerCase() + text.slice(1)
    : text

/** Two neighbouring letters inside one plain word exchanged. */
function misspelt(text: string, keep: string, prng: Prng): string {
  const words = text.split(' ')
  const plain = words.flatMap((word, at) =>
    /^[a-z]{6,}$/.test(word) && !keep.includes(word) ? [at] : [],
  )
  if (plain.length === 0) return text
  const at = prng.pick(plain)
  const word = words[at]!
  const from = 1 + prng.below(word.length - 3)
  if (word[from] === word[from + 1]) return text
  words[at] = `${word.slice(0, from)}${word[from + 1]}${word[from]}${word.slice(from + 2)}`
  return words.join(' ')
}
