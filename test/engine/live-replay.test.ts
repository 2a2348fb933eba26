/** A live run written to disk, read back and given to the core again: the same decisions, and others when a constant differs. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Engine } from '../../src/engine/engine.ts'
import { type OpenEngine, replay } from '../../src/engine/recording.ts'
import { isLogEntry, readRecording } from '../../src/engine/recording-file.ts'
import type { Runner } from '../../src/engine/runner.ts'
import { LociError } from '../../src/errors.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openTinyEngine, openTinyModel, tinyShape, wholeAnswer } from './live-engine-kit.ts'

const model = await openTinyModel()
const openEngine: OpenEngine = (settings, policies) => new Engine({ settings, policies })

/** A run with mixed lengths, cancellations, deadlines, a failed step, a file saved and restored, and too little memory. */
async function record(path: string, seed: number): Promise<number> {
  const prng = createPrng(seed)
  const around = (runner: Runner): Runner => ({
    ...runner,
    async run(plan, asks) {
      if (prng.chance(0.2)) await new Promise((resolve) => setTimeout(resolve, prng.below(3)))
      if (plan.step === 40) throw new LociError('ENGINE_WORKER_DIED', 'a thread ended twice')
      return runner.run(plan, asks)
    },
  })
  await using engine = await openTinyEngine(model, {
    around,
    runner: { blockCount: 16 },
    engine: { recordPath: path, onNote: assert.fail },
  })
  const shared = Array.from({ length: 20 }, () => prng.below(tinyShape.vocabularySize))
  const ask = async (index: number): Promise<unknown> => {
    const own = Array.from({ length: 1 + prng.below(30) }, () =>
      prng.below(tinyShape.vocabularySize),
    )
    const controller = new AbortController()
    const cancelAfterMs = prng.chance(0.2) ? prng.below(30) : null
    await new Promise((resolve) => setTimeout(resolve, prng.below(30)))
    if (cancelAfterMs !== null) setTimeout(() => controller.abort(), cancelAfterMs)
    return wholeAnswer(engine, {
      promptTokens: prng.chance(0.5) ? [...shared, ...own] : own,
      tokensMax: 1 + prng.below(30),
      signal: controller.signal,
      salt: index % 5 === 0 ? 'other' : '',
      sampling: { temperature: prng.chance(0.5) ? 1 : 0 },
      ...(prng.chance(0.1) && { deadlineMs: 20 }),
      ...(prng.chance(0.3) && { program: `p${index % 3}`, tool: 'search' }),
    })
  }
  const asked = Array.from({ length: 24 }, (_, index) => ask(index))
  const all = Promise.allSettled(asked)
  await engine.saveKv(shared, `${path}.kv`, 'other')
  await all
  await engine.restoreKv(`${path}.kv`, 'other')
  await wholeAnswer(engine, { promptTokens: [...shared, 1], tokensMax: 3, salt: 'other' })
  return engine.stats().preemptionCount
}

test('recorded runs make the same decisions again, and others with one constant changed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'live-replay-'))
  t.after(() => rm(folder, { recursive: true }))
  let preemptionCount = 0
  for (const seed of [1, 2, 3]) {
    const path = join(folder, `${seed}.jsonl`)
    preemptionCount += await record(path, seed)
    const log = (await readRecording(nodeDisk, path)).filter(isLogEntry)
    const opened = log[0]
    assert.ok(opened?.kind === 'opened')
    const closed = log.at(-1)
    assert.ok(closed?.kind === 'closed')
    const again = replay(log, openEngine)
    assert.equal(again.divergedAtStep, null, `seed ${seed}`)
    assert.equal(again.decisionHash, closed.decisionHash)
    assert.ok(again.stepCount > 40)
    const { layout } = opened.settings
    for (const change of [{ stepTokensMax: 16 }, { layout: { ...layout, blockCount: 15 } }]) {
      const settings = { ...opened.settings, ...change }
      assert.notEqual(replay(log, openEngine, { settings }).divergedAtStep, null, `seed ${seed}`)
    }
  }
  assert.ok(preemptionCount > 0, 'the cache was too small for all')
})

test('seeds that the engine drew are in the recording', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'live-replay-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'seeds.jsonl')
  const request = { promptTokens: [1, 2, 3], tokensMax: 12, sampling: { temperature: 2 } }
  const engine = await openTinyEngine(model, { engine: { recordPath: path } })
  const drawn = await wholeAnswer(engine, request)
  await engine.close()
  const seeds = (await readRecording(nodeDisk, path)).flatMap((entry) =>
    entry.kind === 'seeded' ? [entry.seed] : [],
  )
  assert.equal(seeds.length, 1)
  await using other = await openTinyEngine(model)
  const again = await wholeAnswer(other, { ...request, seed: seeds[0]! })
  assert.deepEqual(again.tokens, drawn.tokens)
})
