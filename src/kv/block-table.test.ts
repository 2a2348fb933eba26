/** The table of blocks against a map, under a load that keeps it half full. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BlockTable } from './block-table.ts'

const BLOCKS = 12
const change = fc.record({
  block: fc.nat(BLOCKS - 1),
  parent: fc.nat(2 * BLOCKS - 1),
  keys: fc.tuple(fc.nat(2), fc.nat(2)),
  isPut: fc.boolean(),
})

test('what was put is found until it is deleted, whatever lies between', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const table = new BlockTable(BLOCKS, 2)
      const model = new Map<string, number>()
      const names = new Map<number, string>()
      for (const { block, parent, keys, isPut } of changes) {
        const name = `${parent}:${keys}`
        const old = names.get(block)
        if (isPut && old === undefined) {
          const there = table.put(block, parent, keys, 0)
          assert.equal(there, model.get(name) ?? block)
          if (there === block) {
            model.set(name, block)
            names.set(block, name)
            assert.equal(table.parentOf(block), parent)
          }
        } else if (!isPut && old !== undefined) {
          table.delete(block)
          model.delete(old)
          names.delete(block)
        }
        assert.equal(table.find(parent, keys, 0), model.get(name) ?? -1)
        for (const [known, at] of model) {
          const [knownParent, knownKeys] = known.split(':')
          assert.equal(table.find(Number(knownParent), knownKeys!.split(',').map(Number), 0), at)
        }
        for (let row = 0; row < BLOCKS; row += 1) assert.equal(table.has(row), names.has(row))
      }
    }),
  )
})

test('a single key may be any safe integer, and one that is equal in 32 bits is another', () => {
  const table = new BlockTable(4, 1)
  const [low, high] = [7, 7 + 2 ** 32]
  assert.equal(table.put(0, 4, [low], 0), 0)
  assert.equal(table.find(4, [high], 0), -1)
  assert.equal(table.put(1, 4, [high], 0), 1)
  assert.equal(table.put(2, 4, [Number.MAX_SAFE_INTEGER], 0), 2)
  assert.deepEqual(
    [low, high, Number.MAX_SAFE_INTEGER].map((key) => table.find(4, [key], 0)),
    [0, 1, 2],
  )
})
