/** Quantiles of measured times, for every benchmark. */

/** Value below which `share` of the values lie; 0 for none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
