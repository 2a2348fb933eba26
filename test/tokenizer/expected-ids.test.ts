/** Every vocabulary beside the checkout gives exactly the ids that its own tokenizer gave, and reads them back. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TokenizerCase } from '../../src/bench/tokenizers/find-vocabularies.ts'
import { dataFolder, dataVocabularies } from './tokenizer-data.ts'

const found = await dataVocabularies()

test('there are vocabularies to compare with', (t) => {
  if (found.length === 0) return t.skip(`no vocabularies in ${dataFolder}`)
  t.diagnostic(found.map(({ name, cases }) => `${name}: ${cases.length}`).join(', '))
})

for (const { name, cases, open } of found) {
  test(`${name}: all ${cases.length} texts become the expected ids and read back`, async (t) => {
    const tokenizer = await open()
    const wrong: (TokenizerCase & { given: number[] })[] = []
    for (const { text, ids } of cases) {
      const given = [...tokenizer.encode(text)]
      if (given.join() !== ids.join()) wrong.push({ text, ids, given })
    }
    assert.deepEqual(wrong, [])
    for (const { text } of cases) {
      const ids = tokenizer.encode(text)
      if (tokenizer.kind !== 'wordpiece') assert.equal(tokenizer.decode(ids), text)
    }
    if (cases.length === 0) t.diagnostic('no expected ids: opened only')
  })
}
