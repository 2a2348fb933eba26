/** Pairs (question, rewording), the kinds in turn, from templates and phrase lists; seeded, without repeats. */

import type { Prng } from '../../stdx/prng.ts'
import { type PhraseLists, reword, rewordingKinds } from './reword.ts'
import { drawSlots, fill, type Pair, type Slots } from './template.ts'

export interface RewordingSource {
  readonly questions: readonly string[]
  readonly slots: Slots
  readonly phrases: PhraseLists
}

/** Draws per wanted pair before the source counts as used up. */
const DRAWS_PER_PAIR = 20

export function generateRewordings(source: RewordingSource, count: number, prng: Prng): Pair[] {
  const pairs: Pair[] = []
  const seen = new Set<string>()
  for (let draw = 0; pairs.length < count && draw < count * DRAWS_PER_PAIR; draw += 1) {
    const kind = rewordingKinds[pairs.length % rewordingKinds.length]!
    const template = prng.below(source.questions.length)
    const question = source.questions[template]!
    const a = fill(question, drawSlots([question], source.slots, prng))
    const b = reword(a, kind, source.phrases, prng)
    if (b === null || b === a || seen.has(`${a}\u0000${b}`)) continue
    seen.add(`${a}\u0000${b}`)
    pairs.push({ kind, a, b, template })
  }
  return pairs
}
