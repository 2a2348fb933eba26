/**
 * Sessions of agents: turns that share a growing prompt, with a tool between them whose times have a heavy tail.
 *
 * Moments are those that the Continuum paper reports of SWE-Bench and BFCL; shapes (lognormal counts, times and sizes) are ours. Turn
 * counts, tool times and session sizes are matched samples, so that a workload of some hundred sessions has the stated moments. All
 * tokens of a session are in its last prompt and answer: turn t sees what came before it.
 */

import type { Prng } from '../../../stdx/prng.ts'
import type { TraceRequest } from '../trace-request.ts'
import { gammaArrivals } from './arrivals.ts'
import type { MeanAndSd } from './draws.ts'
import { matchedLognormals } from './matched-sample.ts'

export interface SessionMoments {
  readonly turns: MeanAndSd
  readonly toolMs: MeanAndSd
  /** Tokens of a whole session. */
  readonly tokens: MeanAndSd
  readonly outputShare: number
}

export const sessionMoments = {
  'swe-bench': {
    turns: { mean: 10.9, sd: 2.1 },
    toolMs: { mean: 925, sd: 3550 },
    tokens: { mean: 70_126, sd: 19_732 },
    outputShare: 0.05,
  },
  bfcl: {
    turns: { mean: 6.3, sd: 2.3 },
    toolMs: { mean: 1923, sd: 2133 },
    tokens: { mean: 93_256, sd: 68_687 },
    outputShare: 0.05,
  },
} as const satisfies Record<string, SessionMoments>

export interface SessionPlan {
  readonly moments: SessionMoments
  readonly sessionCount: number
  readonly sessionsPerSecond: number
  /** Seconds of an answer before its tool begins, as the plan for arrivals assumes them. */
  readonly answerMs: number
}

/** Rounding adds a twelfth to the variance: it is taken off before. */
function wholeCounts(count: number, { mean, sd }: MeanAndSd, prng: Prng): number[] {
  const before = Math.sqrt(Math.max(0, sd * sd - 1 / 12))
  const drawn = matchedLognormals(count, { mean, sd: before }, prng)
  return Array.from(drawn, (turns) => Math.max(1, Math.round(turns)))
}

/** Requests in the order of arrival. `gapMs` is the time of the tool before a turn; the first of a session has none. */
export function makeSessions(plan: SessionPlan, prng: Prng): TraceRequest[] {
  const { moments, sessionCount, sessionsPerSecond, answerMs } = plan
  const starts = gammaArrivals(
    { requestsPerSecond: sessionsPerSecond, variation: 1 },
    sessionCount,
    prng,
  )
  const turns = wholeCounts(sessionCount, moments.turns, prng)
  const tokens = matchedLognormals(sessionCount, moments.tokens, prng)
  const toolCount = turns.reduce((sum, count) => sum + count - 1, 0)
  const toolMs = matchedLognormals(Math.max(1, toolCount), moments.toolMs, prng)
  const requests: TraceRequest[] = []
  let tool = 0
  for (const [session, turnCount] of turns.entries()) {
    const perTurn = Math.max(2, Math.round(tokens[session]! / turnCount))
    const outputTokens = Math.max(1, Math.round(perTurn * moments.outputShare))
    let nowMs = starts[session]!
    for (let turn = 0; turn < turnCount; turn += 1) {
      const gapMs = turn === 0 ? null : toolMs[tool++]!
      nowMs += turn === 0 ? 0 : answerMs + gapMs!
      requests.push({
        line: 0,
        arrivalMs: nowMs,
        promptTokens: perTurn * (turn + 1) - outputTokens,
        outputTokens,
        session: `session-${session}`,
        gapMs,
        tool: turn === 0 ? null : 'tool',
        blocks: null,
        blockTokens: null,
        measuredMs: null,
      })
    }
  }
  return requests
    .sort((a, b) => a.arrivalMs - b.arrivalMs)
    .map((request, at) => ({ ...request, line: at + 1 }))
}
