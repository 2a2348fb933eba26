/** The real host. */

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
