/** Facts as a graph. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KnownFact } from '../evolution-types.ts'
import { factGraph, factsAbout } from './fact-graph.ts'

const fact = (subject: string, relation: string, object: string): KnownFact => ({
  id: `${subject} ${relation} ${object}`,
  subject,
  relation,
  object,
  validFromMs: null,
  validToMs: null,
  text: '',
  state: 'activated',
  confidence: 1,
  knownAtMs: 0,
  changedAtMs: 0,
})

const facts = [
  fact('Ada', 'lives in', 'Rome'),
  fact('ada', 'works in', 'rome'),
  fact('Ben', 'knows', 'Ada'),
  fact('Ada', 'trusts', 'Ada'),
]

test('names are one node whatever their case, and a pair of names has one edge', () => {
  const { nodes, edges } = factGraph(facts)
  assert.deepEqual(
    nodes.map(({ name, degree }) => [name, degree]),
    [
      ['Ada', 3],
      ['Ben', 1],
      ['Rome', 1],
    ],
  )
  assert.deepEqual(
    edges.map(({ from, to, facts: carried }) => [from.key, to.key, carried.length]),
    [
      ['ada', 'rome', 2],
      ['ben', 'ada', 1],
      ['ada', 'ada', 1],
    ],
  )
})

test('the same facts are placed the same, inside the picture and apart', () => {
  const places = fc.array(
    fc.tuple(fc.constantFrom(...'abcdefgh'), fc.constantFrom(...'abcdefgh')),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  fc.assert(
    fc.property(places, (pairs) => {
      const some = pairs.map(([a, b]) => fact(a, 'knows', b))
      const graph = factGraph(some)
      assert.deepEqual(factGraph(some), graph)
      for (const one of graph.nodes) {
        assert.ok(one.x > 0 && one.x < graph.width && one.y > 0 && one.y < graph.height)
        for (const other of graph.nodes) {
          if (one === other) continue
          assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > 12, `${one.key} ${other.key}`)
        }
      }
    }),
    { numRuns: 30 },
  )
})

test('no facts make an empty picture', () => {
  const { nodes, edges, width } = factGraph([])
  assert.deepEqual([nodes, edges], [[], []])
  assert.ok(Number.isFinite(width))
})

test('a filter looks in names and relations, without case', () => {
  assert.equal(factsAbout(facts, ' ROME').length, 2)
  assert.equal(factsAbout(facts, 'knows').length, 1)
  assert.equal(factsAbout(facts, '').length, 4)
})
