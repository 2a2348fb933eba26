/**
 * Real runs of vLLM with the times of every request, found by content: requests, what the engine was told, what it ran on.
 *
 * A run is a table of requests with the engine's own description beside it and, in its folder or above, the cluster it ran on. Which
 * profile belongs to it follows from device, model and degree of tensor parallelism.
 */

import { sha256Hex } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'
import type { ServingSimFile } from '../../planner/cost/tables/servingsim-profile.ts'
import type { FileHead } from '../find-heads.ts'

export interface MeasuredRequest {
  readonly promptTokens: number
  readonly outputTokens: number
  /** Milliseconds since the first request of the run. */
  readonly queuedMs: number
  readonly firstTokenMs: number
  readonly lastTokenMs: number
}

export interface VllmRun {
  /** DEVICE/MODEL, the folders that it lies in. */
  readonly id: string
  readonly device: string
  readonly model: string
  readonly tensorParallel: number
  /** Copies of the model that share the requests. */
  readonly dataParallel: number
  readonly isExpertParallel: boolean
  readonly stepTokensMax: number
  readonly stepSequencesMax: number
  readonly memoryUtilization: number
  readonly blockTokens: number
  /** Null: the run does not say. */
  readonly blockCount: number | null
  readonly memoryBytes: number | null
  readonly link: { readonly bytesPerSecond: number; readonly latencySeconds: number } | null
  readonly requests: readonly MeasuredRequest[]
  readonly sha256: string
}

type Fields = Readonly<Record<string, unknown>>

const isRequestsHead = (head: string): boolean =>
  ['"input_toks"', '"queued_ts"', '"first_token_ts"'].every((name) => head.includes(name))
const isMetaStart = (start: string): boolean => start.includes('"engine_kwargs"')
const isClusterStart = (start: string): boolean =>
  start.includes('"num_nodes"') && start.includes('"instances"')
const isProfileStart = (start: string): boolean =>
  /^profiler_version:/m.test(start) && /^tp_degrees:/m.test(start)

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
const above = (path: string): string => folderOf(folderOf(path))

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function requestsOf(text: string): MeasuredRequest[] {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => fieldsOf(JSON.parse(line)))
    .map((row) => ({
      promptTokens: numberOf(row.input_toks) ?? 0,
      outputTokens: numberOf(row.output_toks) ?? 0,
      queuedMs: (numberOf(row.queued_ts) ?? Number.NaN) * 1000,
      firstTokenMs: (numberOf(row.first_token_ts) ?? Number.NaN) * 1000,
      lastTokenMs: (numberOf(row.last_token_ts) ?? Number.NaN) * 1000,
    }))
    .filter((row) => row.promptTokens > 0 && row.outputTokens > 0 && row.lastTokenMs > 0)
    .sort((a, b) => a.queuedMs - b.queuedMs)
  const startMs = rows[0]?.queuedMs ?? 0
  return rows.map((row) => ({
    ...row,
    queuedMs: row.queuedMs - startMs,
    firstTokenMs: row.firstTokenMs - startMs,
    lastTokenMs: row.lastTokenMs - startMs,
  }))
}

/** The first instance of a cluster's description. */
function instanceOf(cluster: Fields): Fields {
  const [node] = Array.isArray(cluster.nodes) ? cluster.nodes : []
  const { instances } = fieldsOf(node)
  return fieldsOf(Array.isArray(instances) ? instances[0] : undefined)
}

function linkOf(cluster: Fields): VllmRun['link'] {
  const rate = numberOf(cluster.link_bw)
  if (rate === null) return null
  return {
    bytesPerSecond: rate * 1e9,
    latencySeconds: (numberOf(cluster.link_latency) ?? 0) * 1e-9,
  }
}

async function readRun(
  disk: Disk,
  paths: { requests: string; meta: string; cluster: string | null },
): Promise<VllmRun> {
  const texts = [await disk.readText(paths.requests), await disk.readText(paths.meta)]
  if (paths.cluster !== null) texts.push(await disk.readText(paths.cluster))
  const meta = fieldsOf(JSON.parse(texts[1]!))
  const cluster = texts[2] === undefined ? {} : fieldsOf(JSON.parse(texts[2]))
  const told = fieldsOf(meta.engine_kwargs)
  const cache = fieldsOf(meta.kv_cache)
  const instance = instanceOf(cluster)
  const [device, model] = above(paths.requests).split('/').slice(-2)
  return {
    id: `${device}/${model}`,
    device: typeof instance.hardware === 'string' ? instance.hardware : device!,
    model: typeof told.model === 'string' ? told.model : model!,
    tensorParallel: numberOf(told.tensor_parallel_size) ?? 1,
    dataParallel: numberOf(told.data_parallel_size) ?? 1,
    isExpertParallel: told.enable_expert_parallel === true,
    stepTokensMax: numberOf(told.max_num_batched_tokens) ?? 2048,
    stepSequencesMax: numberOf(told.max_num_seqs) ?? 256,
    memoryUtilization: numberOf(cache.gpu_memory_utilization) ?? 0.9,
    blockTokens: numberOf(cache.block_size) ?? 16,
    blockCount: numberOf(cache.num_gpu_blocks),
    memoryBytes: numberOf(fieldsOf(meta.hardware).device_total_memory_bytes),
    link: linkOf(cluster),
    requests: requestsOf(texts[0]!),
    sha256: sha256Hex(texts.join('\n')),
  }
}

export async function readVllmRuns(disk: Disk, heads: readonly FileHead[]): Promise<VllmRun[]> {
  const runs: VllmRun[] = []
  for (const { path } of heads.filter(({ head }) => isRequestsHead(head))) {
    const folder = folderOf(path)
    const meta = heads.find((one) => isMetaStart(one.start) && folderOf(one.path) === folder)
    if (meta === undefined) continue
    const cluster = heads.find(
      (one) => isClusterStart(one.start) && [folder, above(path)].includes(folderOf(one.path)),
    )
    const paths = { requests: path, meta: meta.path, cluster: cluster?.path ?? null }
    runs.push(await readRun(disk, paths))
  }
  return runs.sort((a, b) => a.id.localeCompare(b.id))
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

function lineOf(text: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.+?)\\s*$`, 'm').exec(text)?.[1] ?? ''
}

/** The tables that were measured for a run, and their own description; null: there are none. */
export async function readProfileOf(
  disk: Disk,
  heads: readonly FileHead[],
  run: VllmRun,
): Promise<readonly ServingSimFile[] | null> {
  for (const { path } of heads.filter(({ start }) => isProfileStart(start))) {
    const text = await disk.readText(path)
    const devices = [lineOf(text, 'hardware'), lineOf(text, 'gpu')].map(plain)
    if (!devices.includes(plain(run.device))) continue
    if (plain(lineOf(text, 'model')) !== plain(run.model)) continue
    const folder = `${folderOf(path)}/tp${run.tensorParallel}`
    const tables = heads.filter((one) => folderOf(one.path) === folder)
    if (tables.length === 0) continue
    const files = await Promise.all(
      tables.map(async (one) => ({ path: one.path, text: await disk.readText(one.path) })),
    )
    return [...files, { path, text }]
  }
  return null
}
