/**
 * Programs of turns with tools between them: recorded agent sessions, and seeded ones whose tools have distributions of their own.
 *
 * Recorded sessions keep their prompts, blocks, answers and pauses; they begin as a Poisson process, because each was recorded by itself. The
 * seeded ones have the moments that the Continuum paper gives for SWE-Bench (turns, tokens); its tool times of 925 ms on average with a
 * deviation of 3,550 ms come from five tools, quick ones that are common and slow ones with a long tail.
 */

import { gammaArrivals } from '../../planner/workload/generate/arrivals.ts'
import { type Draw, lognormal } from '../../planner/workload/generate/draws.ts'
import { makeSessions, sessionMoments } from '../../planner/workload/generate/sessions.ts'
import { engineBlocks } from '../../planner/workload/simulated-requests.ts'
import type { TraceRequest } from '../../planner/workload/trace-request.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'

/** One program: its turns without a time. */
export type Program = readonly Turn[]

interface Turn {
  readonly promptTokens: number
  readonly outputTokens: number
  readonly keys?: readonly number[]
  /** From the answer before; the first has none. */
  readonly gapMs: number | null
  /** What runs after it. */
  readonly tool?: string
}

/** What the model can read. */
const CONTEXT_MAX = 131_072
const TURNS_MAX = 30
const SEED = 29

interface Tool {
  readonly name: string
  /** Of the calls. */
  readonly share: number
  readonly durationMs: Draw
}

const tools: readonly Tool[] = [
  { name: 'list', share: 0.35, durationMs: lognormal({ mean: 60, sd: 30 }) },
  { name: 'edit', share: 0.25, durationMs: lognormal({ mean: 150, sd: 100 }) },
  { name: 'search', share: 0.2, durationMs: lognormal({ mean: 500, sd: 400 }) },
  { name: 'test', share: 0.15, durationMs: lognormal({ mean: 3_000, sd: 6_000 }) },
  { name: 'fetch', share: 0.05, durationMs: lognormal({ mean: 6_000, sd: 12_000 }) },
]

function drawTool(prng: Prng): Tool {
  let rest = prng.next()
  for (const tool of tools) {
    rest -= tool.share
    if (rest < 0) return tool
  }
  return tools.at(-1)!
}

function bySession(requests: readonly TraceRequest[]): TraceRequest[][] {
  const sessions = new Map<string, TraceRequest[]>()
  for (const request of requests) {
    if (request.session === null) continue
    const known = sessions.get(request.session)
    if (known === undefined) sessions.set(request.session, [request])
    else known.push(request)
  }
  return [...sessions.values()]
}

/** The first turns of recorded sessions, as far as the model can read them. */
export function recordedPrograms(
  requests: readonly TraceRequest[],
  countMax: number,
  blockTokenCount: number,
): Program[] {
  const programs: Program[] = []
  for (const session of bySession(requests)) {
    const end = session.findIndex(
      ({ promptTokens, outputTokens }) =>
        promptTokens < 1 || outputTokens < 1 || promptTokens + outputTokens > CONTEXT_MAX,
    )
    const turns = session.slice(0, end === -1 ? TURNS_MAX : Math.min(end, TURNS_MAX))
    if (turns.length < 2) continue
    programs.push(
      turns.map(({ promptTokens, outputTokens, gapMs, blocks, blockTokens }, at) => ({
        promptTokens,
        outputTokens,
        gapMs: at === 0 ? null : (gapMs ?? 0),
        ...(blocks === null || blockTokens === null
          ? {}
          : { keys: engineBlocks(blocks, blockTokens, blockTokenCount) }),
      })),
    )
    if (programs.length === countMax) break
  }
  return programs
}

export function madePrograms(count: number): Program[] {
  const prng = createPrng(SEED)
  const plan = {
    moments: sessionMoments['swe-bench'],
    sessionCount: count,
    sessionsPerSecond: 1,
    answerMs: 0,
  }
  return bySession(makeSessions(plan, prng)).map((session) => {
    const used = session.map(() => drawTool(prng))
    return session.map(({ promptTokens, outputTokens }, at) => ({
      promptTokens,
      outputTokens,
      gapMs: at === 0 ? null : used[at - 1]!.durationMs(prng),
      tool: used[at]!.name,
    }))
  })
}

/** In the order of their earliest arrival; turns after the first come when the one before has ended and its pause is over. */
export function programRequests(
  programs: readonly Program[],
  programsPerSecond: number,
): SimulatedRequest[] {
  const starts = gammaArrivals(
    { requestsPerSecond: programsPerSecond, variation: 1 },
    programs.length,
    createPrng(SEED),
  )
  return programs.flatMap((turns, at) =>
    turns.map(({ gapMs, ...turn }) => ({
      ...turn,
      arrivalMs: starts[at]!,
      session: `program-${at}`,
      ...(gapMs === null ? {} : { gapMs }),
    })),
  )
}
