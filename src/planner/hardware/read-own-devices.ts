/**
 * The user's own devices: a JSON list of rows, checked before anything is computed with them.
 *
 * A row is refused whole, with its place and field: unknown keys by the nearest spelling, figures that are no positive number,
 * a peak that looks sparse is not ours to judge. Two rows of one id are refused rather than one chosen.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { Device, PeakFormat } from './device.ts'
import { type DeviceRow, deviceOf } from './device-row.ts'

const DEVICES_MAX = 1000
const TEXT_CHARACTERS_MAX = 8_000_000

const formats: readonly PeakFormat[] = ['bf16', 'fp16', 'fp8', 'int8', 'fp4']
const kinds: readonly Device['kind'][] = ['gpu', 'tpu', 'npu', 'apple', 'edge', 'cpu']
const links: readonly Device['link'][] = ['nvlink', 'pcie', 'fabric', 'unified']
const keys = [
  'id',
  'name',
  'vendor',
  'kind',
  'aliases',
  'teraOps',
  'memoryGiB',
  'bandwidthGBs',
  'linkGBs',
  'link',
  'watts',
  'usdPerHour',
  'remark',
]

type Fields = Readonly<Record<string, unknown>>

function refuse(where: string, says: string, hint?: string): never {
  const options = hint === undefined ? {} : { hint }
  throw new LociError('DEVICE_FILE_INVALID', `${where}: ${says}`, options)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function positive(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
  return refuse(where, `${JSON.stringify(value)} is not a positive number`)
}

function optional(fields: Fields, key: string, where: string): number | undefined {
  return fields[key] === undefined ? undefined : positive(fields[key], `${where}.${key}`)
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200) return value
  return refuse(where, `${JSON.stringify(value)} is not a name`)
}

function oneOf<Value extends string>(
  value: unknown,
  known: readonly Value[],
  where: string,
): Value | undefined {
  if (value === undefined) return undefined
  const found = known.find((candidate) => candidate === value)
  return found ?? refuse(where, `${JSON.stringify(value)} is none of ${known.join(', ')}`)
}

function peaksOf(value: unknown, where: string): DeviceRow['teraOps'] {
  if (!isFields(value) || Object.keys(value).length === 0) {
    return refuse(where, 'at least one peak is needed, as {"bf16": TFLOP/s}')
  }
  const peaks: Partial<Record<PeakFormat, number>> = {}
  for (const [name, peak] of Object.entries(value)) {
    const format = oneOf(name, formats, where)!
    peaks[format] = positive(peak, `${where}.${name}`)
  }
  return peaks
}

function aliasesOf(value: unknown, where: string): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return refuse(where, 'aliases are a list of names')
  return value.map((one) => text(one, where))
}

function rowOf(value: unknown, where: string): DeviceRow {
  if (!isFields(value)) return refuse(where, 'a device is an object')
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) {
    const near = nearest(unknown, keys)
    refuse(where, `unknown key ${JSON.stringify(unknown)}`, near && `Did you mean ${near}?`)
  }
  const id = text(value.id, `${where}.id`)
  const linkGBs = optional(value, 'linkGBs', where)
  const watts = optional(value, 'watts', where)
  const usd = optional(value, 'usdPerHour', where)
  const kind = oneOf(value.kind, kinds, `${where}.kind`)
  const link = oneOf(value.link, links, `${where}.link`)
  return {
    id,
    name: value.name === undefined ? id : text(value.name, `${where}.name`),
    vendor: value.vendor === undefined ? 'own' : text(value.vendor, `${where}.vendor`),
    aliases: aliasesOf(value.aliases, `${where}.aliases`),
    teraOps: peaksOf(value.teraOps, `${where}.teraOps`),
    memoryGiB: positive(value.memoryGiB, `${where}.memoryGiB`),
    bandwidthGBs: positive(value.bandwidthGBs, `${where}.bandwidthGBs`),
    ...(linkGBs === undefined ? {} : { linkGBs }),
    ...(watts === undefined ? {} : { watts }),
    ...(kind === undefined ? {} : { kind }),
    ...(link === undefined ? {} : { link }),
    ...(value.remark === undefined ? {} : { remark: text(value.remark, `${where}.remark`) }),
    ...(usd === undefined ? {} : { prices: [[usd, 'own', 'today', 'device file of the user']] }),
    source: 'own',
  }
}

/** Throws DEVICE_FILE_INVALID; `path` is for the message alone. */
export function readOwnDevices(content: string, path: string): Device[] {
  if (content.length > TEXT_CHARACTERS_MAX)
    refuse(path, `more than ${TEXT_CHARACTERS_MAX} characters`)
  let parsed: unknown
  try {
    parsed = JSON.parse(content)
  } catch (cause) {
    throw new LociError('DEVICE_FILE_INVALID', `${path} is not JSON`, { cause })
  }
  const rows = Array.isArray(parsed) ? parsed : [parsed]
  if (rows.length === 0) refuse(path, 'it describes no device')
  if (rows.length > DEVICES_MAX) refuse(path, `${rows.length} devices; the limit is ${DEVICES_MAX}`)
  const devices = rows.map((row, index) => deviceOf(rowOf(row, `${path}[${index}]`)))
  const ids = new Set<string>()
  for (const { id } of devices) {
    if (ids.has(id)) refuse(path, `two devices are called ${JSON.stringify(id)}`)
    ids.add(id)
  }
  return devices
}
