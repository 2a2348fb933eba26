/**
 * Complaints about sameness: two things taken for one, one thing kept twice, and figures that do not come out the same again.
 *
 * Each test is named after the thread in which a user of another memory reported it, and fails where the report would be true of Loci.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BenchContext, BenchResult } from '../../src/bench/bench.ts'
import { locomoBench } from '../../src/bench/locomo-bench.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openLoci } from '../../src/open-loci.ts'
import { newFolder } from '../fault/fault-kit.ts'

const scope = { user: 'ada' }

/** Kept by an agent, so that nothing but the decision itself stands against a merge; then evolution with automatic merges. */
async function afterEvolution(texts: readonly string[]): Promise<readonly string[]> {
  await using memory = await openLoci({ path: ':memory:' })
  await memory.settings.put(scope, { merges: 'automatic' })
  await keepEach(memory, texts)
  await memory.evolution.run({ scope })
  const { cubes } = await memory.list({ scope, kinds: ['note'] })
  return cubes.map(({ text }) => text)
}

async function keepEach(memory: Memory, texts: readonly string[]): Promise<void> {
  for (const turns of texts) await memory.remember({ scope, turns, actor: 'agent' })
}

/** Of each group no two are the same. */
const distinct: readonly (readonly [string, readonly string[]])[] = [
  [
    'mem0 #5438: Apple the company and the fruit',
    [
      'Apple is a company in Cupertino',
      'Apple is a fruit',
      'User works at Apple',
      'User eats an apple',
    ],
  ],
  [
    "graphiti: Anna's car and Bob's car",
    ["Anna's car is red", "Bob's car is red", 'Anna drives an Audi', 'Bob drives an Audi'],
  ],
  [
    'cognee #3393: two people of one name, two rooms, two amounts',
    [
      'Anna Smith lives in Berlin',
      'Anna Jones lives in Berlin',
      'The server stands in room 12',
      'The server stands in room 21',
      'User pays 500 euros of rent',
      'User pays 500 dollars of rent',
    ],
  ],
]

for (const [name, texts] of distinct) {
  test(`${name} are not merged`, async () => {
    assert.deepEqual((await afterEvolution(texts)).toSorted(), texts.toSorted())
  })
}

test('cognee #3393: what is the same in other words is merged into one, so that consolidation is real', async () => {
  const left = await afterEvolution(['User is allergic to peanuts', "I've got a peanut allergy"])
  assert.equal(left.length, 1)
})

test('mem0 #5438: no entity is fused with one whose name is alike, and what is said of two of one name stands side by side', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const names = ['Apple', 'Apple Inc.', 'apple pie', 'Apples', 'Äpple']
  const entities = names.map((name, index) => ({ name, type: `kind ${index}` }))
  await memory.relate({ scope, entities, links: [] })
  const kept = (await memory.graph(scope)).entities.map(({ name, type }) => ({ name, type }))
  const byType = (a: { type: string }, b: { type: string }) => a.type.localeCompare(b.type)
  assert.deepEqual(kept.toSorted(byType), entities)
  for (const object of ['company', 'fruit']) {
    await memory.facts.put({ scope, facts: [{ subject: 'Apple', relation: 'is a', object }] })
  }
  const facts = await memory.facts.at({ scope, about: 'Apple' })
  assert.deepEqual(facts.map(({ object }) => object).toSorted(), ['company', 'fruit'])
})

const context: BenchContext = {
  host: createNodeHost(),
  dataFolder: null,
  isQuick: true,
  budgetSeconds: null,
  options: {},
  log: () => {},
}

/** Without what a clock measured. */
function counted({ figures }: BenchResult): Record<string, number> {
  const isTime = /Ms$|microseconds|PerSecond|seconds/i
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !isTime.test(name)))
}

test('mem0 #2800, A-mem #11, EverOS #3, memobase #79, #101, locomo #6: a benchmark gives the same answer to every question again', async (t) => {
  const folder = await newFolder(t)
  const runs: { readonly figures: object; readonly lines: string }[] = []
  for (const name of ['first.jsonl', 'again.jsonl']) {
    const path = join(folder, name)
    const result = await locomoBench.run({ ...context, options: { 'per-question': path } })
    const lines = readFileSync(path, 'utf8').replace(/"elapsedMs":[\d.e-]+/g, '')
    runs.push({ figures: counted(result), lines })
  }
  assert.ok(runs[0]!.lines.trim().split('\n').length > 10, 'one line a question')
  assert.ok(Object.keys(runs[0]!.figures).length > 10)
  assert.deepEqual(runs[1], runs[0])
})
