/** Tiktoken files: ranks are ids, and a line that is none is refused. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTiktoken } from './tiktoken.ts'

const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
const lines = [...bytes, 'ab', 'bc', 'abc', 'cab'].map((piece, rank) => `${btoa(piece)} ${rank}`)
const file = `${lines.join('\n')}\n`

test('the pair of lowest rank merges first, and a word that is an entry is taken whole', () => {
  const tokenizer = openTiktoken('r50k_base', file)
  assert.deepEqual([...tokenizer.encode('abc')], [258])
  assert.deepEqual([...tokenizer.encode('bcab')], [257, 256])
  // "cab" needs "ca" or "ab": "ab" merges first, then nothing joins c and ab but the entry itself.
  assert.deepEqual([...tokenizer.encode('xcab')], [120, 259])
})

test('special tokens are those of the encoding', () => {
  const tokenizer = openTiktoken('p50k_edit', file)
  assert.equal(tokenizer.eosId, 50_256)
  const ids = tokenizer.encode('a<|fim_middle|>b', { parseSpecial: true })
  assert.deepEqual([...ids], [97, 50_282, 98])
  assert.equal(tokenizer.vocabularySize, 50_284)
  assert.equal(tokenizer.decode([300]), '')
})

test('what is no tiktoken file is refused', () => {
  const refused = { code: 'MODEL_FILE_INVALID' }
  for (const text of [
    '',
    'YQ== x',
    'YQ= 0',
    '! 0',
    'YQ== 999999999',
    'YQ== 0\nYQ== 1',
    'YQ== 0\nYg== 0',
  ]) {
    assert.throws(() => openTiktoken('cl100k_base', text), refused, text)
  }
  assert.throws(() => openTiktoken('r50k_base', 'YQ== 50256'), refused)
  assert.throws(() => openTiktoken('x_base', file), { code: 'MODEL_TOKENIZER_UNKNOWN' })
})
