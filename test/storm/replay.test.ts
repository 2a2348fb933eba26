/** A recorded run, fed to a new core, plans the same; with one constant changed it does not. */

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Engine } from '../../src/engine/engine.ts'
import type { EngineRequest } from '../../src/engine/engine-request.ts'
import { type EngineSettings, engineDefaults } from '../../src/engine/engine-settings.ts'
import { type LogEntry, type OpenEngine, replay } from '../../src/engine/recording.ts'
import type { RequestId, StepOutcome, StepPlan } from '../../src/engine/step.ts'
import { LociError } from '../../src/errors.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import { ModelledRunner } from '../../src/testing/modelled-runner.ts'
import { EngineStorm } from './engine-storm.ts'

const REQUESTS = 60
const settings: EngineSettings = {
  ...engineDefaults,
  contextLength: 128,
  layout: { kind: 'paged', blockCount: 40, blockTokenCount: 8, prefixCache: 'tokens' },
  stepTokensMax: 24,
  stepSequencesMax: 8,
  waitingMax: 30,
}
const open: OpenEngine = (given, policies) => new Engine({ settings: given, policies })

interface RecordedRun {
  readonly log: readonly LogEntry[]
  readonly stepHashes: readonly string[]
  readonly decisionHash: string
  readonly preemptionCount: number
}

/** A live run in small: requests and cancellations come between and during steps, each step takes its own random time. */
async function record(seed: number): Promise<RecordedRun> {
  const prng = createPrng(seed)
  const lines: string[] = []
  const engine = new Engine({
    settings,
    record: (entry) => void lines.push(JSON.stringify(entry)),
  })
  const wait = async (): Promise<void> => {
    for (let turns = prng.below(4); turns > 0; turns -= 1) await nextTurn()
  }
  const runner = new ModelledRunner({
    shape: { ...engine.layout, contextLength: settings.contextLength },
    endTokenEvery: 20,
    faults: { prng, sequence: 0.002, step: 0.002 },
    delay: wait,
  })
  let nowMs = 0
  let isDone = false
  const clock = (): number => {
    nowMs += prng.next()
    return nowMs
  }
  const client = async (): Promise<void> => {
    const ids: RequestId[] = []
    for (let count = 0; count < REQUESTS; count += 1) {
      const result = engine.submit(drawRequest(prng, nowMs), clock())
      if (result.status === 'accepted') ids.push(result.id)
      if (prng.chance(0.1) && ids.length > 0) engine.cancel(prng.pick(ids), clock())
      await wait()
    }
    isDone = true
  }
  const stepHashes: string[] = []
  const loop = async (): Promise<void> => {
    for (;;) {
      const plan = engine.plan(clock())
      if (plan === null) {
        if (isDone) return
        await nextTurn()
        continue
      }
      stepHashes.push(engine.decisionHash)
      engine.commit(plan, await outcomeOf(runner, plan), clock())
    }
  }
  await Promise.all([client(), loop()])
  engine.close()
  return {
    log: lines.map((line) => JSON.parse(line) as LogEntry),
    stepHashes,
    decisionHash: engine.decisionHash,
    preemptionCount: engine.stats().preemptionCount,
  }
}

async function outcomeOf(runner: ModelledRunner, plan: StepPlan): Promise<StepOutcome> {
  try {
    const { choices } = await runner.run(plan, new Map())
    const sampled = [...choices].map(([request, { id }]) => {
      return { request, token: id, isLast: runner.isLast(id) }
    })
    return { step: plan.step, sampled, failed: [] }
  } catch (error) {
    assert(error instanceof LociError)
    const failed = plan.sequences.map(({ request }) => ({ request, code: error.code }))
    return { step: plan.step, sampled: [], failed }
  }
}

function drawRequest(prng: Prng, nowMs: number): EngineRequest {
  const start = prng.below(3)
  const count = 5 + prng.below(50)
  return {
    prompt: {
      kind: 'tokens',
      tokens: Array.from({ length: count }, (_, at) => (at < 20 ? start : prng.below(100))),
    },
    tokensMax: 1 + prng.below(60),
    ...(prng.chance(0.1) ? { deadlineAtMs: nowMs + 50 } : {}),
  }
}

let runs: readonly RecordedRun[] = []
before(async () => {
  runs = [await record(1), await record(2), await record(3)]
})

test('live runs with random delays replay to the identical plans', (context) => {
  for (const run of runs) {
    const again = replay(run.log, open)
    assert.equal(again.divergedAtStep, null)
    assert.deepEqual(again.stepHashes, run.stepHashes)
    assert.equal(again.decisionHash, run.decisionHash)
    assert(run.preemptionCount > 0, 'the runs had preemptions')
  }
  const counts = runs.map(({ stepHashes }) => stepHashes.length)
  context.diagnostic(`${counts.join(', ')} steps`)
})

test('plans are not in the log', () => {
  for (const { log } of runs) {
    const kinds = new Set(log.map(({ kind }) => kind))
    assert.deepEqual([...kinds].sort(), [
      'cancelled',
      'closed',
      'committed',
      'opened',
      'planned',
      'submitted',
    ])
    assert(log.every((entry) => !/sequences|blocks"/.test(JSON.stringify(entry))))
  }
})

const changes: Readonly<Record<string, Partial<EngineSettings>>> = {
  'one token a step less': { stepTokensMax: 23 },
  'one sequence a step less': { stepSequencesMax: 7 },
  'one block less': { layout: { ...settings.layout, blockCount: 39 } as EngineSettings['layout'] },
  'another admission': { admission: 'conservative' },
  'a shorter queue': { waitingMax: 5 },
  'no prefix cache': {
    layout: { ...settings.layout, prefixCache: 'off' } as EngineSettings['layout'],
  },
}
for (const [what, change] of Object.entries(changes)) {
  test(`the same log with ${what} replays to other plans`, () => {
    for (const { log, decisionHash } of runs) {
      const again = replay(log, open, { settings: { ...settings, ...change } })
      assert.notEqual(again.divergedAtStep, null)
      assert.notEqual(again.decisionHash, decisionHash)
    }
  })
}

test('an outcome that is lost from the log is noticed at its step', () => {
  const [run] = runs
  const committed = run!.log.filter((entry) => entry.kind === 'committed')
  const lost = committed[10]!
  const torn = run!.log.filter((entry) => entry !== lost)
  assert.equal(replay(torn, open).divergedAtStep, lost.outcome.step)
})

test('storms of all policies and layouts replay to their decision hash', () => {
  for (let seed = 500; seed < 540; seed += 1) {
    const { log, decisionHash } = new EngineStorm(seed).run()
    const policies = EngineStorm.policiesOf(seed)
    const again = replay(
      JSON.parse(JSON.stringify(log)) as LogEntry[],
      (given) => new Engine({ settings: given, policies, knowsFuture: true }),
    )
    assert.deepEqual(
      [again.divergedAtStep, again.decisionHash],
      [null, decisionHash],
      `seed ${seed}`,
    )
  }
})
