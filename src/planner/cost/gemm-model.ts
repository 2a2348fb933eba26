/**
 * Time of one matrix product on a device that nobody measured it on, after GPPerf (arXiv 2411.16954).
 *
 * The paper learns a forest over sizes, tiles, bytes and operations of one card; its random split leaks neighbours. Departure: no
 * learning. The roof with two efficiencies and a start-up, times what the last wave of tiles leaves idle, the feature that sizes alone
 * hide: ceil(tiles / units) waves are paid where tiles / units were needed. Efficiencies are those of the device's family.
 */

export interface GemmDevice {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
  /** Streaming multiprocessors; 0: waves are not counted. */
  readonly unitCount: number
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

const TILE_ROWS = 128
const TILE_COLUMNS = 128

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

/** Waves paid over waves needed; 1 when the tiles fill the device. Example: 133 tiles on 132 units cost 2 waves for 1.008. */
export function waveLoss({ m, n }: Gemm, unitCount: number): number {
  if (unitCount === 0) return 1
  const tiles = Math.ceil(m / TILE_ROWS) * Math.ceil(n / TILE_COLUMNS)
  return (Math.ceil(tiles / unitCount) * unitCount) / tiles
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
