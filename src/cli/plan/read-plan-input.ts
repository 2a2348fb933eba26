/**
 * From options to an ask and its traffic: files are read here, everything else is the planner's.
 *
 * A model is a known name, a `config.json` (or its folder) or a GGUF file, whose weights count as they lie there. Traffic is a trace or a
 * rate with lengths, never both.
 */

import { LociError } from '../../errors.ts'
import type { Disk } from '../../host/disk.ts'
import { calibrationOf, readCalibration } from '../../planner/calibrate/calibration-file.ts'
import type { CostEvidence, DeviceEvidence } from '../../planner/cost/cost-source.ts'
import { readDeviceTables } from '../../planner/cost/tables/device-tables.ts'
import {
  type DeviceCatalogue,
  openDeviceCatalogue,
} from '../../planner/hardware/device-catalogue.ts'
import { readOwnDevices } from '../../planner/hardware/read-own-devices.ts'
import { shapeOfGguf } from '../../planner/model-shape/gguf-shape.ts'
import { knownModel } from '../../planner/model-shape/known-models.ts'
import type { ModelShape } from '../../planner/model-shape/model-shape.ts'
import { formatOfBytes } from '../../planner/model-shape/number-format.ts'
import { readHfConfig } from '../../planner/model-shape/read-hf-config.ts'
import { askOf, objectiveNamed, SHARE_DEFAULT } from '../../planner/search/ask-of-input.ts'
import { generateTraffic } from '../../planner/search/generate-traffic.ts'
import type { PlanAsk } from '../../planner/search/plan-ask.ts'
import { type Traffic, trafficOf } from '../../planner/search/traffic.ts'
import { openTraceFile } from '../../planner/workload/open-trace-file.ts'
import { openTraceReport, type TraceRequest } from '../../planner/workload/trace-request.ts'
import { knobsOf, type PlanOptions, pricesOf, sloOf } from './plan-options.ts'

const TABLE_DEPTH_MAX = 8
const TABLE_FILES_MAX = 500
/** Of which the busiest stretch is planned for. */
const TRACE_REQUESTS_MAX = 2_000_000

interface ReadModel {
  readonly shape: ModelShape
  readonly weightBytes: number | null
}

export async function readModelShape(disk: Disk, named: string): Promise<ReadModel> {
  if (/\.gguf(\.gz)?$/i.test(named)) {
    const { openModelFile } = await import('../../model/gguf/open-model-file.ts')
    await using file = await openModelFile(disk, named)
    return shapeOfGguf(file, named)
  }
  const path = named.endsWith('.json') ? named : `${named}/config.json`
  if (named.endsWith('.json') || (await disk.exists(path))) {
    const parts = path.split('/')
    const name = parts.length > 1 ? parts.at(-2)! : named
    return { shape: readHfConfig(await disk.readText(path), name), weightBytes: null }
  }
  return { shape: knownModel(named), weightBytes: null }
}

export async function openCatalogue(
  disk: Disk,
  file: string | undefined,
): Promise<DeviceCatalogue> {
  if (file === undefined) return openDeviceCatalogue()
  return openDeviceCatalogue(readOwnDevices(await disk.readText(file), file))
}

/** Tables below a folder, in the order of their paths. */
async function tableFiles(disk: Disk, folder: string): Promise<string[]> {
  const paths: string[] = []
  let level = [folder]
  for (let depth = 0; depth < TABLE_DEPTH_MAX && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const one of level) {
      for (const name of await disk.list(one)) {
        if (name.endsWith('/')) next.push(`${one}/${name.slice(0, -1)}`)
        else if (/\.csv(\.gz)?$/.test(name)) paths.push(`${one}/${name}`)
      }
    }
    level = next
  }
  if (paths.length <= TABLE_FILES_MAX) return paths.sort()
  const says = `${folder} holds ${paths.length} tables; ${TABLE_FILES_MAX} are read`
  throw new LociError('INPUT_TOO_LARGE', says, { hint: 'Name a folder of fewer devices.' })
}

async function tablesIn(
  disk: Disk,
  folder: string | undefined,
  catalogue: DeviceCatalogue,
): Promise<readonly DeviceEvidence[]> {
  if (folder === undefined) return []
  const files: { path: string; text: string }[] = []
  for (const path of await tableFiles(disk, folder)) {
    files.push({ path, text: await disk.readText(path) })
  }
  const tables = readDeviceTables(files, catalogue)
  if (tables.length > 0) return tables
  throw new LociError('COST_TABLE_INVALID', `${folder} holds no operator table of a known device`)
}

async function evidenceOf(
  disk: Disk,
  options: PlanOptions,
  { shape, catalogue }: { shape: ModelShape; catalogue: DeviceCatalogue },
): Promise<CostEvidence> {
  const calibrations = []
  for (const path of options.profile ?? []) {
    const read = readCalibration(await disk.readText(path), path)
    calibrations.push(calibrationOf(read, shape, catalogue))
  }
  return { calibrations, tables: await tablesIn(disk, options.tables, catalogue) }
}

async function readRequests(path: string, sorts: boolean): Promise<TraceRequest[]> {
  const requests: TraceRequest[] = []
  for await (const request of openTraceFile(path, openTraceReport(), {
    sorts,
    requestsMax: TRACE_REQUESTS_MAX,
  })) {
    requests.push(request)
  }
  return requests
}

function stated(options: PlanOptions): { name: string; requests: TraceRequest[] } {
  const { rate, prompt, output, promptSd, outputSd, variation, requests, seed } = options
  if (rate === undefined || prompt === undefined || output === undefined) {
    throw new LociError('INPUT_INVALID', 'there is no traffic to plan for', {
      hint: 'Name a trace, or give --rate, --prompt and --output.',
    })
  }
  const name = `${rate} requests/s of ${prompt} and ${output} tokens`
  return {
    name,
    requests: generateTraffic({
      perSecond: rate,
      promptTokens: prompt,
      outputTokens: output,
      ...(promptSd === undefined ? {} : { promptSd }),
      ...(outputSd === undefined ? {} : { outputSd }),
      ...(variation === undefined ? {} : { variation }),
      ...(requests === undefined ? {} : { requestCount: requests }),
      ...(seed === undefined ? {} : { seed }),
    }),
  }
}

async function trafficIn(
  path: string | undefined,
  options: PlanOptions,
): Promise<{ name: string; requests: TraceRequest[] }> {
  if (path === undefined) return stated(options)
  if (options.rate !== undefined) {
    throw new LociError('INPUT_INVALID', 'a trace and a rate are two kinds of traffic', {
      hint: 'Leave one of them out.',
    })
  }
  return {
    name: path.split('/').at(-1)!,
    requests: await readRequests(path, options.sort === true),
  }
}

export async function readPlanInput(
  disk: Disk,
  path: string | undefined,
  options: PlanOptions,
): Promise<{ readonly ask: PlanAsk; readonly traffic: Traffic }> {
  const { model, servedName, deviceFile, device, objective, failures, seed } = options
  if (model === undefined) {
    throw new LociError('INPUT_INVALID', 'there is no model to plan for', {
      hint: 'Give --model: a known name, a config.json or a .gguf file.',
    })
  }
  const catalogue = await openCatalogue(disk, deviceFile)
  const { shape, weightBytes } = await readModelShape(disk, model)
  const isFile = weightBytes !== null && options.format === undefined
  const inFile = isFile ? [formatOfBytes(shape, weightBytes)] : options.format
  const ask = askOf({
    shape,
    modelName: servedName ?? model,
    weightBytes,
    catalogue,
    prices: pricesOf(options),
    evidence: await evidenceOf(disk, options, { shape, catalogue }),
    slo: sloOf(options),
    knobs: knobsOf({ ...options, ...(inFile === undefined ? {} : { format: inFile }) }),
    ...(device === undefined ? {} : { devices: device.flatMap((one) => one.split(',')) }),
    ...(objective === undefined ? {} : { objective: objectiveNamed(objective) }),
    ...(failures === undefined ? {} : { failures }),
    ...(seed === undefined ? {} : { seed }),
  })
  const { name, requests } = await trafficIn(path, options)
  const share = options.share ?? SHARE_DEFAULT
  return { ask, traffic: trafficOf(name, requests, { share, prefixCache: ask.knobs.prefixCache }) }
}
