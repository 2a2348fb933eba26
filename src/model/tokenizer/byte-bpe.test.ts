/** Byte-level BPE on a vocabulary small enough to follow by hand. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { metadataOfKeys, type TinyKeys, tinyByteBpeKeys } from '../../testing/tiny-vocabulary.ts'
import type { Tokenizer } from './tokenizer.ts'
import { openTokenizer } from './tokenizer-registry.ts'

const keys = tinyByteBpeKeys()
const tokens = keys.tokens as readonly string[]

function open(changes: TinyKeys = {}): Tokenizer {
  return openTokenizer(metadataOfKeys({ ...keys, ...changes }))
}

function pieces(tokenizer: Tokenizer, text: string, parseSpecial = false): string[] {
  return [...tokenizer.encode(text, { parseSpecial })].map((id) => tokenizer.pieceOf(id))
}

test('words merge by rank, and what has no rule stays bytes', () => {
  assert.deepEqual(pieces(open(), 'hello world'), ['hello', 'Ġwor', 'l', 'd'])
  assert.deepEqual(pieces(open(), 'é12'), ['Ã©', '12'])
  assert.deepEqual(pieces(open(), 'hellhe'), ['hell', 'he'])
})

test('a piece that merges reach and the vocabulary lacks falls apart into its bytes', () => {
  const merges = [...(keys.merges as readonly string[]), 'x y', 'xy z']
  const more = [...tokens, 'xyz']
  const types = [...(keys.token_type as readonly number[]), 1]
  const tokenizer = open({ merges, tokens: more, token_type: types })
  assert.deepEqual(pieces(tokenizer, 'xyz xy'), ['xyz', 'Ġ', 'x', 'y'])
})

test('user-defined tokens are found in any text, control tokens when asked', () => {
  assert.deepEqual(pieces(open(), 'a<tool><|user|>').at(1), '<tool>')
  assert.equal(pieces(open(), '<|user|>').length, 8)
  assert.deepEqual(pieces(open(), 'a<|user|>b', true), ['a', '<|user|>', 'b'])
})

test('a byte without an entry is the unknown token, or refused where there is none', () => {
  const lacking = tokens.map((one) => (one === 'q' ? '<q>' : one))
  assert.throws(() => open({ tokens: lacking }).encode('quit'), {
    code: 'INPUT_INVALID',
    message: /no entry for "q"/,
  })
  const tokenizer = open({ tokens: lacking, unknown_token_id: lacking.indexOf('<q>') })
  assert.equal(tokenizer.isLossless, false)
  assert.deepEqual(pieces(tokenizer, 'qx'), ['<q>', 'x'])
})

test('a family that ignores merges takes a word that is an entry whole', () => {
  const more = [...tokens, 'zap']
  const types = [...(keys.token_type as readonly number[]), 1]
  const changes = { tokens: more, token_type: types }
  assert.deepEqual(pieces(open(changes), 'zap'), ['z', 'a', 'p'])
  assert.deepEqual(pieces(open({ ...changes, pre: 'llama-bpe' }), 'zap'), ['zap'])
})

test('start and end tokens are added when the file and the caller ask', () => {
  const end = tokens.indexOf('<|end|>')
  const tokenizer = open({ add_bos_token: true, add_eos_token: true })
  assert.deepEqual(
    [...tokenizer.encode('he', { addSpecial: true })],
    [end, tokens.indexOf('he'), end],
  )
  assert.equal(tokenizer.encode('he').length, 1)
  assert.equal(open().encode('he', { addSpecial: true }).length, 1)
})

test('any text reads back, and bytes are those of its UTF-8', () => {
  const tokenizer = open()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      if (!text.isWellFormed()) {
        assert.throws(() => tokenizer.encode(text), { code: 'INPUT_NOT_UTF8' })
        return
      }
      const ids = tokenizer.encode(text)
      assert.equal(tokenizer.decode(ids), text)
      assert.deepEqual(tokenizer.decodeBytes(ids), new TextEncoder().encode(text))
    }),
    { numRuns: 500 },
  )
})

test('a stream gives a character when its last byte is there', () => {
  const decoder = open().openDecoder()
  const bytes = [...new TextEncoder().encode('🙂a')]
  assert.deepEqual(
    bytes.map((byte) => decoder.put(byte)),
    ['', '', '', '🙂', 'a'],
  )
  assert.equal(decoder.close(), '')
  const cut = open().openDecoder()
  assert.equal(cut.put(bytes[0]!), '')
  assert.equal(cut.close(), '\ufffd')
})
