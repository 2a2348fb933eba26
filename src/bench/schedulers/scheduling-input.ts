/**
 * What the comparison of schedulers runs on: times of arrivals, lengths of prompts and answers, recorded agent sessions.
 *
 * Out of a folder by content: of traces of plain requests the one with most arrivals, lengths as CASTILLO publishes them, sessions with
 * their blocks. What is not there is generated, and a note says so.
 */

import { sha256Hex } from '../../host/digest.ts'
import { readChunks } from '../../host/read-chunks.ts'
import { readLines } from '../../host/read-lines.ts'
import { traceFormatOf } from '../../planner/workload/format-registry.ts'
import { gammaArrivals } from '../../planner/workload/generate/arrivals.ts'
import { lognormal } from '../../planner/workload/generate/draws.ts'
import { openTraceFile } from '../../planner/workload/open-trace-file.ts'
import { openTraceReport, type TraceRequest } from '../../planner/workload/trace-request.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import type { BenchContext } from '../bench.ts'
import { type FileHead, findHeads } from '../find-heads.ts'

export interface RequestLength {
  readonly promptTokens: number
  readonly outputTokens: number
}

export interface SchedulingInput {
  /** Ascending. */
  readonly arrivalsMs: Float64Array
  readonly lengths: readonly RequestLength[]
  /** Null: none were found. */
  readonly sessions: readonly TraceRequest[] | null
  readonly notes: readonly string[]
  readonly dataSha256: string | null
}

/** Requests of a trace that are looked at. */
const REQUESTS_MAX = 1_000_000
const LENGTHS_MAX = 200_000
const GENERATED = 20_000
const SEED = 41
/** Moments of the published sample: prompts, answers. */
const promptDraw = lognormal({ mean: 222, sd: 310 })
const answerDraw = lognormal({ mean: 432, sd: 619 })

export function generatedLengths(count: number, prng: Prng): RequestLength[] {
  return Array.from({ length: count }, () => ({
    promptTokens: Math.max(1, Math.round(promptDraw(prng))),
    outputTokens: Math.max(1, Math.round(answerDraw(prng))),
  }))
}

const isLengthHead = ({ start }: FileHead): boolean =>
  start.startsWith('{') && start.includes('"input_size"') && start.includes('"output_sizes"')

/** One draw of each published row: an answer of those that its prompt got. */
async function readLengths(path: string): Promise<RequestLength[]> {
  const prng = createPrng(SEED)
  const lengths: RequestLength[] = []
  for await (const line of readLines(readChunks(path), path)) {
    if (line.trim() === '') continue
    const { input_size: prompt, output_sizes: answers } = JSON.parse(line) as {
      readonly input_size?: number
      readonly output_sizes?: readonly number[]
    }
    if (!(prompt! >= 1) || !Array.isArray(answers) || answers.length === 0) continue
    const answer = prng.pick(answers as readonly number[])
    if (answer >= 1) lengths.push({ promptTokens: prompt!, outputTokens: answer })
    if (lengths.length === LENGTHS_MAX) break
  }
  return lengths
}

async function readArrivals(path: string): Promise<Float64Array> {
  const times: number[] = []
  for await (const { arrivalMs } of openTraceFile(path, openTraceReport(), { sorts: true })) {
    times.push(arrivalMs)
    if (times.length === REQUESTS_MAX) break
  }
  return Float64Array.from(times)
}

async function readSessions(path: string): Promise<TraceRequest[]> {
  const requests: TraceRequest[] = []
  for await (const request of openTraceFile(path, openTraceReport())) requests.push(request)
  return requests
}

const plainFormats = new Set(['azure', 'burstgpt'])

export async function loadSchedulingInput(context: BenchContext): Promise<SchedulingInput> {
  const { host, dataFolder, log } = context
  const digests: string[] = []
  const arrivals: Float64Array[] = []
  const lengths: RequestLength[] = []
  let sessions: TraceRequest[] | null = null
  for (const one of dataFolder === null ? [] : await findHeads(host.disk, dataFolder)) {
    const format = traceFormatOf(one.head)?.name ?? ''
    const isPlain = plainFormats.has(format)
    const isSessions = format === 'agent-sessions' && sessions === null
    if (!isPlain && !isSessions && !isLengthHead(one)) continue
    log(`schedulers: ${one.path}`)
    digests.push(sha256Hex(await host.disk.readBytes(one.path)))
    if (isPlain) arrivals.push(await readArrivals(one.path))
    else if (isSessions) sessions = await readSessions(one.path)
    else lengths.push(...(await readLengths(one.path)))
  }
  const longest = arrivals.sort((one, other) => other.length - one.length)[0] ?? null
  return { ...completed(longest, lengths), sessions, dataSha256: digestOf(digests) }
}

function digestOf(digests: readonly string[]): string | null {
  return digests.length === 0 ? null : sha256Hex(digests.join('\n'))
}

function completed(
  arrivals: Float64Array | null,
  lengths: readonly RequestLength[],
): Pick<SchedulingInput, 'arrivalsMs' | 'lengths' | 'notes'> {
  const prng = createPrng(SEED)
  const notes: string[] = []
  if (arrivals === null) {
    notes.push('No trace of arrivals: they are generated, Gamma gaps of variation 1.5.')
  }
  if (lengths.length === 0) {
    notes.push('No file of lengths: they are lognormal with the moments of the CASTILLO sample.')
  }
  return {
    arrivalsMs:
      arrivals ?? gammaArrivals({ requestsPerSecond: 5, variation: 1.5 }, GENERATED, prng),
    lengths: lengths.length === 0 ? generatedLengths(GENERATED, prng) : lengths,
    notes,
  }
}
