/**
 * The gate before a semantic hit, asked with pairs that were written to break it.
 *
 * Goal: find a question that is answered with the answer to its opposite. Method: pairs from many fields (medicine, cooking, travel, law,
 * sport, databases, code), written by hand by looking for what normalising and alignment explain away, each asked both ways of a cache
 * that holds the other alone, with the shipped table, in a category that allows matching by meaning. Beside them harmless
 * rewordings by kind. Misses: what nobody thought of; the benchmark's generated pairs look further.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { openBenchCache, openMeanings } from '../../src/bench/cache/bench-cache.ts'
import { runPairs } from '../../src/bench/cache/pairs-run.ts'
import type { AnswerCache } from '../../src/cache/answer-cache.ts'
import { createNodeHost } from '../../src/host/node-host.ts'

const host = createNodeHost()
let cache: AnswerCache
before(async () => {
  cache = await openBenchCache(host, await openMeanings(host))
})

function rowsOf(name: string): string[][] {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}

test('[CATCACHE-GATE-1] of hundreds of opposites none is served, whichever of the two was stored', async (context) => {
  const pairs = rowsOf('opposite-pairs.tsv').flatMap(([a = '', b = '']) => [
    { a, b },
    { a: b, b: a },
  ])
  const outcomes = await runPairs(cache, pairs, 'facts')
  const served = pairs.filter((_, index) => outcomes[index]!.stage !== null)
  assert.deepEqual(served, [])
  const guards = new Set(outcomes.map(({ reason }) => reason))
  for (const guard of [
    'negation',
    'antonym',
    'number',
    'unit',
    'time',
    'language',
    'literal',
    'name',
    'comparative',
    'direction',
    'role',
  ])
    assert.ok(guards.has(guard), `${guard} refused nothing`)
  context.diagnostic(`${pairs.length} pairs`)
  assert.ok(pairs.length > 1_500)
})

test('[CATCACHE-GATE-2] harmless rewordings are served, of every kind most', async (context) => {
  const rows = rowsOf('harmless-pairs.tsv')
  const pairs = rows.map(([, a = '', b = '']) => ({ a, b }))
  const outcomes = await runPairs(cache, pairs, 'facts')
  const kinds = new Map<string, { tried: number; served: number }>()
  for (const [index, [kind = '']] of rows.entries()) {
    const counts = kinds.get(kind) ?? { tried: 0, served: 0 }
    counts.tried += 1
    if (outcomes[index]!.stage !== null) counts.served += 1
    kinds.set(kind, counts)
  }
  for (const [kind, { tried, served }] of kinds) {
    context.diagnostic(`${kind}: ${served} of ${tried}`)
    assert.ok(served / tried >= 0.6, kind)
  }
  assert.equal(kinds.size, 7)
})

test('a category that does not allow matching by meaning serves rewordings of words and marks only', async () => {
  const pairs = [
    { a: 'How deep is the harbour?', b: 'how deep is the harbour' },
    { a: 'How deep is the harbour?', b: 'Hi, please tell me how deep is the harbour. Thanks!' },
    { a: 'How deep is the harbour?', b: 'How deep is the habrour?' },
  ]
  const outcomes = await runPairs(cache, pairs, 'personal')
  assert.deepEqual(
    outcomes.map(({ stage, reason }) => stage ?? reason),
    ['normalised', 'normalised', 'exact-only'],
  )
})
