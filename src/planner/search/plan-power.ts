/**
 * Power of a plan: idle, reading prompts, answering, as shares of the board's limit that Splitwise measured (A100 400 W: 63, 400, 250; H100
 * 700 W: 75, 700, 380). The shares are the mean of both; for other boards that is an assumption, said in the report.
 */

import type { TrialReport } from './trial.ts'

export const IDLE_SHARE = 0.13
export const PROMPT_SHARE = 1
export const ANSWER_SHARE = 0.58

/** Watts of one device under the load of a trial; null when its limit is not known. */
export function meanWatts(boardWatts: number | undefined, report: TrialReport): number | null {
  if (boardWatts === undefined) return null
  const { busyShare, prefillBusyShare } = report
  const answering = Math.max(0, busyShare - prefillBusyShare)
  const idle = Math.max(0, 1 - busyShare)
  return (
    boardWatts * (IDLE_SHARE * idle + PROMPT_SHARE * prefillBusyShare + ANSWER_SHARE * answering)
  )
}
