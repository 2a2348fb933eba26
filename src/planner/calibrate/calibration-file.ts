/**
 * What `loci calibrate` found, as a file that `loci plan --profile` reads: the runs, what was fitted to them, and what they ran on.
 *
 * Read back it is checked and fitted again from its runs, so that a table that was edited by hand cannot say something else than they
 * do. Unknown fields are refused by name. No address, no key and no text of a prompt is kept.
 */

import { LociError } from '../../errors.ts'
import type { Calibration } from '../cost/calibrated-model.ts'
import { deploymentOf } from '../cost/deployment.ts'
import { fitIdealized, type RuntimeFit, type TimedRun } from '../cost/idealized-runtime.ts'
import type { DeviceCatalogue } from '../hardware/device-catalogue.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { FormatName } from '../model-shape/number-format.ts'
import { formatNamed } from '../model-shape/number-format.ts'

const FORMAT = 'loci-calibration'
const VERSION = 1
const CHARACTERS_MAX = 4_000_000
const RUNS_MAX = 10_000
const fields = [
  'format',
  'version',
  'model',
  'device',
  'tensorParallel',
  'weights',
  'kv',
  'takenAt',
  'runs',
  'fit',
]

export interface CalibrationFile {
  readonly model: string
  readonly device: string
  readonly tensorParallel: number
  readonly weights: string
  readonly kv: string
  /** ISO 8601. */
  readonly takenAt: string
  readonly runs: readonly TimedRun[]
}

export function encodeCalibration(file: CalibrationFile): string {
  const fit = fitIdealized(file.runs)
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...file, fit }, null, 2)}\n`
}

function refuse(path: string, says: string, cause?: unknown): never {
  const options = cause === undefined ? {} : { cause }
  throw new LociError('INPUT_INVALID', `${path} is no calibration: ${says}`, {
    hint: 'Make one with `loci calibrate`.',
    ...options,
  })
}

type Fields = Readonly<Record<string, unknown>>

function runOf(value: unknown, path: string): TimedRun {
  const run = (typeof value === 'object' && value !== null ? value : {}) as Fields
  const numbers = [run.promptTokens, run.outputTokens, run.seconds]
  if (!numbers.every((number) => typeof number === 'number' && Number.isFinite(number))) {
    return refuse(path, `${JSON.stringify(value)} is no run`)
  }
  const [promptTokens, outputTokens, seconds] = numbers as [number, number, number]
  return { promptTokens, outputTokens, seconds }
}

function text(value: unknown, name: string, path: string): string {
  return typeof value === 'string' && value.length <= 500
    ? value
    : refuse(path, `${name} is missing`)
}

/** Throws INPUT_INVALID, and COST_FIT_IMPOSSIBLE for runs that determine nothing. */
export function readCalibration(
  content: string,
  path: string,
): { readonly file: CalibrationFile; readonly fit: RuntimeFit } {
  if (content.length > CHARACTERS_MAX) refuse(path, `more than ${CHARACTERS_MAX} characters`)
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    refuse(path, 'not JSON', cause)
  }
  const read = (typeof value === 'object' && value !== null ? value : {}) as Fields
  if (read.format !== FORMAT || read.version !== VERSION) refuse(path, `not ${FORMAT} ${VERSION}`)
  const unknown = Object.keys(read).find((name) => !fields.includes(name))
  if (unknown !== undefined) refuse(path, `unknown field ${unknown}`)
  const { runs, tensorParallel } = read
  if (!Array.isArray(runs) || runs.length > RUNS_MAX)
    refuse(path, `no list of runs up to ${RUNS_MAX}`)
  if (!(Number.isInteger(tensorParallel) && Number(tensorParallel) >= 1)) {
    refuse(path, 'tensorParallel is no count')
  }
  const file: CalibrationFile = {
    model: text(read.model, 'model', path),
    device: text(read.device, 'device', path),
    tensorParallel: Number(tensorParallel),
    weights: text(read.weights, 'weights', path),
    kv: text(read.kv, 'kv', path),
    takenAt: text(read.takenAt, 'takenAt', path),
    runs: (runs as readonly unknown[]).map((run) => runOf(run, path)),
  }
  return { file, fit: fitIdealized(file.runs) }
}

/** The calibration as evidence for plans of `shape`. Throws DEVICE_UNKNOWN and INPUT_INVALID. */
export function calibrationOf(
  { file, fit }: ReturnType<typeof readCalibration>,
  shape: ModelShape,
  catalogue: DeviceCatalogue,
): Calibration {
  for (const format of [file.weights, file.kv]) formatNamed(format)
  return {
    deployment: deploymentOf({
      shape,
      device: catalogue.get(file.device),
      tensorParallel: file.tensorParallel,
      weightFormat: file.weights as FormatName,
      kvFormat: file.kv as FormatName,
    }),
    table: fit.table,
    runCount: fit.runCount,
  }
}
