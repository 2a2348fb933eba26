/**
 * What the planner knows of a device: peaks, memory, link, power, prices, each figure with where it is from.
 *
 * Invariant: peaks are dense (no structured sparsity) and of the matrix units, bandwidth is one direction, memory is what an engine
 * sees. A figure that no source gives is absent, never guessed; a disputed one is never used for advice without the user's own.
 */

export type Confidence = 'measured' | 'vendor' | 'third-party' | 'disputed'

/** Formats of operands that a peak is stated for. `fp16` also stands for fp32 where a part has no faster half. */
export type PeakFormat = 'bf16' | 'fp16' | 'fp8' | 'int8' | 'fp4'

export interface Figure {
  readonly value: number
  readonly source: string
  readonly confidence: Confidence
}

export interface DevicePrice {
  readonly usdPerHour: number
  readonly provider: string
  /** When it was read; prices age in weeks. */
  readonly date: string
  readonly source: string
}

export interface Device {
  readonly id: string
  readonly name: string
  readonly vendor: string
  readonly kind: 'gpu' | 'tpu' | 'npu' | 'apple' | 'edge' | 'cpu'
  readonly aliases: readonly string[]
  /** Operations a second. */
  readonly peaks: Readonly<Partial<Record<PeakFormat, Figure>>>
  readonly memoryBytes: Figure
  /** Bytes a second. */
  readonly memoryBandwidth: Figure
  /** Bytes a second to the neighbours of one node, one direction; absent for parts that stand alone. */
  readonly linkBandwidth?: Figure
  readonly link: 'nvlink' | 'pcie' | 'fabric' | 'unified'
  readonly boardWatts?: Figure
  /** Bytes of the last cache or scratch memory on the chip, where a source gives them. */
  readonly onChipBytes?: Figure
  readonly prices: readonly DevicePrice[]
  /** What a reader has to know: disputed figures, parts that look alike. */
  readonly remark?: string
}

const formatsOf: Readonly<Record<PeakFormat, readonly PeakFormat[]>> = {
  // A format that a part lacks is computed in the next wider one.
  fp4: ['fp4', 'fp8', 'bf16', 'fp16'],
  fp8: ['fp8', 'bf16', 'fp16'],
  int8: ['int8', 'fp8', 'bf16', 'fp16'],
  bf16: ['bf16', 'fp16'],
  fp16: ['fp16', 'bf16'],
}

export interface UsablePeak {
  readonly figure: Figure
  /** The format that is really computed in: not the asked one when the part lacks it. */
  readonly format: PeakFormat
}

/** The peak that work in `format` runs at, or null for a device without any. */
export function peakFor(device: Device, format: PeakFormat): UsablePeak | null {
  for (const candidate of formatsOf[format]) {
    const figure = device.peaks[candidate]
    if (figure !== undefined) return { figure, format: candidate }
  }
  return null
}

/** The lowest dated price per hour, or null. */
export function cheapestPrice(device: Device): DevicePrice | null {
  const sorted = [...device.prices].sort((a, b) => a.usdPerHour - b.usdPerHour)
  return sorted[0] ?? null
}
