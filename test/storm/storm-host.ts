/**
 * The simulated host of a storm: a clock that the storm moves, seeded randomness, and a disk whose N-th write fails once.
 *
 * A fault strikes before its statement takes effect, as a full or failing disk does; SQLite's own rollback is then at work.
 */

import type { LociError } from '../../src/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createSimulatedHost } from '../../src/testing/simulated-host.ts'

export interface StormHost extends Host {
  readonly faultCount: number
  moveClock(byMs: number): void
  /** The write statement after `skipped` more ones fails, once. */
  failNextWrite(skipped: number): void
  clearFaults(): void
  wasFault(error: LociError): boolean
}

export function createStormHost(seed: number): StormHost {
  const { faults, ...host } = createSimulatedHost({ storage: createNodeHost(), seed })
  return {
    ...host,
    get faultCount() {
      return faults.faultCount
    },
    failNextWrite: (skipped) => faults.failNextWrite(skipped),
    clearFaults: () => faults.clear(),
    wasFault: (error) => faults.wasFault(error),
  }
}
