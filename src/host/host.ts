/**
 * The outside world in one object: what the runtime is given instead of reaching for it.
 *
 * `host/node-host.ts` is the real one; `testing/simulated-host.ts` has a clock that tests move and a disk that fails.
 */

import type { Clock } from './clock.ts'
import type { OpenDatabase } from './database.ts'
import type { Disk } from './disk.ts'
import type { RandomSource } from './random.ts'

export interface Host {
  readonly clock: Clock
  readonly random: RandomSource
  readonly disk: Disk
  readonly openDatabase: OpenDatabase
}
