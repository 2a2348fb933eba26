/**
 * What a serving engine's host adds to the kernels of a step, as one set of constants for every device and model.
 *
 * Fitted on two runs of vLLM 0.19 (Llama-3.1-8B on RTX 4090 and RTX PRO 6000, `loci bench simfit`): a step that takes in prompts runs
 * outside the captured graphs and is prepared while the device waits; each sequence is scheduled, sampled and sent. The time per
 * sequence is that of BLIS (4.4 us), which has it from other runs; scheduling itself overlaps with the step before and adds nothing.
 */

import type { CostModel } from './cost-model.ts'
import { sequencesOf } from './step-batch.ts'

export interface HostConstants {
  readonly secondsPerStep: number
  /** Of a step with a prompt in it. */
  readonly secondsPerPromptStep: number
  readonly secondsPerSequence: number
}

export const vllmHost: HostConstants = {
  secondsPerStep: 0,
  secondsPerPromptStep: 3e-3,
  secondsPerSequence: 4.4e-6,
}

export function withHost(model: CostModel, host: HostConstants = vllmHost): CostModel {
  const { secondsPerStep, secondsPerPromptStep, secondsPerSequence } = host
  return {
    ...model,
    stepSeconds(batch) {
      const prompts = batch.prefill.length > 0 ? secondsPerPromptStep : 0
      const host = secondsPerStep + prompts + secondsPerSequence * sequencesOf(batch)
      return model.stepSeconds(batch) + host
    },
  }
}
