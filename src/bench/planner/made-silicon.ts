/** Deployments made by the project, for a run without data: a roofline with constants of its own and seeded noise. Says nothing about real ones. */

import { closedLoopStep } from '../../planner/cost/closed-loop.ts'
import { deploymentOf } from '../../planner/cost/deployment.ts'
import { textbookConstants } from '../../planner/cost/fit-constants.ts'
import { termsOf, weighedSum } from '../../planner/cost/roofline-terms.ts'
import { openDeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { knownModel } from '../../planner/model-shape/known-models.ts'
import { createPrng } from '../../stdx/prng.ts'
import type { SiliconRow } from './silicon-rows.ts'

const NOISE = 0.1

export function madeSilicon(seed: number): SiliconRow[] {
  const prng = createPrng(seed)
  const catalogue = openDeviceCatalogue()
  const rows: SiliconRow[] = []
  for (const device of ['h100-sxm', 'h200-sxm', 'b200-sxm']) {
    for (const model of ['llama-3.1-8b', 'qwen3-32b']) {
      for (const tensorParallel of [1, 2, 4]) {
        for (const concurrency of [4, 16, 64, 256]) {
          const shape = knownModel(model)
          const deployment = deploymentOf({ shape, device: catalogue.get(device), tensorParallel })
          const step = closedLoopStep({ concurrency, promptTokens: 1024, outputTokens: 512 })
          const terms = termsOf(deployment)(step)
          const noise = 1 + NOISE * (2 * prng.next() - 1)
          rows.push({
            device,
            model,
            isDense: true,
            group: `${model}|${device}`,
            concurrency,
            tensorParallel,
            deviceCount: tensorParallel,
            seconds: 1.2 * noise * weighedSum(textbookConstants, terms),
            terms,
          })
        }
      }
    }
  }
  return rows
}
