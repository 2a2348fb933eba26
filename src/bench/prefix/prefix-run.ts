/**
 * One engine of the prefix bench: a prefix restored from a file, computed, and found in the cache, with the time to the first token of each.
 *
 * Engines are opened anew for each round, because a prefix is restored where nothing was computed before. Two suffixes take turns: what
 * is computed in a round has the one, what is cached the other, so that a suffix is new in all three. The time of a restored prefix has
 * the reading, the checking and the placing of the file in it.
 */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import { fingerprintOf } from '../../engine/kv-fingerprint.ts'
import type { GenerateUsage, LiveEngine } from '../../engine/live-engine.ts'
import { openLiveEngine } from '../../engine/open-live-engine.ts'
import type { Host } from '../../host/host.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import { assert } from '../../stdx/assert.ts'
import { tokenOnly } from '../engine/token-only.ts'

export interface PrefixTask {
  readonly host: Host
  readonly modelPath: string
  readonly kvPath: string
  readonly prefix: readonly number[]
  /** Of one length. */
  readonly suffixes: readonly [readonly number[], readonly number[]]
  readonly answerTokens: number
  readonly threads: number
}

export interface Measured {
  readonly suffix: 0 | 1
  readonly ttftMs: number
  readonly tokens: readonly number[]
  readonly tokensComputed: number
  readonly bytesRead: number
}

export interface PrefixRound {
  readonly restored: Measured
  readonly cold: Measured
  readonly cached: Measured
}

const BLOCK_TOKENS = 16
/** The prefix of two salts, and a little. */
const SEQUENCES = 3

interface Measuring {
  readonly suffix: 0 | 1
  readonly salt: string
  /** Counted in; bytes read. */
  readonly prepare?: () => Promise<number>
}

async function measure(
  { host, prefix, suffixes, answerTokens }: PrefixTask,
  engine: LiveEngine,
  { suffix, salt, prepare }: Measuring,
): Promise<Measured> {
  const tokens: number[] = []
  const promptTokens = [...prefix, ...suffixes[suffix]]
  const startedMs = host.clock.monotonicMs()
  const bytesRead = (await prepare?.()) ?? 0
  let ttftMs = 0
  let usage: GenerateUsage | null = null
  for await (const part of engine.generate({ promptTokens, tokensMax: answerTokens, salt })) {
    if (part.kind === 'end') usage = part.usage
    else {
      if (tokens.length === 0) ttftMs = host.clock.monotonicMs() - startedMs
      tokens.push(part.token)
    }
  }
  assert(usage !== null, 'an answer has an end')
  const tokensComputed = usage.promptTokens - usage.cachedTokens
  return { suffix, ttftMs, tokens, tokensComputed, bytesRead }
}

interface Opened {
  readonly engine: LiveEngine
  readonly kernels: string
}

async function withEngine<Result>(
  { host, modelPath, prefix, suffixes, answerTokens, threads }: PrefixTask,
  use: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  await using file = await openGguf(host.disk, modelPath)
  const contextLength = prefix.length + suffixes[0].length + answerTokens
  const runner = await openComputeRunner({
    file,
    disk: host.disk,
    threads,
    kvType: 'f16',
    contextLength,
    blockTokenCount: BLOCK_TOKENS,
    blockCount: SEQUENCES * Math.ceil(contextLength / BLOCK_TOKENS),
  })
  const { kernels } = runner.describe()
  await using engine = await openLiveEngine({
    runner,
    tokenizer: tokenOnly,
    clock: host.clock,
    random: host.random,
    disk: host.disk,
    fingerprint: await fingerprintOf(file, { kvType: 'f16', runner: kernels }),
  })
  return await use({ engine, kernels })
}

export interface SavedPrefix {
  readonly kernels: string
  readonly fileBytes: number
}

/** Computes the prefix once and writes its file; what is measured later finds everything warm. */
export function savePrefix(task: PrefixTask): Promise<SavedPrefix> {
  return withEngine(task, async ({ engine, kernels }) => {
    const { byteCount } = await engine.saveKv(task.prefix, task.kvPath, 'kept')
    return { kernels, fileBytes: byteCount }
  })
}

export function prefixRound(task: PrefixTask, round: number): Promise<PrefixRound> {
  const [first, second] = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
  return withEngine(task, async ({ engine }) => {
    const prepare = async (): Promise<number> =>
      (await engine.restoreKv(task.kvPath, 'kept')).byteCount
    const restored = await measure(task, engine, { suffix: first, salt: 'kept', prepare })
    const cold = await measure(task, engine, { suffix: first, salt: 'computed' })
    const cached = await measure(task, engine, { suffix: second, salt: 'computed' })
    return { restored, cold, cached }
  })
}
