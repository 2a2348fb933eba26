/**
 * Every combination of device, parallelism, format and knobs of an ask, as candidates; those that cannot be built carry their reason.
 *
 * Order is that of the lists, so that a search is the same whatever runs it. Nothing is timed here: only divisibility, prices and
 * figures that nobody should rest advice on.
 */

import { peakFor } from '../hardware/device.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { PlanAsk, PlanKnobs, PricedDevice } from './plan-ask.ts'
import { candidateId, devicesOf, type PlanCandidate } from './plan-candidate.ts'
import type { Rejection } from './rejection.ts'

export interface Enumerated {
  readonly candidate: PlanCandidate
  readonly rejection: Rejection | null
}

function impossible(says: string): Rejection {
  return { kind: 'impossible', says }
}

function shapeProblem(candidate: PlanCandidate, shape: ModelShape): string | null {
  const { tensorParallel: tp, pipelineParallel: pp, expertParallel: ep } = candidate
  if (shape.headCount % tp !== 0) return `${shape.headCount} heads cannot be shared by ${tp}`
  if (shape.latent === null && tp > shape.kvHeadCount && tp % shape.kvHeadCount !== 0) {
    return `${shape.kvHeadCount} key-value heads cannot be copied evenly to ${tp}`
  }
  if (candidate.stepTokensMax < candidate.sequencesMax) {
    return `a step of ${candidate.stepTokensMax} tokens is too short for ${candidate.sequencesMax} sequences`
  }
  if (pp > shape.layerCount) return `${pp} stages for ${shape.layerCount} layers`
  if (ep > 1 && shape.moe !== null && shape.moe.expertCount % ep !== 0) {
    return `${shape.moe.expertCount} experts cannot be shared by ${ep}`
  }
  return null
}

function disputedFigure({ device }: PlanCandidate): string | null {
  const peak = peakFor(device, 'bf16')?.figure
  if (peak === undefined) return `${device.id} has no peak for bf16 or fp16`
  for (const [name, figure] of [
    ['peak', peak],
    ['bandwidth', device.memoryBandwidth],
  ] as const) {
    if (figure.confidence === 'disputed') {
      return `sources disagree about the ${name} of ${device.id}: give your own figures`
    }
  }
  return null
}

function problemOf(candidate: PlanCandidate, priced: PricedDevice, ask: PlanAsk): Rejection | null {
  const { device } = candidate
  const disputed = disputedFigure(candidate)
  if (disputed !== null) return { kind: 'disputed', says: disputed }
  if (devicesOf(candidate) > 1 && device.linkBandwidth === undefined) {
    return impossible(`${device.id} has no link to a second one`)
  }
  const problem = shapeProblem(candidate, ask.shape)
  if (problem !== null) return impossible(problem)
  if (priced.usdPerHour === null && ask.objective === 'cost') {
    return { kind: 'no-price', device: device.id }
  }
  return null
}

function expertChoices(shape: ModelShape, { expertParallel }: PlanKnobs, tp: number): number[] {
  return shape.moe !== null && expertParallel && tp > 1 ? [1, tp] : [1]
}

type Parts = Omit<PlanCandidate, 'id'>

/** Each of `drafts` with each of the values that `valuesOf` gives for it. */
function widened<Draft, More>(
  drafts: readonly Draft[],
  valuesOf: (draft: Draft) => readonly More[],
): (Draft & More)[] {
  return drafts.flatMap((draft) => valuesOf(draft).map((more) => ({ ...draft, ...more })))
}

export function enumerateCandidates(ask: PlanAsk): Enumerated[] {
  const { knobs, shape } = ask
  const onDevices = ask.devices.map((priced) => ({
    priced,
    device: priced.device,
    usdPerHour: priced.usdPerHour ?? 0,
    memoryUtilization: knobs.memoryUtilization,
  }))
  const withTp = widened(onDevices, () =>
    knobs.tensorParallel.map((tensorParallel) => ({ tensorParallel })),
  )
  const withPp = widened(withTp, () =>
    knobs.pipelineParallel.map((pipelineParallel) => ({ pipelineParallel })),
  )
  const withEp = widened(withPp, ({ tensorParallel }) =>
    expertChoices(shape, knobs, tensorParallel).map((expertParallel) => ({ expertParallel })),
  )
  const withFormats = widened(withEp, () => knobs.formats.map((formats) => ({ formats })))
  const withSteps = widened(withFormats, () =>
    knobs.stepTokensMax.map((stepTokensMax) => ({ stepTokensMax })),
  )
  const withSequences = widened(withSteps, () =>
    knobs.sequencesMax.map((sequencesMax) => ({ sequencesMax })),
  )
  const all = widened(withSequences, () =>
    (knobs.splits ? [false, true] : [false]).map((isSplit) => ({ isSplit })),
  )
  return all.map(({ priced, ...parts }) => {
    const candidate = { id: candidateId(parts satisfies Parts), ...parts }
    return { candidate, rejection: problemOf(candidate, priced, ask) }
  })
}
