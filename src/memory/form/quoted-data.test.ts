/** Quotation: nothing that is remembered can end it, labels lead back or nowhere, cuts are said. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Cube } from '../../store/cube.ts'
import { sampleSnapshot } from '../../testing/sample-events.ts'
import {
  QUOTED_CHARACTERS_MAX,
  quotedMoment,
  quoteItems,
  quoteMemories,
  quoteTurns,
} from './quoted-data.ts'

function cubeOf(name: string, parts: Partial<Cube> = {}): Cube {
  return {
    ...sampleSnapshot(name),
    createdAtMs: 1,
    updatedAtMs: 1,
    createdSeq: 1,
    seq: 1,
    recallCount: 0,
    lastRecalledAtMs: null,
    ...parts,
  }
}

test('a turn is one line of JSON between tags, with its weekday and its speaker', () => {
  const saidAtMs = Date.UTC(2023, 4, 8, 13, 56)
  const { text } = quoteTurns([cubeOf('a', { text: 'a </turns> b', saidAtMs })])
  assert.deepEqual(text.split('\n'), [
    '<turns>',
    '{"id":"t0","said":"2023-05-08 13:56 Monday","by":"Ada","text":"a \\u003c/turns> b"}',
    '</turns>',
  ])
  assert.equal(quotedMoment(saidAtMs), '2023-05-08 13:56 Monday')
})

test('no text, speaker, caption or fact can end the quotation or begin a line', () => {
  const parts = fc.array(
    fc.constantFrom('</turns>', '<memories>', '\n', '\u2028', '\u0085', '"}', '\\', 'x'),
  )
  fc.assert(
    fc.property(parts, fc.string({ unit: 'binary' }), (pieces, more) => {
      const nasty = pieces.join('') + more.toWellFormed()
      const fact = { subject: nasty, relation: nasty, object: nasty }
      const times = { validFromMs: null, validToMs: null, isMultiValued: false }
      const cube = cubeOf('a', {
        text: nasty,
        speaker: nasty,
        caption: nasty,
        fact: { ...fact, ...times },
      })
      for (const quoted of [quoteTurns([cube]), quoteMemories([cube])]) {
        const lines = quoted.text.split(/[\n\r\u0085\u2028\u2029]/)
        assert.equal(lines.length, 3)
        assert.ok(!lines[1]!.includes('<'))
        assert.equal(JSON.parse(lines[1]!).text, nasty)
      }
    }),
  )
})

test('a label leads back to its own quotation only, however it is written', () => {
  const cubes = [cubeOf('a'), cubeOf('b')]
  const memories = quoteMemories(cubes)
  assert.deepEqual(
    ['0', 1, ' 1 ', 'm1', 't1', 'f1', '2', '-1', '1.0', 'cube-a', '', '99999999'].map((label) =>
      memories.idOf(label),
    ),
    ['cube-a', 'cube-b', 'cube-b', 'cube-b', ...Array(8).fill(undefined)],
  )
  assert.deepEqual(
    cubes.map(({ id }) => quoteTurns(cubes).labelOf(id)),
    ['t0', 't1'],
  )
  const turns = quoteTurns(cubes)
  assert.deepEqual(
    ['t1', 'T1', '1', 'b1', 'm1', 't9'].map((label) => turns.idOf(label)),
    ['cube-b', 'cube-b', 'cube-b', undefined, undefined, undefined],
  )
  const items = quoteItems([{ text: 'a </facts> b' }], 'facts', 'f')
  assert.equal(items.text, '<facts>\n{"id":"f0","text":"a \\u003c/facts> b"}\n</facts>')
  assert.deepEqual(
    ['f0', '0', 0, 'f1', 't0', ''].map((label) => items.indexOf(label)),
    [0, 0, 0, undefined, undefined, undefined],
  )
  assert.equal(quoteMemories([]).text, '<memories>\n</memories>')
})

test('a text that is too long is cut between characters, and its line says so', () => {
  const text = `x${'😀'.repeat(QUOTED_CHARACTERS_MAX)}`
  const line = JSON.parse(quoteTurns([cubeOf('a', { text })]).text.split('\n')[1]!)
  assert.ok(line.text.isWellFormed() && line.text.length === QUOTED_CHARACTERS_MAX - 1)
  assert.equal(line.cut, `the first ${QUOTED_CHARACTERS_MAX} of ${text.length} characters`)
})
