/**
 * Every device by name: the database of the project, with the user's own devices before it.
 *
 * Names are compared without case and punctuation, so that `H100_SXM`, `h100-sxm` and `NVIDIA H100 SXM 80 GB` are one device. An
 * unknown name is refused with the nearest one; there is no default device.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { Device } from './device.ts'
import { deviceOf } from './device-row.ts'
import { nvidiaDevices } from './nvidia-devices.ts'
import { otherDevices } from './other-devices.ts'

export interface DeviceCatalogue {
  readonly devices: readonly Device[]
  /** Throws DEVICE_UNKNOWN with the nearest name. */
  get(name: string): Device
  find(name: string): Device | null
}

export const knownDevices: readonly Device[] = [...nvidiaDevices, ...otherDevices].map(deviceOf)

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Own devices win over those of the database. */
export function openDeviceCatalogue(own: readonly Device[] = []): DeviceCatalogue {
  const devices = [...own, ...knownDevices]
  const byName = new Map<string, Device>()
  for (const device of devices) {
    for (const name of [device.id, device.name, ...device.aliases]) {
      if (!byName.has(plain(name))) byName.set(plain(name), device)
    }
  }
  const find = (name: string): Device | null => byName.get(plain(name)) ?? null
  return {
    devices,
    find,
    get(name) {
      const device = find(name)
      if (device !== null) return device
      const near = nearest(plain(name), [...byName.keys()])
      const known = near === undefined ? undefined : byName.get(near)!.id
      throw new LociError('DEVICE_UNKNOWN', `no device is called ${JSON.stringify(name)}`, {
        ...(known === undefined
          ? {}
          : { hint: `Did you mean ${known}? Own devices go in a file.` }),
        details: { name },
      })
    },
  }
}
