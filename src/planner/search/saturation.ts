/**
 * Whether a run was stable, apart from its latencies: does what is unfinished grow as long as requests come?
 *
 * The backlog is looked at over the second half of the arrivals: least squares over its windows. It grows when it gains more than a
 * half of its mean and more than `GROWTH_MIN` requests there while the copies are busy all the time.
 */

import type { Simulation } from '../../sim/simulation.ts'

const GROWTH_MIN = 8
const GROWTH_SHARE = 0.5
const BUSY_SHARE = 0.97

/** Says why latencies of the run mean nothing, or null. */
export function saturationOf(simulation: Simulation): string | null {
  const { requests, replicas, unfinished, nowMs } = simulation
  const firstMs = requests[0]?.arrivalMs ?? 0
  const lastMs = requests.at(-1)?.arrivalMs ?? 0
  const busyMs = replicas.reduce((sum, replica) => sum + replica.figures().busyMs, 0)
  const busyShare = busyMs / Math.max(1e-9, (nowMs - firstMs) * replicas.length)
  if (busyShare < BUSY_SHARE) return null
  const middle = (firstMs + lastMs) / 2
  const windows = unfinished
    .windows()
    .filter(({ startMs }) => startMs >= middle && startMs <= lastMs)
  if (windows.length < 2) return null
  const meanTime = windows.reduce((sum, { startMs }) => sum + startMs, 0) / windows.length
  const mean = windows.reduce((sum, window) => sum + window.mean, 0) / windows.length
  let up = 0
  let down = 0
  for (const window of windows) {
    up += (window.startMs - meanTime) * (window.mean - mean)
    down += (window.startMs - meanTime) ** 2
  }
  const growth = down === 0 ? 0 : (up / down) * (lastMs - middle)
  if (growth <= Math.max(GROWTH_MIN, GROWTH_SHARE * mean)) return null
  return `the backlog grew by ${growth.toFixed(0)} requests in the second half of the arrivals`
}
