/**
 * Many different questions for timing: frames filled with common words, seeded, each once.
 *
 * Words are drawn from the table's own vocabulary by a skewed rank (rank squared), so that subjects repeat as they do in traffic and
 * near neighbours abound: the hard case for a prefilter and for the gate.
 */

import type { Prng } from '../../stdx/prng.ts'

const frames = [
  'what is the {a} of {b} {c}?',
  'how do I {a} the {b} in {c}?',
  'why does {a} {b} cause {c}?',
  'who invented the {a} {b} for {c}?',
  'when should I replace the {a} {b} of a {c}?',
  'is it safe to use {a} with {b} and {c}?',
  'what is the difference between {a} and {b} in {c}?',
  'how many {a} are in a {b} {c}?',
  'where can I find {a} {b} near {c}?',
  'can a {a} {b} be used as a {c}?',
  'which {a} is best for {b} {c}?',
  'how long does {a} {b} take in {c}?',
] as const

/** Words drawn from: the commonest of the table. */
const WORDS_MAX = 8_000

export function madeQuestions(words: readonly string[], count: number, prng: Prng): string[] {
  const known = words.slice(0, WORDS_MAX)
  const draw = (): string => known[Math.floor(prng.next() ** 2 * known.length)]!
  const made = new Set<string>()
  while (made.size < count) {
    const frame = prng.pick(frames)
    made.add(frame.replace('{a}', draw()).replace('{b}', draw()).replace('{c}', draw()))
  }
  return [...made]
}
