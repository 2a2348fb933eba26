/** Many patterns in bytes: equal to a naive search, however the bytes are cut into pieces. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BytePattern, ByteSearch } from './byte-search.ts'

const encoder = new TextEncoder()
const pattern = (text: string, isWord = false): BytePattern => ({
  bytes: encoder.encode(text),
  isWord,
})

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size)
}

function naive(text: string, patterns: readonly BytePattern[]): Map<number, number> {
  const folded = text.toLowerCase()
  const found = new Map<number, number>()
  for (const [index, { bytes, isWord }] of patterns.entries()) {
    const needle = new TextDecoder().decode(bytes)
    let count = 0
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
      const around = [folded[at - 1] ?? ' ', folded[at + needle.length] ?? ' ']
      if (!isWord || around.every((letter) => !/[a-z0-9]/.test(letter))) count += 1
    }
    if (count > 0) found.set(index, count)
  }
  return found
}

test('every occurrence is counted once, whatever the pieces', async () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '1'), maxLength: 200 })
  const needle = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 4, maxLength: 9 })
  await fc.assert(
    fc.asyncProperty(
      letters,
      fc.uniqueArray(needle, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      async (text, needles, size) => {
        const patterns = needles.map((one, index) => pattern(one, index % 2 === 1))
        const search = new ByteSearch(patterns)
        const expected = [...naive(text, patterns)]
        const bytes = encoder.encode(text)
        const sorted = (found: Map<number, number>) => [...found].sort(([a], [b]) => a - b)
        assert.deepEqual(sorted(search.countIn(bytes)), expected)
        assert.deepEqual(sorted(await search.countInPieces(cut(bytes, size))), expected)
      },
    ),
    { numRuns: 300, seed: 17 },
  )
})
