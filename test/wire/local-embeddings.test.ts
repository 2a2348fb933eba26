/** /v1/embeddings by an encoder file that is served beside a model that chats. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import OpenAI from 'openai'
import { openLocalEngine } from '../../src/engine/open-local-engine.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { randomEncoder } from '../../src/testing/random-encoder.ts'
import { openTestGateway } from './gateway-under-test.ts'
import { tinyChatModel } from './tiny-chat-model.ts'

test('an encoder and a decoder are served side by side, each for what it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-embeddings-'))
  const host = createNodeHost()
  const open = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return openLocalEngine({ host, path, wishes: { threadCount: 1 } })
  }
  const engines = [
    await open('chat.gguf', await tinyChatModel()),
    await open('encoder.gguf', randomEncoder()),
  ]
  const gateway = await openTestGateway({ engines })
  try {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'none', maxRetries: 0 })
    const input = ['the cat', 'the dog']
    const { data, model, usage } = await client.embeddings.create({ model: 'encoder', input })
    assert.deepEqual([data.length, model], [2, 'encoder'])
    assert.ok(usage.prompt_tokens > 0)
    const embedder = (await engines[1]!.loaded).embedder!
    const rows = await embedder.embed(input)
    for (const [index, { embedding }] of data.entries()) {
      assert.deepEqual(Float32Array.from(embedding), rows[index])
    }
    await assert.rejects(client.embeddings.create({ model: 'chat', input }), OpenAI.NotFoundError)
    const asked = { model: 'encoder', messages: [{ role: 'user' as const, content: 'Hi' }] }
    await assert.rejects(client.chat.completions.create(asked), OpenAI.NotFoundError)
    const states = (await gateway.call('GET', '/api/engine')).json.engines
    assert.deepEqual(
      states.map(({ name, kind, kv }: { name: string; kind: string; kv: unknown }) => [
        name,
        kind,
        kv === null,
      ]),
      [
        ['chat', 'decoder', false],
        ['encoder', 'encoder', true],
      ],
    )
    const tokens = await gateway.call('POST', '/tokenize', {
      body: { model: 'encoder', content: 'the cat', with_pieces: true },
    })
    assert.equal(tokens.status, 200)
  } finally {
    await gateway.close()
    for (const engine of engines) await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
