/** Where the operators of a plan stand under the roof of its device: reading its mean prompt, and answering at the batch that it runs with. */

import { operatorsOf, underRoof } from '../cost/operators.ts'
import { peakFor } from '../hardware/device.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import { numberFormats } from '../model-shape/number-format.ts'
import type { PlanCandidate } from './plan-candidate.ts'
import type { PlanRoofline } from './plan-report.ts'
import type { TrafficFacts } from './traffic.ts'

export function planRoofline(
  candidate: PlanCandidate,
  shape: ModelShape,
  { facts, batch }: { readonly facts: TrafficFacts; readonly batch: number },
): PlanRoofline {
  const weights = numberFormats[candidate.formats.weights]
  const opsPerSecond = peakFor(candidate.device, weights.peak)!.figure.value
  const bytesPerSecond = candidate.device.memoryBandwidth.value
  const bytes = {
    weight: weights.bytesPerElement,
    activation: 2,
    kv: numberFormats[candidate.formats.kv].bytesPerElement,
  }
  const context = Math.round(facts.promptMean + facts.outputMean / 2)
  const stages = [
    { stage: 'prefill', batch: 1, tokens: Math.max(1, Math.round(facts.newPromptMean)) },
    { stage: 'decode', batch: Math.max(1, Math.round(batch)), tokens: context },
  ] as const
  const points = stages.flatMap((stage) =>
    operatorsOf(shape, stage, bytes).map((operator) => ({
      name: operator.name,
      stage: stage.stage,
      ...underRoof(operator, { opsPerSecond, bytesPerSecond }),
    })),
  )
  return { opsPerSecond, bytesPerSecond, points }
}
