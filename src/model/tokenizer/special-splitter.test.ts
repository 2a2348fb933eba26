/** Special tokens in a text: the longest first, and only those that are asked for. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CONTROL, NORMAL, STRIPS_LEFT, STRIPS_RIGHT, USER_DEFINED } from './entry-flags.ts'
import { SpecialSplitter } from './special-splitter.ts'
import { Vocabulary } from './vocabulary.ts'

const nothing = { bos: null, eos: null, unknown: null, separator: null, ends: new Set<number>() }

function vocabularyOf(pieces: readonly string[], flag: number): Vocabulary {
  const flags = Uint8Array.from(pieces, () => flag)
  return new Vocabulary({ pieces, flags, scores: null, specials: nothing })
}

function parts(splitter: SpecialSplitter, text: string): (string | number)[] {
  const found: (string | number)[] = []
  splitter.split(text, { text: (one) => found.push(one), special: (id) => found.push(id) })
  return found
}

/** Each token, from the longest to the shortest, is searched in what is still text. */
function partsSlowly(pieces: readonly string[], text: string): (string | number)[] {
  const order = pieces.map((_, id) => id).sort((a, b) => pieces[b]!.length - pieces[a]!.length)
  let found: (string | number)[] = text === '' ? [] : [text]
  for (const id of order) {
    found = found.flatMap((part) =>
      typeof part === 'number'
        ? [part]
        : part
            .split(pieces[id]!)
            .flatMap((piece, index): (string | number)[] => (index === 0 ? [piece] : [id, piece]))
            .filter((piece) => piece !== ''),
    )
  }
  return found
}

test('a longer token that begins later goes before a shorter one', () => {
  const splitter = new SpecialSplitter(vocabularyOf(['<a', 'a><b>'], CONTROL), true)
  assert.deepEqual(parts(splitter, '<a><b>'), ['<', 1])
  assert.deepEqual(parts(splitter, '<a <a><b><a'), [0, ' <', 1, 0])
})

test('runs of user-defined spaces are taken from the longest down', () => {
  const pieces = Array.from({ length: 4 }, (_, index) => ' '.repeat(index + 2))
  const splitter = new SpecialSplitter(vocabularyOf(pieces, USER_DEFINED), false)
  assert.deepEqual(parts(splitter, `x${' '.repeat(12)}y z`), ['x', 3, 3, 0, 'y z'])
})

test('control tokens are found only when parsing, ordinary entries never', () => {
  const control = vocabularyOf(['<s>'], CONTROL)
  assert.deepEqual(parts(new SpecialSplitter(control, false), 'a<s>b'), ['a<s>b'])
  assert.deepEqual(parts(new SpecialSplitter(control, true), 'a<s>b'), ['a', 0, 'b'])
  const normal = vocabularyOf(['a'], NORMAL)
  assert.deepEqual(parts(new SpecialSplitter(normal, true), 'a'), ['a'])
})

test('white space that a token strips goes with it', () => {
  const right = new SpecialSplitter(vocabularyOf(['<r>'], CONTROL | STRIPS_RIGHT), true)
  assert.deepEqual(parts(right, 'a <r> \n b<r>  '), ['a ', 0, 'b', 0])
  const left = new SpecialSplitter(vocabularyOf(['<l>'], CONTROL | STRIPS_LEFT), true)
  assert.deepEqual(parts(left, 'a  <l> b'), ['a', 0, ' b'])
})

test('the result equals searching token after token', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '<'), minLength: 1, maxLength: 4 })
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '<', 'c'), maxLength: 30 })
  // Of tokens of one length, which goes first is nobody's rule: here no two have one.
  const pieces = fc
    .array(piece, { maxLength: 6 })
    .map((all) => [...new Map(all.map((one) => [one.length, one])).values()])
  fc.assert(
    fc.property(pieces, texts, (some, text) => {
      const splitter = new SpecialSplitter(vocabularyOf(some, CONTROL), true)
      assert.deepEqual(parts(splitter, text), partsSlowly(some, text))
    }),
    { numRuns: 500 },
  )
})

test('a special token longer than any real one is refused', () => {
  assert.throws(() => new SpecialSplitter(vocabularyOf(['<'.repeat(2000)], CONTROL), true), {
    code: 'MODEL_FILE_INVALID',
  })
})
