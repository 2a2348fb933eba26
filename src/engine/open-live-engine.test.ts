/** The engine that answers, over a tiny random model: what comes out, and every way in which a request can end. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  END_TOKEN,
  openTinyEngine,
  openTinyModel,
  tinyShape,
  wholeAnswer,
} from '../../test/engine/live-engine-kit.ts'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { likeliest } from '../model/sampling/choose-token.ts'
import { createPrng } from '../stdx/prng.ts'
import { readEngineProfile } from './engine-profile.ts'
import type { GeneratedPart, GenerateRequest, LiveEngine } from './live-engine.ts'
import { ReferenceModel } from './reference-model.ts'
import type { Runner } from './runner.ts'

const model = await openTinyModel()
const noEnd = { ignoresEndOfGeneration: true }

function prompt(length: number, seed: number): number[] {
  const prng = createPrng(seed)
  return Array.from({ length }, () => prng.below(tinyShape.vocabularySize))
}

/** Greedy, by the reference alone. */
function expected(promptTokens: readonly number[], count: number): number[] {
  const sequence = new ReferenceModel(model.weights).openSequence()
  const tokens: number[] = []
  let logits = new Float64Array() as Float64Array
  for (const id of promptTokens) logits = sequence.run(id)
  while (tokens.length < count) {
    tokens.push(likeliest(logits))
    logits = sequence.run(tokens.at(-1)!)
  }
  return tokens
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return LociError.is(error) ? error.code : String(error)
  }
  return 'no error'
}

/** Nothing is held any more but by the prefix index. */
function assertClean(engine: LiveEngine): void {
  const { waitingCount, runningCount, blockCount, freeBlockCount, cachedBlockCount } =
    engine.stats()
  assert.deepEqual({ waitingCount, runningCount }, { waitingCount: 0, runningCount: 0 })
  assert.equal(freeBlockCount + cachedBlockCount, blockCount)
}

/** Steps wait until `open` is called. */
function gated(): { around: (runner: Runner) => Runner; open: () => void; runs: number[] } {
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const runs: number[] = []
  const around = (runner: Runner): Runner => ({
    ...runner,
    async run(plan, asks) {
      runs.push(plan.step)
      await gate
      return runner.run(plan, asks)
    },
  })
  return { around, open, runs }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('a greedy answer is that of the reference alone, and usage and timings say what it took', async () => {
  await using engine = await openTinyEngine(model)
  const promptTokens = prompt(19, 1)
  const answer = await wholeAnswer(engine, { promptTokens, tokensMax: 12, ...noEnd })
  assert.deepEqual(answer.tokens, expected(promptTokens, 12))
  assert.equal(answer.text.length, 12)
  const { reason, usage, timings } = answer.end
  assert.equal(reason, 'length')
  assert.deepEqual(usage, {
    promptTokens: 19,
    cachedTokens: 0,
    completionTokens: 12,
    preemptionCount: 0,
  })
  for (const ms of Object.values(timings)) assert.ok(ms >= 0)
  assert.ok(timings.prefillMs > 0)
  assertClean(engine)
})

test('[KVSURVEY-PREEMPT-1] many at once give what each gives alone, also when the cache is too small for all', async () => {
  await using engine = await openTinyEngine(model, { runner: { blockCount: 14 } })
  const requests = Array.from({ length: 12 }, (_, index) => prompt(5 + 3 * index, index))
  const answers = await Promise.all(
    requests.map((promptTokens) => wholeAnswer(engine, { promptTokens, tokensMax: 25, ...noEnd })),
  )
  for (const [index, promptTokens] of requests.entries()) {
    assert.deepEqual(answers[index]!.tokens, expected(promptTokens, 25), `request ${index}`)
  }
  assert.ok(engine.stats().preemptionCount > 0)
  const told = answers.reduce((sum, { end }) => sum + end.usage.preemptionCount, 0)
  assert.equal(told, engine.stats().preemptionCount)
  assertClean(engine)
})

test('[KVSURVEY-PREFIX-1] a prefix that was computed is taken from the cache, but not by another salt', async () => {
  await using engine = await openTinyEngine(model)
  const promptTokens = prompt(30, 2)
  const ask = async (salt: string): Promise<readonly [number, readonly number[]]> => {
    const { tokens, end } = await wholeAnswer(engine, {
      promptTokens,
      tokensMax: 4,
      salt,
      ...noEnd,
    })
    return [end.usage.cachedTokens, tokens]
  }
  const cold = await ask('ada')
  const warm = await ask('ada')
  const other = await ask('bob')
  assert.equal(cold[0], 0)
  assert.ok(warm[0] >= 24, `${warm[0]} tokens came from the cache`)
  assert.equal(other[0], 0)
  assert.deepEqual(warm[1], cold[1])
  assert.deepEqual(other[1], cold[1])
})

test('the same seed draws the same answer whatever else runs, another seed another', async () => {
  await using engine = await openTinyEngine(model)
  const drawn = (seed: number): GenerateRequest => ({
    promptTokens: prompt(6, 3),
    tokensMax: 16,
    sampling: { temperature: 1.5 },
    seed,
    ...noEnd,
  })
  const alone = await wholeAnswer(engine, drawn(7))
  const [again, other] = await Promise.all([
    wholeAnswer(engine, drawn(7)),
    wholeAnswer(engine, drawn(8)),
  ])
  assert.deepEqual(again.tokens, alone.tokens)
  assert.notDeepEqual(other.tokens, alone.tokens)
})

test('an answer ends with the end token, with a stop token, before a stop string', async () => {
  await using engine = await openTinyEngine(model)
  const promptTokens = prompt(8, 4)
  const tokens = expected(promptTokens, 10)
  const text = String.fromCharCode(...tokens.map((id) => 0x21 + id))
  const forced = await wholeAnswer(engine, {
    promptTokens,
    tokensMax: 10,
    sampling: { logitBias: new Map([[END_TOKEN, 1_000]]) },
  })
  assert.deepEqual(forced.tokens, [])
  assert.equal(forced.end.reason, 'stop')
  assert.equal(forced.end.usage.completionTokens, 1)
  const stopped = await wholeAnswer(engine, {
    promptTokens,
    tokensMax: 10,
    stop: [text.slice(4, 7)],
    ...noEnd,
  })
  assert.equal(stopped.text, text.slice(0, text.indexOf(text.slice(4, 7))))
  assert.equal(stopped.end.reason, 'stop')
  const byToken = await wholeAnswer(engine, {
    promptTokens,
    tokensMax: 10,
    stopTokens: [tokens[3]!],
    ...noEnd,
  })
  assert.deepEqual(byToken.tokens, tokens.slice(0, tokens.indexOf(tokens[3]!)))
})

test('log probabilities come with each token where they are asked for', async () => {
  await using engine = await openTinyEngine(model)
  for await (const part of engine.generate({
    promptTokens: prompt(5, 5),
    tokensMax: 3,
    topLogProbCount: 4,
    ...noEnd,
  })) {
    if (part.kind === 'end') continue
    assert.equal(part.logProb?.top.length, 4)
    assert.equal(part.logProb?.top[0]?.id, part.token)
    assert.equal(part.logProb?.top[0]?.logProb, part.logProb?.logProb)
  }
})

test('a signal ends a request that waits, that is computed, and that is read, with its own reason', async () => {
  const { around, open, runs } = gated()
  await using engine = await openTinyEngine(model, {
    around,
    runner: { stepSequencesMax: 1 },
  })
  const controllers = [0, 1].map(() => new AbortController())
  const [running, waiting] = controllers.map(({ signal }, index) =>
    codeOf(
      wholeAnswer(engine, { promptTokens: prompt(20, index), tokensMax: 9, signal, ...noEnd }),
    ),
  )
  const third = wholeAnswer(engine, { promptTokens: prompt(20, 9), tokensMax: 4, ...noEnd })
  await turns(2)
  assert.deepEqual(runs, [0])
  assert.equal(engine.stats().waitingCount, 2)
  controllers[1]!.abort(new LociError('TOO_BUSY', 'the second'))
  assert.equal(await waiting, 'TOO_BUSY')
  assert.equal(engine.stats().waitingCount, 1)
  // Its step is under way, and it is answered all the same.
  controllers[0]!.abort(new LociError('NOT_FOUND', 'the first'))
  assert.equal(await running, 'NOT_FOUND')
  open()
  assert.deepEqual((await third).tokens, expected(prompt(20, 9), 4))
  assertClean(engine)
  const aborted = AbortSignal.abort(new LociError('TOO_BUSY', 'before it began'))
  const never = { promptTokens: [1], tokensMax: 1, signal: aborted }
  assert.equal(await codeOf(wholeAnswer(engine, never)), 'TOO_BUSY')
})

test('leaving the iteration cancels the request in every state', async () => {
  const { around, open } = gated()
  await using engine = await openTinyEngine(model, { around, runner: { stepSequencesMax: 1 } })
  const iterators = [1, 2].map((seed) =>
    engine
      .generate({ promptTokens: prompt(40, seed), tokensMax: 50, ...noEnd })
      [Symbol.asyncIterator](),
  )
  const first = iterators.map((iterator) => iterator.next())
  await turns(2)
  await iterators[1]!.return!()
  assert.deepEqual(await first[1], { done: true, value: undefined })
  await iterators[0]!.return!()
  assert.deepEqual(await first[0], { done: true, value: undefined })
  open()
  await turns(3)
  let read = 0
  for await (const _part of engine.generate({
    promptTokens: prompt(9, 3),
    tokensMax: 50,
    ...noEnd,
  })) {
    read += 1
    if (read === 5) break
  }
  await turns(3)
  assertClean(engine)
  assert.ok(engine.stats().stepCount < 20)
})

test('a deadline ends a request while it waits and while it runs, and others go on', async () => {
  const { around, open } = gated()
  await using engine = await openTinyEngine(model, { around, runner: { stepSequencesMax: 1 } })
  const ask = (seed: number, deadlineMs?: number) =>
    wholeAnswer(engine, {
      promptTokens: prompt(10, seed),
      tokensMax: 5,
      ...noEnd,
      ...(deadlineMs !== undefined && { deadlineMs }),
    })
  const [running, waiting, free] = [codeOf(ask(1, 5)), codeOf(ask(2, 8)), ask(3)]
  assert.equal(await running, 'ENGINE_DEADLINE')
  assert.equal(await waiting, 'ENGINE_DEADLINE')
  open()
  assert.deepEqual((await free).tokens, expected(prompt(10, 3), 5))
  assertClean(engine)
})

test('a full queue refuses with the time after which to ask again, and only the one too many', async () => {
  const { around, open } = gated()
  await using engine = await openTinyEngine(model, {
    around,
    runner: { stepSequencesMax: 1 },
    engine: { settings: { waitingMax: 2 } },
  })
  const ask = (seed: number) =>
    wholeAnswer(engine, { promptTokens: prompt(10, seed), tokensMax: 3, ...noEnd })
  const first = ask(1)
  await turns(2)
  const accepted = [first, ask(2), ask(3)]
  await assert.rejects(ask(4), (error) => {
    assert.ok(LociError.is(error, 'ENGINE_QUEUE_FULL'))
    assert.ok(Number(error.details?.retryAfterMs) > 0)
    return true
  })
  open()
  for (const [index, answer] of (await Promise.all(accepted)).entries()) {
    assert.deepEqual(answer.tokens, expected(prompt(10, index + 1), 3))
  }
  assert.equal((await ask(4)).end.reason, 'length')
})

test('a step that cannot be computed fails its own requests, and the next step works', async () => {
  let isBroken = true
  const around = (runner: Runner): Runner => ({
    ...runner,
    async run(plan, asks) {
      if (plan.step === 2 && isBroken) {
        isBroken = false
        throw new LociError('ENGINE_WORKER_DIED', 'a thread ended twice')
      }
      return runner.run(plan, asks)
    },
  })
  await using engine = await openTinyEngine(model, { around, runner: { stepSequencesMax: 2 } })
  const asked = [1, 2, 3, 4].map((seed) =>
    wholeAnswer(engine, { promptTokens: prompt(6, seed), tokensMax: 8, ...noEnd }),
  )
  const outcomes = await Promise.allSettled(asked)
  const failed = outcomes.filter(({ status }) => status === 'rejected')
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled', 'fulfilled'],
  )
  for (const outcome of failed) {
    assert.ok(outcome.status === 'rejected' && LociError.is(outcome.reason, 'ENGINE_WORKER_DIED'))
  }
  assert.deepEqual((await asked[2])?.tokens, expected(prompt(6, 3), 8))
  assertClean(engine)
})

test('what is larger than the context or the cache is refused at once', async () => {
  await using engine = await openTinyEngine(model, { runner: { blockCount: 4 } })
  const ask = (length: number, tokensMax: number) =>
    codeOf(wholeAnswer(engine, { promptTokens: prompt(length, 1), tokensMax }))
  assert.equal(await ask(tinyShape.contextLength, 1), 'MODEL_CONTEXT_OVERFLOW')
  assert.equal(await ask(40, 1), 'ENGINE_KV_EXHAUSTED')
  assert.equal(await ask(10, 40), 'ENGINE_KV_EXHAUSTED')
  assert.equal(await ask(0, 1), 'INPUT_INVALID')
  assertClean(engine)
})

test('draining lets what runs end and takes nothing new', async () => {
  await using engine = await openTinyEngine(model)
  const running = wholeAnswer(engine, { promptTokens: prompt(10, 1), tokensMax: 6, ...noEnd })
  await turns(2)
  const drained = engine.drain()
  assert.equal(
    await codeOf(wholeAnswer(engine, { promptTokens: [1], tokensMax: 1 })),
    'SHUTTING_DOWN',
  )
  await drained
  assert.equal((await running).end.usage.completionTokens, 6)
  await engine.drain()
})

test('closing ends what runs and waits, and twice is once', async () => {
  const engine = await openTinyEngine(model, { runner: { stepSequencesMax: 1 } })
  const asked = [1, 2].map((seed) =>
    codeOf(wholeAnswer(engine, { promptTokens: prompt(30, seed), tokensMax: 90, ...noEnd })),
  )
  await turns(4)
  await engine.close()
  await engine.close()
  assert.deepEqual(await Promise.all(asked), ['SHUTTING_DOWN', 'SHUTTING_DOWN'])
})

test('a fault of the loop ends every request and every later one, instead of leaving them waiting', async () => {
  const around = (runner: Runner): Runner => ({
    ...runner,
    run: async () => ({ choices: new Map(), computeMs: 0 }),
  })
  await using engine = await openTinyEngine(model, { around })
  const request = { promptTokens: [1, 2], tokensMax: 2 }
  assert.equal(await codeOf(wholeAnswer(engine, request)), 'INTERNAL')
  assert.equal(await codeOf(wholeAnswer(engine, request)), 'INTERNAL')
})

test('an answer that nobody reads does not hold up the others', async () => {
  await using engine = await openTinyEngine(model)
  const slow = engine.generate({ promptTokens: prompt(4, 1), tokensMax: 20, ...noEnd })
  const iterator = slow[Symbol.asyncIterator]()
  await iterator.next()
  const quick = await wholeAnswer(engine, { promptTokens: prompt(4, 2), tokensMax: 30, ...noEnd })
  assert.equal(quick.tokens.length, 30)
  const rest: GeneratedPart[] = []
  for await (const part of slow) rest.push(part)
  assert.equal(rest.length, 20)
  assert.equal(rest.at(-1)?.kind, 'end')
})

test('a reader that is too far behind loses its own answer, and its memory is free for others', async () => {
  await using engine = await openTinyEngine(model, { engine: { partsMax: 4 } })
  const slow = engine.generate({ promptTokens: prompt(4, 1), tokensMax: 90, ...noEnd })
  const iterator = slow[Symbol.asyncIterator]()
  await iterator.next()
  const quick = await wholeAnswer(engine, { promptTokens: prompt(4, 2), tokensMax: 30, ...noEnd })
  assert.equal(quick.tokens.length, 30)
  assertClean(engine)
  const rest = (async () => {
    let read = 0
    for await (const _part of slow) read += 1
    return read
  })()
  assert.equal(await codeOf(rest), 'ENGINE_READER_SLOW')
})

for (const place of ['allowed', 'accept'] as const) {
  test(`a constraint that fails in ${place} ends its own request, and others go on`, async () => {
    await using engine = await openTinyEngine(model)
    const whole = new Uint32Array(Math.ceil(tinyShape.vocabularySize / 32)).fill(0xffff_ffff)
    const fail = (): never => {
      throw new TypeError(`${place} is wrong`)
    }
    let tokenCount = 0
    const constraint = {
      allowed: () => (place === 'allowed' && tokenCount === 2 ? fail() : whole),
      accept() {
        tokenCount += 1
        if (place === 'accept' && tokenCount === 2) fail()
      },
      isWhole: false,
      isFinished: false,
    }
    const ask = { promptTokens: prompt(6, 1), tokensMax: 8, ...noEnd }
    const [failed, other] = [
      codeOf(wholeAnswer(engine, { ...ask, constraint })),
      wholeAnswer(engine, ask),
    ]
    assert.equal(await failed, 'INTERNAL')
    assert.deepEqual((await other).tokens, expected(ask.promptTokens, 8))
    assertClean(engine)
  })
}

test('a constrained answer has allowed tokens only', async () => {
  await using engine = await openTinyEngine(model)
  const allowed = new Uint32Array(Math.ceil(tinyShape.vocabularySize / 32))
  allowed[1] = 0b1010
  const constraint = { allowed: () => allowed, accept: () => {}, isWhole: false, isFinished: false }
  const { tokens } = await wholeAnswer(engine, {
    promptTokens: prompt(6, 1),
    tokensMax: 12,
    sampling: { temperature: 3 },
    constraint,
  })
  assert.ok(tokens.every((id) => id === 33 || id === 35))
})

test('the profile is written when the engine closes, with the steps that were measured', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'profile-'))
  t.after(() => rm(folder, { recursive: true }))
  const profilePath = join(folder, 'profile.json')
  const engine = await openTinyEngine(model, {
    engine: { profilePath, description: 'a tiny random model', onNote: assert.fail },
  })
  await wholeAnswer(engine, { promptTokens: prompt(40, 1), tokensMax: 5, ...noEnd })
  const { stepCount } = engine.stats()
  await engine.close()
  const profile = await readEngineProfile(nodeDisk, profilePath)
  assert.equal(profile.host.stepCount, stepCount)
  assert.equal(profile.cache.blockCount, 32)
  assert.equal(profile.settings.stepTokensMax, profile.limits.stepTokensMax)
  const sum = (field: 'prefillTokens' | 'decodeSequences'): number =>
    profile.steps.reduce((total, cell) => total + cell[field], 0)
  // 32 and 8 tokens of the prompt, then 4 steps of one token.
  assert.deepEqual([sum('prefillTokens'), sum('decodeSequences')], [40, 4])

  const notes: string[] = []
  const other = await openTinyEngine(model, {
    engine: { profilePath: folder, onNote: (note) => notes.push(note) },
  })
  await other.close()
  assert.equal(notes.length, 1)
})

test('an idle engine that nobody closed keeps no process alive', async () => {
  const engine = await openTinyEngine(model)
  await wholeAnswer(engine, { promptTokens: prompt(4, 1), tokensMax: 2, deadlineMs: 60_000 })
  await turns(5)
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'))
  await engine.close()
})
