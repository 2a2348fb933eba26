/**
 * `loci bench prefix`: what a prefix that is known already saves until the first token.
 *
 * A shared prefix with a short suffix behind it, on a made model of more than 100M parameters in Q8_0: computed, found in the cache, and
 * restored from a file into an engine that has computed nothing. Ratios are of pairs of one round, medians over rounds; beside the times
 * stand tokens computed and bytes read. Greedy answers must be equal in all three.
 */

import { readMachineFacts } from '../host/machine.ts'
import { createPrng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { engineBenchShape, makeModel, tinyBenchShape } from './engine/made-model.ts'
import type { RandomModelShape } from './golden/random-model.ts'
import {
  type Measured,
  type PrefixRound,
  type PrefixTask,
  prefixRound,
  type SavedPrefix,
  savePrefix,
} from './prefix/prefix-run.ts'
import { quantileOf } from './quantile.ts'

const CACHED_RATIO_MAX = 0.1
const RESTORED_RATIO_MAX = 0.2
const SEED = 17

/** 110M parameters, the table of embeddings among them. */
const fullShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 12,
  embeddingLength: 768,
  feedForwardLength: 2048,
  headCount: 12,
  kvHeadCount: 12,
  isTied: true,
}
const fullSizes = { prefixTokens: 1_500, suffixTokens: 32, answerTokens: 32, rounds: 5 }
const quickSizes = { prefixTokens: 100, suffixTokens: 8, answerTokens: 8, rounds: 2 }

function drawnIds(count: number, below: number, seed: number): number[] {
  const prng = createPrng(seed)
  return Array.from({ length: count }, () => prng.below(below))
}

interface Outcome {
  readonly saved: SavedPrefix
  readonly rounds: readonly PrefixRound[]
  readonly parameterCount: number
  readonly threads: number
}

async function measureAll(context: BenchContext, folder: string): Promise<Outcome> {
  const { host, isQuick, log, budgetSeconds } = context
  const shape = isQuick ? tinyBenchShape : fullShape
  const sizes = isQuick ? quickSizes : fullSizes
  const modelPath = `${folder}/made.gguf`
  const { parameterCount } = await makeModel(host.disk, modelPath, {
    shape,
    type: 'Q8_0',
    seed: SEED,
  })
  const threads = isQuick ? 1 : readMachineFacts(null).cores
  const task: PrefixTask = {
    host,
    modelPath,
    kvPath: `${folder}/prefix.kv`,
    prefix: drawnIds(sizes.prefixTokens, shape.vocabularySize, SEED),
    suffixes: [1, 2].map((more) =>
      drawnIds(sizes.suffixTokens, shape.vocabularySize, SEED + more),
    ) as [number[], number[]],
    answerTokens: sizes.answerTokens,
    threads,
  }
  log('prefix: saving')
  const saved = await savePrefix(task)
  const rounds: PrefixRound[] = []
  const startedMs = host.clock.monotonicMs()
  const budgetMs = (budgetSeconds ?? Number.POSITIVE_INFINITY) * 1_000
  while (rounds.length < sizes.rounds) {
    log(`prefix: round ${rounds.length + 1} of ${sizes.rounds}`)
    rounds.push(await prefixRound(task, rounds.length))
    if (rounds.length >= 2 && host.clock.monotonicMs() - startedMs > budgetMs) break
  }
  return { saved, rounds, parameterCount, threads }
}

function median(values: readonly number[]): number {
  return quantileOf(values, 0.5)
}

interface Kind {
  readonly name: string
  readonly of: readonly Measured[]
}

/** With each suffix all answers are equal, and both suffixes were computed and cached. */
function isIdentical(kinds: readonly Kind[]): boolean {
  const answers = kinds.flatMap(({ of }) =>
    of.map(({ suffix, tokens }) => `${suffix}: ${tokens.join(' ')}`),
  )
  return new Set(answers).size === 2
}

function resultOf(
  { saved, rounds, parameterCount, threads }: Outcome,
  isQuick: boolean,
): BenchResult {
  const kinds: Kind[] = (['cold', 'cached', 'restored'] as const).map((name) => ({
    name,
    of: rounds.map((round) => round[name]),
  }))
  const ratios = (name: 'cached' | 'restored'): number[] =>
    rounds.map((round) => round[name].ttftMs / round.cold.ttftMs)
  const figures: Record<string, number> = {
    'ttft.cached.ratio': median(ratios('cached')),
    'ttft.restored.ratio': median(ratios('restored')),
    identical: Number(isIdentical(kinds)),
    'model.parameters': parameterCount,
    threads,
    rounds: rounds.length,
    'restored.bytesRead': kinds[2]!.of[0]!.bytesRead,
  }
  for (const { name, of } of kinds) {
    const times = of.map(({ ttftMs }) => ttftMs)
    figures[`ttft.${name}.ms`] = median(times)
    figures[`ttft.${name}.msMin`] = Math.min(...times)
    figures[`ttft.${name}.msMax`] = Math.max(...times)
    figures[`${name}.tokensComputed`] = of[0]!.tokensComputed
  }
  const ratioChecks = [
    check('ttft.cached.ratio', figures['ttft.cached.ratio']!, '<=', CACHED_RATIO_MAX),
    check('ttft.restored.ratio', figures['ttft.restored.ratio']!, '<=', RESTORED_RATIO_MAX),
  ]
  // Of a model that computes a prompt in a millisecond a ratio says nothing.
  const checks = [...(isQuick ? [] : ratioChecks), check('identical', figures.identical!, '>=', 1)]
  const notes = [
    `${saved.kernels} kernels, ${threads} threads; the operating system had the KV file in memory when it was read.`,
    ...(isQuick ? ['The tiny version: its ratios say that it runs, not what a prefix saves.'] : []),
  ]
  const rows = kinds.map(({ name, of }) => [
    name,
    figures[`ttft.${name}.ms`]!.toFixed(1),
    `${figures[`ttft.${name}.msMin`]!.toFixed(1)} to ${figures[`ttft.${name}.msMax`]!.toFixed(1)}`,
    of[0]!.tokensComputed,
    of[0]!.bytesRead,
  ])
  const columns = ['prefix', 'first token, ms', 'range', 'tokens computed', 'bytes read']
  return {
    figures,
    checks,
    notes,
    dataSha256: null,
    tables: [{ title: 'Time to the first token', columns, rows }],
  }
}

export const prefixBench: Bench = {
  name: 'prefix',
  summary: 'time to the first token: prefix computed, cached, restored from disk',
  rows: ['kv-survey'],
  options: [{ name: 'folder', values: 'DIR', summary: 'where to write (default .loci)' }],
  async run(context) {
    const { host, options, isQuick } = context
    const folder = `${options.folder ?? '.loci'}/bench-prefix-${Math.trunc(host.clock.nowMs())}`
    await host.disk.makeFolder(folder)
    try {
      return resultOf(await measureAll(context, folder), isQuick)
    } finally {
      await host.disk.remove(folder)
    }
  },
}
