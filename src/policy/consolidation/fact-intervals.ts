/**
 * When each of several facts that exclude each other held: from its own beginning until the next one begins.
 *
 * The facts are those of one subject and one single-valued relation. Soft invalidation as in Zep's temporal graph (an older fact ends where
 * the newer begins) and Mem0's graph variant, but by valid time: a fact that is told late is put between those that were true before
 * and after it, and never ends a newer one. What begins together is a correction: the one told last holds, the others never did. A fact that
 * was stated with an end that is not after its beginning never held and ends nothing. An episode (a fact with an end of its own)
 * ends what came before it for good: what held afterwards is not known.
 */

/** The first moment that there is, for facts that are not known since when. */
export const TIME_MS_MIN = -8.64e15

export interface StatedInterval {
  /** Null: not known since when. */
  readonly fromMs: number | null
  /** The end that was stated; null: none. */
  readonly statedToMs: number | null
}

export interface HeldUntil {
  readonly toMs: number | null
  /** Index of the fact that ends it; null: its own end, or none. */
  readonly endedBy: number | null
}

const begin = (fact: StatedInterval): number => fact.fromMs ?? TIME_MS_MIN

export function neverHeld(fact: StatedInterval): boolean {
  return fact.statedToMs !== null && fact.statedToMs <= begin(fact)
}

/**
 * Facts in the order in which they were told; one answer a fact, in that order.
 * [Paris from 2018, Rome from 2022, Oslo from 2020 (told last)] -> Paris to 2020, Rome open, Oslo to 2022.
 */
export function heldIntervals(facts: readonly StatedInterval[]): HeldUntil[] {
  const answers: HeldUntil[] = facts.map(({ statedToMs }) => ({ toMs: statedToMs, endedBy: null }))
  const order = facts
    .map((_, index) => index)
    .filter((index) => !neverHeld(facts[index]!))
    .sort((a, b) => begin(facts[a]!) - begin(facts[b]!) || a - b)
  for (const [place, index] of order.entries()) {
    const next = order[place + 1]
    if (next === undefined) continue
    const { statedToMs } = facts[index]!
    const nextMs = begin(facts[next]!)
    if (statedToMs !== null && statedToMs <= nextMs) continue
    answers[index] = { toMs: nextMs, endedBy: next }
  }
  return answers
}

/** Whether an interval [from, to) holds a moment. */
export function holdsAt(
  fact: { readonly validFromMs: number | null; readonly validToMs: number | null },
  momentMs: number,
): boolean {
  return (
    (fact.validFromMs ?? TIME_MS_MIN) <= momentMs &&
    (fact.validToMs === null || momentMs < fact.validToMs)
  )
}
