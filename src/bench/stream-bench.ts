/**
 * `loci bench stream`: the speed of this machine's memory, as STREAM measures it, for code in JavaScript and WebAssembly.
 *
 * Copy, scale, add and triad in plain typed arrays, in WebAssembly SIMD, and in WebAssembly by two threads that share a memory; beside
 * them the speed of reading alone, against which the engine's streaming of weights is held. Best of several rounds, as STREAM
 * reports it, and with `--budget` as many rounds as it allows; the arrays are checked afterwards. Rivals take turns round by round, so that a busy moment does not fall on one of them.
 */

import type { Clock } from '../host/clock.ts'
import type { Host } from '../host/host.ts'
import { readLastCacheBytes } from '../host/machine.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { openJsStream } from './stream/js-stream.ts'
import { bestReadBytesPerSecond } from './stream/measure-read.ts'
import { openStreamModule } from './stream/open-stream-module.ts'
import {
  arraysError,
  BYTES_PER_ELEMENT,
  bytesMoved,
  fillInitial,
  isRight,
  PART_STEP,
  ROUNDS_MAX,
  type StreamLoop,
  streamLoops,
} from './stream/stream-arrays.ts'
import type { StreamRunner } from './stream/stream-runner.ts'
import { createStreamMemory, openWasmStream } from './stream/wasm-stream.ts'
import { openWorkersStream } from './stream/workers-stream.ts'

const THREADS = 2
const ROUNDS = 10
const ROUNDS_QUICK = 3
/** STREAM's rule: an array is at least four times what the last cache holds. */
const CACHE_TIMES = 4
/** Where the machine does not say how large its cache is. */
const CACHE_BYTES_DEFAULT = 32 * 1024 * 1024
const ARRAY_BYTES_QUICK = 1024 * 1024
/** Three of them fit into the 4 GiB of a WebAssembly memory. */
const ARRAY_BYTES_MAX = 1024 * 1024 * 1024

type Best = Map<string, number>

export function streamArrayBytes(cacheBytes: number | null): number {
  const wanted = CACHE_TIMES * (cacheBytes ?? CACHE_BYTES_DEFAULT)
  const step = PART_STEP * BYTES_PER_ELEMENT
  return Math.ceil(Math.min(wanted, ARRAY_BYTES_MAX) / step) * step
}

interface Opened {
  readonly runners: readonly StreamRunner[]
  readonly notes: readonly string[]
}

async function openRunners({ disk }: Host, elementCount: number): Promise<Opened> {
  const js = openJsStream(elementCount)
  const module = await openStreamModule(disk)
  if (typeof module === 'string') {
    return { runners: [js], notes: [`WebAssembly was not measured: ${module}.`] }
  }
  const wasm = openWasmStream(module, createStreamMemory(elementCount))
  const workers = openWorkersStream(module, createStreamMemory(elementCount), THREADS)
  return { runners: [js, wasm, workers], notes: [] }
}

async function runRound(runners: readonly StreamRunner[], clock: Clock, best: Best): Promise<void> {
  for (const runner of runners) {
    for (const loop of streamLoops) {
      const startedMs = clock.monotonicMs()
      await runner.run(loop)
      const seconds = (clock.monotonicMs() - startedMs) / 1000
      const rate = bytesMoved(loop, runner.arrays.a.length) / seconds
      const name = `${loop}.${runner.name}`
      best.set(name, Math.max(best.get(name) ?? 0, rate))
    }
  }
}

function rateOf(best: Best, loop: StreamLoop, runner: StreamRunner): number {
  return (best.get(`${loop}.${runner.name}`) ?? 0) / 1e9
}

function figuresOf(
  runners: readonly StreamRunner[],
  best: Best,
  roundCount: number,
): Record<string, number> {
  const elementCount = runners[0]!.arrays.a.length
  const figures: Record<string, number> = {
    'array.bytes': elementCount * BYTES_PER_ELEMENT,
    rounds: roundCount,
  }
  for (const loop of streamLoops) {
    figures[`${loop}.bytes`] = bytesMoved(loop, elementCount)
    for (const runner of runners) {
      figures[`${loop}.${runner.name}.gbPerSecond`] = rateOf(best, loop, runner)
    }
    const [js, wasm] = runners
    if (wasm !== undefined) {
      figures[`${loop}.ratio`] = rateOf(best, loop, wasm) / rateOf(best, loop, js!)
    }
  }
  return figures
}

function rowsOf(runners: readonly StreamRunner[], best: Best): (string | number)[][] {
  return streamLoops.map((loop) => [
    loop,
    `${bytesMoved(loop, 1)} B`,
    ...runners.map((runner) => rateOf(best, loop, runner).toFixed(1)),
  ])
}

async function run(context: BenchContext): Promise<BenchResult> {
  const { host, isQuick, log } = context
  const cacheBytes = readLastCacheBytes()
  const arrayBytes = isQuick ? ARRAY_BYTES_QUICK : streamArrayBytes(cacheBytes)
  const roundsLeast = isQuick ? ROUNDS_QUICK : ROUNDS
  const { runners, notes } = await openRunners(host, arrayBytes / BYTES_PER_ELEMENT)
  try {
    for (const { arrays } of runners) fillInitial(arrays)
    const best: Best = new Map()
    const startedMs = host.clock.monotonicMs()
    const budgetMs = 1000 * (context.budgetSeconds ?? 0)
    const isTimeLeft = (): boolean => host.clock.monotonicMs() - startedMs < budgetMs
    let roundCount = 0
    while (roundCount < roundsLeast || (isTimeLeft() && roundCount < ROUNDS_MAX)) {
      roundCount += 1
      log(`stream: round ${roundCount}`)
      await runRound(runners, host.clock, best)
    }
    const errors = runners.map(({ arrays }) => arraysError(arrays, roundCount))
    const figures = figuresOf(runners, best, roundCount)
    const workers = runners.find(({ name }) => name === 'workers')
    if (workers !== undefined) {
      figures['read.gbPerSecond'] =
        (await bestReadBytesPerSecond(workers, host.clock, roundCount)) / 1e9
    }
    return {
      figures,
      checks: [check('arrays.right', Number(errors.every(isRight)), '>=', 1)],
      notes: [...notes, ...sizeNotes(arrayBytes, cacheBytes)],
      dataSha256: null,
      tables: [
        {
          title: `GB a second, best of ${roundCount} rounds over arrays of ${arrayBytes >> 20} MiB`,
          columns: ['loop', 'an element', ...runners.map(({ name }) => name)],
          rows: rowsOf(runners, best),
        },
      ],
    }
  } finally {
    for (const runner of runners) await runner[Symbol.asyncDispose]()
  }
}

function sizeNotes(arrayBytes: number, cacheBytes: number | null): string[] {
  const times = arrayBytes / (cacheBytes ?? CACHE_BYTES_DEFAULT)
  const cache =
    cacheBytes === null
      ? 'The machine does not say how large its last cache is; 32 MiB were taken for it.'
      : `The last cache is ${cacheBytes >> 20} MiB, an array ${times.toFixed(1)} times that.`
  const small = times < CACHE_TIMES ? ['Arrays are too small for the rule: caches help.'] : []
  return [
    cache,
    ...small,
    'Bytes are those that a loop names; what the processor reads before it writes over it is not counted.',
  ]
}

export const streamBench: Bench = {
  name: 'stream',
  summary: 'speed of memory in typed arrays, WebAssembly SIMD and two threads',
  rows: ['stream'],
  options: [],
  run,
}
