/** The real host: this machine's clock, randomness, disk and SQLite, and nothing that can be simulated. */

import { systemClock } from './clock.ts'
import type { Host } from './host.ts'
import { nodeDisk } from './node-disk.ts'
import { createSystemRandom } from './random.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

export function createNodeHost(): Host {
  return {
    clock: systemClock,
    random: createSystemRandom(),
    disk: nodeDisk,
    openDatabase: openSqliteDatabase,
  }
}
