/** What `--model` means, alone and beside an address, and what is refused before a file is read or a port taken. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import { createCapturedTerminal } from '../testing/captured-terminal.ts'
import { byteCountOption, chooseModels, type ModelWords } from './local-model-options.ts'
import { runCli } from './run-cli.ts'

const url = 'http://127.0.0.1:1/v1'
const there = { exists: async (path: string) => path === 'weights' }

function choose(
  models: readonly string[],
  modelUrl?: string,
  settings: ModelWords['settings'] = {},
) {
  return chooseModels(there, { models, modelUrl, settings })
}

test('a file by its ending or by being there is served, anything else is a name behind an address', async () => {
  const cases: readonly [string[], string | undefined, string[], string | null][] = [
    [[], undefined, [], null],
    [['a.gguf'], undefined, ['a.gguf'], null],
    [['A.GGUF.gz', 'weights'], undefined, ['A.GGUF.gz', 'weights'], null],
    [['qwen3'], url, [], 'qwen3'],
    [['qwen3.gguf'], url, [], 'qwen3.gguf'],
    [['a.gguf', 'qwen3'], url, ['a.gguf'], 'qwen3'],
    [['qwen3'], undefined, [], 'qwen3'],
  ]
  for (const [models, address, files, remoteName] of cases) {
    assert.deepEqual(await choose(models, address), { files, remoteName }, models.join(' '))
  }
})

test('the environment names the file, or the model that memories are formed with beside a file', async () => {
  const file = { LOCI_MODEL: 'a.gguf' }
  assert.deepEqual(await choose([], undefined, file), { files: ['a.gguf'], remoteName: null })
  const remote = { LOCI_MODEL: 'qwen3', LOCI_MODEL_URL: url }
  assert.deepEqual(await choose(['a.gguf'], undefined, remote), {
    files: ['a.gguf'],
    remoteName: 'qwen3',
  })
  assert.deepEqual(await choose(['b'], undefined, remote), { files: [], remoteName: 'b' })
})

test('what contradicts itself is refused with what to do', async () => {
  const refused: readonly [string[], string | undefined, RegExp][] = [
    [['a.gguf', 'a.gguf'], undefined, /names a\.gguf twice/],
    [['a', 'b'], url, /names "a" and "b"/],
    [['a.gguf', 'b.gguf'], url, /--model-url needs the name/],
    [['a.gguf', 'qwen3'], undefined, /"qwen3" needs --model-url/],
  ]
  for (const [models, address, says] of refused) {
    await assert.rejects(choose(models, address), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'CONFIG_INVALID')
      assert.match(error.message, says)
      return true
    })
  }
})

test('sizes are written with or without a unit, in powers of 1024', () => {
  assert.equal(byteCountOption('1073741824'), 2 ** 30)
  for (const text of ['1g', '1GiB', '1 GB', '1024MiB', '1048576k']) {
    assert.equal(byteCountOption(text), 2 ** 30, text)
  }
  assert.equal(byteCountOption('1.5k'), 1536)
  for (const text of ['', '0', '-1', '1x', 'big', '1e3']) {
    assert.throws(() => byteCountOption(text), /It must be a size/, text)
  }
})

test('serve refuses options of an engine without a file, and files that are not there, before it listens', async () => {
  const serve = async (...words: string[]): Promise<[number, string]> => {
    const terminal = createCapturedTerminal()
    const code = await runCli(['serve', '--port', '0', '--store', ':memory:', ...words], {
      terminal,
      host: createNodeHost(),
      settings: {},
      mayColour: false,
      version: '1.2.3',
      packageFolder: '.',
    })
    return [code, terminal.errors()]
  }
  const cases: readonly [string[], number, RegExp][] = [
    [['--ctx-size', '100'], 78, /^CONFIG_INVALID: --ctx-size is for model files/],
    [['--kv-memory', '1g'], 78, /^CONFIG_INVALID: --kv-memory is for model files/],
    [['--model', 'qwen3'], 78, /^CONFIG_INVALID: the model needs --model-url/],
    [['--model', 'gone.gguf'], 66, /^FILE_NOT_FOUND/],
    [['--model', 'x.gguf', '--threads', '0'], 64, /whole number from 1/],
    [['--model', 'x.gguf', '--kv-type', 'f61'], 64, /Did you mean f16/],
    [['--model', 'x.gguf', '--kv-memory', 'lots'], 64, /must be a size/],
    [['--model', 'x.gguf', '--model', 'y.gguf', '--record', 'r'], 78, /one record/],
  ]
  for (const [words, exitCode, says] of cases) {
    const [code, errors] = await serve(...words)
    assert.match(errors, says)
    assert.equal(code, exitCode, errors)
  }
})
