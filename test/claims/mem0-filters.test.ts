/**
 * mem0's filter language against a naive evaluator: random filters over random metadata, through the public `list`.
 *
 * The oracle is written from mem0's documentation of its operators, on plain objects, and shares no code with the compiler.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openLoci } from '../../src/index.ts'
import type { Filter } from '../../src/memory/memory.ts'

type Row = Readonly<Record<string, string | number | boolean>>

const colors = ['red', 'Red', 'dark red', 'blue', 'navy blue']
const row = fc.record(
  { color: fc.constantFrom(...colors), size: fc.integer({ min: 0, max: 5 }), done: fc.boolean() },
  { requiredKeys: ['size'] },
)
const size = fc.integer({ min: 0, max: 5 })
const color = fc.constantFrom(...colors)

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  size.map((value) => ({ size: value })),
  color.map((value) => ({ color: value })),
  fc.constantFrom('color', 'size', 'done', 'absent').map((field) => ({ [field]: '*' })),
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), size)
    .map(([op, value]) => ({ size: { [op]: value } })),
  fc
    .tuple(fc.constantFrom('in', 'nin'), fc.array(color, { maxLength: 3 }))
    .map(([op, value]) => ({ color: { [op]: value } })),
  fc
    .tuple(fc.constantFrom('contains', 'icontains'), fc.constantFrom('red', 'RED', 'blue'))
    .map(([op, value]) => ({ color: { [op]: value } })),
  fc.tuple(size, size).map(([low, high]) => ({ size: { gte: low, lte: high } })),
)
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom('AND', 'OR', 'NOT'),
        fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
      )
      .map(([word, list]) => ({ [word]: list }) as Filter),
  ),
}))

/** One operator as mem0 documents it; a comparison of unlike kinds is false. */
function judge(operator: string, kept: unknown, asked: unknown): boolean {
  const bothNumbers = typeof kept === 'number' && typeof asked === 'number'
  if (operator === 'eq') return kept === asked
  if (operator === 'ne') return kept !== asked
  if (operator === 'gt') return bothNumbers && kept > asked
  if (operator === 'gte') return bothNumbers && kept >= asked
  if (operator === 'lt') return bothNumbers && kept < asked
  if (operator === 'lte') return bothNumbers && kept <= asked
  if (operator === 'in') return (asked as unknown[]).includes(kept)
  if (operator === 'nin') return !(asked as unknown[]).includes(kept)
  if (typeof kept !== 'string') return false
  if (operator === 'contains') return kept.includes(String(asked))
  return kept.toLowerCase().includes(String(asked).toLowerCase())
}

function naive(asked: Filter, metadata: Row): boolean {
  return Object.entries(asked).every(([key, value]) => {
    if (key === 'AND') return (value as Filter[]).every((one) => naive(one, metadata))
    if (key === 'OR') return (value as Filter[]).some((one) => naive(one, metadata))
    if (key === 'NOT') return !(value as Filter[]).some((one) => naive(one, metadata))
    if (value === '*') return metadata[key] !== undefined
    if (typeof value !== 'object') return judge('eq', metadata[key], value)
    return Object.entries(value as object).every(([operator, one]) =>
      judge(operator, metadata[key], one),
    )
  })
}

test('[MEM0-API-3] random filters admit exactly what a naive evaluator admits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(filter, { minLength: 1, maxLength: 8 }),
      async (rows, asked) => {
        await using memory = await openLoci({ path: ':memory:' })
        const scope = { user: 'ada' }
        const { ids } = await memory.remember({
          scope,
          turns: rows.map((metadata) => ({ text: 'x', metadata })),
        })
        for (const one of asked) {
          const expected = ids.filter((_, index) => naive(one, rows[index]!))
          const { cubes } = await memory.list({ scope, filter: one })
          assert.deepEqual(
            cubes.map((cube) => cube.id),
            expected,
            JSON.stringify(one),
          )
        }
      },
    ),
    { numRuns: 60, verbose: 1 },
  )
})
