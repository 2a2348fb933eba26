/**
 * Chat through the real `openai` client: the model `loci-extractive` answers from memory alone, with its sources, as JSON and as a
 * stream, and says so when it does not know.
 *
 * Run it with `node examples/chat-with-memory.ts`. It starts a gateway of its own and exits non-zero when an answer is wrong. With an upstream
 * configured (LOCI_UPSTREAM_URL), any other model name is forwarded with the memories that fit.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'

const folder = mkdtempSync(join(tmpdir(), 'loci-example-'))
const bin = new URL('../bin/loci.js', import.meta.url).pathname
const words = [bin, 'serve', '--port', '0', '--store', join(folder, 'loci.db')]
const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })

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
  await fetch(`${address}/api/remember`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      scope: { user: 'ada' },
      turns: [
        { speaker: 'Ada', text: 'My sister Grace is allergic to peanuts.' },
        { speaker: 'Ada', text: 'She visits in July.' },
      ],
    }),
  })

  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'none' })
  const request = { model: 'loci-extractive', user: 'ada' } as const
  const messages = [{ role: 'user', content: 'What is Grace allergic to?' }] as const

  const answer = await client.chat.completions.create({ ...request, messages: [...messages] })
  const text = answer.choices[0]!.message.content!
  console.log(text)
  assert.match(text, /peanuts/)

  let streamed = ''
  const stream = await client.chat.completions.create({
    ...request,
    messages: [...messages],
    stream: true,
  })
  for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? ''
  assert.equal(streamed, text)

  const unknown = await client.chat.completions.create({
    ...request,
    messages: [{ role: 'user', content: 'Which instrument does Babbage play?' }],
  })
  console.log(unknown.choices[0]!.message.content)
  assert.doesNotMatch(unknown.choices[0]!.message.content!, /peanuts|July/)
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  rmSync(folder, { recursive: true })
}
