/**
 * Decisions on real deployments: how often does a plan that a model calls good break its objective, and what does caution cost?
 *
 * A case is a group of at least six configurations and a limit on the time per output token that at least one of them meets. The model
 * picks the most tokens per second and device among those whose predicted time, times a margin, is within the limit. A pick that is
 * measured beyond it is a violation; regret is what the best one within it would have given more, over picks that meet it. Where
 * the model calls nothing feasible although something is, the case counts as unanswered, and its regret as 100 %.
 */

import { quantileOf } from '../quantile.ts'
import type { SiliconRow } from './silicon-rows.ts'

export const limitsSeconds = [0.01, 0.015, 0.02, 0.03, 0.05]
const GROUP_ROWS_MIN = 6

export interface Decisions {
  readonly caseCount: number
  readonly unanswered: number
  readonly violationShare: number
  readonly regretMedian: number
  readonly regretMean: number
}

/** Index of the chosen row, or null for none. */
export type Choose = (group: readonly SiliconRow[], limitSeconds: number) => SiliconRow | null

const worthOf = (row: SiliconRow, seconds: number): number =>
  row.concurrency / seconds / row.deviceCount

function best<Item>(items: readonly Item[], worth: (item: Item) => number): Item | null {
  let found: Item | null = null
  for (const item of items) if (found === null || worth(item) > worth(found)) found = item
  return found
}

export function chooseByModel(secondsOf: (row: SiliconRow) => number, margin: number): Choose {
  return (group, limit) =>
    best(
      group.filter((row) => secondsOf(row) * margin <= limit),
      (row) => worthOf(row, secondsOf(row)),
    )
}

/** What people do without a search: all devices on one copy, or as few as can be; the batch by the model, without a margin. */
export function chooseByDevices(
  prefer: 'most' | 'fewest',
  secondsOf: (row: SiliconRow) => number,
): Choose {
  const sign = prefer === 'most' ? 1 : -1
  const byModel = chooseByModel(secondsOf, 1)
  return (group, limit) => {
    const wanted = Math.max(...group.map((row) => sign * row.tensorParallel))
    return byModel(
      group.filter((row) => sign * row.tensorParallel === wanted),
      limit,
    )
  }
}

export function groupsOf(rows: readonly SiliconRow[]): SiliconRow[][] {
  const groups = new Map<string, SiliconRow[]>()
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row])
  return [...groups.values()].filter((group) => group.length >= GROUP_ROWS_MIN)
}

export function decide(rows: readonly SiliconRow[], choose: Choose): Decisions {
  const regrets: number[] = []
  let caseCount = 0
  let violations = 0
  let unanswered = 0
  for (const group of groupsOf(rows)) {
    for (const limit of limitsSeconds) {
      const meeting = group.filter(({ seconds }) => seconds <= limit)
      const optimum = best(meeting, (row) => worthOf(row, row.seconds))
      if (optimum === null) continue
      caseCount += 1
      const pick = choose(group, limit)
      if (pick === null) {
        unanswered += 1
        regrets.push(1)
      } else if (pick.seconds > limit) violations += 1
      else regrets.push(worthOf(optimum, optimum.seconds) / worthOf(pick, pick.seconds) - 1)
    }
  }
  return {
    caseCount,
    unanswered,
    violationShare: caseCount === 0 ? 0 : violations / caseCount,
    regretMedian: quantileOf(regrets, 0.5),
    regretMean: regrets.reduce((sum, one) => sum + one, 0) / Math.max(1, regrets.length),
  }
}
