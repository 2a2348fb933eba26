/** What a model file may say of its tokenizer, and what happens when it lies. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import {
  metadataOfKeys,
  type TinyKeys,
  tinyByteBpeKeys,
  tinySentencePieceKeys,
  tinyVocabularies,
} from '../../testing/tiny-vocabulary.ts'
import { GgufMetadata } from '../gguf/gguf-metadata.ts'
import type { Tokenizer } from './tokenizer.ts'
import { openTokenizer } from './tokenizer-registry.ts'

function open(keys: TinyKeys): Tokenizer {
  return openTokenizer(metadataOfKeys(keys))
}

function without(keys: TinyKeys, name: string): TinyKeys {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => key !== name))
}

const bpe = tinyByteBpeKeys()
const spm = tinySentencePieceKeys()
const tokens = bpe.tokens as readonly string[]
const types = bpe.token_type as readonly number[]
const scores = spm.scores as readonly number[]

const hostile: Readonly<Record<string, TinyKeys>> = {
  'no model name': without(bpe, 'model'),
  'no tokens': without(bpe, 'tokens'),
  'tokens that are numbers': { ...bpe, tokens: [1, 2, 3] },
  'an empty vocabulary': { ...bpe, tokens: [], token_type: [] },
  'no merges': without(bpe, 'merges'),
  'merges that are numbers': { ...bpe, merges: [1, 2] },
  'a merge of one part': { ...bpe, merges: ['ab'] },
  'a merge without its right part': { ...bpe, merges: ['a '] },
  'an empty merge': { ...bpe, merges: [''] },
  'too few types': { ...bpe, token_type: types.slice(1) },
  'too many types': { ...bpe, token_type: [...types, 1] },
  'a type beyond the list': { ...bpe, token_type: [99, ...types.slice(1)] },
  'half a type': { ...bpe, token_type: [1.5, ...types.slice(1)] },
  'one piece twice': { ...bpe, tokens: [...tokens.slice(0, -1), tokens[0]!] },
  'a start token beyond the vocabulary': { ...bpe, bos_token_id: tokens.length },
  'an end token that is a word': { ...bpe, eos_token_id: 'x' },
  'a start token that is asked for and not named': {
    ...without(bpe, 'bos_token_id'),
    add_bos_token: true,
  },
  'a wish that is no boolean': { ...bpe, add_bos_token: 1 },
  'too few scores': { ...spm, scores: scores.slice(1) },
  'a score that is no number': { ...spm, scores: [Number.NaN, ...scores.slice(1)] },
  'a byte that is no byte by its text': {
    ...spm,
    tokens: (spm.tokens as readonly string[]).map((one) => (one === '<0x41>' ? 'A!' : one)),
  },
  'a wordpiece vocabulary without a separator': without(
    tinyVocabularies.bert!(),
    'seperator_token_id',
  ),
}

for (const [name, keys] of Object.entries(hostile)) {
  test(`${name}: the file is refused`, () => {
    assert.throws(() => open(keys), { code: 'MODEL_FILE_INVALID' })
  })
}

test('an unknown tokenizer is refused with those that are known', () => {
  assert.throws(() => open({ ...bpe, model: 't5' }), {
    code: 'MODEL_TOKENIZER_UNKNOWN',
    message: /"t5"; known are llama, gpt2, bert/,
  })
  assert.throws(() => open({ ...bpe, model: 'constructor' }), { code: 'MODEL_TOKENIZER_UNKNOWN' })
})

test('an unknown way to cut words is refused with the nearest, a missing one is noted', () => {
  assert.throws(() => open({ ...bpe, pre: 'lama-bpe' }), {
    code: 'MODEL_TOKENIZER_UNKNOWN',
    message: /nearest that is known is llama-bpe/,
  })
  assert.throws(() => open({ ...bpe, pre: '__proto__' }), { code: 'MODEL_TOKENIZER_UNKNOWN' })
  const silent = open(without(bpe, 'pre'))
  assert.match(silent.notes.join(), /default rules/)
  assert.deepEqual([...silent.encode('hello')], [...open(bpe).encode('hello')])
})

test('keys of any type give a tokenizer or a typed error', () => {
  const value = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.nat(),
    fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }),
    fc.array(fc.integer({ min: -2, max: 300 }), { minLength: 1, maxLength: 300 }),
  )
  const key = fc.constantFrom(...Object.keys(bpe), ...Object.keys(spm), 'add_space_prefix')
  const base = fc.constantFrom(...Object.values(tinyVocabularies))
  fc.assert(
    fc.property(base, fc.dictionary(key, value, { maxKeys: 3 }), (keys, changes) => {
      try {
        const tokenizer = open({ ...keys(), ...changes })
        tokenizer.decode(tokenizer.encode('hello wörld <|end|>', { parseSpecial: true }))
      } catch (error) {
        assert.ok(LociError.is(error), String(error))
      }
    }),
    { numRuns: 200 },
  )
  assert.throws(() => openTokenizer(new GgufMetadata(new Map())), { code: 'MODEL_FILE_INVALID' })
})

test('what ends a generation is known by id and by name', () => {
  const tokenizer = open({ ...bpe, eos_token_id: 5 })
  const end = tokens.indexOf('<|end|>')
  assert.equal(tokenizer.eosId, 5)
  assert.ok(tokenizer.isEndOfGeneration(5))
  assert.ok(tokenizer.isEndOfGeneration(end))
  assert.ok(!tokenizer.isEndOfGeneration(tokens.indexOf('<|user|>')))
})

test('a name that ends a generation is control, whatever its type', () => {
  const typed = tokens.map((_, id) => (tokens[id] === '<|end|>' ? 4 : types[id]!))
  const tokenizer = open({ ...bpe, token_type: typed })
  const end = tokens.indexOf('<|end|>')
  assert.ok(!tokenizer.encode('<|end|>').includes(end))
  assert.deepEqual([...tokenizer.encode('<|end|>', { parseSpecial: true })], [end])
})

test('a start token that only the kind would add, and the file does not name, is not added', () => {
  const tokenizer = open({ ...without(bpe, 'bos_token_id'), pre: 'llama-bpe' })
  assert.deepEqual(tokenizer.encode('he', { addSpecial: true }), tokenizer.encode('he'))
})
