/** Our engine as it is timed: the compute runner alone, one sequence, every step a message to its threads and back. */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import type { Runner, TokenAsk } from '../../engine/runner.ts'
import type { RequestId, SequenceStep } from '../../engine/step.ts'
import type { Disk } from '../../host/disk.ts'
import type { EngineKernelChoice } from '../../kernels/open-engine-module.ts'
import type { BlockId } from '../../kv/block-pool.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import { greedySampling } from '../../model/sampling/sampling-settings.ts'
import type { Contender } from './contender.ts'

export interface LociContenderOptions {
  readonly disk: Disk
  readonly modelPath: string
  readonly threadCount: number
  readonly contextLength: number
  readonly kernels: EngineKernelChoice
}

const REQUEST = 0 as RequestId
const BLOCK_TOKENS = 16

const greedy: TokenAsk = {
  sampling: greedySampling,
  uniform: 0,
  recent: [],
  topLogProbCount: 0,
  allowed: null,
}

class OneSequence {
  readonly #runner: Runner
  readonly #blocks: readonly BlockId[]
  #stepCount = 0

  constructor(runner: Runner, contextLength: number) {
    this.#runner = runner
    const count = Math.ceil(contextLength / BLOCK_TOKENS)
    this.#blocks = Array.from({ length: count }, (_, index) => index as BlockId)
  }

  /** Null where nothing is chosen. */
  async step(tokens: readonly number[], start: number, isSampled: boolean): Promise<number | null> {
    const blockCount = Math.ceil((start + tokens.length) / BLOCK_TOKENS)
    const blocks = this.#blocks.slice(0, blockCount)
    const sequence: SequenceStep = { request: REQUEST, tokens, start, blocks, isSampled }
    const plan = { step: this.#stepCount, copies: [], sequences: [sequence] }
    const asks = isSampled ? new Map([[REQUEST, greedy]]) : new Map<RequestId, TokenAsk>()
    const { choices } = await this.#runner.run(plan, asks)
    this.#stepCount += 1
    return choices.get(REQUEST)?.id ?? null
  }
}

export async function openLociContender(options: LociContenderOptions): Promise<Contender> {
  const { disk, modelPath, threadCount, contextLength, kernels } = options
  await using file = await openGguf(disk, modelPath)
  const runner = await openComputeRunner({
    ...{ file, disk, kernels, contextLength },
    threads: threadCount,
    blockTokenCount: BLOCK_TOKENS,
    blockCount: Math.ceil(contextLength / BLOCK_TOKENS),
    stepSequencesMax: 1,
  })
  const sequence = new OneSequence(runner, contextLength)
  const { kernels: mode, reason } = runner.describe()
  let promptLength = 0
  return {
    threadCount,
    described: reason === null ? `${mode} kernels` : `${mode} kernels, because ${reason}`,
    async prefill(prompt) {
      promptLength = prompt.length
      const { stepTokensMax } = runner.shape
      for (let start = 0; start < prompt.length; start += stepTokensMax) {
        await sequence.step(prompt.slice(start, start + stepTokensMax), start, false)
      }
    },
    async decode(token, tokenCount) {
      const tokens: number[] = []
      for (let last = token; tokens.length < tokenCount; ) {
        last = (await sequence.step([last], promptLength + tokens.length, true))!
        tokens.push(last)
      }
      return tokens
    },
    close: () => runner.close(),
  }
}
