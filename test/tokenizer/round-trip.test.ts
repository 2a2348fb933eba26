/** Real vocabularies under random texts: what goes in comes out, byte for byte, and the contract holds. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../src/errors.ts'
import { expectedBack, tokenizerConformance } from '../../src/testing/tokenizer-conformance.ts'
import { dataFolder, dataVocabularies } from './tokenizer-data.ts'

const found = await dataVocabularies()
const LARGE_WORD_CHARACTERS = 1_048_576

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'nothing'
  } catch (error) {
    return LociError.is(error) ? error.code : String(error)
  }
}

test('there are vocabularies to fuzz', (t) => {
  if (found.length === 0) return t.skip(`no vocabularies in ${dataFolder}`)
  t.diagnostic(found.map(({ name }) => name).join(', '))
})

for (const { name, open } of found) {
  test(`${name}: random texts read back byte for byte, or are refused`, async (t) => {
    const tokenizer = await open()
    const unit = fc.oneof(
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        'the ',
        "'s",
        '12',
        '▁',
        'é',
        '中文',
        '🙂',
        '\ufeff',
        '\u0085',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    )
    const property = fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
      const text = units.join('')
      if (!text.isWellFormed()) {
        assert.equal(
          codeOf(() => tokenizer.encode(text)),
          'INPUT_NOT_UTF8',
        )
        return
      }
      const ids = tokenizer.encode(text)
      const back = expectedBack(tokenizer, text)
      if (back === null) return
      assert.equal(tokenizer.decode(ids), back)
      if (tokenizer.isLossless) {
        assert.deepEqual(tokenizer.decodeBytes(ids), new TextEncoder().encode(text))
      }
    })
    fc.assert(property, { numRuns: 150 })
    t.diagnostic(`${tokenizer.kind}, lossless: ${tokenizer.isLossless}`)
  })

  test(`${name}: keeps the contract of tokenizers`, async () => {
    const tokenizer = await open()
    for (const one of tokenizerConformance) {
      await one.run({
        open: async () => tokenizer,
        equal: (actual, expected, message) => assert.deepEqual(actual, expected, message),
        codeOf,
      })
    }
  })
}

test('a word of a million characters is encoded whole by the first byte-level vocabulary', async (t) => {
  for (const { open } of found) {
    const tokenizer = await open()
    if (!tokenizer.isLossless) continue
    const text = 'ab'.repeat(LARGE_WORD_CHARACTERS / 2)
    assert.equal(tokenizer.decode(tokenizer.encode(text)) === text, true)
    return
  }
  t.skip(`no byte-level vocabulary in ${dataFolder}`)
})
