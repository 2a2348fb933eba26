/**
 * Engines timed by turns: each round, each takes in the prompt and writes its tokens, in an order that turns around from round to round.
 *
 * What a round gives is kept, so that medians are of rounds and not of single tokens; what was written is kept as well, because a
 * quick answer that changes is none. Stops before a round that would begin after the budget; the first is always run.
 */

import type { Clock } from '../../host/clock.ts'
import type { Contender } from './contender.ts'

export interface RaceShape {
  readonly prompt: readonly number[]
  /** The token after the prompt, with which writing begins. */
  readonly token: number
  readonly tokenCount: number
  readonly rounds: number
  readonly budgetMs: number
}

export interface Lap {
  readonly prefillMs: number
  readonly decodeMs: number
  readonly tokens: readonly number[]
}

export interface RaceResult {
  readonly contender: Contender
  readonly laps: readonly Lap[]
}

const WARMING_PROMPT = 32
const WARMING_TOKENS = 8

async function runLap(contender: Contender, clock: Clock, shape: RaceShape): Promise<Lap> {
  const startedMs = clock.monotonicMs()
  await contender.prefill(shape.prompt)
  const prefilledMs = clock.monotonicMs()
  const tokens = await contender.decode(shape.token, shape.tokenCount)
  const endedMs = clock.monotonicMs()
  return { prefillMs: prefilledMs - startedMs, decodeMs: endedMs - prefilledMs, tokens }
}

/** `between` runs before each round: what is measured beside the engines. */
export async function runRace(
  contenders: readonly Contender[],
  clock: Clock,
  shape: RaceShape,
  between: (round: number) => Promise<void>,
): Promise<RaceResult[]> {
  const laps = contenders.map((): Lap[] => [])
  const startedMs = clock.monotonicMs()
  // A short round that is not counted: pages are touched and code is compiled.
  const warming = {
    ...shape,
    prompt: shape.prompt.slice(0, WARMING_PROMPT),
    tokenCount: Math.min(WARMING_TOKENS, shape.tokenCount),
  }
  for (const contender of contenders) await runLap(contender, clock, warming)
  for (let round = 0; round < shape.rounds; round += 1) {
    if (round > 0 && clock.monotonicMs() - startedMs > shape.budgetMs) break
    await between(round)
    const order = contenders.map((_, index) => index)
    if (round % 2 === 1) order.reverse()
    for (const index of order) {
      laps[index]!.push(await runLap(contenders[index]!, clock, shape))
    }
  }
  return contenders.map((contender, index) => ({ contender, laps: laps[index]! }))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Tokens a second, median over rounds. */
export function decodeRate({ laps }: RaceResult): number {
  return median(laps.map(({ tokens, decodeMs }) => (1000 * tokens.length) / decodeMs))
}

export function prefillRate({ laps }: RaceResult, promptLength: number): number {
  return median(laps.map(({ prefillMs }) => (1000 * promptLength) / prefillMs))
}

/** The one with the highest rate; the list is not empty. */
export function quickest(
  results: readonly RaceResult[],
  rate: (result: RaceResult) => number,
): RaceResult {
  return results.reduce((best, result) => (rate(result) > rate(best) ? result : best))
}
