/**
 * Published deployments with their measured time per output token, as rows that a cost model can be asked about.
 *
 * Exclusions are declared here, before anything is fitted, with their reasons: dense GB200 rows and vLLM's fp8 8B rows on H200 contradict
 * themselves (errors of 73-106 % under every model); disaggregated rows have no batch of their own; mixtures and models whose shape is
 * not known are left to a figure of their own. An empty format is bf16, as the sizes of these rows imply.
 */

import { closedLoopStep } from '../../planner/cost/closed-loop.ts'
import { type Deployment, deploymentOf } from '../../planner/cost/deployment.ts'
import { headerOf, readTable, type TableRow } from '../../planner/cost/read-table.ts'
import { termsOf } from '../../planner/cost/roofline-terms.ts'
import type { DeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { findKnownModel } from '../../planner/model-shape/known-models.ts'
import type { FormatName } from '../../planner/model-shape/number-format.ts'

export interface SiliconRow {
  readonly device: string
  readonly model: string
  readonly isDense: boolean
  /** Rows between which a planner chooses: one workload, one model, one device, one engine, one format. */
  readonly group: string
  readonly concurrency: number
  readonly tensorParallel: number
  readonly deviceCount: number
  readonly seconds: number
  readonly terms: readonly number[]
}

export interface SiliconSet {
  readonly rows: readonly SiliconRow[]
  /** Reason -> rows left out. */
  readonly leftOut: Readonly<Record<string, number>>
}

const formats: Readonly<Record<string, FormatName>> = {
  '': 'bf16',
  bf16: 'bf16',
  bfloat16: 'bf16',
  float16: 'fp16',
  fp8: 'fp8',
  fp8_block: 'fp8-block',
  nvfp4: 'nvfp4',
  int4_wo: 'int4',
  int8_wo: 'int8',
}

export function isSiliconHead(head: string): boolean {
  const columns = headerOf(head)
  return ['silicon_tpot_ms', 'model_path', 'system', 'tp_size'].every((name) =>
    columns.includes(name),
  )
}

function countIn(row: TableRow, column: string): number {
  return row.has(column) ? Math.max(1, row.number(column)) : 1
}

interface Read {
  readonly row?: SiliconRow
  readonly leftOut?: string
}

function contradicts(device: string, model: string, engine: string, format: string): boolean {
  if (device === 'gb200') return true
  return device === 'h200-sxm' && engine === 'vllm' && format.startsWith('fp8') && /8b/i.test(model)
}

function deploymentIn(row: TableRow, catalogue: DeviceCatalogue): Deployment | string {
  const shape = findKnownModel(row.text('model_path'))
  if (shape === null) return 'shape of the model not known'
  const device = catalogue.find(row.text('system'))
  if (device === null) return 'device not known'
  const format = formats[row.text('gemm_quant_mode')]
  if (format === undefined) return 'format not known'
  return deploymentOf({
    shape,
    device,
    tensorParallel: countIn(row, 'tp_size'),
    pipelineParallel: countIn(row, 'pp_size'),
    expertParallel: shape.moe === null ? 1 : countIn(row, 'moe_ep_size'),
    weightFormat: format,
    kvFormat: format === 'bf16' || format === 'fp16' ? 'bf16' : 'fp8',
  })
}

function readRow(row: TableRow, catalogue: DeviceCatalogue): Read {
  if (row.text('mode') !== 'agg') return { leftOut: 'disaggregated' }
  if (!row.has('silicon_tpot_ms') || !row.has('batch_size')) return { leftOut: 'no measurement' }
  const deployment = deploymentIn(row, catalogue)
  if (typeof deployment === 'string') return { leftOut: deployment }
  const { shape, device, tensorParallel, pipelineParallel } = deployment
  const isDense = shape.moe === null
  const engine = row.text('backend')
  const quant = row.text('gemm_quant_mode')
  if (isDense && contradicts(device.id, shape.name, engine, quant)) {
    return { leftOut: 'contradict themselves' }
  }
  const concurrency = row.number('batch_size')
  const seconds = row.number('silicon_tpot_ms') / 1000
  if (concurrency < 1 || seconds <= 0) return { leftOut: 'no measurement' }
  const promptTokens = row.number('isl')
  const outputTokens = row.number('osl')
  const step = closedLoopStep({ concurrency, promptTokens, outputTokens })
  const group = [shape.name, device.id, engine, promptTokens, outputTokens, quant]
  return {
    row: {
      device: device.id,
      model: shape.name,
      isDense,
      group: [...group, row.has('moe_quant_mode') ? row.text('moe_quant_mode') : ''].join('|'),
      concurrency,
      tensorParallel,
      deviceCount: tensorParallel * pipelineParallel * countIn(row, 'attention_dp_size'),
      seconds,
      terms: termsOf(deployment)(step),
    },
  }
}

export function readSilicon(text: string, path: string, catalogue: DeviceCatalogue): SiliconSet {
  const leftOut: Record<string, number> = {}
  const rows: SiliconRow[] = []
  for (const one of readTable(text, path).rows) {
    const read = readRow(one, catalogue)
    if (read.row !== undefined) rows.push(read.row)
    if (read.leftOut !== undefined) leftOut[read.leftOut] = (leftOut[read.leftOut] ?? 0) + 1
  }
  return { rows, leftOut }
}
