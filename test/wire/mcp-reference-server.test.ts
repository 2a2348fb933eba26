/**
 * Our profile `reference` beside MCP's reference memory server itself: the same random calls, the same answers, the same file.
 *
 * The package is no dependency: it is taken from the folder that TEST_MCP_MEMORY_PACKAGE names, else from node_modules. Names that
 * server takes and ours refuses (empty, longer than 256 characters) are left out, and so is a name given twice in one call, which it keeps twice.
 */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { mcpMemoryExport } from '../../src/interop/export/mcp-memory-export.ts'
import { createMcpServer } from '../../src/mcp/create-mcp-server.ts'
import { openLoci } from '../../src/open-loci.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import { root } from '../tidy/source-file.ts'

const folder =
  process.env.TEST_MCP_MEMORY_PACKAGE ??
  join(root, 'node_modules', '@modelcontextprotocol', 'server-memory')
const entry = join(folder, 'dist', 'index.js')
const missing: string | false = existsSync(entry)
  ? false
  : '@modelcontextprotocol/server-memory is not installed: npm i --no-save it, or set TEST_MCP_MEMORY_PACKAGE'
const CALLS = 150
const SEED = 20_251_125
const scope = { user: 'ada' }

const names = ['Ada', 'Bo', 'İstanbul', '名前', '👩‍👩‍👧', 'a"b\\c', ' ']
const texts = ['', 'likes tea', 'Ada is tall', 'чай\n', '👍🏽', '\u2028x', ' ']

type Arguments = Record<string, unknown>

/** One call of a tool, drawn at random. */
function drawCall(prng: Prng): [string, Arguments] {
  const pick = prng.pick
  const some = (): string[] => [...new Set(texts.filter(() => prng.below(3) === 0))]
  const relations = [{ from: pick(names), to: pick(names), relationType: pick(['knows', 'owns']) }]
  const calls: [string, Arguments][] = [
    [
      'create_entities',
      { entities: [{ name: pick(names), entityType: pick(['person', '']), observations: some() }] },
    ],
    ['create_relations', { relations }],
    ['add_observations', { observations: [{ entityName: pick(names), contents: some() }] }],
    ['delete_entities', { entityNames: [pick(names), 'nobody'] }],
    ['delete_observations', { deletions: [{ entityName: pick(names), observations: some() }] }],
    ['delete_relations', { relations }],
    ['read_graph', {}],
    ['search_nodes', { query: pick(['ADA', 't', 'zzz', '', '名']) }],
    ['open_nodes', { names: [pick(names), pick(names)] }],
  ]
  return pick([...calls, ...calls.slice(0, 3)])
}

test('random calls answer as the reference server answers, and the export is the file that it wrote', {
  skip: missing,
}, async () => {
  const place = mkdtempSync(join(tmpdir(), 'loci-reference-'))
  const file = join(place, 'memory.jsonl')
  const theirs = new Client({ name: 'test', version: '1' })
  await theirs.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [entry],
      env: { MEMORY_FILE_PATH: file },
      stderr: 'ignore',
    }),
  )
  await using memory = await openLoci({ path: ':memory:' })
  const { server } = createMcpServer({
    memory,
    version: '1',
    defaultScope: scope,
    profile: 'reference',
  })
  const ours = new Client({ name: 'test', version: '1' })
  const [near, far] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(far), ours.connect(near)])
  const toolNames = async (client: Client): Promise<string[]> =>
    (await client.listTools()).tools.map((tool) => tool.name)
  assert.deepEqual(await toolNames(ours), await toolNames(theirs))
  const answer = async (client: Client, call: [string, Arguments]): Promise<unknown> => {
    const result = await client.callTool({ name: call[0], arguments: call[1] })
    const { content, structuredContent, isError = false } = result as CallToolResult
    return { content, structuredContent, isError }
  }
  const prng = createPrng(SEED)
  for (let index = 0; index < CALLS; index += 1) {
    const call = drawCall(prng)
    assert.deepEqual(
      await answer(ours, call),
      await answer(theirs, call),
      `${index} ${JSON.stringify(call)}`,
    )
  }
  let text = ''
  for await (const part of mcpMemoryExport.write(memory, scope)) text += part
  // Newer versions of that server end the file with a line break.
  assert.equal(text, readFileSync(file, 'utf8').replace(/\n$/, ''))
  await Promise.all([ours.close(), theirs.close()])
  rmSync(place, { recursive: true, force: true })
})
