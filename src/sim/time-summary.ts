/** A distribution of times in five numbers. */

export interface TimeSummary {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/** Value below which `share` of the values lie, of values in order; 0 for none. */
export function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function summaryOf(values: Iterable<number>): TimeSummary {
  const sorted = Float64Array.from(values).sort()
  const sum = sorted.reduce((before, value) => before + value, 0)
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: quantileOf(sorted, 0.5),
    p90: quantileOf(sorted, 0.9),
    p99: quantileOf(sorted, 0.99),
  }
}
