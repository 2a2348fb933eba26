/**
 * `loci bench schedulers`: serving policies against their rivals, in virtual time on real traffic and live on a small model.
 *
 * Admission (Past-Future) around the saturation rate, an offline batch with shared prefixes (BatchLLM), programs of turns with tools
 * between them (Continuum), and the same three on the live engine. The policies are the files that `loci serve` runs; nothing but their names
 * differs between rivals. Without data, workloads are generated with the moments of the published ones.
 */

import { openDeviceCatalogue } from '../planner/hardware/device-catalogue.ts'
import { type Bench, type BenchContext, type BenchResult, type BenchTable, check } from './bench.ts'
import { engineBenchShape, makeModel } from './engine/made-model.ts'
import type { RandomModelShape } from './golden/random-model.ts'
import {
  type AdmissionResult,
  admissionPart,
  admissionRivals,
  DEVICE,
  LOADS,
} from './schedulers/admission-part.ts'
import { BATCH_DEVICE, type BatchResult, batchPart } from './schedulers/batch-part.ts'
import { type LiveResult, livePart } from './schedulers/live-part.ts'
import { loadSchedulingInput, type SchedulingInput } from './schedulers/scheduling-input.ts'
import { madePrograms, recordedPrograms } from './schedulers/turn-workloads.ts'
import { TURN_LOADS, type TurnsResult, turnsPart } from './schedulers/turns-part.ts'
import { MODEL, openStage } from './serving-stage.ts'

/** Past-Future against the better of its two rivals at every load, and against the worse at the highest. */
const BEST_RATIO_MIN = 0.98
const WORSE_RATIO_MIN = 1.1
const TURNS_DEVICE = 'h100-sxm'
const SESSION_BLOCK = 64
const fullSizes = { requests: 8_000, documents: 40, recorded: 80, made: 120 }
const quickSizes = { requests: 150, documents: 4, recorded: 4, made: 5 }
const fullLive = { rounds: 3, requests: 48, documents: 8, programs: 9, prefixTokens: 768 }
const quickLive = { rounds: 1, requests: 12, documents: 3, programs: 3, prefixTokens: 64 }

const liveShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 4,
  embeddingLength: 256,
  feedForwardLength: 768,
  headCount: 4,
  kvHeadCount: 2,
  vocabularySize: 1_000,
  isTied: true,
}

type Figures = Record<string, number>

function admissionFigures({ rows, ...result }: AdmissionResult): Figures {
  const figures: Figures = { 'saturation.requestsPerSecond': result.saturationPerSecond }
  for (const row of rows) {
    const isTuned = !admissionRivals.some((name) => name === row.policy)
    const name = `${isTuned ? 'aggressive.tuned' : row.policy}.${row.load}`
    figures[`${name}.goodput`] = row.goodput
    figures[`${name}.goodShare`] = row.goodShare
    figures[`${name}.evictions`] = row.evictions
    figures[`${name}.recomputedTokens`] = row.recomputedTokens
    if (row.peakError !== null) figures[`${name}.peakError`] = row.peakError
  }
  for (const load of LOADS) {
    const [own, one, other] = (['past-future', 'aggressive', 'conservative'] as const).map(
      (policy) => figures[`${policy}.${load}.goodput`]!,
    ) as [number, number, number]
    figures[`past-future.${load}.ratioToBest`] = own / Math.max(own, one, other)
    figures[`past-future.${load}.ratioToWorse`] = own / Math.min(one, other)
    figures[`past-future.${load}.ratioToTuned`] = own / figures[`aggressive.tuned.${load}.goodput`]!
  }
  return figures
}

function batchFigures({ rows, ...result }: BatchResult): Figures {
  const base = rows.find(({ scheduler }) => scheduler === 'fcfs + lru')!
  const figures: Figures = {
    'batchllm.requests': result.requestCount,
    'batchllm.oneLevelShare': result.oneLevelShare,
    'batchllm.boundPrefillTokens': result.uniqueTokens,
  }
  for (const row of rows) {
    const name = row.scheduler === 'batchllm' ? 'batchllm' : `batch.${plain(row.scheduler)}`
    figures[`${name}.prefillTokens`] = row.prefillTokens
    figures[`${name}.prefillTokens.ratio`] = row.prefillTokens / base.prefillTokens
    figures[`${name}.seconds.ratio`] = row.seconds / base.seconds
    figures[`${name}.peakKv`] = row.peakKvShare
    figures[`${name}.evictions`] = row.evictions
  }
  return figures
}

/** As part of a figure's name. */
function plain(words: string): string {
  return words.replace(/[^a-z0-9]+/gi, '-')
}

function turnsFigures(workload: string, { rows, ...result }: TurnsResult): Figures {
  const figures: Figures = {
    [`continuum.${workload}.programs`]: result.programCount,
    [`continuum.${workload}.saturation.programsPerSecond`]: result.saturationPerSecond,
  }
  for (const row of rows) {
    const base = rows.find(
      ({ scheduler, load }) => scheduler === 'end-of-turn' && load === row.load,
    )!
    const of = row.scheduler === 'continuum' ? '' : `.${plain(row.scheduler)}`
    const at = row.load === TURN_LOADS.at(-1) ? '' : `.${row.load}`
    const name = `continuum.${workload}${of}${at}`
    figures[`${name}.jobTime.mean.ratio`] = row.jobMeanMs / base.jobMeanMs
    figures[`${name}.jobTime.p95.ratio`] = row.jobP95Ms / base.jobP95Ms
    figures[`${name}.delay.mean.ratio`] = row.delayMeanMs / base.delayMeanMs
    figures[`${name}.reprefilledTokens`] = row.reprefilledTokens
    figures[`${name}.wastedPinSeconds`] = row.wastedPinSeconds
  }
  return figures
}

function liveFigures({ rows, isIdentical }: LiveResult): Figures {
  const figures: Figures = { 'live.identical': Number(isIdentical) }
  const firsts = { admission: 'aggressive', batch: 'fcfs + lru', turns: 'end-of-turn' } as const
  for (const row of rows) {
    const base = rows.find(({ part, policy }) => part === row.part && policy === firsts[row.part])!
    const name = `live.${row.part}.${plain(row.policy)}`
    figures[`${name}.meanMs`] = row.meanMs
    figures[`${name}.mean.ratio`] = row.meanMs / base.meanMs
    figures[`${name}.whole.ratio`] = row.wholeMs / base.wholeMs
    figures[`${name}.prefillTokens`] = row.prefillTokens
    figures[`${name}.prefillTokens.ratio`] = row.prefillTokens / base.prefillTokens
    figures[`${name}.evictions`] = row.preemptionCount
  }
  return figures
}

async function runLive({ host, isQuick, options, log }: BenchContext): Promise<LiveResult> {
  const folder = `${options.folder ?? '.loci'}/bench-schedulers-${Math.trunc(host.clock.nowMs())}`
  await host.disk.makeFolder(folder)
  try {
    const modelPath = `${folder}/made.gguf`
    await makeModel(host.disk, modelPath, { shape: liveShape, type: 'Q8_0', seed: 3 })
    const { vocabularySize, contextLength } = liveShape
    const stage = { host, modelPath, vocabularySize, contextLength }
    return await livePart(stage, isQuick ? quickLive : fullLive, log)
  } finally {
    await host.disk.remove(folder)
  }
}

interface Results {
  readonly input: SchedulingInput
  readonly admission: AdmissionResult
  readonly batch: BatchResult
  readonly made: TurnsResult
  readonly recorded: TurnsResult | null
  readonly live: LiveResult
}

async function measureAll(context: BenchContext): Promise<Results> {
  const { isQuick, log } = context
  const sizes = isQuick ? quickSizes : fullSizes
  const input = await loadSchedulingInput(context)
  const admission = admissionPart(input, sizes.requests, log)
  log('schedulers: a batch with shared prefixes')
  const batch = batchPart(sizes.documents)
  const made = turnsPart(openStage(TURNS_DEVICE), madePrograms(sizes.made), log)
  const programs =
    input.sessions === null ? [] : recordedPrograms(input.sessions, sizes.recorded, SESSION_BLOCK)
  const stage = openStage(TURNS_DEVICE, SESSION_BLOCK)
  const recorded = programs.length === 0 ? null : turnsPart(stage, programs, log)
  return { input, admission, batch, made, recorded, live: await runLive(context) }
}

function figuresOf({ admission, batch, made, recorded, live }: Results): Figures {
  return {
    ...admissionFigures(admission),
    ...batchFigures(batch),
    ...turnsFigures('tools', made),
    ...(recorded === null ? {} : turnsFigures('sessions', recorded)),
    ...liveFigures(live),
  }
}

function checksOf(figures: Figures): BenchResult['checks'] {
  const of = (name: string): number => figures[name]!
  return [
    ...LOADS.map((load) => {
      const name = `past-future.${load}.ratioToBest`
      return check(name, of(name), '>=', BEST_RATIO_MIN)
    }),
    check(
      'past-future.1.1.ratioToWorse',
      of('past-future.1.1.ratioToWorse'),
      '>=',
      WORSE_RATIO_MIN,
    ),
    check('batchllm.prefillTokens.ratio', of('batchllm.prefillTokens.ratio'), '<=', 0.999),
    check('live.identical', of('live.identical'), '>=', 1),
  ]
}

function notesOf({ input, admission, recorded, batch }: Results): string[] {
  const name = (id: string): string => openDeviceCatalogue().get(id).name
  return [
    ...input.notes,
    `Virtual time: ${MODEL} in bf16 by the shipped roofline (tier T3), 2,048 tokens a step, 256 sequences; times are as good as that, ratios of one machine less so.`,
    `Admission: ${name(DEVICE)}, ${admission.capacityTokens} tokens of cache, limit 2,048 tokens; good is TTFT <= 10 s and no token later than 1.5 s after the one before. Past-Future begins with the lengths of 200 answers, as a server that has been running; \`aggressive.tuned\` is aggressive with the free share that is best at that load, found afterwards.`,
    `Batch: ${name(BATCH_DEVICE)}, ${batch.requestCount} questions, three shared levels, all at once, shuffled. The BatchLLM paper: reuse of 55 % of tokens against 35.8 % of vLLM's LRU on its own set, whose optimum is 58.1 %.`,
    `Programs: ${name(TURNS_DEVICE)}; figures without a load are at ${TURN_LOADS.at(-1)} times what end-of-turn release can just take. Job times contain the tools; delay is without them. The Continuum paper: job delay 1.12 to 3.66 times lower than its rivals.`,
    ...(recorded === null
      ? ['No recorded agent sessions: `continuum.sessions` was not measured.']
      : []),
    'Live: one compute thread, a made model, answers that end at lengths fixed before; ratios are to aggressive, fcfs + lru and end-of-turn. A step takes here as long as its tokens, so fewer at once costs little and computing again costs all.',
  ]
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)
const share = (value: number): string => `${(100 * value).toFixed(1)} %`

function turnsTable(title: string, { rows }: TurnsResult): BenchTable {
  return {
    title,
    columns: [
      'load',
      'scheduler',
      'job mean s',
      'job p95 s',
      'delay s',
      're-prefilled',
      'wasted pin s',
    ],
    rows: rows.map((row) => [
      row.load,
      row.scheduler,
      seconds(row.jobMeanMs),
      seconds(row.jobP95Ms),
      seconds(row.delayMeanMs),
      row.reprefilledTokens,
      row.wastedPinSeconds.toFixed(0),
    ]),
  }
}

function tablesOf({ admission, batch, made, recorded, live }: Results): BenchTable[] {
  return [
    {
      title: `Admission, saturated at ${admission.saturationPerSecond.toFixed(2)} requests/s`,
      columns: [
        'load',
        'policy',
        'goodput/s',
        'good',
        'evictions',
        'computed again',
        'TTFT p99 s',
        '|M*-peak|',
      ],
      rows: admission.rows.map((row) => [
        row.load,
        row.policy,
        row.goodput.toFixed(3),
        share(row.goodShare),
        row.evictions,
        row.recomputedTokens,
        seconds(row.ttftP99Ms),
        row.peakError === null ? '' : share(row.peakError),
      ]),
    },
    {
      title: `Batch of ${batch.promptTokens} prompt tokens, ${batch.uniqueTokens} of them different`,
      columns: [
        'scheduler',
        'prefill tokens',
        'cached',
        'peak KV',
        'evictions',
        'seconds',
        'TTFT mean s',
      ],
      rows: batch.rows.map((row) => [
        row.scheduler,
        row.prefillTokens,
        share(row.cachedShare),
        share(row.peakKvShare),
        row.evictions,
        row.seconds.toFixed(1),
        seconds(row.ttftMeanMs),
      ]),
    },
    turnsTable('Programs with tools', made),
    ...(recorded === null ? [] : [turnsTable('Recorded agent sessions', recorded)]),
    {
      title: 'Live',
      columns: ['part', 'policy', 'mean ms', 'whole ms', 'prefill tokens', 'evictions'],
      rows: live.rows.map((row) => [
        row.part,
        row.policy,
        row.meanMs.toFixed(0),
        row.wholeMs.toFixed(0),
        row.prefillTokens,
        row.preemptionCount,
      ]),
    },
  ]
}

async function runSchedulers(context: BenchContext): Promise<BenchResult> {
  const results = await measureAll(context)
  const figures = figuresOf(results)
  return {
    figures,
    checks: checksOf(figures),
    notes: notesOf(results),
    dataSha256: results.input.dataSha256,
    tables: tablesOf(results),
  }
}

export const schedulersBench: Bench = {
  name: 'schedulers',
  summary:
    'admission, batches and agents: each policy against its rivals, in virtual time and live',
  rows: ['past-future', 'batchllm', 'continuum'],
  options: [{ name: 'folder', values: 'DIR', summary: 'where to write (default .loci)' }],
  run: runSchedulers,
}
