/** Words of each family of vocabularies, and that no text loses a character by being cut. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { preTokenizers } from './pre-tokenizers.ts'
import { WordSplitter } from './word-splitter.ts'

const splitters = new Map(
  Object.entries(preTokenizers).map(([name, { passes }]) => [name, new WordSplitter(passes)]),
)

function words(name: string, text: string): string[] {
  const found: string[] = []
  splitters.get(name)!.split(text, (word) => found.push(word))
  return found
}

test('gpt-2 keeps a space with the word after it and digits together', () => {
  const text = "I've  12345 x\n\ny"
  assert.deepEqual(words('gpt-2', text), ['I', "'ve", ' ', ' 12345', ' x', '\n', '\n', 'y'])
})

test('llama-3 takes digits by threes, contractions in any case and line ends with marks', () => {
  const text = "HE'LL pay $1234567!\r\n\r\n ok"
  const expected = ['HE', "'LL", ' pay', ' $', '123', '456', '7', '!\r\n\r\n', ' ok']
  assert.deepEqual(words('llama-bpe', text), expected)
})

test('qwen2 takes each digit alone', () => {
  assert.deepEqual(words('qwen2', 'in 2024'), ['in', ' ', '2', '0', '2', '4'])
})

test('falcon cuts marks first and three digits last', () => {
  assert.deepEqual(words('falcon', 'x=1234 `y`'), ['x', '=', '123', '4', ' ', '`', 'y', '`'])
})

test('starcoder takes digits alone, whatever stands before', () => {
  assert.deepEqual(words('starcoder', 'v 12 a'), ['v', ' ', '1', '2', ' a'])
})

test('deepseek parts ideographs from letters', () => {
  assert.deepEqual(words('deepseek-llm', 'abc中文 12'), ['abc', '中文', ' ', '12'])
  assert.deepEqual(words('deepseek-coder', 'x 12'), ['x', ' ', '1', '2'])
  assert.deepEqual(words('deepseek-v3', 'a中b 1234'), ['a', '中', 'b', ' ', '123', '4'])
})

test('gpt-4o cuts where case changes', () => {
  assert.deepEqual(words('gpt-4o', 'camelCase HTTPServer'), ['camel', 'Case', ' HTTPServer'])
})

test('white space is that of Unicode: U+0085 is, U+FEFF is not', () => {
  assert.deepEqual(words('gpt-2', 'a\u0085b'), ['a', '\u0085', 'b'])
  assert.deepEqual(words('gpt-2', 'a \ufeff!b'), ['a', ' \ufeff!', 'b'])
})

test('the words of every family are the text again', () => {
  const unit = fc.oneof(
    fc.constantFrom(' ', '\n', '\r', '\t', 'a', 'Z', '7', "'", 's', '中', '🙂', '\u0301', '\u0085'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
      const text = units.join('')
      for (const name of splitters.keys()) {
        const found = words(name, text)
        assert.equal(found.join(''), text, name)
        assert.ok(!found.includes(''), name)
      }
    }),
    { numRuns: 200 },
  )
})

test('no family leaves a long run of one kind of character hanging', () => {
  for (const unit of ['a', 'A', ' ', '\n', '1', '!', '中', '\u0301', ' \n']) {
    for (const name of splitters.keys()) {
      const text = `${unit.repeat(10_000)}x`
      assert.equal(words(name, text).join(''), text, name)
    }
  }
})
