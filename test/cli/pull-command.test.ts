/** `loci pull`: what it prints, both ways, and the exit codes of what does not arrive. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sha256Hex } from '../../src/host/digest.ts'
import { runWords } from './run-words.ts'

const bytes = Buffer.from('GGUF and what follows it')

test('a file is fetched once, told as lines or as one JSON value, and refused with its exit code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-pull-command-'))
  const server = createServer((request, response) => {
    if (request.url!.endsWith('.gguf')) response.end(bytes)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const pull = (...words: string[]) => runWords(folder, ['pull', '--to', folder, ...words])
  try {
    const hash = sha256Hex(bytes)
    const first = await pull(`${base}/m.gguf`, '--sha256', hash)
    assert.equal(first.code, 0, first.errors)
    assert.match(first.output, new RegExp(`m\\.gguf  24 B\\nsha256 ${hash}\\n`))
    assert.deepEqual(readFileSync(join(folder, 'm.gguf')), bytes)
    const again = await pull(`${base}/m.gguf`, '--sha256', hash, '--json')
    assert.equal(JSON.parse(again.output).wasThere, true)
    assert.equal((await pull(`${base}/m.gguf`)).code, 73)
    const shard = await pull(`${base}/n-00001-of-00003.gguf`)
    assert.match(shard.errors, /one of 3 shards/)
    const cases: readonly [string[], number, RegExp][] = [
      [[`${base}/gone.bin`], 69, /^DOWNLOAD_FAILED: .* answered 404/],
      [[`${base}/o.gguf`, '--sha256', '0'.repeat(64)], 65, /^DOWNLOAD_INVALID/],
      [[`${base}/o.gguf`, '--sha256', 'abc'], 64, /64 hex digits/],
      [['not-an-address'], 64, /^INPUT_INVALID/],
    ]
    for (const [words, exitCode, says] of cases) {
      const { code, errors } = await pull(...words)
      assert.match(errors, says)
      assert.equal(code, exitCode)
    }
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
