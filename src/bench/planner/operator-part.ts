/**
 * Measured operators of devices: products predicted by the rule without learning, and from a table that their weight shape was left out of.
 *
 * Tables are those of aiconfigurator, told apart by the device that their rows name. The best rows of a place count once. At most
 * `SHAPES_MAX` shapes a device are left out, evenly over the table, so that the part takes seconds.
 */

import { gemmEfficiencies, gemmSeconds } from '../../planner/cost/gemm-model.ts'
import {
  type AicTables,
  aicTableKind,
  openAicTables,
  readAicTable,
} from '../../planner/cost/tables/aic-tables.ts'
import { deviceOfTable } from '../../planner/cost/tables/device-tables.ts'
import { openGemmTable } from '../../planner/cost/tables/gemm-table.ts'
import type { Device } from '../../planner/hardware/device.ts'
import type { DeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { quantileOf } from '../quantile.ts'

const SHAPES_MAX = 24
const FORMAT = 'bfloat16'

export interface DeviceTables {
  readonly device: Device
  readonly tables: AicTables
}

export function isOperatorHead(head: string): boolean {
  return aicTableKind(head) !== null
}

/** Adds a file to the tables of its device; false when nobody knows that device. */
export function addOperatorTable(
  text: string,
  path: string,
  catalogue: DeviceCatalogue,
  byDevice: Map<string, DeviceTables>,
): boolean {
  const device = deviceOfTable(text, catalogue)
  if (device === null) return false
  const known = byDevice.get(device.id) ?? { device, tables: openAicTables() }
  byDevice.set(device.id, known)
  readAicTable(text, path, known.tables)
  return true
}

export interface OperatorErrors {
  readonly rule: number[]
  readonly table: number[]
}

export function productErrors({ device, tables }: DeviceTables): OperatorErrors {
  const peak = device.peaks.bf16?.value ?? device.peaks.fp16!.value
  const roof = {
    opsPerSecond: peak,
    bytesPerSecond: device.memoryBandwidth.value,
    bytesPerElement: 2,
  }
  const efficiency =
    device.peaks.fp8 === undefined ? gemmEfficiencies.ampere : gemmEfficiencies.hopper
  const rows = tables.gemm.filter(({ format }) => format === FORMAT)
  const rule = rows.map(({ m, n, k, seconds }) => {
    return gemmSeconds({ m, n, k, bytesPerElement: 2 }, roof, efficiency) / seconds - 1
  })
  const shapes = [...new Set(rows.map(({ n, k }) => `${n}|${k}`))]
  const every = Math.max(1, Math.floor(shapes.length / SHAPES_MAX))
  const table = shapes
    .filter((_, at) => at % every === 0)
    .flatMap((shape) => {
      const [n, k] = shape.split('|').map(Number) as [number, number]
      const others = rows.filter((row) => row.n !== n || row.k !== k)
      if (others.length === 0) return []
      const predict = openGemmTable(others, roof).get(n, k)
      return rows
        .filter((row) => row.n === n && row.k === k)
        .map(({ m, seconds }) => predict(m) / seconds - 1)
    })
  return { rule, table }
}

/** Figures by device. */
export function operatorFigures(all: Iterable<DeviceTables>): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const one of all) {
    const { rule, table } = productErrors(one)
    if (rule.length === 0) continue
    const absolute = (errors: readonly number[], share: number): number =>
      quantileOf(errors.map(Math.abs), share)
    const name = `products.${one.device.id}`
    figures[`${name}.rows`] = rule.length
    figures[`${name}.rule.errorMedian`] = absolute(rule, 0.5)
    if (table.length === 0) continue
    figures[`${name}.table.errorMedian`] = absolute(table, 0.5)
    figures[`${name}.table.errorP90`] = absolute(table, 0.9)
    figures[`${name}.table.leftOut`] = table.length
  }
  return figures
}
