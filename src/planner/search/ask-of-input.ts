/**
 * What people write, as an ask: names of devices and prices looked up, defaults filled in, nothing computed.
 *
 * Without names every GPU of the catalogue is a candidate whose price is known and whose figures are not disputed. A price that is given
 * wins over those of the catalogue, of which the lowest stands.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import { type CostEvidence, noEvidence } from '../cost/cost-source.ts'
import { cheapestPrice, type Device } from '../hardware/device.ts'
import type { DeviceCatalogue } from '../hardware/device-catalogue.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import {
  checkAsk,
  defaultKnobs,
  type Objective,
  type PlanAsk,
  type PlanKnobs,
  type PricedDevice,
} from './plan-ask.ts'
import type { PlanSlo } from './plan-slo.ts'

export interface PlanInput {
  readonly shape: ModelShape
  readonly modelName: string
  readonly weightBytes?: number | null
  readonly catalogue: DeviceCatalogue
  readonly devices?: readonly string[]
  /** USD an hour for one device, by its name. */
  readonly prices?: Readonly<Record<string, number>>
  readonly evidence?: CostEvidence
  readonly slo?: Partial<PlanSlo>
  readonly objective?: Objective
  readonly failures?: number
  readonly knobs?: Partial<PlanKnobs>
  readonly seed?: number
}

export const SHARE_DEFAULT = 0.95
/** Smaller boards are for one person's machine; they are candidates when they are named. */
const DEFAULT_MEMORY_BYTES_MIN = 16 * 2 ** 30

function isDisputed(device: Device): boolean {
  const figures = [device.memoryBandwidth, device.memoryBytes, ...Object.values(device.peaks)]
  return figures.some(({ confidence }) => confidence === 'disputed')
}

function isOffered(device: Device): boolean {
  const isServer = device.kind === 'gpu' && device.memoryBytes.value >= DEFAULT_MEMORY_BYTES_MIN
  return isServer && cheapestPrice(device) !== null && !isDisputed(device)
}

function checkPrices(prices: Readonly<Record<string, number>>, catalogue: DeviceCatalogue): void {
  for (const [name, usd] of Object.entries(prices)) {
    catalogue.get(name)
    if (usd >= 0 && Number.isFinite(usd)) continue
    throw new LociError('INPUT_INVALID', `${usd} USD an hour for ${name} is no price`)
  }
}

function priced(device: Device, input: PlanInput): PricedDevice {
  const { prices = {}, catalogue } = input
  const given = Object.entries(prices).find(([name]) => catalogue.get(name).id === device.id)
  if (given !== undefined) return { device, usdPerHour: given[1], priceSource: 'given' }
  const price = cheapestPrice(device)
  if (price === null) return { device, usdPerHour: null, priceSource: 'unknown' }
  const priceSource = `${price.provider}, ${price.date}, ${price.source}`
  return { device, usdPerHour: price.usdPerHour, priceSource }
}

export const objectives: readonly Objective[] = ['cost', 'energy', 'latency']

export function objectiveNamed(name: string): Objective {
  const found = objectives.find((one) => one === name)
  if (found !== undefined) return found
  const near = nearest(name, objectives)
  throw new LociError('INPUT_INVALID', `${JSON.stringify(name)} is no objective`, {
    hint: near === undefined ? `One of ${objectives.join(', ')}.` : `Did you mean ${near}?`,
  })
}

/** Throws DEVICE_UNKNOWN, INPUT_INVALID, INPUT_TOO_LARGE. */
export function askOf(input: PlanInput): PlanAsk {
  const { catalogue, devices, prices = {}, slo = {}, knobs = {} } = input
  checkPrices(prices, catalogue)
  const named =
    devices === undefined || devices.length === 0
      ? catalogue.devices.filter(isOffered)
      : devices.map((name) => catalogue.get(name))
  const distinct = [...new Map(named.map((device) => [device.id, device])).values()]
  const ask: PlanAsk = {
    shape: input.shape,
    modelName: input.modelName,
    weightBytes: input.weightBytes ?? null,
    devices: distinct.map((device) => priced(device, input)),
    evidence: input.evidence ?? noEvidence,
    slo: { ttftMs: null, tpotMs: null, e2eMs: null, share: SHARE_DEFAULT, ...slo },
    objective: input.objective ?? 'cost',
    failures: input.failures ?? 0,
    knobs: { ...defaultKnobs, ...knobs },
    seed: input.seed ?? 1,
  }
  checkAsk(ask)
  return ask
}
