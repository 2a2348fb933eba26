/**
 * The fewest copies with which trials succeed, from an estimate on: down while they do, up while they do not, then halving between.
 *
 * Takes it that more copies never do worse. At most `TRIALS_MAX` trials; what is not settled by then stays at the last count that
 * succeeded. The failure just below, where there is one, is the reason why fewer do not do.
 */

import type { TrialReport, Verdict } from './trial.ts'

export interface FitTrial {
  readonly copies: number
  readonly report: TrialReport
  readonly verdict: Verdict
}

export interface CopiesFit {
  /** Null: not even the most copies do. */
  readonly best: FitTrial | null
  /** The largest count that failed. */
  readonly below: FitTrial | null
  readonly trialCount: number
}

const TRIALS_MAX = 14

export function fitCopies(
  start: number,
  { least = 1, most }: { readonly least?: number; readonly most: number },
  trial: (copies: number) => FitTrial,
): CopiesFit {
  let best: FitTrial | null = null
  let below: FitTrial | null = null
  let trialCount = 0
  const run = (copies: number): boolean => {
    trialCount += 1
    const done = trial(copies)
    if (done.verdict.ok) best = done
    else below = done
    return done.verdict.ok
  }
  const bestCopies = (): number => (best as FitTrial | null)?.copies ?? most + 1
  const belowCopies = (): number => (below as FitTrial | null)?.copies ?? least - 1
  let step = 1
  let copies = Math.min(most, Math.max(least, start))
  if (run(copies)) {
    while (bestCopies() > least && below === null && trialCount < TRIALS_MAX) {
      copies = Math.max(least, bestCopies() - step)
      step *= 2
      run(copies)
    }
  } else {
    while (best === null && belowCopies() < most && trialCount < TRIALS_MAX) {
      copies = Math.min(most, belowCopies() + step)
      step *= 2
      run(copies)
    }
  }
  while (best !== null && bestCopies() - belowCopies() > 1 && trialCount < TRIALS_MAX) {
    run((bestCopies() + belowCopies()) >> 1)
  }
  return { best, below, trialCount }
}
