/**
 * Time of one matrix product on a device that nobody measured it on, after GPPerf (arXiv 2411.16954).
 *
 * The paper learns a forest over sizes, tiles, bytes and operations of one card; its random split leaks neighbours. Departure: no
 * learning. The roof with two efficiencies and a start-up of the device's family; where a table of the device exists, the table goes
 * first (tables/gemm-table.ts). Counting the waves of a fixed tile was tried and made it worse: libraries change the tile.
 */

export interface GemmDevice {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
}

export interface GemmEfficiency {
  readonly compute: number
  readonly bandwidth: number
  readonly startSeconds: number
}

export interface Gemm {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly bytesPerElement: number
}

/** Of tables of measured products: H100 (and parts of its class), A100 and older. */
export const gemmEfficiencies = {
  hopper: { compute: 0.8, bandwidth: 0.85, startSeconds: 3e-6 },
  ampere: { compute: 0.85, bandwidth: 0.7, startSeconds: 5e-6 },
} as const satisfies Record<string, GemmEfficiency>

export function gemmOps({ m, n, k }: Gemm): number {
  return 2 * m * n * k
}

export function gemmBytes({ m, n, k, bytesPerElement }: Gemm): number {
  return bytesPerElement * (m * k + k * n + m * n)
}

/** Operations a byte: where a product stands against the ridge. */
export function gemmIntensity(gemm: Gemm): number {
  return gemmOps(gemm) / gemmBytes(gemm)
}

export function gemmSeconds(gemm: Gemm, device: GemmDevice, efficiency: GemmEfficiency): number {
  const compute = gemmOps(gemm) / (efficiency.compute * device.opsPerSecond)
  const memory = gemmBytes(gemm) / (efficiency.bandwidth * device.bytesPerSecond)
  return Math.max(compute, memory) + efficiency.startSeconds
}

/** Energy at the power that a product draws: idle power plus what it uses of the rest. */
export function gemmJoules(
  gemm: Gemm,
  seconds: number,
  power: { readonly idleWatts: number; readonly boardWatts: number; readonly opsPerSecond: number },
): number {
  const used = Math.min(1, gemmOps(gemm) / seconds / power.opsPerSecond)
  return seconds * (power.idleWatts + used * (power.boardWatts - power.idleWatts))
}
