/** SentencePiece on a vocabulary small enough to follow by hand. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  metadataOfKeys,
  type TinyKeys,
  tinySentencePieceKeys,
} from '../../testing/tiny-vocabulary.ts'
import type { Tokenizer } from './tokenizer.ts'
import { openTokenizer } from './tokenizer-registry.ts'

const keys = tinySentencePieceKeys()
const tokens = keys.tokens as readonly string[]

function open(changes: TinyKeys = {}): Tokenizer {
  return openTokenizer(metadataOfKeys({ ...keys, ...changes }))
}

function pieces(tokenizer: Tokenizer, text: string, parseSpecial = false): string[] {
  return [...tokenizer.encode(text, { parseSpecial })].map((id) => tokenizer.pieceOf(id))
}

test('the highest score merges first, with a space in front where the file wants one', () => {
  assert.deepEqual(pieces(open(), 'hello world'), ['▁hello', '▁world'])
  assert.deepEqual(pieces(open({ add_space_prefix: false }), 'hello'), ['hello'])
  assert.deepEqual(pieces(open(), '  hello'), ['▁▁', '▁hello'])
})

test('of equal scores the leftmost merges first', () => {
  const flat = open({ scores: tokens.map(() => 0), add_space_prefix: false })
  assert.deepEqual(pieces(flat, 'lll'), ['ll', 'l'])
})

test('a character without an entry becomes its bytes, or unknown where those are missing', () => {
  assert.deepEqual(pieces(open(), 'hé中'), ['▁', 'h', 'é', '<0xE4>', '<0xB8>', '<0xAD>'])
  const bare = tokens.map((one, id) => (one.startsWith('<0x') ? `[${id}]` : one))
  const types = (keys.token_type as readonly number[]).map((type) => (type === 6 ? 1 : type))
  assert.deepEqual(pieces(open({ tokens: bare, token_type: types }), 'x'), ['▁', '<unk>'])
})

test('text that spells a control token stays text, even where merges could arrive at it', () => {
  const scores = [...(keys.scores as readonly number[]), 0, 0, 0, 0]
  const types = [...(keys.token_type as readonly number[]), 1, 1, 1, 1]
  const tokenizer = open({ tokens: [...tokens, '<', 's', '>', 's>'], token_type: types, scores })
  assert.deepEqual(pieces(tokenizer, '<s>'), ['▁', '<', 's>'])
  assert.deepEqual(pieces(tokenizer, 'h<s>hello', true), ['▁', 'h', '<s>', '▁hello'])
})

test('word by word and all at once are the same ids', () => {
  const scores = [...(keys.scores as readonly number[]), -1000]
  const types = [...(keys.token_type as readonly number[]), 1]
  // An entry that runs over a word's beginning, and that nothing here can reach.
  const whole = open({ tokens: [...tokens, 'q▁q'], token_type: types, scores })
  const unit = fc.constantFrom(' ', 'h', 'e', 'l', 'o', 'w', 'r', 'd', 'é', '中', '  ')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      assert.deepEqual(open().encode(text), whole.encode(text))
    }),
    { numRuns: 100 },
  )
})

test('any text reads back, with "▁" as a space', () => {
  const tokenizer = open()
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text.replaceAll('▁', ' '))
      const framed = tokenizer.encode(text, { addSpecial: true })
      assert.equal(framed[0], 1)
      assert.equal(tokenizer.decode(framed, { skipSpecial: true }), text.replaceAll('▁', ' '))
    }),
    { numRuns: 300 },
  )
})

test('a stream that goes on after text keeps the space of its first word', () => {
  const tokenizer = open()
  const [hello, world] = tokenizer.encode('hello world')
  assert.equal(tokenizer.openDecoder({ previousId: hello! }).put(world!), ' world')
  assert.equal(tokenizer.openDecoder({ previousId: 1 }).put(world!), 'world')
  assert.equal(tokenizer.openDecoder().put(world!), 'world')
})

test('phi-3 swallows the white space after its special tokens', () => {
  const plain = open({ 'general.name': 'other' })
  const phi = open({ 'general.name': 'Phi-3 mini' })
  assert.deepEqual(pieces(plain, '<tool> hello'), ['<tool>', '▁▁', 'hello'])
  assert.deepEqual(pieces(phi, '<tool> \nhello'), ['<tool>', '▁hello'])
  assert.deepEqual(pieces(phi, '<s> hello', true), ['<s>', '▁▁', 'hello'])
})

test('runs of spaces that a file calls user-defined are found by merging and read back', () => {
  const types = (keys.token_type as readonly number[]).map((type, id) =>
    tokens[id] === '▁▁' ? 4 : type,
  )
  const tokenizer = open({ token_type: types })
  assert.deepEqual(pieces(tokenizer, '  hello'), ['▁▁', '▁hello'])
  assert.equal(tokenizer.decode(tokenizer.encode('   hello')), '   hello')
})
