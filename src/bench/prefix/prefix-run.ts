/**
 * One engine of the prefix bench: a prefix restored from a file, computed, and found in the cache, with the time to the first token of each.
 *
 * Engines are opened anew for each round, because a prefix is restored where nothing was computed before; what is computed and what
 * is cached is told apart by salts, and the suffix is new in all three. The time of a restored prefix has the reading, the checking and the placing of the file in it.
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
  readonly suffix: readonly number[]
  readonly answerTokens: number
  readonly threads: number
}

export interface Measured {
  readonly ttftMs: number
  readonly tokens: readonly number[]
  readonly tokensComputed: number
  readonly bytesRead: number
}

export interface PrefixRound {
  /** Null in the first round: there is no file yet. */
  readonly restored: Measured | null
  readonly cold: Measured
  readonly cached: Measured
  readonly kernels: string
  readonly fileBytes: number
}

const BLOCK_TOKENS = 16
/** The prefix of three salts, and a little. */
const SEQUENCES = 4

async function measure(
  { host, prefix, suffix, answerTokens }: PrefixTask,
  engine: LiveEngine,
  salt: string,
  prepare: () => Promise<number>,
): Promise<Measured> {
  const tokens: number[] = []
  const startedMs = host.clock.monotonicMs()
  const bytesRead = await prepare()
  const promptTokens = [...prefix, ...suffix]
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
  return { ttftMs, tokens, tokensComputed, bytesRead }
}

const nothing = (): Promise<number> => Promise.resolve(0)

export async function prefixRound(task: PrefixTask, round: number): Promise<PrefixRound> {
  const { host, modelPath, kvPath, prefix, suffix, answerTokens, threads } = task
  await using file = await openGguf(host.disk, modelPath)
  const contextLength = prefix.length + suffix.length + answerTokens
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
  const restored =
    round === 0
      ? null
      : await measure(
          task,
          engine,
          'kept',
          async () => (await engine.restoreKv(kvPath, 'kept')).byteCount,
        )
  const cold = await measure(task, engine, 'computed', nothing)
  // The prefix alone: the suffix is new where the prefix is known.
  for await (const _part of engine.generate({
    promptTokens: prefix,
    tokensMax: 1,
    salt: 'shared',
  })) {
    // What counts is that it was computed.
  }
  const cached = await measure(task, engine, 'shared', nothing)
  const saved = round === 0 ? await engine.saveKv(prefix, kvPath, 'kept') : null
  return { restored, cold, cached, kernels, fileBytes: saved?.byteCount ?? 0 }
}
