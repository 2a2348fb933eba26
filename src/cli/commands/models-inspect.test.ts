/** `loci models inspect`: both ways of printing, exit codes of files that are no model or cannot be computed with. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { randomModel, randomShapes } from '../../bench/golden/random-model.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { encodeGguf } from '../../model/gguf/encode-gguf.ts'
import { tensorTypeNamed } from '../../model/gguf/tensor-types.ts'
import { createCapturedTerminal } from '../../testing/captured-terminal.ts'
import { randomEncoder } from '../../testing/random-encoder.ts'
import { runCli } from '../run-cli.ts'

async function inspect(path: string, ...more: readonly string[]) {
  const terminal = createCapturedTerminal()
  const code = await runCli(['models', 'inspect', path, ...more], {
    terminal,
    host: createNodeHost(),
    settings: {},
    mayColour: false,
    version: '1.2.3',
    packageFolder: tmpdir(),
  })
  return { code, output: terminal.output(), errors: terminal.errors() }
}

test('a model is described for people and as one JSON value, packed or not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-inspect-'))
  try {
    const bytes = randomModel(randomShapes[2]!, 1, tensorTypeNamed('Q4_0')!)
    const path = join(folder, 'm.gguf')
    writeFileSync(path, bytes)
    writeFileSync(`${path}.gz`, gzipSync(bytes))
    const { code, output } = await inspect(path)
    assert.equal(code, 0)
    assert.match(output, /^architecture {2}qwen2$/m)
    assert.match(output, /^rope +base 10000, 16 elements, halves, positions \/ 4$/m)
    assert.match(output, /^ {2}Q4_0 +.* in \d+ tensors$/m)
    assert.match(output, /^kv a token +256 B F32, 128 B F16$/m)
    assert.match(output, /^can be computed with$/m)
    const packed = await inspect(`${path}.gz`, '--json')
    const described = JSON.parse(packed.output)
    assert.equal(described.model.layerCount, 2)
    assert.deepEqual(described.kvBytesPerToken, { f32: 256, f16: 128, q8_0: null })
    assert.equal(described.problem, null)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('an encoder is described by what it gives', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-inspect-'))
  try {
    const path = join(folder, 'm.gguf')
    writeFileSync(path, randomEncoder())
    const { code, output } = await inspect(path)
    assert.equal(code, 0)
    assert.match(output, /^gives +vectors of texts, by the mean of their tokens$/m)
    assert.match(output, /^can be computed with$/m)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('what is no model, cut or unknown ends with the exit code of its error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-inspect-'))
  try {
    const path = join(folder, 'm.gguf')
    const refused = async (bytes: Uint8Array, errors: RegExp): Promise<string> => {
      writeFileSync(path, bytes)
      const ran = await inspect(path)
      assert.equal(ran.code, 65)
      assert.match(ran.errors, errors)
      return ran.output
    }
    const bytes = randomModel(randomShapes[0]!, 1)
    await refused(bytes.subarray(0, bytes.length >> 1), /MODEL_FILE_TRUNCATED/)
    await refused(new TextEncoder().encode('PK\u0003\u0004 not this'), /MODEL_FILE_INVALID/)
    const data = Float32Array.of(1)
    const unknown = encodeGguf(
      new Map([['general.architecture', { type: 'string', value: 'lama' }]]),
      [{ name: 'x', shape: [1], type: tensorTypeNamed('F32')!, data }],
    )
    const output = await refused(unknown, /MODEL_ARCHITECTURE_UNKNOWN.*the nearest is llama/)
    assert.match(output, /^cannot be computed with$/m)
    rmSync(path)
    const gone = await inspect(path)
    assert.equal(gone.code, 66)
    assert.match(gone.errors, /FILE_NOT_FOUND/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
