/** Every kind of tokenizer in the registry keeps the contract. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { metadataOfKeys, tinyVocabularies } from '../../testing/tiny-vocabulary.ts'
import { tokenizerConformance } from '../../testing/tokenizer-conformance.ts'
import { openTokenizer, tokenizerRegistry } from './tokenizer-registry.ts'

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'nothing'
  } catch (error) {
    return LociError.is(error) ? error.code : String(error)
  }
}

for (const name of Object.keys(tokenizerRegistry)) {
  for (const one of tokenizerConformance) {
    test(`${name}: ${one.name}`, () =>
      one.run({
        open: async () => openTokenizer(metadataOfKeys(tinyVocabularies[name]!())),
        equal: (actual, expected, message) => assert.deepEqual(actual, expected, message),
        codeOf,
      }))
  }
}
