/** The log as changes: grouping, partial tails, what can be undone and what was. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry } from '../api-types.ts'
import { batchList, batchVerb } from './batch-list.ts'

function entry(seq: number, batch: string, parts: Partial<LogEntry> = {}): LogEntry {
  return {
    seq,
    atMs: seq * 1_000,
    kind: 'turn-remembered',
    batch,
    operation: 'remember',
    scope: { user: 'ada' },
    subject: `cube-${seq}`,
    event: { cube: { text: `text ${seq}`, caption: null, speaker: null, version: 1 } },
    ...parts,
  }
}

const undo = (seq: number, batch: string, undoes: string): LogEntry =>
  entry(seq, batch, {
    kind: 'cube-changed',
    operation: 'undo',
    event: { cube: { text: 'back', caption: null, speaker: null, version: 2 }, undoes },
  })

test('entries of a batch are one change, with the first text that it wrote', () => {
  const [batch, ...rest] = batchList([entry(2, 'a'), entry(1, 'a')], 100)
  assert.equal(rest.length, 0)
  assert.equal(batch?.touchedCount, 2)
  assert.equal(batch?.excerpt, 'text 1')
  assert.equal(batch?.onlyCube, null)
  assert.equal(batch?.atMs, 2_000)
  assert.equal(batch?.isPartial, false)
})

test('a change of one memory names it', () => {
  assert.equal(batchList([entry(1, 'a')], 100)[0]?.onlyCube, 'cube-1')
})

test('the oldest change of a full tail may be partial, the others are whole', () => {
  const batches = batchList([entry(3, 'b'), entry(2, 'a'), entry(1, 'a')], 3)
  assert.deepEqual(
    batches.map((batch) => batch.isPartial),
    [false, true],
  )
})

test('a purge and a note of the log cannot be undone', () => {
  const purge = entry(1, 'a', { kind: 'cube-purged', operation: 'purge', event: {} })
  const noted = entry(2, 'b', { kind: 'noted', operation: 'restore', event: {} })
  assert.deepEqual(
    batchList([noted, purge], 100).map((batch) => batch.canUndo),
    [false, false],
  )
})

test('a change whose content was purged since has nothing to undo and no text', () => {
  const [batch] = batchList([entry(1, 'a', { event: null })], 100)
  assert.equal(batch?.canUndo, false)
  assert.equal(batch?.excerpt, null)
})

test('an undone change says by what', () => {
  const batches = batchList([undo(2, 'b', 'a'), entry(1, 'a')], 100)
  assert.equal(batches[1]?.undoneBy, 'b')
  assert.equal(batches[0]?.undoes, 'a')
})

test('an undo that was undone no longer holds', () => {
  const batches = batchList([undo(3, 'c', 'b'), undo(2, 'b', 'a'), entry(1, 'a')], 100)
  assert.deepEqual(
    batches.map((batch) => batch.undoneBy),
    [null, 'c', null],
  )
})

test('an unknown operation is shown by its name', () => {
  assert.equal(batchVerb('forget'), 'Forgot')
  assert.equal(batchVerb('evolve'), 'evolve')
})

test('answers that were taken out of the cache are counted as such', () => {
  const note = entry(3, 'n', {
    kind: 'noted',
    operation: 'cache',
    scope: {},
    subject: 'cache-invalidated',
    event: { facts: { count: 1_200 } },
  })
  const [batch] = batchList([{ ...note, seq: 4 }, note], 100)
  assert.deepEqual([batch?.touched, batch?.touchedCount, batch?.canUndo], ['answer', 1_200, false])
  assert.equal(batchVerb('cache'), 'Took out')
})
