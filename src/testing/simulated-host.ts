/**
 * A host for tests: a clock that tests move (also backwards), seeded randomness, and storage that fails on request.
 *
 * Storage is the given host's, so a test of durability runs on real files. Two hosts with one seed draw the same ids, unless
 * the clock differs: never open one store with both.
 */

import type { Host } from '../host/host.ts'
import { createPrng } from '../stdx/prng.ts'
import { FaultSwitch } from './fault-switch.ts'
import { faultyOpenDatabase } from './faulty-database.ts'
import { faultyDisk } from './faulty-disk.ts'

/** 2026-01-01T00:00:00Z. */
const START_MS_DEFAULT = 1_767_225_600_000

export interface SimulatedHostOptions {
  /** Whose disk and databases are used. */
  readonly storage: Pick<Host, 'disk' | 'openDatabase'>
  readonly seed: number
  readonly startMs?: number
}

export interface SimulatedHost extends Host {
  readonly faults: FaultSwitch
  /** Moves the wall clock; the monotonic one never goes back. */
  moveClock(byMs: number): void
}

export function createSimulatedHost(options: SimulatedHostOptions): SimulatedHost {
  const { storage, seed, startMs = START_MS_DEFAULT } = options
  const prng = createPrng(seed)
  const faults = new FaultSwitch()
  let nowMs = startMs
  let monotonicMs = 0
  return {
    clock: { nowMs: () => nowMs, monotonicMs: () => monotonicMs },
    random: { bytes: (byteCount) => Uint8Array.from({ length: byteCount }, () => prng.below(256)) },
    disk: faultyDisk(storage.disk, faults),
    openDatabase: faultyOpenDatabase(storage.openDatabase, faults),
    faults,
    moveClock(byMs) {
      nowMs += byMs
      monotonicMs += Math.max(0, byMs)
    },
  }
}
