/** What is remembered of programs: tools, delays, turns left, pins and their bounds. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BlockId } from '../kv/block-pool.ts'
import type { KvPin } from '../kv/kv-layout.ts'
import { ProgramLedger } from './program-ledger.ts'

function open(programsMax = 10): { ledger: ProgramLedger; unpinned: number[] } {
  const unpinned: number[] = []
  const ledger = new ProgramLedger({ programsMax, toolHistoryMax: 3 }, ({ blocks }) =>
    unpinned.push(blocks[0]!),
  )
  return { ledger, unpinned }
}

const pin = (name: number): KvPin => ({ blocks: [name as BlockId] })
const turn = (nowMs: number, tool: string | null = null, isLast = false) => ({
  nowMs,
  tool,
  isLast,
})

test('a tool has taken the time from the end of a turn to the next of its program', () => {
  const { ledger } = open()
  assert.equal(ledger.arrive('a', 5), 5)
  for (const [endMs, nextMs, tool] of [
    [10, 14, 'grep'],
    [20, 21, 'grep'],
    [30, 39, 'make'],
  ] as const) {
    ledger.end('a', turn(endMs, tool), null)
    assert.equal(ledger.arrive('a', nextMs), 5)
  }
  ledger.end('a', turn(40), null)
  ledger.arrive('a', 47)
  assert.deepEqual(ledger.factsOf('grep').toolDurationsMs, [4, 1])
  assert.deepEqual(ledger.factsOf('make').toolDurationsMs, [9])
  assert.deepEqual(ledger.factsOf('awk').toolDurationsMs, [])
  // The last three of four.
  assert.deepEqual(ledger.factsOf(null).allDurationsMs, [1, 9, 7])
})

test('the delay is a running mean that begins at nothing', () => {
  const { ledger } = open()
  ledger.waited(100)
  assert.equal(ledger.factsOf(null).queueDelayMs, 10)
  ledger.waited(10)
  assert.equal(ledger.factsOf(null).queueDelayMs, 10)
})

test('programs of a fixed number of turns have memoryfulness 1, mixed ones less', () => {
  const { ledger } = open()
  const run = (name: string, turnCount: number): void => {
    for (let count = 1; count <= turnCount; count += 1) {
      ledger.arrive(name, 0)
      ledger.end(name, turn(0, null, count === turnCount), null)
    }
  }
  assert.equal(ledger.factsOf(null).memoryfulness, 0)
  run('a', 6)
  run('b', 6)
  assert.equal(ledger.factsOf(null).memoryfulness.toFixed(9), '1.000000000')
  run('c', 30)
  const mixed = ledger.factsOf(null).memoryfulness
  assert(mixed > 0 && mixed < 1, `${mixed}`)
})

test('pins are given back when they expire, when the next turn comes, and the latest program first on demand', () => {
  const { ledger, unpinned } = open()
  for (const [name, atMs] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ] as const)
    ledger.arrive(name, atMs)
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
    ledger.end(name, turn(10), { pin: pin(at), expiresAtMs: 20 + at })
  }
  assert.deepEqual([ledger.pinCount, ledger.nextExpiryMs, ledger.isPinned('b')], [4, 20, true])
  ledger.expire(19)
  ledger.expire(20)
  ledger.release('b')
  ledger.release('b')
  assert.deepEqual([unpinned, ledger.nextExpiryMs <= 22], [[0, 1], true])
  assert.equal(ledger.revoke(), true)
  assert.deepEqual([unpinned, ledger.isPinned('d')], [[0, 1, 3], false])
  assert.equal(ledger.revoke(), true)
  assert.deepEqual([ledger.revoke(), ledger.pinCount], [false, 0])
})

test('the program that was silent longest is forgotten, with what was kept for it', () => {
  const { ledger, unpinned } = open(2)
  ledger.arrive('a', 1)
  ledger.arrive('b', 2)
  ledger.end('a', turn(3), { pin: pin(7), expiresAtMs: 99 })
  ledger.end('b', turn(3), { pin: pin(8), expiresAtMs: 99 })
  ledger.arrive('a', 4)
  ledger.arrive('c', 5)
  assert.deepEqual(unpinned, [8])
  // Nothing is known of it any more: what is kept for it is let go.
  ledger.end('b', turn(6), { pin: pin(9), expiresAtMs: 99 })
  assert.deepEqual([unpinned, ledger.pinCount], [[8, 9], 1])
  assert.equal(ledger.arrive('b', 7), 7)
})
