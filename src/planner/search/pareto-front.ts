/** The plans that no other beats: no other is at least as good in every aim and better in one. Equal plans: the first stays. Aims are least best. */

export interface Aimed {
  readonly aims: readonly number[]
}

export function dominates(a: Aimed, b: Aimed): boolean {
  let isBetter = false
  for (const [at, value] of a.aims.entries()) {
    if (value > b.aims[at]!) return false
    if (value < b.aims[at]!) isBetter = true
  }
  return isBetter
}

/** For each plan the first that dominates it, or null: it is on the front. */
export function dominators<Plan extends Aimed>(plans: readonly Plan[]): (Plan | null)[] {
  return plans.map((plan, at) => {
    const found = plans.find(
      (other, place) =>
        dominates(other, plan) ||
        // Of plans that are equal in every aim the first one stands for all.
        (place < at && other.aims.every((value, aim) => value === plan.aims[aim])),
    )
    return found ?? null
  })
}
