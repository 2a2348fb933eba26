/**
 * A plan under steady load without simulating it: the batch at which rate and step time agree, in microseconds of computing.
 *
 * In flight = rate x output tokens x step time (Little), prompts of a step = rate x step time; a fixed point. Capacity is the rate at which
 * the engine's limit of sequences, or its cache, is full. Waiting is that of an M/G/1 queue for the reading of prompts. It ranks
 * plans and gives the first count of copies; it decides nothing that a simulation decides.
 */

import { closedLoopStep } from '../cost/closed-loop.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { decodeStep, prefillStep } from '../cost/step-batch.ts'
import type { TrafficFacts } from './traffic.ts'

export interface SteadyInput {
  readonly model: CostModel
  readonly facts: TrafficFacts
  readonly cacheTokens: number
  readonly stepTokensMax: number
  readonly sequencesMax: number
  /** What a predicted step is multiplied with. */
  readonly margin: number
}

export interface SteadyState {
  /** Demand over capacity. */
  readonly rho: number
  readonly ttftMs: number
  readonly tpotMs: number
  readonly e2eMs: number
}

const ROUNDS = 60
const QUEUE_LOAD_MAX = 0.999

/** Sequences that an engine holds at once when it is full. */
function fullBatch({ facts, cacheTokens, sequencesMax }: SteadyInput): number {
  const held = facts.promptMean + facts.outputMean / 2
  return Math.max(1, Math.min(sequencesMax, cacheTokens / held))
}

/** Requests a second of one copy that is never idle. */
export function capacityPerSecond(input: SteadyInput): number {
  const { model, facts, margin, stepTokensMax } = input
  // A step has room for so many sequences with their share of new prompts.
  const tokensEach = 1 + facts.newPromptMean / facts.outputMean
  const concurrency = Math.max(1, Math.min(fullBatch(input), stepTokensMax / tokensEach))
  const step = closedLoopStep({
    concurrency,
    promptTokens: facts.newPromptMean,
    outputTokens: facts.outputMean,
  })
  return concurrency / (facts.outputMean * margin * model.stepSeconds(step))
}

/** Times of one request on an idle engine: no plan can do better. */
export function aloneTimes(input: SteadyInput, promptTokens: number): Omit<SteadyState, 'rho'> {
  const { model, facts, stepTokensMax, margin } = input
  let seconds = 0
  for (let done = 0; done < promptTokens; done += stepTokensMax) {
    const tokens = Math.min(stepTokensMax, promptTokens - done)
    seconds += model.stepSeconds(prefillStep(tokens, done))
  }
  const ttftMs = 1000 * margin * seconds
  const tpotMs =
    1000 * margin * model.stepSeconds(decodeStep(1, promptTokens + facts.outputMean / 2))
  return { ttftMs, tpotMs, e2eMs: ttftMs + tpotMs * Math.max(0, facts.outputMean - 1) }
}

/** One copy that gets `perSecond` requests. */
export function steadyState(input: SteadyInput, perSecond: number): SteadyState {
  const { model, facts, margin, stepTokensMax } = input
  const context = facts.promptMean + facts.outputMean / 2
  const full = fullBatch(input)
  const rho = perSecond / capacityPerSecond(input)
  let seconds = model.stepSeconds(decodeStep(1, context)) * margin
  for (let round = 0; round < ROUNDS; round += 1) {
    const inFlight = Math.min(full, Math.max(1, perSecond * facts.outputMean * seconds))
    const promptTokens = Math.min(stepTokensMax, perSecond * seconds * facts.newPromptMean)
    const next =
      margin *
      model.stepSeconds({
        prefill: promptTokens > 0 ? [{ tokenCount: promptTokens, contextBefore: 0 }] : [],
        decodeCount: inFlight,
        decodeContextTokens: inFlight * context,
      })
    seconds = 0.5 * seconds + 0.5 * next
  }
  const tpotMs = 1000 * seconds
  const alone = aloneTimes(input, facts.newPromptHigh)
  const load = Math.min(QUEUE_LOAD_MAX, rho)
  // Prompts queue for one reader; half a step passes before anything new begins.
  const waitMs = (load / (1 - load)) * 0.5 * aloneTimes(input, facts.newPromptMean).ttftMs
  const ttftMs = alone.ttftMs + waitMs + tpotMs / 2
  return { rho, ttftMs, tpotMs, e2eMs: ttftMs + tpotMs * Math.max(0, facts.outputHigh - 1) }
}

/** The fewest copies that the load and `fits` allow, up to `most`; null when even those do not. */
export function fewestCopies(
  input: SteadyInput,
  most: number,
  fits: (state: SteadyState) => boolean,
): number | null {
  const { perSecond } = input.facts
  const works = (copies: number): boolean => {
    const state = steadyState(input, perSecond / copies)
    return state.rho < 1 && fits(state)
  }
  let high = 1
  while (!works(high)) {
    if (high >= most) return null
    high = Math.min(most, high * 2)
  }
  let low = Math.floor(high / 2)
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if (works(middle)) high = middle
    else low = middle
  }
  return high
}
