/** Both heaps against sorting. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Heap } from './heap.ts'
import { IndexedHeap } from './indexed-heap.ts'

test('a heap gives its items in order, whatever was taken out before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.array(fc.nat()), (values, taken) => {
      const items = values.map((value, order) => ({ value, order }))
      type Item = (typeof items)[number]
      const isBefore = (one: Item, other: Item): boolean =>
        one.value < other.value || (one.value === other.value && one.order < other.order)
      const heap = new Heap<Item>(isBefore)
      for (const item of items) heap.push(item)
      const left = new Set(items)
      for (const at of taken) {
        const item = items[at % Math.max(1, items.length)]
        if (item === undefined || !left.delete(item)) continue
        heap.delete(item)
      }
      const sorted = [...left].sort((one, other) => (isBefore(one, other) ? -1 : 1))
      assert.equal(heap.size, sorted.length)
      assert.deepEqual(
        sorted.map(() => heap.pop()),
        sorted,
      )
      assert.equal(heap.pop(), undefined)
    }),
  )
})

test('an indexed heap keeps the lowest rank first through changes and removals, ties by row', () => {
  const change = fc.record({
    row: fc.nat(19),
    rank: fc.integer({ min: -3, max: 3 }),
    isKept: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const heap = new IndexedHeap(20)
      const ranks = new Map<number, number>()
      for (const { row, rank, isKept } of changes) {
        if (isKept) {
          heap.put(row, rank)
          ranks.set(row, rank)
        } else {
          heap.delete(row)
          ranks.delete(row)
        }
        const [first] = [...ranks].sort(([a, x], [b, y]) => x - y || a - b)
        assert.equal(heap.first(), first?.[0] ?? -1)
        assert.equal(heap.size, ranks.size)
        assert.equal(heap.has(row), isKept)
      }
    }),
  )
})

test('infinite ranks are ranks: equal ones go by row', () => {
  const heap = new IndexedHeap(4)
  for (const [row, rank] of [
    [3, -Infinity],
    [1, 0],
    [2, -Infinity],
    [0, Infinity],
  ] as const)
    heap.put(row, rank)
  const order: number[] = []
  while (heap.size > 0) {
    order.push(heap.first())
    heap.delete(heap.first())
  }
  assert.deepEqual(order, [2, 3, 1, 0])
})
