/**
 * `loci bench engine`: how quickly tokens are read and written here, and how near that comes to llama.cpp and to this machine's memory.
 *
 * A Llama of 300M random weights is made in Q8_0 and in Q4_0. Each engine takes in 256 tokens and writes 64 greedy ones, with one thread and
 * with two, by turns; medians over rounds, each at its own best number of threads. The speed of reading memory with two threads is
 * measured in between, as `bench stream` does. Our own tokens must be the same in every round and with any number of threads.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import { readLastCacheBytes, readMachineFacts } from '../host/machine.ts'
import { engineKernelChoices } from '../kernels/open-engine-module.ts'
import {
  type Bench,
  type BenchCheck,
  type BenchContext,
  type BenchResult,
  type BenchTable,
  check,
} from './bench.ts'
import {
  areTokensEqual,
  streamedPerSecond,
  type TypeResult,
  threadSpeedup,
  typeFigures,
} from './engine/engine-figures.ts'
import { importLlamaCpp, openLlamaCppContenders } from './engine/llama-cpp-contender.ts'
import { openLociContender } from './engine/loci-contender.ts'
import { engineBenchShape, type MadeModel, type MadeType, makeModel } from './engine/made-model.ts'
import { decodeRate, prefillRate, type RaceShape, runRace } from './engine/race.ts'
import type { RandomModelShape } from './golden/random-model.ts'
import { oneOf } from './one-of.ts'
import { bestReadBytesPerSecond } from './stream/measure-read.ts'
import { openStreamModule } from './stream/open-stream-module.ts'
import { BYTES_PER_ELEMENT } from './stream/stream-arrays.ts'
import type { StreamRunner } from './stream/stream-runner.ts'
import { createStreamMemory } from './stream/wasm-stream.ts'
import { openWorkersStream } from './stream/workers-stream.ts'
import { streamArrayBytes } from './stream-bench.ts'

const TYPES: readonly MadeType[] = ['Q8_0', 'Q4_0']
const SEED = 7
const THREADS_DEFAULT = 2
const THREADS_MAX = 64
const READ_THREADS = 2
const READS_A_ROUND = 4
const READ_ARRAY_BYTES_QUICK = 1 << 20
/** What the goal is; the goal itself is printed in the notes. */
const RATIO_MIN: Readonly<Record<string, number>> = { q8_0: 0.65, q4_0: 0.55 }
const SPEEDUP_MIN = 1.6
const FRACTION_MIN = 0.6

const quickShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 2,
  embeddingLength: 64,
  feedForwardLength: 128,
  headCount: 4,
  kvHeadCount: 2,
  keyLength: 16,
  ropeDimensionCount: 16,
  vocabularySize: 512,
  contextLength: 64,
}

interface Sizes {
  readonly shape: RandomModelShape
  readonly promptLength: number
  readonly tokenCount: number
  readonly rounds: number
}

function sizesOf(isQuick: boolean): Sizes {
  return isQuick
    ? { shape: quickShape, promptLength: 20, tokenCount: 4, rounds: 1 }
    : { shape: engineBenchShape, promptLength: 256, tokenCount: 64, rounds: 5 }
}

function threadCountsOf({ options }: BenchContext): number[] {
  const threads = Number(options.threads ?? THREADS_DEFAULT)
  if (!Number.isInteger(threads) || threads < 1 || threads > THREADS_MAX) {
    throw new LociError('INPUT_INVALID', `--threads is ${options.threads}; 1 to ${THREADS_MAX}`)
  }
  return threads === 1 ? [1] : [1, threads]
}

/** Ids of the made vocabulary's words. */
function promptOf(length: number, vocabularySize: number): number[] {
  const first = 300
  return Array.from({ length }, (_, at) => first + ((at * 7919) % (vocabularySize - first)))
}

/** Reading memory between rounds; null without the compiled loops. */
async function openReader(context: BenchContext): Promise<StreamRunner | string> {
  const module = await openStreamModule(context.host.disk)
  if (typeof module === 'string') return module
  const bytes = context.isQuick ? READ_ARRAY_BYTES_QUICK : streamArrayBytes(readLastCacheBytes())
  return openWorkersStream(module, createStreamMemory(bytes / BYTES_PER_ELEMENT), READ_THREADS)
}

class EngineBench {
  readonly #context: BenchContext
  readonly #sizes: Sizes
  readonly #threadCounts: readonly number[]
  readonly #notes: string[] = []
  #readBytesPerSecond = 0

  constructor(context: BenchContext) {
    this.#context = context
    this.#sizes = sizesOf(context.isQuick)
    this.#threadCounts = threadCountsOf(context)
  }

  async run(): Promise<BenchResult> {
    const { host, options } = this.#context
    const folder = `${options.folder ?? '.loci'}/bench-engine-${Math.trunc(host.clock.nowMs())}`
    await host.disk.makeFolder(folder)
    const reader = await openReader(this.#context)
    if (typeof reader === 'string') this.#notes.push(`Reading was not measured: ${reader}.`)
    const rival = await importLlamaCpp(options['llama-cpp'])
    if (typeof rival === 'string') {
      this.#notes.push(`There are no ratios, because ${rival}: install node-llama-cpp to compare.`)
    }
    try {
      const results: TypeResult[] = []
      for (const type of TYPES) {
        results.push(
          await this.#raceOf(type, folder, {
            reader: typeof reader === 'string' ? null : reader,
            rival: typeof rival === 'string' ? null : rival,
          }),
        )
      }
      return this.#resultOf(results)
    } finally {
      if (typeof reader !== 'string') await reader[Symbol.asyncDispose]()
      await host.disk.remove(folder)
    }
  }

  async #raceOf(
    type: MadeType,
    folder: string,
    beside: {
      readonly reader: StreamRunner | null
      readonly rival: Exclude<Awaited<ReturnType<typeof importLlamaCpp>>, string> | null
    },
  ): Promise<TypeResult> {
    const { host, log } = this.#context
    const { shape, promptLength, tokenCount, rounds } = this.#sizes
    const path = `${folder}/${type}.gguf`
    const made = await makeModel(host.disk, path, { shape, type, seed: SEED })
    log(`engine: ${type}, ${made.parameterCount} parameters, ${made.fileBytes} bytes`)
    const contextLength = Math.min(shape.contextLength, 2 * promptLength)
    const own = await this.#openOwn(made, contextLength)
    const theirs =
      beside.rival === null
        ? null
        : await openLlamaCppContenders(beside.rival, host.clock, {
            ...{ modelPath: path, contextLength, log },
            threadCounts: this.#threadCounts,
          })
    const rivals = theirs?.contenders ?? []
    this.#describe(type, own, rivals)
    for (const { threadCount, times } of theirs?.leftOut ?? []) {
      const says = `${threadCount} threads took ${times.toFixed(1)} times as long in trials`
      this.#notes.push(`${type}: llama.cpp with ${says} and was left out.`)
    }
    try {
      const all = await runRace(
        [...own, ...rivals],
        host.clock,
        this.#raceShape(),
        async (round) => {
          log(`engine: ${type}, round ${round + 1} of ${rounds}, ${tokenCount} tokens each`)
          await this.#read(beside.reader)
        },
      )
      return {
        type: type.toLowerCase(),
        promptLength,
        ours: all.slice(0, own.length),
        theirs: all.slice(own.length),
        packedBytesPerToken: made.packedBytesPerToken,
        fileBytesPerToken: made.fileBytesPerToken,
      }
    } finally {
      for (const contender of own) await contender.close()
      await theirs?.close()
      await host.disk.remove(path)
    }
  }

  async #openOwn({ path: modelPath }: MadeModel, contextLength: number) {
    const { disk } = this.#context.host
    const kernels = oneOf(this.#context, 'kernels', engineKernelChoices)
    const own = []
    for (const threadCount of this.#threadCounts) {
      own.push(await openLociContender({ disk, modelPath, threadCount, contextLength, kernels }))
    }
    return own
  }

  #raceShape(): RaceShape {
    const { shape, promptLength, tokenCount, rounds } = this.#sizes
    const { budgetSeconds } = this.#context
    const share = budgetSeconds === null ? Number.POSITIVE_INFINITY : budgetSeconds / TYPES.length
    return {
      prompt: promptOf(promptLength, shape.vocabularySize),
      token: 299,
      ...{ tokenCount, rounds },
      budgetMs: 1000 * share,
    }
  }

  async #read(reader: StreamRunner | null): Promise<void> {
    if (reader === null) return
    const { clock } = this.#context.host
    const rate = await bestReadBytesPerSecond(reader, clock, READS_A_ROUND)
    this.#readBytesPerSecond = Math.max(this.#readBytesPerSecond, rate)
  }

  #describe(
    type: string,
    own: readonly { readonly described: string }[],
    rivals: readonly { readonly threadCount: number; readonly described: string }[],
  ): void {
    this.#notes.push(`${type}: ours with ${own[0]!.described}.`)
    for (const { threadCount, described } of rivals) {
      const threads = threadCount === 1 ? 'one thread' : `${threadCount} threads`
      this.#notes.push(`${type}: llama.cpp with ${threads}: ${described}.`)
    }
  }

  #resultOf(results: readonly TypeResult[]): BenchResult {
    const read = this.#readBytesPerSecond
    const figures: Record<string, number> = Object.assign({}, ...results.map(typeFigures))
    const [first] = results
    const speedup = threadSpeedup(first!)
    if (speedup !== null) figures['threads2.speedup'] = speedup
    if (read > 0) {
      figures['read.gbPerSecond'] = read / 1e9
      for (const result of results) {
        figures[`stream.${result.type}.fraction`] = streamedPerSecond(result) / read
      }
      figures['stream.fraction'] = figures[`stream.${first!.type}.fraction`]!
    }
    const tokens = results.map(({ ours }) => ours[0]!.laps[0]!.tokens.join(' ')).join('\n')
    const { load1 } = readMachineFacts(null)
    return {
      figures,
      checks: this.#checksOf(results, figures),
      notes: [
        ...this.#notes,
        `threads2.speedup and stream.fraction are those of ${first!.type}; the goal of both ratios is 0.9.`,
        'Bytes of weights a token are those of our packed matrices; the file has fewer (fileBytesPerToken).',
        `Checksum of our tokens: ${sha256Hex(tokens).slice(0, 12)}. Load at the end: ${load1.toFixed(1)}.`,
      ],
      dataSha256: null,
      tables: [tableOf(results)],
    }
  }

  #checksOf(results: readonly TypeResult[], figures: Record<string, number>): BenchCheck[] {
    const checks = [check('tokens.equal', Number(results.every(areTokensEqual)), '>=', 1)]
    if (this.#context.isQuick) return checks
    for (const { type } of results) {
      const ratio = figures[`decode.${type}.ratio`]
      if (ratio !== undefined) {
        checks.push(check(`decode.${type}.ratio`, ratio, '>=', RATIO_MIN[type]!))
      }
    }
    const threads = threadsCheck(figures)
    return threads === null ? checks : [...checks, threads]
  }
}

/** Two threads are 1.6 times one, or the memory gives no more: whichever is nearer to its bound counts. */
function threadsCheck(figures: Record<string, number>): BenchCheck | null {
  const speedup = figures['threads2.speedup']
  const fraction = figures['stream.fraction']
  if (speedup === undefined) return null
  if (fraction !== undefined && fraction / FRACTION_MIN > speedup / SPEEDUP_MIN) {
    return check('threads2.speedup or stream.fraction', fraction, '>=', FRACTION_MIN)
  }
  return check('threads2.speedup or stream.fraction', speedup, '>=', SPEEDUP_MIN)
}

function tableOf(results: readonly TypeResult[]): BenchTable {
  const rows = results.flatMap(({ type, promptLength, ours, theirs }) =>
    [
      ...ours.map((one) => ['loci', one] as const),
      ...theirs.map((one) => ['llama.cpp', one] as const),
    ].map(([name, one]) => [
      type,
      name,
      one.contender.threadCount,
      decodeRate(one).toFixed(1),
      prefillRate(one, promptLength).toFixed(0),
    ]),
  )
  return {
    title: 'Tokens a second, medians of rounds by turns',
    columns: ['weights', 'engine', 'threads', 'decode', 'prefill'],
    rows,
  }
}

export const engineBench: Bench = {
  name: 'engine',
  summary: 'tokens a second of a 300M model, beside llama.cpp and the speed of memory',
  rows: [],
  options: [
    { name: 'threads', values: 'N', summary: 'measure one thread and N (default 2)' },
    {
      name: 'kernels',
      values: engineKernelChoices.join('|'),
      summary: 'what computes (default auto)',
    },
    {
      name: 'llama-cpp',
      values: 'DIR',
      summary:
        'folder of node-llama-cpp (default: LOCI_LLAMA_CPP_PACKAGE, else where imports find it)',
    },
    { name: 'folder', values: 'DIR', summary: 'where to write the models (default .loci)' },
  ],
  run: (context) => new EngineBench(context).run(),
}
