/** A live run of the engine, recorded, decides the same in the simulator's driver; one changed constant breaks that. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Engine } from '../../src/engine/engine.ts'
import type { EngineSettings } from '../../src/engine/engine-settings.ts'
import type { LiveEngine } from '../../src/engine/live-engine.ts'
import { isLogEntry, readRecording } from '../../src/engine/recording-file.ts'
import { LociError } from '../../src/errors.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { type LogEntry, replayRecording } from '../../src/sim/replay-recording.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openTinyEngine, openTinyModel, tinyShape } from '../engine/live-engine-kit.ts'

const REQUESTS = 220
const WAVE = 12

const folder = await mkdtemp(join(tmpdir(), 'loci-parity-'))
after(() => rm(folder, { recursive: true }))
const model = await openTinyModel()

const mixes: readonly Partial<EngineSettings>[] = [
  {},
  { admission: 'past-future', ordering: 'shortest-predicted', eviction: 'slru' },
  { admission: 'conservative', ordering: 'program-fcfs', retention: 'continuum' },
]

async function ask(live: LiveEngine, seed: number): Promise<void> {
  const prng = createPrng(seed)
  const family = prng.below(4)
  const prompt = Array.from({ length: 3 + prng.below(24) }, (_, at) =>
    at < 12 ? family : prng.below(tinyShape.vocabularySize),
  )
  const leavesAfter = prng.chance(0.1) ? prng.below(4) : Number.POSITIVE_INFINITY
  await pause(prng.below(8))
  let count = 0
  try {
    for await (const _part of live.generate({
      promptTokens: prompt,
      tokensMax: 1 + prng.below(16),
      ...(prng.chance(0.4) ? { program: `program-${prng.below(6)}`, tool: 'read' } : {}),
      ...(prng.chance(0.05) ? { deadlineMs: 5 } : {}),
    })) {
      count += 1
      if (count > leavesAfter) break
    }
  } catch (error) {
    // A deadline that passed is part of the run.
    if (!LociError.is(error, 'ENGINE_DEADLINE')) throw error
  }
}

async function recordRun(name: string, settings: Partial<EngineSettings>) {
  const recordPath = join(folder, `${name}.jsonl`)
  const engine = await openTinyEngine(model, { engine: { settings, recordPath } })
  for (let from = 0; from < REQUESTS; from += WAVE) {
    const wave = Array.from({ length: Math.min(WAVE, REQUESTS - from) }, (_, at) =>
      ask(engine, 7 * from + at),
    )
    await Promise.all(wave)
  }
  await engine.close()
  return (await readRecording(nodeDisk, recordPath)).filter(isLogEntry)
}

const open = (settings: EngineSettings): Engine => new Engine({ settings })

for (const [at, mix] of mixes.entries()) {
  const name = Object.values(mix).join(', ') || 'the defaults'
  test(`a live run with ${name} decides the same in the simulator's driver`, async (context) => {
    const log = await recordRun(`run-${at}`, mix)
    const submitted = log.filter(({ kind }) => kind === 'submitted').length
    assert(submitted >= 200, `${submitted} requests were recorded`)
    const again = replayRecording(log, open)
    const closed = log.find((entry): entry is Extract<LogEntry, { kind: 'closed' }> => {
      return entry.kind === 'closed'
    })
    assert.equal(again.divergedAtStep, null)
    assert.equal(again.decisionHash, closed!.decisionHash)
    assert.equal(again.engine.stepCount, closed!.stepCount)
    checkChanges(log, again.settings)
    context.diagnostic(
      `${submitted} requests, ${closed!.stepCount} steps, hash ${again.decisionHash}`,
    )
  })
}

function checkChanges(log: readonly LogEntry[], settings: EngineSettings): void {
  const { layout } = settings
  assert(layout.kind === 'paged')
  const changes: readonly Partial<EngineSettings>[] = [
    { stepTokensMax: Math.max(settings.stepSequencesMax, settings.stepTokensMax - 9) },
    { stepSequencesMax: 2 },
    { layout: { ...layout, prefixCache: 'off' } },
  ]
  for (const change of changes) {
    const again = replayRecording(log, open, { ...settings, ...change })
    assert.notEqual(again.divergedAtStep, null, `${JSON.stringify(change)} changes nothing`)
  }
}
