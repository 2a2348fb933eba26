/**
 * The short form in which devices are written down, and its expansion into figures with sources.
 *
 * Rows hold the units that people quote (TFLOP/s, GiB, GB/s); devices hold SI base units. A row has one source for all figures;
 * `also` names another for single ones. Users' device files are rows too, so both pass the same checks.
 */

import type { Confidence, Device, DevicePrice, Figure, PeakFormat } from './device.ts'

export const sources = {
  aiconfigurator: {
    title: 'NVIDIA aiconfigurator, systems/*.yaml',
    confidence: 'vendor',
  },
  'llm-viewer': { title: 'LLM-Viewer, hardware_params.py', confidence: 'third-party' },
  genz: { title: 'GenZ, Systems/system_configs.py', confidence: 'third-party' },
  'hf-hardware': { title: 'Hugging Face, tasks/src/hardware.ts', confidence: 'third-party' },
  public: { title: 'public product tables, not read at the vendor', confidence: 'third-party' },
  'vllm-run': { title: 'memory that a vLLM run reported', confidence: 'measured' },
  disputed: { title: 'sources disagree', confidence: 'disputed' },
  own: { title: 'device file of the user', confidence: 'measured' },
} as const satisfies Record<string, { title: string; confidence: Confidence }>

export type SourceId = keyof typeof sources

export interface DeviceRow {
  readonly id: string
  readonly name: string
  readonly vendor: string
  readonly kind?: Device['kind']
  readonly aliases?: readonly string[]
  readonly teraOps: Readonly<Partial<Record<PeakFormat, number>>>
  readonly memoryGiB: number
  readonly bandwidthGBs: number
  readonly linkGBs?: number
  readonly link?: Device['link']
  readonly watts?: number
  readonly onChipMB?: number
  /** USD an hour, provider, date, source. */
  readonly prices?: readonly (readonly [number, string, string, string])[]
  readonly remark?: string
  readonly source: SourceId
  readonly also?: Readonly<
    Partial<Record<'teraOps' | 'memoryGiB' | 'bandwidthGBs' | 'linkGBs' | 'watts', SourceId>>
  >
}

function pricesOf(row: DeviceRow): DevicePrice[] {
  return (row.prices ?? []).map(([usdPerHour, provider, date, source]) => ({
    usdPerHour,
    provider,
    date,
    source,
  }))
}

export function deviceOf(row: DeviceRow): Device {
  const { id, name, vendor, kind = 'gpu', aliases = [], link = 'pcie', also = {} } = row
  const figure = (value: number, source: SourceId = row.source): Figure => ({
    value,
    source: sources[source].title,
    confidence: sources[source].confidence,
  })
  const peaks: Partial<Record<PeakFormat, Figure>> = {}
  for (const [format, tera] of Object.entries(row.teraOps)) {
    peaks[format as PeakFormat] = figure(tera * 1e12, also.teraOps)
  }
  return {
    id,
    name,
    vendor,
    kind,
    aliases,
    peaks,
    memoryBytes: figure(Math.round(row.memoryGiB * 2 ** 30), also.memoryGiB),
    memoryBandwidth: figure(row.bandwidthGBs * 1e9, also.bandwidthGBs),
    ...(row.linkGBs === undefined
      ? {}
      : { linkBandwidth: figure(row.linkGBs * 1e9, also.linkGBs) }),
    link,
    ...(row.watts === undefined ? {} : { boardWatts: figure(row.watts, also.watts) }),
    ...(row.onChipMB === undefined
      ? {}
      : { onChipBytes: figure(row.onChipMB * 1e6, 'llm-viewer') }),
    prices: pricesOf(row),
    ...(row.remark === undefined ? {} : { remark: row.remark }),
  }
}
