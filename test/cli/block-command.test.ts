/** `loci block`: from writing to history, limits, and text from standard input. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCli } from '../../src/cli/run-cli.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createCapturedTerminal } from '../../src/testing/captured-terminal.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'loci-block-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

async function run(...words: string[]): Promise<{ code: number; output: string; errors: string }> {
  const terminal = createCapturedTerminal({ input: 'from\nstandard input' })
  const code = await runCli(['block', ...words], {
    terminal,
    host: createNodeHost(),
    settings: { LOCI_STORE: join(folder, 'loci.db'), LOCI_USER: 'ada' },
    mayColour: false,
    version: '1.2.3',
    packageFolder: folder,
  })
  return { code, output: terminal.output(), errors: terminal.errors() }
}

test('a block is written, changed, shown and removed', async () => {
  assert.equal((await run('put', 'human', 'Likes', 'tea', '--max', '40', '--read-only')).code, 0)
  assert.equal((await run('append', 'human', '-')).code, 0)
  assert.equal((await run('replace', 'human', 'tea', 'jam')).code, 0)
  const { output } = await run('get', 'human', '--json')
  const { block } = JSON.parse(output)
  assert.deepEqual(
    [block.text, block.charactersMax, block.isReadOnly],
    ['Likes jam\nfrom\nstandard input', 40, true],
  )
  assert.match((await run('list')).output, /human\s+29 of 40, read-only/)
  assert.match((await run('history', 'human')).output, /add[\s\S]*update[\s\S]*update/)
  const over = await run('append', 'human', 'x'.repeat(20))
  assert.equal(over.code, 64)
  assert.match(over.errors, /INPUT_TOO_LARGE.* 10 more than its limit of 40/)
  assert.equal((await run('remove', 'human')).code, 0)
  assert.match((await run('get', 'human')).errors, /MEMORY_NOT_FOUND/)
  assert.notEqual((await run('put', 'human', 'x', '--max', '0')).code, 0)
})
