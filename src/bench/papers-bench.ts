/**
 * `loci bench papers`: published numbers that must come out exactly, each case said by name when it does not.
 *
 * HELM's idealized runtimes, LLM-Viewer's roofline table (with the corrected rows beside), hit rates of Mooncake's traces by capacity,
 * Past-Future's worked example, moments of the generators. Input is recognised by content; a part whose input is not there is
 * left out with a note, and without data the parts that need none run.
 */

import { sha256Hex } from '../host/digest.ts'
import type { RuntimeTable } from '../planner/cost/idealized-runtime.ts'
import { traceFormatOf } from '../planner/workload/format-registry.ts'
import { openTraceFile } from '../planner/workload/open-trace-file.ts'
import { openTraceReport } from '../planner/workload/trace-request.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { findHeads } from './find-heads.ts'
import { generatorsPart } from './papers/generators-part.ts'
import { helmPart, isHelmStart, publishedTables, readHelm } from './papers/helm-part.ts'
import {
  correctedTable,
  isLlmViewerStart,
  llmViewerPart,
  type Roof,
  readRoofs,
} from './papers/llm-viewer-part.ts'
import { type BlockTrace, mooncakePart } from './papers/mooncake-part.ts'
import { isEqual, type PaperPart } from './papers/part.ts'
import { pastFuturePart } from './papers/past-future-part.ts'

const DIFFERENCES_SHOWN_MAX = 10

interface Input {
  readonly helm: Map<string, RuntimeTable>
  readonly roofs: Map<string, Roof>
  readonly traces: BlockTrace[]
  readonly digests: string[]
}

async function blocksOf(path: string): Promise<Uint32Array[]> {
  const requests: Uint32Array[] = []
  for await (const { blocks } of openTraceFile(path, openTraceReport())) {
    if (blocks !== null) requests.push(blocks)
  }
  return requests
}

async function loadInput({ host, dataFolder, log }: BenchContext): Promise<Input> {
  const input: Input = { helm: new Map(), roofs: new Map(), traces: [], digests: [] }
  if (dataFolder === null) return input
  for (const { path, head, start } of await findHeads(host.disk, dataFolder)) {
    const isMooncake = traceFormatOf(head)?.name === 'mooncake'
    if (!isHelmStart(start) && !isLlmViewerStart(start) && !isMooncake) continue
    log(`papers: ${path}`)
    input.digests.push(sha256Hex(await host.disk.readBytes(path)))
    if (isMooncake) input.traces.push({ path, requests: await blocksOf(path) })
    else {
      const text = await host.disk.readText(path)
      if (isHelmStart(start))
        for (const [name, table] of readHelm(text, path)) input.helm.set(name, table)
      else for (const [name, roof] of readRoofs(text)) input.roofs.set(name, roof)
    }
  }
  return input
}

/** Traces of a run without data: prefixes of a few seeded conversations. */
function madeTrace(): BlockTrace {
  const requests = Array.from({ length: 500 }, (_, turn) => {
    const conversation = (turn * 7) % 40
    const length = 1 + ((turn * 13) % 30)
    return Uint32Array.from({ length }, (_block, at) => conversation * 100 + at)
  })
  return { path: 'made', requests }
}

function addPart(
  part: PaperPart,
  report: Pick<BenchResult, 'checks' | 'notes'> & {
    figures: Record<string, number>
    checks: BenchResult['checks'][number][]
    notes: string[]
  },
): void {
  const differing = part.cases.filter((one) => !isEqual(one))
  const exact = Number(differing.length === 0)
  report.figures[`${part.name}.exact`] = exact
  report.figures[`${part.name}.cases`] = part.cases.length
  Object.assign(report.figures, part.figures)
  report.checks.push(check(`${part.name}.exact`, exact, '>=', 1))
  report.notes.push(...(part.notes ?? []))
  for (const { name, got, expected } of differing.slice(0, DIFFERENCES_SHOWN_MAX)) {
    report.notes.push(`${part.name}: ${name} is ${got}, published ${expected}.`)
  }
}

async function run(context: BenchContext): Promise<BenchResult> {
  const input = await loadInput(context)
  const hasData = context.dataFolder !== null
  const notes: string[] = []
  if (!hasData) notes.push('No --data: published values alone for HELM, a made trace for Mooncake.')
  const report = {
    figures: {} as Record<string, number>,
    checks: [] as BenchResult['checks'][number][],
    notes,
  }
  const helm = hasData ? input.helm : publishedTables()
  if (helm.size > 0) addPart(helmPart(helm), report)
  else notes.push('No HELM runtimes in the data.')
  addPart(llmViewerPart(input.roofs), report)
  const traces = hasData ? input.traces : [madeTrace()]
  if (traces.length > 0) addPart(mooncakePart(traces), report)
  else notes.push('No Mooncake trace in the data.')
  addPart(pastFuturePart(), report)
  addPart(generatorsPart(context.isQuick), report)
  const dataSha256 = input.digests.length === 0 ? null : sha256Hex(input.digests.join('\n'))
  return { ...report, tables: [correctedTable()], dataSha256 }
}

export const papersBench: Bench = {
  name: 'papers',
  summary: 'published numbers of papers on performance, exactly',
  rows: ['idealized-runtime', 'llm-viewer', 'burstgpt', 'castillo'],
  options: [],
  run,
}
