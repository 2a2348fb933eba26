/** Pairs (question, rewording), the kinds in turn, from templates and phrase lists; seeded, without repeats. */

import type { Prng } from '../../stdx/prng.ts'
import { type PhraseLists, type RewordingKind, reword, rewordingKinds } from './reword.ts'
import { drawSlots, fill, type Pair, type Slots } from './template.ts'

export interface RewordingSource {
  readonly questions: readonly string[]
  readonly slots: Slots
  readonly phrases: PhraseLists
}

/** Draws in a row that give nothing new before a kind counts as used up. */
const STALE_DRAWS_MAX = 400

export function generateRewordings(source: RewordingSource, count: number, prng: Prng): Pair[] {
  const pairs: Pair[] = []
  const seen = new Set<string>()
  const spent = new Set<string>()
  for (let turn = 0; pairs.length < count && spent.size < rewordingKinds.length; turn += 1) {
    const kind = rewordingKinds[turn % rewordingKinds.length]!
    const pair = spent.has(kind) ? null : freshPair(source, kind, seen, prng)
    if (pair === null) spent.add(kind)
    else pairs.push(pair)
  }
  return pairs
}

/** A pair of this kind that was not drawn before, or null once the source has no more to give. */
function freshPair(
  source: RewordingSource,
  kind: RewordingKind,
  seen: Set<string>,
  prng: Prng,
): Pair | null {
  for (let draw = 0; draw < STALE_DRAWS_MAX; draw += 1) {
    const template = prng.below(source.questions.length)
    const question = source.questions[template]!
    const a = fill(question, drawSlots([question], source.slots, prng))
    const b = reword(a, kind, source.phrases, prng)
    const key = `${a}\u0000${b}`
    if (b === null || b === a || seen.has(key)) continue
    seen.add(key)
    return { kind, a, b, template }
  }
  return null
}
