/**
 * What a scope lets go of when it holds more than it may: the least valuable first, until both bounds hold.
 *
 * Value is the rank factor (age and use) times confidence; ties go by age. The same decision as an eviction, but what is chosen is
 * archived. Rows that may not be touched count and are never chosen.
 */

export interface BudgetRow {
  readonly value: number
  readonly tokenCount: number
  readonly saidAtMs: number
  readonly mayGo: boolean
}

export interface BudgetLimits {
  /** Null: no bound. */
  readonly countMax: number | null
  readonly tokensMax: number | null
}

/** Indices in the order in which they go, and whether the bounds still do not hold. */
export function beyondBudget(
  rows: readonly BudgetRow[],
  { countMax, tokensMax }: BudgetLimits,
): { readonly goes: number[]; readonly isOver: boolean } {
  let count = rows.length
  let tokens = rows.reduce((sum, row) => sum + row.tokenCount, 0)
  const isOver = (): boolean =>
    (countMax !== null && count > countMax) || (tokensMax !== null && tokens > tokensMax)
  const order = [...rows.keys()]
    .filter((index) => rows[index]!.mayGo)
    .sort(
      (a, b) => rows[a]!.value - rows[b]!.value || rows[a]!.saidAtMs - rows[b]!.saidAtMs || a - b,
    )
  const goes: number[] = []
  for (const index of order) {
    if (!isOver()) break
    goes.push(index)
    count -= 1
    tokens -= rows[index]!.tokenCount
  }
  return { goes, isOver: isOver() }
}
