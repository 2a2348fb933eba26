/** `loci models tokenize` and `detokenize` on a model file that our writer made. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { encodeGguf } from '../../src/model/gguf/encode-gguf.ts'
import { metadataOfKeys, tinySentencePieceKeys } from '../../src/testing/tiny-vocabulary.ts'
import { type Ran, runWords } from './run-words.ts'

let folder: string
let file: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'loci-tokenize-'))
  file = join(folder, 'tiny.gguf')
  const bytes = encodeGguf(metadataOfKeys(tinySentencePieceKeys()).entries, [])
  writeFileSync(file, bytes)
  writeFileSync(`${file}.gz`, gzipSync(bytes))
})
after(() => rmSync(folder, { recursive: true, force: true }))

function run(...words: string[]): Promise<Ran> {
  return runWords(folder, ['models', ...words], { input: 'hello' })
}

test('a text becomes ids and pieces, and ids become the text', async () => {
  for (const path of [file, `${file}.gz`]) {
    const { output } = await run('tokenize', path, 'hello world', '--json', '--add-special')
    const { ids, pieces, kind } = JSON.parse(output)
    assert.equal(kind, 'sentencepiece')
    assert.deepEqual(pieces, ['<s>', '▁hello', '▁world'])
    const back = await run('detokenize', path, ...ids.map(String), '--json', '--skip-special')
    assert.deepEqual(JSON.parse(back.output), { text: 'hello world' })
  }
})

test('text comes from standard input when none is given, and people get a table', async () => {
  const { output } = await run('tokenize', file)
  assert.match(output, /▁hello/)
  assert.match(output, /1 token of \d+, sentencepiece/)
})

test('special tokens in the text count only when asked', async () => {
  const plain = JSON.parse((await run('tokenize', file, '</s>', '--json')).output)
  assert.ok(!plain.ids.includes(2))
  const parsed = JSON.parse(
    (await run('tokenize', file, '</s>', '--json', '--parse-special')).output,
  )
  assert.deepEqual(parsed.ids, [2])
})

test('ids that are none, and files that are none, are refused with a code', async () => {
  assert.match((await run('detokenize', file, '1,x')).errors, /INPUT_INVALID/)
  assert.match((await run('detokenize', file, '999999')).errors, /INPUT_INVALID.*vocabulary of/)
  assert.notEqual((await run('tokenize', join(folder, 'none.gguf'), 'x')).code, 0)
})
