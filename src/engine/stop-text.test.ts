/** Stop strings by hand-made pieces, and that the cut into pieces does not matter. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { checkStops, STOP_LENGTH_MAX, STOPS_MAX, StopText } from './stop-text.ts'

function shown(pieces: readonly string[], stops: readonly string[]): string[] {
  const stopText = new StopText(stops)
  const all: string[] = []
  for (const piece of pieces) {
    const { text, isStopped } = stopText.put(piece)
    all.push(text)
    if (isStopped) return all
  }
  return [...all, stopText.close()]
}

test('what could become a stop string is held back and shown when it did not', () => {
  assert.deepEqual(shown(['a', '<', 'en', 'x'], ['<end>']), ['a', '', '', '<enx', ''])
  assert.deepEqual(shown(['a<', 'end', '>b'], ['<end>']), ['a', '', ''])
  assert.deepEqual(shown(['ab', 'ab', 'ac'], ['abac']), ['', 'ab', ''])
  assert.deepEqual(shown(['xaba'], ['abab']), ['x', 'aba'])
})

test('the first complete one ends the text, of two that end together the longer', () => {
  assert.deepEqual(shown(['zabcd'], ['abcd', 'bc']), ['za'])
  assert.deepEqual(shown(['zabc'], ['bc', 'abc']), ['z'])
  assert.deepEqual(shown(['no stop'], []), ['no stop', ''])
})

test('how a text is cut into pieces changes nothing', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 })
  const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 6 }),
      fc.array(stop, { maxLength: 3 }),
      (pieces, stops) => {
        const joined = pieces.join('')
        const expected = shown([...joined], stops).join('')
        assert.equal(shown(pieces, stops).join(''), expected)
        const ends = stops.map((one) => joined.indexOf(one)).filter((at) => at !== -1)
        if (ends.length === 0) assert.equal(expected, joined)
        else assert.ok(stops.every((one) => !expected.includes(one)))
      },
    ),
    { seed: 4, numRuns: 300 },
  )
})

test('stop strings that are empty, too long or too many are refused', () => {
  const bad = [
    [''],
    ['x'.repeat(STOP_LENGTH_MAX + 1)],
    Array.from({ length: STOPS_MAX + 1 }, (_, index) => `s${index}`),
  ]
  for (const stops of bad) {
    assert.throws(
      () => checkStops(stops),
      (error) => LociError.is(error, 'INPUT_INVALID'),
    )
  }
  checkStops(['a', 'b'])
})
