/** Formation under faults in its tiny version, and the proof that what is broken is found: each canary breaks one wall. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { pipelineNames, pipelines } from '../../memory/form/pipeline-registry.ts'
import type { CubeSnapshot, EpisodeId } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import type { AppendRequest, Store } from '../../store/store.ts'
import { faultKinds } from '../../testing/faulty-model.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import { faultsPart, faultsTable } from './faults-part.ts'
import { runFaulted, type Tampering } from './faults-run.ts'
import { plausible } from './faults-script.ts'
import { fitsSchema } from './faults-witness.ts'
import { peopleOf, tokensIn, windowsOf } from './faults-world.ts'

const host = createNodeHost()
const context = {
  host,
  dataFolder: null,
  isQuick: true,
  budgetSeconds: null,
  options: {},
  log: () => {},
}

test('[AGEMEM-FORM-1] every fault on every pipeline: no turn lost, nothing without provenance, no scope crossed, all failures told and healed', async () => {
  const { figures, checks, notes } = await faultsPart(context)
  assert.equal(figures.runs, pipelineNames.length * faultKinds.length)
  assert.deepEqual(
    checks.filter(({ holds }) => !holds),
    [],
    notes.join('\n'),
  )
  assert.ok(figures.injected! > 0 && figures.failures! > 0)
  assert.ok(figures.recovered! > 0)
  for (const fault of faultKinds) assert.ok(figures[`fault.${fault}.injected`]! > 0, fault)
})

test('a sound model is asked nothing that the script cannot answer, and every token is remembered', async () => {
  for (const name of pipelineNames) {
    const { all } = await faultsTable(context, {
      seeds: [3],
      pipelines: [name],
      faults: ['fences'],
    })
    assert.deepEqual([all.failures, all.unrecovered, all.turnsLost], [0, 0, 0], name)
    assert.equal(all.injected > 0, pipelines[name].needsModel, name)
  }
})

/** A store that writes something else than it was asked to. */
function appending(change: (request: AppendRequest) => AppendRequest): Tampering {
  const store = (inner: Store): Store =>
    new Proxy(inner, {
      get(target, key) {
        if (key === 'append') return (request: AppendRequest) => target.append(change(request))
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  return { store }
}

/** Of what formation writes. */
function breaking(change: (event: LogEvent) => LogEvent): Tampering {
  return appending((request) =>
    request.operation === 'form' ? { ...request, events: request.events.map(change) } : request,
  )
}

function breakingCubes(change: (cube: CubeSnapshot) => CubeSnapshot): Tampering {
  return breaking((event) =>
    event.kind === 'cube-changed' ? { ...event, cube: change(event.cube) } : event,
  )
}

async function zerosOf(tampering: Tampering): Promise<Record<string, number>> {
  const series = { faults: ['timeout', 'invalid-json'], pipeline: 'mem0-v3', seed: 2 } as const
  const sums: Record<string, number> = {}
  for await (const { outcome } of runFaulted(host, series, tampering)) {
    for (const [name, value] of Object.entries(outcome)) sums[name] = (sums[name] ?? 0) + value
  }
  return sums
}

const [ada, bea] = peopleOf(0)
const strange = 'nobody' as EpisodeId

const canaries: readonly (readonly [string, string, Tampering])[] = [
  [
    'a memory without episodes',
    'withoutProvenance',
    breakingCubes((cube) => ({ ...cube, provenance: { ...cube.provenance, episodes: [] } })),
  ],
  [
    'a memory of an episode that never was',
    'withoutProvenance',
    breakingCubes((cube) => ({ ...cube, provenance: { ...cube.provenance, episodes: [strange] } })),
  ],
  [
    'a memory without a derivation',
    'withoutProvenance',
    breakingCubes(({ derivation: _, ...cube }) => cube),
  ],
  [
    "a memory that lands in the other's scope",
    'scopesCrossed',
    breakingCubes((cube) => ({ ...cube, scope: bea!.scope })),
  ],
  [
    "a memory that has the other's words",
    'scopesCrossed',
    breakingCubes((cube) => ({ ...cube, text: `${cube.text} and ${bea!.mark}a0, ${ada!.mark}a0` })),
  ],
  [
    'failures that receipts keep to themselves',
    'failuresUnreported',
    { receipts: (receipts) => receipts.map((one) => ({ ...one, failures: [] })) },
  ],
  ['windows that get no receipt', 'failuresUnreported', { receipts: () => [] }],
]

for (const [name, figure, tampering] of canaries) {
  test(`canary: ${name} is found`, async () => {
    const broken = await zerosOf(tampering)
    assert.ok(broken[figure]! > 0, JSON.stringify(broken))
  })
}

test('canary: a turn that formation puts into the trash is found', async () => {
  let turn: CubeSnapshot | null = null
  const broken = await zerosOf(
    appending((request) => {
      const [first] = request.events
      if (first?.kind === 'turn-remembered') turn ??= first.cube
      if (request.operation !== 'form' || turn === null) return request
      const cube = { ...turn, version: 2, state: 'forgotten' } as const
      turn = null
      return {
        ...request,
        events: [...request.events, { kind: 'cube-changed', change: 'forget', cube }],
      }
    }),
  )
  assert.ok(broken.turnsLost! > 0, JSON.stringify(broken))
})

test('a token says whose it is, and windows hold what they say', () => {
  const windows = [ada!, bea!].flatMap((person) => windowsOf(person, bea!, 0))
  for (const { turns, tokens, person } of windows) {
    assert.deepEqual(
      turns.flatMap(({ text }) => tokensIn(text)),
      tokens,
    )
    assert.ok(tokens.every((token) => token.startsWith(person.mark)))
  }
  assert.notEqual(peopleOf(1)[0]!.mark, ada!.mark)
})

test('the witness knows schemas by itself, and a question that is new is refused', async () => {
  const schema = {
    type: 'object',
    properties: {
      of: { anyOf: [{ type: 'array', items: { type: ['string', 'number'] } }, { type: 'null' }] },
    },
    required: ['of'],
  }
  const values = [{ of: ['a', 1] }, { of: null }, { of: [null] }, {}, [], 'a']
  assert.deepEqual(
    values.map((value) => fitsSchema(schema, value)),
    [true, true, false, false, false, false],
  )
  const model = scriptedModel({ rules: [plausible] })
  const request = { messages: [], schema: { name: 'x', schema: { properties: { news: {} } } } }
  await assert.rejects(async () => {
    for await (const part of model.complete(request)) assert.fail(part.kind)
  }, /no rule/)
})
