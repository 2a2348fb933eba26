/**
 * Five requests to an endpoint, one at a time, as timed runs: four prompt lengths of one token, and one of them with a long answer.
 *
 * Prompts are made of drawn words, so that no prefix cache helps; counts of tokens are the endpoint's own. An endpoint that gives no
 * counts, or answers of one length alone, cannot be calibrated: COST_FIT_IMPOSSIBLE says which. A first request that is not counted
 * wakes what sleeps.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import type { Model, ModelUsage } from '../../model/model.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import type { TimedRun } from '../cost/idealized-runtime.ts'

export interface CalibrationPlan {
  readonly promptWords: readonly number[]
  readonly outputTokens: number
  readonly seed: number
}

export const calibrationPlan: CalibrationPlan = {
  promptWords: [32, 256, 768, 1536],
  outputTokens: 64,
  seed: 1,
}

export const CALIBRATION_RUNS = 5
const syllables = ['ka', 'lo', 'mi', 'ren', 'sol', 'tu', 'ver', 'zan', 'pi', 'dor', 'fen', 'gul']

function words(count: number, prng: Prng): string {
  return Array.from({ length: count }, () => prng.pick(syllables) + prng.pick(syllables)).join(' ')
}

async function timed(
  { model, clock }: CalibrationTarget,
  { wordCount, outputTokens }: { wordCount: number; outputTokens: number },
  prng: Prng,
): Promise<TimedRun> {
  const content = `Count upwards from one in words and never stop. ${words(wordCount, prng)}`
  let usage: ModelUsage | null = null
  const startMs = clock.monotonicMs()
  const parts = model.complete({
    messages: [{ role: 'user', content }],
    sampling: { temperature: 0, tokensMax: outputTokens },
  })
  let endMs = startMs
  for await (const part of parts) {
    if (part.kind === 'text') endMs = clock.monotonicMs()
    if (part.kind === 'usage') usage = part.usage
  }
  if (endMs === startMs) endMs = clock.monotonicMs()
  if (usage === null || usage.isEstimated) {
    throw new LociError('COST_FIT_IMPOSSIBLE', `${model.name} does not count its tokens`, {
      hint: 'The endpoint has to answer with usage, also when it streams.',
    })
  }
  return {
    promptTokens: Math.max(1, usage.promptTokens),
    outputTokens: usage.completionTokens,
    seconds: Math.max(1e-6, (endMs - startMs) / 1000),
  }
}

export interface CalibrationTarget {
  readonly model: Model
  readonly clock: Clock
}

/** Throws what the model throws, and COST_FIT_IMPOSSIBLE. */
export async function measureRuns(
  target: CalibrationTarget,
  plan: CalibrationPlan = calibrationPlan,
  onRun: (done: number) => void = () => {},
): Promise<TimedRun[]> {
  const prng = createPrng(plan.seed)
  await timed(target, { wordCount: plan.promptWords[0]!, outputTokens: 1 }, prng)
  const runs: TimedRun[] = []
  for (const wordCount of plan.promptWords) {
    runs.push(await timed(target, { wordCount, outputTokens: 1 }, prng))
    onRun(runs.length)
  }
  const wordCount = plan.promptWords[1] ?? plan.promptWords[0]!
  const long = await timed(target, { wordCount, outputTokens: plan.outputTokens }, prng)
  onRun(runs.length + 1)
  // Drawn words may be cut into a few tokens more or less: the two runs of one length are of one prompt.
  const twin = runs[Math.min(1, runs.length - 1)]!
  return [...runs, { ...long, promptTokens: twin.promptTokens }]
}
