/** Tables, ids and safe text. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cube } from '../store/cube.ts'
import { sampleSnapshot } from '../testing/sample-events.ts'
import { figureText } from './bench-lines.ts'
import { cutText, safeLine, saidText, sizeText, tableLines } from './layout.ts'

test('columns are aligned and the last one is cut to the width', () => {
  assert.deepEqual(
    tableLines(
      [
        ['a', '1', 'short'],
        ['bbb', '22', 'a much longer text that goes on'],
      ],
      { columns: 29, alignRight: [1] },
    ),
    ['a     1  short', 'bbb  22  a much longer text …'],
  )
})

test('a cut never leaves half a character', () => {
  assert.equal(cutText('ab😀cd', 4), 'ab…')
  assert.equal(cutText('ab', 2), 'ab')
})

test('control characters and line breaks become blanks', () => {
  assert.equal(safeLine('a\u001b[2Jb\r\nc\u0007\u2028d'), 'a [2Jb c d')
})

test('sizes and figures have sensible digits', () => {
  assert.deepEqual([999, 2048, 5 * 1024 ** 2, 3 * 1024 ** 3].map(sizeText), [
    '999 B',
    '2.0 KiB',
    '5.0 MiB',
    '3.00 GiB',
  ])
  assert.deepEqual([0.000123456, 0.78123, 3.14001, 123.456, 98765.4, 12].map(figureText), [
    '0.000123',
    '0.781',
    '3.140',
    '123.5',
    '98,765',
    '12',
  ])
})

test('a turn has who said it before it, and what was noted or formed has nobody', () => {
  const sample: Cube = {
    ...sampleSnapshot('a'),
    createdAtMs: 1,
    updatedAtMs: 1,
    createdSeq: 1,
    seq: 1,
    recallCount: 0,
    lastRecalledAtMs: null,
    caption: null,
    text: 'The user lives in Porto.',
  }
  const said = (parts: Partial<Cube>): string => saidText({ ...sample, ...parts })
  assert.equal(said({ kind: 'turn', speaker: 'Ada' }), 'Ada: The user lives in Porto.')
  assert.equal(
    said({ kind: 'turn', speaker: null, role: 'user' }),
    'user: The user lives in Porto.',
  )
  for (const kind of ['derived', 'note', 'block', 'item'] as const) {
    assert.equal(said({ kind, speaker: null, role: 'system' }), 'The user lives in Porto.')
    assert.equal(said({ kind, speaker: 'Ada', role: 'system' }), 'The user lives in Porto.')
  }
})
