/** `loci run` and `loci models list` over a small model: one answer, a pipe, a conversation with its commands, and what is refused. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type {
  CapturedTerminal,
  CapturedTerminalOptions,
} from '../../src/testing/captured-terminal.ts'
import { randomEncoder } from '../../src/testing/random-encoder.ts'
import { tinyChatModel } from '../wire/tiny-chat-model.ts'
import { type Ran, runWords } from './run-words.ts'

let folder: string
let path: string

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loci-run-'))
  path = join(folder, 'tiny.gguf')
  writeFileSync(path, await tinyChatModel())
})
after(() => rmSync(folder, { recursive: true, force: true }))

function loci(
  words: readonly string[],
  options?: CapturedTerminalOptions,
  begun?: (terminal: CapturedTerminal) => void,
): Promise<Ran> {
  return runWords(folder, words, options, begun)
}

const quick = ['--max-tokens', '6', '--threads', '1']

test('a prompt is answered once, on standard output alone; words, a pipe and JSON say the same', async () => {
  const { code, output, errors } = await loci(['run', path, '--prompt', 'Hi there', ...quick])
  assert.deepEqual([code, errors], [0, ''])
  assert.match(output, /\n$/)
  assert.equal((await loci(['run', path, ...quick, 'Hi', 'there'])).output, output)
  assert.equal((await loci(['run', path, ...quick], { input: 'Hi there' })).output, output)
  const asJson = await loci(['run', path, ...quick, '--json', 'Hi', 'there'])
  const answer = JSON.parse(asJson.output)
  assert.equal(`${answer.text}\n`, output)
  assert.deepEqual(
    [answer.model, answer.finishReason, answer.usage.completionTokens],
    ['tiny', 'length', 6],
  )
  const raw = await loci(['run', path, ...quick, '--raw', '--json', 'Hi there'])
  assert.ok(JSON.parse(raw.output).usage.promptTokens < answer.usage.promptTokens)
})

test('a conversation goes on with what was said, until it is begun anew or ended', async () => {
  const lines = [
    'Hi',
    'And then?',
    '/reset',
    'Hi',
    '/system Be brief.',
    'Hi',
    '/help',
    '',
    '/exit',
    'Not asked',
  ]
  const { code, errors, output } = await loci(['run', path, ...quick], { lines })
  assert.equal(code, 0, errors)
  const counts = [...errors.matchAll(/^(\d+)(?: \((\d+) cached\))? \+ 6 tokens/gm)].map(
    ([, count]) => Number(count),
  )
  const [first, second, third, fourth] = counts
  assert.equal(counts.length, 4)
  assert.ok(second! > first! && third === first && fourth! > first!, counts.join(' '))
  assert.match(errors, /^tiny {2}llama, .*kernels/m)
  assert.match(errors, /\/reset +begin a new conversation/)
  assert.doesNotMatch(output, /Not asked/)
})

test('Ctrl-C stops an answer and not the conversation; a conversation that is too long says what to do', async () => {
  const long = 'tea '.repeat(1_000)
  const lines = ['Tell me everything', long, 'Hi']
  const words = ['run', path, '--threads', '1', '--max-tokens', '400']
  let stop: NodeJS.Timeout | undefined
  const { code, errors } = await loci(words, { lines }, (terminal) => {
    // At the first sign of an answer.
    stop = setInterval(() => {
      if (terminal.output().length < 12) return
      clearInterval(stop)
      terminal.interrupt()
    }, 1)
  })
  clearInterval(stop)
  assert.equal(code, 0, errors)
  assert.match(errors, /^stopped$/m)
  assert.match(errors, /^MODEL_CONTEXT_OVERFLOW: .*\n.*hint.*\n\/reset begins anew\.$/m)
  assert.match(errors, /^\d+ .*\+ \d+ tokens/m)
})

test('what cannot be answered is refused: nothing asked, an encoder, no model, a wish that cannot be', async () => {
  const encoder = join(folder, 'encoder.gguf')
  writeFileSync(encoder, randomEncoder())
  const cases: readonly [readonly string[], CapturedTerminalOptions, number, RegExp][] = [
    [['run', path], { input: ' \n' }, 64, /nothing to answer/],
    [['run', path, '--prompt', 'a', 'b'], {}, 64, /given twice/],
    [['run', path, '--json'], {}, 64, /cannot be one JSON value/],
    [['run', encoder, 'Hi'], {}, 64, /is an encoder/],
    [['run', join(folder, 'gone.gguf'), 'Hi'], {}, 66, /FILE_NOT_FOUND/],
    [['run', path, '--ctx-size', '600', 'Hi'], {}, 78, /more than the model's 512/],
    [['run', path, '--kernels', 'fast', 'Hi'], {}, 64, /must be one of auto/],
  ]
  for (const [words, options, exitCode, says] of cases) {
    const { code, errors, output } = await loci(words, options)
    assert.match(errors || output, says)
    assert.equal(code, exitCode, errors)
  }
})

test('models are listed with what each needs and whether it fits, bad files with their reason', async () => {
  writeFileSync(join(folder, 'bad.gguf'), 'not a model')
  writeFileSync(join(folder, 'notes.txt'), 'no model either')
  const { code, output } = await loci([
    'models',
    'list',
    folder,
    '--parallel',
    '2',
    '--kv-type',
    'f32',
  ])
  assert.equal(code, 0)
  assert.match(output, /bad\.gguf +MODEL_FILE_INVALID/)
  assert.match(
    output,
    /tiny\.gguf +llama \d+K F32 +\S+ KiB +512 B f32 +512 of 512 +2 +\S+ \S+ +fits: needs/,
  )
  assert.doesNotMatch(output, /notes/)
  const asJson = await loci(['models', 'list', path, '--kv-memory', '64KiB', '--json'])
  const { models, memory } = JSON.parse(asJson.output)
  assert.ok(memory.totalBytes >= memory.availableBytes)
  assert.equal(models[0].plan.kv.byteCount, 65_536)
  assert.equal(models[0].plan.contextTokens, 256)
  assert.equal(models[0].fit.fits, true)
  const tooLong = JSON.parse(
    (await loci(['models', 'list', path, '--ctx-size', '1024', '--json'])).output,
  )
  assert.match(tooLong.models[0].fit.reason, /CONFIG_INVALID/)
  assert.equal((await loci(['models', 'list', join(folder, 'gone')])).code, 66)
})
