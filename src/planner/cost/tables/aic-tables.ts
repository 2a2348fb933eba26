/**
 * Operator tables in the form of aiconfigurator: one CSV an operator, recognised by its columns, read into rows of plain numbers.
 *
 * The same columns come as Parquet upstream; convert with any Parquet tool first (`COPY t TO 'x.csv'`). Times are milliseconds in
 * the files and seconds here. Where an operator was measured with several kernels, all rows are kept, and the fastest of one
 * place is used: that is what an engine would choose. Rows of times that are not positive are refused.
 */

import { LociError } from '../../../errors.ts'
import { headerOf, readTable, type TableRow } from '../read-table.ts'

export interface GemmRow {
  readonly format: string
  readonly m: number
  readonly n: number
  readonly k: number
  readonly seconds: number
}

export interface AttentionRow {
  readonly stage: 'prefill' | 'decode'
  readonly batch: number
  /** Prompt tokens, or the context of a decoded token. */
  readonly tokens: number
  readonly headCount: number
  readonly kvHeadCount: number
  readonly headSize: number
  readonly kvFormat: string
  readonly windowTokens: number
  readonly seconds: number
}

export interface CollectiveRow {
  readonly operation: string
  readonly deviceCount: number
  readonly bytes: number
  /** `graph` for captured custom kernels, `eager` for the others of their kind, `nccl`. */
  readonly kind: 'graph' | 'eager' | 'nccl'
  readonly seconds: number
}

export interface AicTables {
  readonly gemm: GemmRow[]
  readonly attention: AttentionRow[]
  readonly collectives: CollectiveRow[]
}

type TableKind = 'gemm' | 'attention' | 'allreduce' | 'nccl'

const marks: readonly (readonly [TableKind, readonly string[]])[] = [
  ['gemm', ['gemm_dtype', 'm', 'n', 'k', 'latency']],
  ['attention', ['num_heads', 'num_key_value_heads', 'head_dim', 'isl', 'step', 'latency']],
  ['allreduce', ['allreduce_dtype', 'num_gpus', 'message_size', 'latency']],
  ['nccl', ['nccl_dtype', 'num_gpus', 'message_size', 'op_name', 'latency']],
]

/** Which table a header line begins, or null. */
export function aicTableKind(head: string): TableKind | null {
  const columns = new Set(headerOf(head))
  return marks.find(([, names]) => names.every((name) => columns.has(name)))?.[0] ?? null
}

function secondsOf(row: TableRow, path: string): number {
  const seconds = row.number('latency') / 1000
  if (seconds > 0) return seconds
  throw new LociError('COST_TABLE_INVALID', `${path}: a latency of ${row.text('latency')} ms`)
}

function attentionRow(row: TableRow, path: string): AttentionRow {
  const isDecode = row.text('op_name').startsWith('generation')
  const step = row.number('step')
  return {
    stage: isDecode ? 'decode' : 'prefill',
    batch: row.number('batch_size'),
    // A decoded token looks at what was there before its step and at itself.
    tokens: isDecode ? step + 1 : row.number('isl'),
    headCount: row.number('num_heads'),
    kvHeadCount: row.number('num_key_value_heads'),
    headSize: row.number('head_dim'),
    kvFormat: row.text('kv_cache_dtype'),
    windowTokens: row.has('window_size') ? row.number('window_size') : 0,
    seconds: secondsOf(row, path),
  }
}

const bytesOf: Readonly<Record<string, number>> = {
  half: 2,
  bfloat16: 2,
  float16: 2,
  int8: 1,
  float32: 4,
}

function collectiveRow(row: TableRow, path: string, kind: 'allreduce' | 'nccl'): CollectiveRow {
  const backend = kind === 'allreduce' && row.has('backend') ? row.text('backend') : ''
  const format = row.text(kind === 'allreduce' ? 'allreduce_dtype' : 'nccl_dtype')
  return {
    operation: row.has('op_name') ? row.text('op_name') : 'all_reduce',
    deviceCount: row.number('num_gpus'),
    bytes: row.number('message_size') * (bytesOf[format] ?? 2),
    kind: kind === 'nccl' ? 'nccl' : backend.endsWith('eager') ? 'eager' : 'graph',
    seconds: secondsOf(row, path),
  }
}

export function openAicTables(): AicTables {
  return { gemm: [], attention: [], collectives: [] }
}

/** Adds the rows of one file. Throws COST_TABLE_INVALID for a file of no known form and for a damaged one. */
export function readAicTable(text: string, path: string, tables: AicTables): void {
  const kind = aicTableKind(text.slice(0, text.indexOf('\n') + 1 || undefined))
  if (kind === null) {
    throw new LociError('COST_TABLE_INVALID', `${path} has the columns of no operator table`)
  }
  for (const row of readTable(text, path).rows) {
    if (kind === 'gemm') {
      const [m, n, k] = [row.number('m'), row.number('n'), row.number('k')]
      tables.gemm.push({ format: row.text('gemm_dtype'), m, n, k, seconds: secondsOf(row, path) })
    } else if (kind === 'attention') tables.attention.push(attentionRow(row, path))
    else tables.collectives.push(collectiveRow(row, path, kind))
  }
}
