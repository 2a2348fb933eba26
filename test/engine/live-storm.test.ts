/**
 * The loop in a storm: requests that come, are cancelled, are left, run out of time, steps that fail, prefixes saved and restored, by seed.
 *
 * The modelled runner knows each answer without an engine. Whatever happens, each request ends, what ends well is right, nothing stays
 * held, and the recorded run makes the same decisions again.
 */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Engine } from '../../src/engine/engine.ts'
import type { KvFingerprint } from '../../src/engine/kv-fingerprint.ts'
import type { GenerateRequest, LiveEngine } from '../../src/engine/live-engine.ts'
import { type LiveEngineOptions, openLiveEngine } from '../../src/engine/open-live-engine.ts'
import { replay } from '../../src/engine/recording.ts'
import { isLogEntry, readRecording } from '../../src/engine/recording-file.ts'
import { LociError } from '../../src/errors.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import { ModelledRunner, modelledAnswer } from '../../src/testing/modelled-runner.ts'

const SEEDS = 40
const REQUESTS = 24
const END_EVERY = 17
const VOCABULARY = 200

const host = createNodeHost()

const expectedCodes = [
  'ENGINE_WORKER_DIED',
  'ENGINE_DEADLINE',
  'ENGINE_QUEUE_FULL',
  'ENGINE_KV_EXHAUSTED',
  'ENGINE_READER_SLOW',
]
const fingerprint: KvFingerprint = {
  model: 'modelled',
  architecture: 'none',
  rope: 'none',
  adapter: 'none',
  template: 'none',
  kvType: 'f32',
  runner: 'modelled',
}

interface Storm {
  readonly prng: Prng
  readonly engine: LiveEngine
  readonly runner: ModelledRunner
  readonly shared: readonly number[]
  readonly kvPath: string
}

async function pause(prng: Prng): Promise<void> {
  for (let turn = prng.below(6); turn > 0; turn -= 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function requestOf({ prng, shared }: Storm, signal: AbortSignal): GenerateRequest {
  const own = Array.from({ length: 1 + prng.below(30) }, () => prng.below(VOCABULARY))
  return {
    promptTokens: prng.chance(0.4) ? [...shared, ...own] : own,
    tokensMax: 1 + prng.below(40),
    salt: prng.pick(['', '', 'a']),
    signal,
    ...(prng.chance(0.1) && { deadlineMs: 1 + prng.below(4) }),
    ...(prng.chance(0.3) && { program: prng.pick(['p', 'q']) }),
  }
}

/** How a request ended: `whole`, `left`, `aborted` or a code. */
async function ask(storm: Storm): Promise<string> {
  const { prng, engine, runner } = storm
  await pause(prng)
  const controller = new AbortController()
  const request = requestOf(storm, controller.signal)
  const leavesAfter = prng.chance(0.15) ? prng.below(8) : null
  const abortsAfter = prng.chance(0.15) ? prng.below(12) : null
  if (abortsAfter !== null) {
    void (async () => {
      for (let turn = 0; turn < abortsAfter; turn += 1) await pause(prng)
      controller.abort()
    })()
  }
  const tokens: number[] = []
  try {
    for await (const part of engine.generate(request)) {
      if (part.kind === 'token') tokens.push(part.token)
      if (tokens.length === leavesAfter) return 'left'
      if (prng.chance(0.1)) await pause(prng)
    }
  } catch (error) {
    if (LociError.is(error)) return error.code
    return error === controller.signal.reason ? 'aborted' : String(error)
  }
  const whole = modelledAnswer(request.promptTokens, request.tokensMax, runner)
  // The end token ends the answer and is no part of it.
  const expected = whole.filter((token) => token % END_EVERY !== 0)
  assert.deepEqual(tokens, expected)
  return 'whole'
}

/** The file was written by another engine, so what it holds is not in the cache. */
async function restoreAndSave({ prng, engine, shared, kvPath }: Storm): Promise<string> {
  try {
    await engine.restoreKv(kvPath)
    await pause(prng)
    await engine.saveKv(shared, kvPath)
    return 'whole'
  } catch (error) {
    if (LociError.is(error)) return error.code
    throw error
  }
}

function modelledRunner(seed: number, prng: Prng, isHealthy: boolean): ModelledRunner {
  return new ModelledRunner({
    shape: {
      blockCount: 12 + prng.below(30),
      blockTokenCount: 4,
      contextLength: 120,
      vocabularySize: VOCABULARY,
      stepTokensMax: 16 + prng.below(30),
      stepSequencesMax: 2 + prng.below(8),
    },
    endTokenEvery: END_EVERY,
    ...(!isHealthy && { faults: { prng: createPrng(seed + 1), sequence: 0.002, step: 0.01 } }),
    delay: () => pause(prng),
  })
}

function openEngine(
  runner: ModelledRunner,
  options: Partial<LiveEngineOptions> = {},
): Promise<LiveEngine> {
  const tokenizer = {
    isEndOfGeneration: (id: number) => id % END_EVERY === 0,
    openDecoder: () => ({ put: () => '', close: () => '' }),
  }
  return openLiveEngine({ runner, tokenizer, ...host, fingerprint, ...options })
}

async function storm(seed: number, folder: string): Promise<readonly string[]> {
  const prng = createPrng(seed)
  const kvPath = join(folder, `${seed}.kv`)
  const shared = Array.from({ length: 10 }, () => prng.below(VOCABULARY))
  const other = await openEngine(modelledRunner(seed, prng, true))
  await other.saveKv(shared, kvPath)
  await other.close()
  const runner = modelledRunner(seed, prng, false)
  const recordPath = join(folder, `${seed}.jsonl`)
  const engine = await openEngine(runner, {
    settings: { waitingMax: 8 + prng.below(20) },
    recordPath,
    partsMax: 30,
    onNote: assert.fail,
  })
  const all: Storm = { prng, engine, runner, shared, kvPath }
  const ends = await Promise.all([
    ...Array.from({ length: REQUESTS }, () => ask(all)),
    restoreAndSave(all),
  ])
  await engine.drain()
  // Whatever was held by a step that was under way is given back with it.
  for (let turn = 0; turn < 20; turn += 1) await pause(prng)
  const { blockCount, freeBlockCount, cachedBlockCount, waitingCount, runningCount } =
    engine.stats()
  assert.deepEqual([waitingCount, runningCount], [0, 0])
  assert.equal(freeBlockCount + cachedBlockCount, blockCount)
  await engine.close()
  const log = (await readRecording(host.disk, recordPath)).filter(isLogEntry)
  const again = replay(log, (settings, policies) => new Engine({ settings, policies }))
  assert.equal(again.divergedAtStep, null)
  return ends
}

test(`${SEEDS} storms: each request ends, what ends well is right, nothing stays held, replays decide the same`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'live-storm-'))
  t.after(() => rm(folder, { recursive: true }))
  const counts = new Map<string, number>()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const ends = await storm(seed, folder).catch((cause: unknown) => {
      throw new assert.AssertionError({ message: `seed ${seed}: ${String(cause)}` })
    })
    for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  const known = ['whole', 'left', 'aborted', ...expectedCodes]
  assert.deepEqual(
    [...counts.keys()].filter((end) => !known.includes(end)),
    [],
  )
  for (const end of ['whole', 'left', 'aborted', 'ENGINE_WORKER_DIED']) {
    assert.ok((counts.get(end) ?? 0) > 0, `some end with ${end}`)
  }
})
