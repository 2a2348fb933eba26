/**
 * What a simulator must know of this engine on this machine: sizes, limits, what the host adds to a step, what steps took.
 *
 * A JSON form of its own with a version; the reader takes nothing on trust and refuses unknown fields with their name, because a
 * number that was silently left out would be a wrong prediction. Settings are carried as they are recorded with a run.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type { EngineSettings } from './engine-settings.ts'
import { type KvType, kvTypes, type RunnerShape } from './runner.ts'
import type { StepCell } from './step-times.ts'

const FORMAT = 'loci-engine-profile'
export const PROFILE_VERSION = 1
const PROFILE_BYTES_MAX = 16 * 1024 ** 2
const CELLS_MAX = 65_536

export interface EngineProfile {
  /** What ran, for people: model, kernels, threads. */
  readonly description: string
  readonly cache: Pick<
    RunnerShape,
    'blockCount' | 'blockTokenCount' | 'contextLength' | 'kvBytesPerToken' | 'kvType'
  >
  readonly limits: Pick<RunnerShape, 'stepTokensMax' | 'stepSequencesMax'>
  readonly settings: EngineSettings
  /** Of one iteration, beside the computing. */
  readonly host: { readonly stepCount: number; readonly meanMs: number; readonly leastMs: number }
  /** Sums of a cell; a mean is sum / stepCount. */
  readonly steps: readonly StepCell[]
}

export interface ProfileFacts {
  readonly description: string
  readonly shape: RunnerShape
  readonly settings: EngineSettings
  readonly steps: readonly StepCell[]
}

export function engineProfileOf({
  description,
  shape,
  settings,
  steps,
}: ProfileFacts): EngineProfile {
  const { blockCount, blockTokenCount, contextLength, kvBytesPerToken, kvType } = shape
  const stepCount = steps.reduce((sum, cell) => sum + cell.stepCount, 0)
  const hostMs = steps.reduce((sum, cell) => sum + cell.hostMsTotal, 0)
  return {
    description,
    cache: { blockCount, blockTokenCount, contextLength, kvBytesPerToken, kvType },
    limits: { stepTokensMax: shape.stepTokensMax, stepSequencesMax: shape.stepSequencesMax },
    settings,
    host: {
      stepCount,
      meanMs: stepCount === 0 ? 0 : hostMs / stepCount,
      leastMs: stepCount === 0 ? 0 : Math.min(...steps.map((cell) => cell.hostMsMin)),
    },
    steps,
  }
}

export function encodeEngineProfile(profile: EngineProfile): string {
  return `${JSON.stringify({ format: FORMAT, version: PROFILE_VERSION, ...profile }, null, 1)}\n`
}

type Fields = Readonly<Record<string, unknown>>

function refuse(says: string): never {
  throw new LociError('INPUT_INVALID', `the engine profile ${says}`)
}

function fieldsOf(value: unknown, where: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(`has no object at ${where}`)
  }
  const unknown = Object.keys(value).find((name) => !names.includes(name))
  if (unknown !== undefined) refuse(`has an unknown field ${where}.${unknown}`)
  return value as Fields
}

function numbersOf<Name extends string>(
  value: unknown,
  where: string,
  names: readonly Name[],
): Record<Name, number> {
  const fields = fieldsOf(value, where, names)
  const numbers: Partial<Record<Name, number>> = {}
  for (const name of names) {
    const number = fields[name]
    if (typeof number !== 'number' || !(number >= 0)) refuse(`has no number at ${where}.${name}`)
    numbers[name] = number
  }
  return numbers as Record<Name, number>
}

const cacheNumbers = ['blockCount', 'blockTokenCount', 'contextLength', 'kvBytesPerToken'] as const
const cellNumbers = [
  'prefillTokens',
  'decodeSequences',
  'contextTokens',
  'stepCount',
  'computeMsTotal',
  'computeMsMin',
  'hostMsTotal',
  'hostMsMin',
] as const

function cacheOf(value: unknown): EngineProfile['cache'] {
  const { kvType, ...rest } = fieldsOf(value, 'cache', [...cacheNumbers, 'kvType'])
  if (!kvTypes.includes(kvType as KvType)) refuse('has no type of keys and values at cache.kvType')
  return { ...numbersOf(rest, 'cache', cacheNumbers), kvType: kvType as KvType }
}

function stepsOf(value: unknown): readonly StepCell[] {
  if (!Array.isArray(value) || value.length > CELLS_MAX) {
    return refuse(`has no list of at most ${CELLS_MAX} cells at steps`)
  }
  return value.map((cell, index) => {
    const numbers = numbersOf(cell, `steps[${index}]`, cellNumbers)
    if (numbers.stepCount < 1) refuse(`has a cell without steps at steps[${index}]`)
    return numbers
  })
}

function settingsOf(value: unknown): EngineSettings {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject || !('layout' in value)) refuse('has no settings of an engine at settings')
  return value as EngineSettings
}

/** INPUT_INVALID with the field that is wrong, INPUT_MALFORMED_JSON. */
export function parseEngineProfile(text: string): EngineProfile {
  if (text.length > PROFILE_BYTES_MAX) refuse(`has more than ${PROFILE_BYTES_MAX} characters`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new LociError('INPUT_MALFORMED_JSON', 'the engine profile is not JSON', { cause })
  }
  const names = ['format', 'version', 'description', 'cache', 'limits', 'settings', 'host', 'steps']
  const fields = fieldsOf(value, 'the top', names)
  if (fields.format !== FORMAT) refuse(`does not say format ${FORMAT}`)
  if (fields.version !== PROFILE_VERSION) {
    refuse(`has version ${String(fields.version)}; ${PROFILE_VERSION} can be read`)
  }
  const { description } = fields
  if (typeof description !== 'string') refuse('has no text at description')
  return {
    description,
    cache: cacheOf(fields.cache),
    limits: numbersOf(fields.limits, 'limits', ['stepTokensMax', 'stepSequencesMax']),
    settings: settingsOf(fields.settings),
    host: numbersOf(fields.host, 'host', ['stepCount', 'meanMs', 'leastMs']),
    steps: stepsOf(fields.steps),
  }
}

export async function writeEngineProfile(
  disk: Disk,
  path: string,
  profile: EngineProfile,
): Promise<void> {
  await disk.writeAtomic(path, encodeEngineProfile(profile))
}

export async function readEngineProfile(disk: Disk, path: string): Promise<EngineProfile> {
  return parseEngineProfile(await disk.readText(path))
}
