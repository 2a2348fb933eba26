import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { collectAnswer } from '../model/collect-answer.ts'
import type { Model, ModelRequest } from '../model/model.ts'
import { scriptedModel } from '../testing/scripted-model.ts'
import {
  type Cassette,
  decodeCassette,
  encodeCassette,
  readCassette,
  requestKey,
} from './cassette.ts'
import { recordedModel } from './recorded-model.ts'
import { recordingModel } from './recording-model.ts'

const { disk } = createNodeHost()
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-cassette-'))
})
after(() => rm(folder, { recursive: true }))

function asked(content: string): ModelRequest {
  return { messages: [{ role: 'user', content }] }
}

async function said(model: Model, content: string): Promise<string> {
  const { text, error } = await collectAnswer(model, asked(content))
  if (error !== null) return error.code
  return text
}

async function recorded(path: string, questions: readonly string[]): Promise<Cassette> {
  const inner = scriptedModel({
    rules: [
      ({ messages }, index) =>
        messages[0]?.content === 'fail'
          ? {
              error: new LociError('MODEL_RATE_LIMITED', 'wait', {
                details: { retryAfterSeconds: 3 },
              }),
            }
          : `${messages[0]?.content} ${index}`,
    ],
  })
  const model = recordingModel(inner, { disk, path })
  for (const question of questions) await said(model, question)
  await model.close()
  return readCassette(disk, path)
}

test('strict: answers go by what is asked, in turn for the same, and nothing is made up', async () => {
  const cassette = await recorded(join(folder, 'strict.jsonl'), ['a', 'b', 'a', 'fail'])
  const model = recordedModel(cassette, 'strict')
  const answers = []
  for (const question of ['b', 'a', 'a', 'a', 'fail', 'c'])
    answers.push(await said(model, question))
  assert.deepEqual(answers, [
    'b 1',
    'a 0',
    'a 2',
    'a 2',
    'MODEL_RATE_LIMITED',
    'MODEL_NOT_RECORDED',
  ])
})

test('sequence: the n-th call gets the n-th answer, and then none', async () => {
  const cassette = await recorded(join(folder, 'sequence.jsonl'), ['a', 'b'])
  const model = recordedModel(cassette, 'sequence')
  assert.deepEqual(
    [await said(model, 'x'), await said(model, 'y'), await said(model, 'z')],
    ['a 0', 'b 1', 'MODEL_NOT_RECORDED'],
  )
})

test('the key is over all that may change the answer, whatever the order of fields', () => {
  const request: ModelRequest = { ...asked('a'), sampling: { temperature: 0, seed: 1 } }
  const same: ModelRequest = {
    sampling: { seed: 1, temperature: 0 },
    signal: AbortSignal.abort(),
    messages: [{ content: 'a', role: 'user' }],
  }
  assert.equal(requestKey(same), requestKey(request))
  const others: ModelRequest[] = [
    asked('b'),
    { ...request, sampling: { temperature: 1, seed: 1 } },
    { ...request, stop: ['.'] },
    { ...request, schema: { name: 'x', schema: {} } },
    { ...request, tools: [{ name: 'x', description: '', parameters: {} }] },
  ]
  const keys = new Set([request, ...others].map(requestKey))
  assert.equal(keys.size, others.length + 1)
})

test('a cassette that is cut or changed anywhere is refused', async () => {
  const path = join(folder, 'whole.jsonl')
  await recorded(path, ['a', 'b', 'fail'])
  const text = await readFile(path, 'utf8')
  for (let length = 0; length < text.length - 1; length += 1) {
    assert.throws(
      () => decodeCassette(text.slice(0, length), path),
      (error) => LociError.is(error, 'FILE_UNREADABLE'),
      `cut to ${length}`,
    )
  }
  const lines = text.split('\n')
  const damaged = [
    text.replace('b 1', 'b 2'),
    [...lines.slice(0, 1), ...lines.slice(2)].join('\n'),
    `${text}${lines[1]}\n`,
    text.replace('loci-cassette-1', 'loci-cassette-9'),
    '',
  ]
  for (const one of damaged) {
    await writeFile(path, one)
    await assert.rejects(readCassette(disk, path), (error) =>
      LociError.is(error, 'FILE_UNREADABLE'),
    )
  }
  await assert.rejects(readCassette(disk, join(folder, 'none')), (error) =>
    LociError.is(error, 'FILE_NOT_FOUND'),
  )
})

test('what is written is what was read', async () => {
  const cassette = await recorded(join(folder, 'again.jsonl'), ['🙂\u2028', 'fail'])
  assert.deepEqual(decodeCassette(encodeCassette(cassette), 'again'), cassette)
})
