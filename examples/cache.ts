/**
 * The answer cache through the real `openai` client: the second equal question costs no call, the opposite is not taken for it, and an
 * answer made with a memory is gone when the memory changes.
 *
 * Run it with `node examples/cache.ts`. It starts a small endpoint that counts its calls and a gateway before it, and exits non-zero
 * when an answer is wrong.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'

let callCount = 0
const model = createServer((request, response) => {
  request.resume().on('end', () => {
    callCount += 1
    const message = { role: 'assistant', content: `Answer ${callCount}.` }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ id: '1', object: 'chat.completion', created: 1, model: 'm', choices }),
    )
  })
})
model.listen(0, '127.0.0.1')
await once(model, 'listening')

const folder = mkdtempSync(join(tmpdir(), 'loci-example-'))
const bin = new URL('../bin/loci.js', import.meta.url).pathname
const upstream = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`
const words = [
  'serve',
  '--port',
  '0',
  '--store',
  join(folder, 'loci.db'),
  '--upstream-url',
  upstream,
]
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
  const ask = async (content: string, user?: string): Promise<string> => {
    const { data, response } = await client.chat.completions
      .create({ model: 'm', messages: [{ role: 'user', content }], ...(user && { user }) })
      .withResponse()
    const outcome = response.headers.get('x-loci-cache')
    console.log(`${outcome}: ${content} ${data.choices[0]!.message.content}`)
    return outcome!
  }

  assert.equal(await ask('How do I start a car in winter?'), 'miss')
  assert.equal(await ask('How do I start a car in winter?'), 'hit-exact')
  assert.equal(await ask('please: how do I START a car in winter'), 'hit-exact')
  assert.equal(await ask('How do I begin a car in winter?'), 'hit-semantic')
  assert.equal(await ask('How do I stop a car in winter?'), 'refused')
  assert.equal(callCount, 2)

  const post = async (path: string, body: object): Promise<{ ids: string[] }> => {
    const answer = await fetch(`${address}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json() as Promise<{ ids: string[] }>
  }
  const turns = 'My sister Grace lives in Turin.'
  const { ids } = await post('remember', { scope: { user: 'ada' }, turns })
  assert.equal(await ask('Where does my sister live?', 'ada'), 'miss')
  assert.equal(await ask('Where does my sister live?', 'ada'), 'hit-exact')
  assert.equal(await ask('Where does my sister live?', 'bob'), 'miss')
  await post('forget', { ids })
  assert.equal(await ask('Where does my sister live?', 'ada'), 'miss')
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  model.close()
  rmSync(folder, { recursive: true })
}
