/**
 * Encoders against llama.cpp on the same files: every pooling, in F32 and in the types that our writer makes.
 *
 * llama.cpp approximates GELU by tanh over halves, so the two are close and not equal; in quantised types it rounds activations too, and
 * ours may not be the farther one from its F32 answer.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openLocalEmbedder } from '../../src/engine/local-embedder.ts'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { readGguf } from '../../src/model/gguf/open-gguf.ts'
import { requantise } from '../../src/model/gguf/requantise.ts'
import { tensorTypeNamed } from '../../src/model/gguf/tensor-types.ts'
import { openTokenizer } from '../../src/model/tokenizer/tokenizer-registry.ts'
import { dot, normalise } from '../../src/model/unit-vector.ts'
import { type EncoderShape, randomEncoder } from '../../src/testing/random-encoder.ts'
import { type LlamaCpp, llamaCppMissing, openLlamaCpp } from './llama-cpp-package.ts'

const SEED = 31
const texts = [
  'where the puppy works, it rained',
  'a',
  'The rain of 1912 and (the) worked-in-it: "puppy"?',
  'raining in the working of it and where to work '.repeat(4),
]
const shape: Partial<EncoderShape> = {
  layerCount: 4,
  embeddingLength: 256,
  feedForwardLength: 512,
  headCount: 8,
  contextLength: 512,
}

let llama: LlamaCpp
let folder = ''

before(async () => {
  if (llamaCppMissing !== false) return
  folder = mkdtempSync(join(tmpdir(), 'loci-llama-cpp-'))
  llama = await openLlamaCpp()
})

after(async () => {
  if (llamaCppMissing !== false) return
  await llama[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

let fileCount = 0
function write(bytes: Uint8Array): string {
  fileCount += 1
  const path = join(folder, `${fileCount}.gguf`)
  writeFileSync(path, bytes)
  return path
}

async function ours(modelPath: string): Promise<Float32Array[]> {
  await using embedder = await openLocalEmbedder({ disk: nodeDisk, modelPath })
  return (await embedder.embed(texts)).map((row) => row!)
}

async function theirs(bytes: Uint8Array, modelPath: string): Promise<Float32Array[]> {
  const tokenizer = openTokenizer((await readGguf(createBytesFile(bytes))).metadata)
  const ids = texts.map((text) => [...tokenizer.encode(text, { addSpecial: true })])
  const rows = await llama.embeddings(modelPath, ids)
  for (const row of rows) normalise(row)
  return rows
}

function cosines(a: readonly Float32Array[], b: readonly Float32Array[]): number[] {
  return a.map((row, index) => dot(row, b[index]!))
}

for (const pooling of ['mean', 'cls', 'last'] as const) {
  test(`an F32 encoder that pools by ${pooling} gives llama.cpp's vectors`, {
    skip: llamaCppMissing,
  }, async (context) => {
    const bytes = randomEncoder({ ...shape, pooling }, SEED)
    const path = write(bytes)
    const least = Math.min(...cosines(await ours(path), await theirs(bytes, path)))
    context.diagnostic(`cosine ${least.toFixed(7)} at least`)
    assert.ok(least >= 0.9999, `seed ${SEED}: ${least}`)
  })
}

for (const type of ['Q8_0', 'Q4_0'] as const) {
  const title = `an encoder in ${type} is no farther from its F32 than llama.cpp is`
  test(title, { skip: llamaCppMissing }, async (context) => {
    const plain = randomEncoder(shape, SEED)
    const bytes = await requantise(await readGguf(createBytesFile(plain)), tensorTypeNamed(type)!)
    const decoded = await requantise(
      await readGguf(createBytesFile(bytes)),
      tensorTypeNamed('F32')!,
    )
    const truth = await theirs(decoded, write(decoded))
    const path = write(bytes)
    const our = Math.min(...cosines(await ours(path), truth))
    const their = Math.min(...cosines(await theirs(bytes, path), truth))
    context.diagnostic(`cosine ${our.toFixed(7)} and ${their.toFixed(7)}`)
    assert.ok(our >= their - 1e-6, `seed ${SEED}: ${our} and ${their}`)
  })
}
