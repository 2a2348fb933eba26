/** `loci serve --model FILE` as a process and the official client: streaming, a tool, a schema; what it prints and how it ends. */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import { tinyChatModel } from '../wire/tiny-chat-model.ts'
import { bareEnvironment } from './bare-environment.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))
let folder: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loci-serve-model-'))
  writeFileSync(join(folder, 'tiny.gguf'), await tinyChatModel(1_024))
})
after(() => rmSync(folder, { recursive: true, force: true }))

interface Started {
  readonly child: ChildProcess
  readonly code: Promise<number | null>
  readonly errors: () => string
}

function start(words: readonly string[]): Started {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...words], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: Buffer[] = []
  child.stderr!.on('data', (chunk: Buffer) => errors.push(chunk))
  const code = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { child, code, errors: () => Buffer.concat(errors).toString() }
}

/** The first `count` lines that it prints. */
async function linesOf({ child, code, errors }: Started, count: number): Promise<string[]> {
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout! })
  const ended = code.then((value) => Promise.reject(new Error(`ended with ${value}: ${errors()}`)))
  const enough = new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line)
      if (lines.length === count) resolve()
    })
  })
  await Promise.race([enough, ended])
  return lines
}

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'look_up',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string', maxLength: 10 } },
        required: ['city'],
      },
    },
  },
]
const messages = [{ role: 'user' as const, content: 'How big is Turin?' }]

test('a model file is served to the official client: streaming, a tool, a schema; SIGTERM lets an answer end', async () => {
  const words = ['--model', 'tiny.gguf', '--ctx-size', '1000', '--parallel', '2', '--threads', '1']
  const started = start([...words, '--kv-type', 'f32', '--queue-max', '8'])
  const { child, code, errors } = started
  try {
    const lines = await linesOf(started, 9)
    assert.match(lines[3]!, /^ {2}chat +http.*\/v1 {2}tiny, here, answers cached$/)
    assert.match(
      lines[7]!,
      /^ {2}model +tiny {2}llama, 0\.1M parameters, weights .*, 1 thread, kernels \S/,
    )
    assert.match(lines[8]!, /context 1,000 tokens, 2 at once, cache .* as f32, paged$/)
    const url = /http:\/\/\S+/.exec(lines[0]!)![0]
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 })
    const asked = { model: 'tiny', messages, max_tokens: 120 }
    const { choices } = await client.chat.completions.create({
      ...asked,
      tools,
      tool_choice: 'required',
    })
    const [call] = choices[0]!.message.tool_calls!
    assert.ok(call?.type === 'function')
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string')
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer', maximum: 9, minimum: 0 } },
      required: ['n'],
    }
    const formed = await client.chat.completions.create({
      ...asked,
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
    })
    assert.ok(Number.isInteger(JSON.parse(formed.choices[0]!.message.content!).n))
    const stream = await client.chat.completions.create({
      ...asked,
      stream: true,
      ...{ ignore_eos: true },
    })
    let count = 0
    let reason: string | null = null
    for await (const chunk of stream) {
      count += 1
      if (count === 3) child.kill('SIGTERM')
      reason = chunk.choices[0]?.finish_reason ?? reason
    }
    assert.equal(reason, 'length')
    assert.equal(await code, 0, errors())
  } finally {
    // A second signal would end it at once; the first has been sent unless something failed.
    child.kill('SIGKILL')
  }
})

test('it listens while the model loads, and does not say so before it is ready', async () => {
  const started = start(['--model', 'tiny.gguf', '--json'])
  const [line] = await linesOf(started, 1)
  const { url, models } = JSON.parse(line!) as {
    url: string
    models: { name: string; kernels: string }[]
  }
  assert.equal(models[0]!.name, 'tiny')
  assert.notEqual(models[0]!.kernels, null)
  assert.equal((await fetch(`${url}/health`)).status, 200)
  started.child.kill('SIGTERM')
  assert.equal(await started.code, 0, started.errors())
})
