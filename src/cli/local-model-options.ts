/**
 * `--ctx-size`, `--parallel`, `--threads`, `--kv-type`, `--kv-memory` and what goes with them: how model files run in this process.
 *
 * A `--model` is a file where it ends in .gguf or .gguf.gz, or where there is a file of that name; anything else is the name of a model
 * behind `--model-url`. With an address and one `--model`, that is always a name: endpoints call their models as they like.
 */

import { type Command, InvalidArgumentError } from 'commander'
import {
  type EngineKernels,
  type EngineWishes,
  engineKernels,
  PARALLEL_MAX,
  THREADS_MAX,
} from '../engine/engine-plan.ts'
import { engineDefaults, type PolicyNames } from '../engine/engine-settings.ts'
import { type KvLayout, kvLayouts } from '../engine/local-engine.ts'
import { type KvType, kvTypes } from '../engine/runner.ts'
import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import { admissionPolicies } from '../policy/admission/registry.ts'
import { evictionPolicies } from '../policy/eviction/registry.ts'
import { orderingPolicies } from '../policy/ordering/registry.ts'
import { turnPolicies } from '../policy/retention/registry.ts'
import { nearest } from '../stdx/nearest.ts'
import { wholeNumber } from './cli-command.ts'
import type { Settings } from './settings.ts'

export interface LocalModelOptions {
  readonly ctxSize?: number
  readonly parallel?: number
  readonly threads?: number
  readonly kvType?: KvType
  readonly kvMemory?: number
  readonly kvLayout?: KvLayout
  readonly queueMax?: number
  readonly kernels?: EngineKernels
  readonly record?: string
  readonly admission?: string
  readonly ordering?: string
  readonly retention?: string
  readonly eviction?: string
}

const CONTEXT_TOKENS_MAX = 1_048_576
export const QUEUE_MAX = 65_536

const admissionNames = Object.keys(admissionPolicies)
const orderingNames = Object.keys(orderingPolicies)
const retentionNames = Object.keys(turnPolicies)
/** Live, nobody knows what is asked for next. */
const evictionNames = Object.values(evictionPolicies)
  .filter(({ needs }) => !needs.some((fact) => fact === 'nextUse'))
  .map(({ name }) => name)

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
}

/** `512MiB`, `2g`, `1073741824`: powers of 1024 whatever the spelling. */
export function byteCountOption(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? []
  const bytes = Math.floor(Number(number) * units[(unit ?? '').toLowerCase()]!)
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new InvalidArgumentError('It must be a size: 512MiB, 2GiB.')
}

function oneOf<T extends string>(names: readonly T[]): (text: string) => T {
  return (text) => {
    const found = names.find((name) => name === text)
    if (found !== undefined) return found
    const near = nearest(text, names)
    throw new InvalidArgumentError(
      near === undefined ? `It must be one of ${names.join(', ')}.` : `Did you mean ${near}?`,
    )
  }
}

/** Options of what a file takes, for whoever runs one or asks what it would take. */
export function addEngineOptions(command: Command): Command {
  return command
    .option(
      '--ctx-size <tokens>',
      "tokens of one sequence, prompt and answer (default: the model's, at most 8192)",
      wholeNumber(16, CONTEXT_TOKENS_MAX),
    )
    .option(
      '--parallel <count>',
      'sequences that are computed at once (default: 4)',
      wholeNumber(1, PARALLEL_MAX),
    )
    .option(
      '--threads <count>',
      'threads that compute (default: the cores)',
      wholeNumber(1, THREADS_MAX),
    )
    .option(
      '--kv-type <type>',
      `how keys and values are kept: ${kvTypes.join(', ')} (default: f16)`,
      oneOf(kvTypes),
    )
    .option(
      '--kv-memory <size>',
      'memory for keys and values of all sequences: 512MiB (default: what context and sequences want, at most 2GiB)',
      byteCountOption,
    )
    .option(
      '--kv-layout <layout>',
      `blocks that are shared between prefixes, or one slot a sequence: ${kvLayouts.join(', ')} (default: paged)`,
      oneOf(kvLayouts),
    )
    .option(
      '--kernels <kind>',
      `arithmetic: ${engineKernels.join(', ')} (default: LOCI_KERNELS, else auto); relaxed is quicker and less exact`,
      oneOf(engineKernels),
    )
}

/** The same with what only a server needs. */
export function addServingOptions(command: Command): Command {
  return addEngineOptions(command)
    .option(
      '--queue-max <count>',
      'requests that wait for a model file at most; the next is told 429 (default: 256)',
      wholeNumber(0, QUEUE_MAX),
    )
    .option(
      '--admission <policy>',
      `when a request may start: ${admissionNames.join(', ')} (default: ${engineDefaults.admission})`,
      oneOf(admissionNames),
    )
    .option(
      '--ordering <policy>',
      `which request is next: ${orderingNames.join(', ')} (default: ${engineDefaults.ordering})`,
      oneOf(orderingNames),
    )
    .option(
      '--retention <policy>',
      `how long the cache keeps a turn for the next of its program: ${retentionNames.join(', ')} (default: ${engineDefaults.retention})`,
      oneOf(retentionNames),
    )
    .option(
      '--eviction <policy>',
      `which cached prefix goes first: ${evictionNames.join(', ')} (default: ${engineDefaults.eviction})`,
      oneOf(evictionNames),
    )
    .option(
      '--record <file>',
      'write what the engine of a model file is asked and decides, as JSON lines',
    )
}

/** Policies that were chosen by name. */
export function policiesOf(options: LocalModelOptions): PolicyNames {
  const { admission, ordering, retention, eviction } = options
  return {
    ...(admission !== undefined && { admission }),
    ...(ordering !== undefined && { ordering }),
    ...(retention !== undefined && { retention }),
    ...(eviction !== undefined && { eviction }),
  }
}

export function wishesOf(options: LocalModelOptions): EngineWishes {
  const { ctxSize, parallel, threads, kvType, kvMemory, kvLayout, kernels } = options
  return {
    contextTokens: ctxSize,
    parallelCount: parallel,
    threadCount: threads,
    kvType,
    kvBytesMax: kvMemory,
    layout: kvLayout,
    kernels,
  }
}

/** The option that only a model file gives a meaning; null: none was given. */
export function engineOptionOf(options: LocalModelOptions): string | null {
  const names: Readonly<Record<keyof LocalModelOptions, string>> = {
    ctxSize: '--ctx-size',
    parallel: '--parallel',
    threads: '--threads',
    kvType: '--kv-type',
    kvMemory: '--kv-memory',
    kvLayout: '--kv-layout',
    queueMax: '--queue-max',
    kernels: '--kernels',
    record: '--record',
    admission: '--admission',
    ordering: '--ordering',
    retention: '--retention',
    eviction: '--eviction',
  }
  const given = Object.entries(names).find(
    ([key]) => options[key as keyof LocalModelOptions] !== undefined,
  )
  return given?.[1] ?? null
}

export function looksLikeModelFile(value: string): boolean {
  return /\.gguf(?:\.gz)?$/i.test(value)
}

export interface ChosenModels {
  /** Files that run here, as they were given. */
  readonly files: readonly string[]
  /** The name to ask for behind the address; null: none. */
  readonly remoteName: string | null
}

function conflict(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

export interface ModelWords {
  /** Of `--model`, in order. */
  readonly models: readonly string[]
  /** Of `--model-url`. */
  readonly modelUrl: string | undefined
  readonly settings: Settings
}

/** What a single word means is clear where its address was given beside it. */
async function sorted(
  { exists }: Pick<Disk, 'exists'>,
  { models, modelUrl, settings }: ModelWords,
): Promise<{ readonly files: string[]; readonly names: string[] }> {
  const { LOCI_MODEL: setting, LOCI_MODEL_URL: urlSetting } = settings
  const words = models.length > 0 || setting === undefined ? models : [setting]
  if (modelUrl !== undefined && words.length === 1) return { files: [], names: [...words] }
  const files: string[] = []
  const names: string[] = []
  for (const word of words) {
    const isFile = looksLikeModelFile(word) || (await exists(word))
    if (isFile) files.push(word)
    else names.push(word)
  }
  // The environment has a model of its own for forming, beside the files of the command.
  const isOther = setting !== undefined && models.length > 0 && !looksLikeModelFile(setting)
  if (isOther && names.length === 0 && urlSetting !== undefined) names.push(setting)
  return { files, names }
}

/** Throws CONFIG_INVALID for what contradicts itself. Whether a file can be read is found out when it is opened. */
export async function chooseModels(
  disk: Pick<Disk, 'exists'>,
  words: ModelWords,
): Promise<ChosenModels> {
  const { files, names } = await sorted(disk, words)
  const url = words.modelUrl ?? words.settings.LOCI_MODEL_URL
  const twice = files.find((file, index) => files.indexOf(file) !== index)
  if (twice !== undefined) throw conflict(`--model names ${twice} twice`, 'Name each file once.')
  if (names.length > 1) {
    throw conflict(
      `--model names ${names.map((name) => JSON.stringify(name)).join(' and ')}, and memories are formed with one model`,
      'Keep one of them; files that are served end in .gguf.',
    )
  }
  const name = names[0] ?? null
  if (words.modelUrl !== undefined && name === null && files.length > 0) {
    throw conflict(
      '--model-url needs the name of a model there',
      'Add --model NAME beside the files, or leave the address out: memories are then formed with the file.',
    )
  }
  if (url === undefined && name !== null && files.length > 0) {
    throw conflict(
      `the model ${JSON.stringify(name)} needs --model-url, or is a file that is not there`,
      'For example: --model-url http://127.0.0.1:11434/v1 --model qwen3, or --model qwen3.gguf.',
    )
  }
  return { files, remoteName: name }
}
