/** Fields of lines, quoted and damaged; quantiles of the normal distribution at known places. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvFields } from './csv-line.ts'
import { normalQuantile } from './normal-quantile.ts'

test('a line is cut at its commas, but not inside quotes', () => {
  assert.deepEqual(csvFields('a,,b'), ['a', '', 'b'])
  assert.deepEqual(csvFields('"a,b",c,"d ""e"""'), ['a,b', 'c', 'd "e"'])
  assert.deepEqual(csvFields('"a",'), ['a', ''])
  assert.equal(csvFields('"a'), null)
  assert.equal(csvFields('"a"b,c'), null)
})

test('what is quoted comes back', () => {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), (fields) => {
      assert.deepEqual(csvFields(fields.map(quoted).join(',')), fields)
    }),
  )
})

test('quantiles of the normal distribution are those of the tables', () => {
  const table = [
    [0.5, 0],
    [0.9, 1.2815515655],
    [0.975, 1.9599639845],
    [0.001, -3.0902323062],
    [1e-9, -5.997807015],
  ] as const
  for (const [share, value] of table)
    assert.ok(Math.abs(normalQuantile(share) - value) < 1e-7, String(share))
  assert.deepEqual(
    [normalQuantile(0), normalQuantile(1)],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  )
})
