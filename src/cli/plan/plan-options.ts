/** Options of `loci plan`, as they are written and as the planner takes them: lists with commas, prices as name=USD. */

import type { Command } from 'commander'
import { LociError } from '../../errors.ts'
import type { FormatName } from '../../planner/model-shape/number-format.ts'
import { formatNamed } from '../../planner/model-shape/number-format.ts'
import { defaultKnobs, type PlanKnobs } from '../../planner/search/plan-ask.ts'
import type { PlanFormats } from '../../planner/search/plan-candidate.ts'
import type { PlanSlo } from '../../planner/search/plan-slo.ts'
import { collected, decimalNumber, wholeNumber } from '../cli-command.ts'

export interface PlanOptions {
  readonly model?: string
  readonly servedName?: string
  readonly rate?: number
  readonly prompt?: number
  readonly promptSd?: number
  readonly output?: number
  readonly outputSd?: number
  readonly variation?: number
  readonly requests?: number
  readonly sort?: boolean
  readonly device?: readonly string[]
  readonly deviceFile?: string
  readonly price?: readonly string[]
  readonly tables?: string
  readonly profile?: readonly string[]
  readonly ttft?: number
  readonly tpot?: number
  readonly e2e?: number
  readonly share?: number
  readonly objective?: string
  readonly failures?: number
  readonly tp?: string
  readonly pp?: string
  readonly format?: readonly string[]
  readonly kv?: string
  readonly stepTokens?: string
  readonly sequences?: string
  readonly utilization?: number
  readonly copies?: number
  readonly split?: boolean
  readonly prefixCache?: boolean
  readonly seed?: number
  readonly workers?: number
  readonly save?: string
}

const MS_MAX = 1e9
const COUNT_MAX = 1_000_000

function addTrafficOptions(command: Command): Command {
  return command
    .option(
      '--rate <per second>',
      'without a trace: requests a second',
      decimalNumber(0, COUNT_MAX),
    )
    .option('--prompt <tokens>', 'tokens of a prompt, mean', decimalNumber(1, 1e8))
    .option(
      '--prompt-sd <tokens>',
      'their standard deviation (default: the mean)',
      decimalNumber(0, 1e9),
    )
    .option('--output <tokens>', 'tokens of an answer, mean', decimalNumber(1, 1e8))
    .option(
      '--output-sd <tokens>',
      'their standard deviation (default: the mean)',
      decimalNumber(0, 1e9),
    )
    .option(
      '--variation <ratio>',
      'of the gaps: 1 is Poisson, more is bursty (default 1)',
      decimalNumber(0.01, 100),
    )
    .option('--requests <count>', 'requests to draw (default 4000)', wholeNumber(2, 200_000))
    .option('--sort', 'put a trace whose times go back in order instead of refusing it')
}

function addLimitOptions(command: Command): Command {
  return command
    .option('--ttft <ms>', 'limit on the time to the first token', decimalNumber(0, MS_MAX))
    .option('--tpot <ms>', 'limit on the time per further token', decimalNumber(0, MS_MAX))
    .option('--e2e <ms>', 'limit on the time of an answer', decimalNumber(0, MS_MAX))
    .option(
      '--share <share>',
      'of requests that keep the limits (default 0.95)',
      decimalNumber(0, 1),
    )
    .option('--objective <name>', 'cost (default), energy or latency')
    .option(
      '--failures <count>',
      'copies that may fail while the limits are kept (default 0)',
      wholeNumber(0, 1000),
    )
}

function addChoiceOptions(command: Command): Command {
  return command
    .option(
      '--device <name>',
      'a device to consider; several times (default: GPUs with a price)',
      collected,
    )
    .option('--device-file <file>', 'JSON of your own devices')
    .option('--price <device=usd>', 'USD an hour for one; several times', collected)
    .option('--tables <folder>', 'measured operator tables of devices')
    .option('--profile <file>', 'what `loci calibrate` measured; several times', collected)
    .option('--tp <counts>', 'tensor parallelism (default 1,2,4,8)')
    .option('--pp <counts>', 'pipeline parallelism (default 1)')
    .option('--format <name>', 'of the weights; several times (default bf16)', collected)
    .option('--kv <name>', 'format of the cache (default bf16)')
    .option('--step-tokens <counts>', 'tokens a step (default 2048,8192)')
    .option('--sequences <counts>', 'sequences at once (default 256)')
    .option(
      '--utilization <share>',
      'of the memory that the engine may use (default 0.9)',
      decimalNumber(0, 1),
    )
    .option('--copies <count>', 'copies at most (default 256)', wholeNumber(1, 4096))
    .option('--split', 'also plans whose prompts are read by copies of their own')
    .option('--no-prefix-cache', 'engines without a prefix cache')
}

export function addPlanOptions(command: Command): Command {
  command
    .option('--model <model>', 'a known name, a config.json or a .gguf file')
    .option('--served-name <name>', 'what `vllm serve` is told (default: the model)')
  return addChoiceOptions(addLimitOptions(addTrafficOptions(command)))
    .option('--seed <number>', 'of drawn traffic (default 1)', wholeNumber(0, 2 ** 31))
    .option('--workers <count>', 'threads (default: one a core)', wholeNumber(0, 16))
    .option('--save <file>', 'keep the report there (default .loci/plan.json)')
}

function countsOf(
  text: string | undefined,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  if (text === undefined) return otherwise
  return text.split(',').map((part) => {
    const count = Number(part.trim())
    if (part.trim() !== '' && Number.isInteger(count) && count > 0) return count
    throw new LociError('INPUT_INVALID', `--${name}: ${JSON.stringify(part)} is no count`, {
      hint: 'Whole numbers with commas between: 1,2,4.',
    })
  })
}

function formatsOf({ format, kv = 'bf16' }: PlanOptions): readonly PlanFormats[] {
  const names = format ?? ['bf16']
  for (const name of [...names, kv]) formatNamed(name)
  return names.map((weights) => ({
    weights: weights.toLowerCase() as FormatName,
    kv: kv.toLowerCase() as FormatName,
  }))
}

export function knobsOf(options: PlanOptions): Partial<PlanKnobs> {
  const { tp, pp, stepTokens, sequences, utilization, copies, split, prefixCache } = options
  return {
    tensorParallel: countsOf(tp, 'tp', defaultKnobs.tensorParallel),
    pipelineParallel: countsOf(pp, 'pp', defaultKnobs.pipelineParallel),
    formats: formatsOf(options),
    stepTokensMax: countsOf(stepTokens, 'step-tokens', defaultKnobs.stepTokensMax),
    sequencesMax: countsOf(sequences, 'sequences', defaultKnobs.sequencesMax),
    memoryUtilization: utilization ?? defaultKnobs.memoryUtilization,
    replicasMax: copies ?? defaultKnobs.replicasMax,
    splits: split === true,
    prefixCache: prefixCache !== false,
  }
}

export function sloOf({ ttft, tpot, e2e, share }: PlanOptions): Partial<PlanSlo> {
  return {
    ttftMs: ttft ?? null,
    tpotMs: tpot ?? null,
    e2eMs: e2e ?? null,
    ...(share === undefined ? {} : { share }),
  }
}

export function pricesOf({ price = [] }: PlanOptions): Record<string, number> {
  return Object.fromEntries(
    price.map((written) => {
      const at = written.lastIndexOf('=')
      const usd = at > 0 && at + 1 < written.length ? Number(written.slice(at + 1)) : Number.NaN
      if (usd >= 0 && Number.isFinite(usd)) return [written.slice(0, at), usd] as const
      throw new LociError('INPUT_INVALID', `--price: ${JSON.stringify(written)} is no price`, {
        hint: 'Write it as device=USD an hour: h100-sxm=2.29.',
      })
    }),
  )
}
