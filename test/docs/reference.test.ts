/** docs/reference/ is what the code says today. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referencePages } from '../../scripts/reference.ts'
import { listFiles, readFile } from '../tidy/source-file.ts'

test('the reference pages are made from the code as it is: else run npm run reference', async () => {
  const pages = await referencePages()
  for (const [name, text] of pages) assert.equal(readFile(`docs/reference/${name}`), text, name)
  const expected = [...pages.keys()].map((name) => `docs/reference/${name}`).sort()
  assert.deepEqual(listFiles('docs/reference'), expected)
})
