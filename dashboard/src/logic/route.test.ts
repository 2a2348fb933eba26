/** Addresses: what is written is read back, and a broken one is the overview. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pages, parseRoute, routeHash, startRoute } from './route.ts'

test('an address that names no page is the overview', () => {
  assert.deepEqual(parseRoute(''), startRoute)
  assert.deepEqual(parseRoute('#/nowhere?q=1'), startRoute)
})

test('empty, false and absent parameters are left out', () => {
  assert.equal(
    routeHash('recall', { q: 'tea', at: null, k: undefined, recent: false, state: '' }),
    '#/recall?q=tea',
  )
  assert.equal(routeHash('recall', { recent: true, k: 5 }), '#/recall?recent=1&k=5')
})

test('a lone percent sign typed by hand is read as it stands', () => {
  assert.equal(parseRoute('#/memories/100%').id, '100%')
})

test('every address is read back as it was written', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => one.isWellFormed())
  fc.assert(
    fc.property(fc.constantFrom(...pages), text, fc.dictionary(text, text), (page, id, params) => {
      const read = parseRoute(routeHash(page, params, id))
      assert.equal(read.page, page)
      assert.equal(read.id, id)
      assert.deepEqual({ ...read.params }, { ...params })
    }),
  )
})
