/**
 * The official MCP client drives the real `loci mcp` process over stdio: every tool, bad input, and a clean end.
 *
 * Nothing but protocol may appear on the process's standard output; the client's parser would report anything else.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))

function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'loci-mcp-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

function words(folder: string): string[] {
  return [bin, 'mcp', '--user', 'ada', '--store', join(folder, 'loci.db')]
}

interface Answer {
  readonly isError?: boolean
  readonly structuredContent: {
    readonly ids: string[]
    readonly event_id: string
    readonly results: { readonly id: string; readonly memory: string; readonly event: string }[]
    readonly memory: string
  }
  readonly content: { readonly text: string }[]
}

test('the official client lists, adds, searches, gets, updates, deletes and undoes over stdio', async () => {
  using folder = temporaryFolder()
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: words(folder.path),
    stderr: 'pipe',
  })
  const client = new Client({ name: 'test', version: '1' })
  const faults: Error[] = []
  client.onerror = (error) => faults.push(error)
  await client.connect(transport)
  const call = async (name: string, input: Record<string, unknown> = {}): Promise<Answer> =>
    (await client.callTool({ name, arguments: input })) as unknown as Answer

  assert.equal(client.getServerVersion()?.name, 'loci')
  assert.equal((await client.listTools()).tools.length, 21)
  const added = await call('add_memory', { text: 'Ada moved to Lisbon in May' })
  const memory_id = added.structuredContent.ids[0]!
  const found = await call('search_memories', { query: 'Where does Ada live? Lisbon?' })
  assert.equal(found.structuredContent.results[0]?.id, memory_id)
  assert.equal(
    (await call('get_memory', { memory_id })).structuredContent.memory,
    'Ada moved to Lisbon in May',
  )
  assert.equal((await call('get_memories')).structuredContent.results.length, 1)
  await call('update_memory', { memory_id, text: 'Ada moved to Porto in May' })
  const deleted = await call('delete_memory', { memory_id })
  assert.equal((await call('get_memories')).structuredContent.results.length, 0)
  await call('undo_change', { event_id: deleted.structuredContent.event_id })
  const history = await call('get_memory_history', { memory_id })
  assert.deepEqual(
    history.structuredContent.results.map(({ event }) => event),
    ['add', 'update', 'forget', 'undo'],
  )
  const bad = await call('get_memory', { memory_id: 'nope' })
  assert.ok(bad.isError && bad.content[0]!.text.startsWith('MEMORY_NOT_FOUND'))
  await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }))
  await client.close()
  assert.deepEqual(faults, [])
})

test('requests that arrive with the end of the input are answered before the process ends with 0', async () => {
  using folder = temporaryFolder()
  const child = spawn(process.execPath, words(folder.path), { stdio: ['pipe', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const request = (id: number, method: string, params: object): string =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
  child.stdin.end(
    request(1, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    }) +
      `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n` +
      request(2, 'tools/call', { name: 'add_memory', arguments: { text: 'last words' } }) +
      'not json\n',
  )
  const code = await new Promise((resolve) => child.on('close', resolve))
  const answers = Buffer.concat(output)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number; result?: { isError?: boolean } })
  assert.equal(code, 0)
  assert.deepEqual(
    answers.map(({ id, result }) => [id, result?.isError ?? false]),
    [
      [1, false],
      [2, false],
    ],
  )
})
