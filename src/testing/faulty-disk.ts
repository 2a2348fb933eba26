/** A disk whose writes fail on request: wraps any other and asks a `FaultSwitch` before each one. Reads never fail here. */

import type { Disk } from '../host/disk.ts'
import type { FaultSwitch } from './fault-switch.ts'

export function faultyDisk(disk: Disk, faults: FaultSwitch): Disk {
  return {
    ...disk,
    async writeAtomic(path, content) {
      faults.beforeWrite(`writing ${path}`)
      await disk.writeAtomic(path, content)
    },
    async openWritable(path, keptByteCount) {
      faults.beforeWrite(`opening ${path}`)
      const file = await disk.openWritable(path, keptByteCount)
      return {
        ...file,
        async write(bytes) {
          faults.beforeWrite(`writing on ${path}`)
          await file.write(bytes)
        },
        async sync() {
          faults.beforeWrite(`syncing ${path}`)
          await file.sync()
        },
      }
    },
    async makeFolder(path) {
      // An existing folder is no write.
      if (await disk.exists(path)) return
      faults.beforeWrite(`making ${path}`)
      await disk.makeFolder(path)
    },
    async rename(from, to) {
      faults.beforeWrite(`renaming ${from}`)
      await disk.rename(from, to)
    },
  }
}
