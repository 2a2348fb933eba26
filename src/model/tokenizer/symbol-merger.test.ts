/** Merging equals the slow definition of it, and a long word costs n log n. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ListedMerges } from './merge-rules.ts'
import { PairTable } from './pair-table.ts'
import { SymbolMerger } from './symbol-merger.ts'

interface Rule {
  readonly left: number
  readonly right: number
  readonly rank: number
  readonly merged: number
}

function mergerOf(rules: readonly Rule[]): SymbolMerger {
  const table = new PairTable(rules.length)
  for (const { left, right, rank, merged } of rules) table.put(left, right, { rank, merged })
  return new SymbolMerger(new ListedMerges(table))
}

function merged(merger: SymbolMerger, symbols: readonly number[]): number[] {
  merger.reserve(symbols.length)
  merger.symbols.set(symbols)
  return [...merger.symbols.subarray(0, merger.merge(symbols.length))]
}

/** All pairs searched after every merge. */
function mergedSlowly(rules: readonly Rule[], symbols: readonly number[]): number[] {
  const left = [...symbols]
  for (;;) {
    let best: Rule | undefined
    let bestAt = -1
    for (let at = 0; at + 1 < left.length; at += 1) {
      const rule = rules.find((one) => one.left === left[at] && one.right === left[at + 1])
      if (rule !== undefined && (best === undefined || rule.rank < best.rank)) {
        best = rule
        bestAt = at
      }
    }
    if (best === undefined) return left
    left.splice(bestAt, 2, best.merged)
  }
}

test('the lowest rank merges first, and the leftmost of equals', () => {
  const rules = [
    { left: 0, right: 0, rank: 1, merged: 10 },
    { left: 1, right: 2, rank: 0, merged: 11 },
    { left: 0, right: 1, rank: 2, merged: 12 },
  ]
  assert.deepEqual(merged(mergerOf(rules), [0, 0, 0, 1, 2]), [10, 0, 11])
  assert.deepEqual(merged(mergerOf(rules), [0, 1]), [12])
  assert.deepEqual(merged(mergerOf(rules), []), [])
})

test('merging equals searching all pairs after every merge', (t) => {
  const symbol = fc.integer({ min: 0, max: 5 })
  const rule = fc.tuple(symbol, symbol, fc.integer({ min: 0, max: 3 }), symbol)
  const lists = fc.array(rule, { maxLength: 12 }).map((all) => {
    const firsts = new Map(
      all.map(([left, right, rank, product]): [string, Rule] => [
        `${left} ${right}`,
        { left, right, rank, merged: product },
      ]),
    )
    return [...firsts.values()]
  })
  const property = fc.property(lists, fc.array(symbol, { maxLength: 40 }), (rules, symbols) => {
    assert.deepEqual(merged(mergerOf(rules), symbols), mergedSlowly(rules, symbols))
  })
  fc.assert(property, { numRuns: 300 })
  t.diagnostic('seeds are printed by fast-check when it fails')
})

test('a word of 131,072 equal symbols costs fewer than 4 n log n steps', () => {
  const doublings = Array.from({ length: 20 }, (_, rank) => ({
    left: rank,
    right: rank,
    rank,
    merged: rank + 1,
  }))
  const merger = mergerOf(doublings)
  const count = 131_072
  assert.deepEqual(merged(merger, new Array(count).fill(0)), [17])
  assert.ok(merger.stepCount < 4 * count * Math.log2(count), `${merger.stepCount} steps`)
  const before = merger.stepCount
  merged(merger, new Array(2 * count).fill(0))
  assert.ok(merger.stepCount - before < 2.5 * before)
})

test('the first of two rules for one pair counts', () => {
  const twice = [
    { left: 0, right: 1, rank: 0, merged: 7 },
    { left: 0, right: 1, rank: 1, merged: 8 },
  ]
  assert.deepEqual(merged(mergerOf(twice), [0, 1]), [7])
})
