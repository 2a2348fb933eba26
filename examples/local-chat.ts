/**
 * A model file served by Loci itself, and the real `openai` client: a stream, a tool call held to its schema, JSON under a schema, and
 * memory in front of it all.
 *
 * Run it with `node examples/local-chat.ts [MODEL.gguf]`. Without a file it writes a tiny model of random weights, which talks nonsense
 * in the right form. It exits non-zero when a form is wrong.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { randomModel, randomShapes } from '../src/bench/golden/random-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'loci-example-'))

function tinyModel(): string {
  const path = join(folder, 'tiny.gguf')
  const shape = { ...randomShapes[0]!, hasVocabulary: true, vocabularySize: 300 }
  writeFileSync(path, randomModel({ ...shape, contextLength: 2_048 }, 3))
  return path
}

const [file = tinyModel()] = process.argv.slice(2)
const bin = new URL('../bin/loci.js', import.meta.url).pathname
const words = ['serve', '--port', '0', '--store', join(folder, 'loci.db'), '--model', file]
const server = spawn(process.execPath, [bin, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })

async function readAddress(): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout) {
    printed += chunk
    const found = /http:\/\/[\d.]+:\d+/.exec(printed)
    if (found !== null) return found[0]
  }
  assert.fail(`the server printed no address: ${printed}`)
}

try {
  const address = await readAddress()
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none' })
  const ids = (await client.models.list()).data.map(({ id }) => id)
  const model = ids.find((id) => !id.startsWith('loci-'))!
  console.log('served:', ids.join(', '))
  const messages = [{ role: 'user' as const, content: 'How is the weather in Turin?' }]

  const stream = await client.chat.completions.create({
    model,
    messages,
    max_tokens: 24,
    stream: true,
    stream_options: { include_usage: true },
  })
  let text = ''
  let tokenCount = 0
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    tokenCount = chunk.usage?.completion_tokens ?? tokenCount
  }
  console.log('streamed:', JSON.stringify(text))
  assert.ok(tokenCount > 0 && tokenCount <= 24)

  const city = { type: 'string', maxLength: 12 }
  const parameters = { type: 'object', properties: { city }, required: ['city'] }
  const called = await client.chat.completions.create({
    model,
    messages,
    max_tokens: 200,
    tools: [{ type: 'function', function: { name: 'weather', parameters } }],
    tool_choice: 'required',
  })
  const [call] = called.choices[0]!.message.tool_calls!
  assert.ok(call?.type === 'function')
  console.log('called:', call.function.name, call.function.arguments)
  assert.equal(typeof JSON.parse(call.function.arguments).city, 'string')

  const schema = {
    type: 'object',
    properties: { degrees: { type: 'integer', minimum: -40, maximum: 50 } },
    required: ['degrees'],
  }
  const formed = await client.chat.completions.create({
    model,
    messages,
    max_tokens: 60,
    response_format: { type: 'json_schema', json_schema: { name: 'weather', schema } },
  })
  const { degrees } = JSON.parse(formed.choices[0]!.message.content!)
  console.log('formed:', degrees, 'degrees')
  assert.ok(degrees >= -40 && degrees <= 50)

  const told = { scope: { user: 'ada' }, turns: 'My sister Grace lives in Turin.' }
  await fetch(`${address}/api/remember`, { method: 'POST', body: JSON.stringify(told) })
  const asked = [{ role: 'user' as const, content: 'Where does Grace live?' }]
  const { response } = await client.chat.completions
    .create({ model, user: 'ada', max_tokens: 8, messages: asked })
    .withResponse()
  console.log('memory:', response.headers.get('x-loci-memory'))
  assert.match(response.headers.get('x-loci-memory')!, /^used/)
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(folder, { recursive: true })
}
