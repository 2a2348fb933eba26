/**
 * Templates for generated questions: `Is {food} {state} to eat?` with lists of words for the slots.
 *
 * Owns filling and sampling: seeded, without repeats, and never the same text on both sides of a pair. Knows nothing of caches.
 */

import type { Prng } from '../../stdx/prng.ts'

export type Slots = Readonly<Record<string, readonly string[]>>

/** Two texts with shared slots, and `swaps` that fill `{x}` (and `{y}`) differently in each. */
export interface PairTemplate {
  readonly kind: string
  readonly a: string
  /** The same as `a` when only the swap differs. */
  readonly b?: string
  /** `left|right`: {x} is left in `a` and right in `b`; {y} the other way round. */
  readonly swaps?: readonly string[]
}

export interface Pair {
  readonly kind: string
  readonly a: string
  readonly b: string
  readonly template: number
}

const slotPattern = /\{(\w+)\}/g

/** Draws that give nothing new in a row before a template counts as used up. */
const STALE_DRAWS_MAX = 60

export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const text = template.replace(slotPattern, (whole, slot: string) => values[slot] ?? whole)
  return text[0]!.toUpperCase() + text.slice(1)
}

/** One value for every slot that the texts name. */
export function drawSlots(
  texts: readonly string[],
  slots: Slots,
  prng: Prng,
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const text of texts) {
    for (const [, slot] of text.matchAll(slotPattern)) {
      const list = slots[slot!.replace(/\d$/, '')]
      if (list === undefined || values[slot!] !== undefined) continue
      // `food2` draws from the same list as `food`, but not the same word.
      const taken = Object.values(values)
      const free = list.filter((word) => !taken.includes(word))
      values[slot!] = prng.pick(free.length > 0 ? free : list)
    }
  }
  return values
}

/** Up to `count` different pairs, the templates in turn. */
export function generatePairs(
  templates: readonly PairTemplate[],
  slots: Slots,
  count: number,
  prng: Prng,
): Pair[] {
  const pairs: Pair[] = []
  const seen = new Set<string>()
  const stale = templates.map(() => 0)
  for (let turn = 0; pairs.length < count; turn += 1) {
    const index = turn % templates.length
    if (index === 0 && stale.every((draws) => draws > STALE_DRAWS_MAX)) break
    if (stale[index]! > STALE_DRAWS_MAX) continue
    const pair = drawPair(templates[index]!, index, slots, prng)
    const key = `${pair.a}\u0000${pair.b}`
    if (seen.has(key) || pair.a === pair.b) {
      stale[index]! += 1
      continue
    }
    stale[index] = 0
    seen.add(key)
    pairs.push(pair)
  }
  return pairs
}

function drawPair(template: PairTemplate, index: number, slots: Slots, prng: Prng): Pair {
  const { kind, a } = template
  const b = template.b ?? a
  const values = drawSlots([a, b], slots, prng)
  if (template.swaps === undefined) {
    return { kind, a: fill(a, values), b: fill(b, values), template: index }
  }
  const [one, two] = prng.pick(template.swaps).split('|') as [string, string]
  const [left, right] = prng.chance(0.5) ? [one, two] : [two, one]
  return {
    kind,
    a: fill(a, { ...values, x: left, y: right }),
    b: fill(b, { ...values, x: right, y: left }),
    template: index,
  }
}
