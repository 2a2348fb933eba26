/**
 * Operator tables of many files, put together by the device that their rows name. Files of other kinds and devices are left out.
 *
 * A device is named by the column `device` of the first row: tables hold one device each.
 */

import { csvFields } from '../../../stdx/csv-line.ts'
import type { Device } from '../../hardware/device.ts'
import type { DeviceCatalogue } from '../../hardware/device-catalogue.ts'
import type { DeviceEvidence } from '../cost-source.ts'
import { headerOf } from '../read-table.ts'
import { aicTableKind, openAicTables, readAicTable } from './aic-tables.ts'

/** The device that the first row of a table names, or null: nobody knows it, or it names none. */
export function deviceOfTable(text: string, catalogue: DeviceCatalogue): Device | null {
  const [head = '', first = ''] = text.split('\n', 2)
  const column = headerOf(head).indexOf('device')
  const name = column === -1 ? undefined : csvFields(first.trim())?.[column]
  return name === undefined ? null : catalogue.find(name)
}

/** Throws COST_TABLE_INVALID for a damaged table. */
export function readDeviceTables(
  files: readonly { readonly path: string; readonly text: string }[],
  catalogue: DeviceCatalogue,
): DeviceEvidence[] {
  const byDevice = new Map<string, DeviceEvidence>()
  for (const { path, text } of files) {
    if (aicTableKind(text.slice(0, text.indexOf('\n') + 1 || undefined)) === null) continue
    const device = deviceOfTable(text, catalogue)
    if (device === null) continue
    const known = byDevice.get(device.id) ?? { device, tables: openAicTables() }
    byDevice.set(device.id, known)
    readAicTable(text, path, known.tables)
  }
  return [...byDevice.values()]
}
