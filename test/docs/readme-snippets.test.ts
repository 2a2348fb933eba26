/**
 * The README's and the guide's snippets, run as printed in a built copy of the checkout, each on an empty store.
 *
 * A snippet that calls the gateway gets one of its own, on a free port. The README's go through npx itself, the guide's through
 * the command that npx would find.
 */

import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import {
  makeBuiltCopy,
  quickNpx,
  removeFolder,
  runSnippet,
  startServer,
} from '../package/built-copy.ts'
import { listFiles, readFile } from '../tidy/source-file.ts'
import { snippetsOf, unmarkedBlocks } from './snippets.ts'

const readme = readFile('README.md')
const folder = makeBuiltCopy()
after(() => removeFolder(dirname(folder)))

const left = ['.loci', 'backup.db', 'elsewhere.db', 'other.db']

test('every block of the README that could run is run', () => {
  assert.ok(snippetsOf(readme).length >= 3)
  assert.deepEqual(unmarkedBlocks(readme), [])
  assert.deepEqual(unmarkedBlocks('<!-- run a -->\n```js\nx\n```\ntext\n```bash\nrm\n```'), ['rm'])
})

for (const path of ['README.md', ...listFiles('docs/guide')]) {
  for (const snippet of snippetsOf(readFile(path))) {
    test(`${path}: ${snippet.name} works as printed`, async () => {
      for (const name of left) removeFolder(join(folder, name))
      const needsServer = snippet.body.includes('127.0.0.1:7077')
      await using server = needsServer ? await startServer(folder, 'bin/loci.js') : undefined
      const { status, output, errors } = runSnippet(folder, snippet, {
        address: server?.address ?? 'http://127.0.0.1:7077',
        before: path === 'README.md' ? '' : quickNpx,
      })
      assert.equal(status, 0, `${output}\n${errors}`)
      for (const text of snippet.prints) {
        assert.ok(output.includes(text), `no ${JSON.stringify(text)} in:\n${output}`)
      }
    })
  }
}
