/** Vectors from a local encoder: what is pooled, where a text is cut, what is refused. The contract itself is in test/embedder/. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { randomModel, randomShapes } from '../bench/golden/random-model.ts'
import { type ErrorCode, LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import type { TokenStateEmbedder } from '../model/embedder.ts'
import { dot, normalise } from '../model/unit-vector.ts'
import { randomEncoder } from '../testing/random-encoder.ts'
import { openLocalEmbedder } from './local-embedder.ts'

const folder = mkdtempSync(join(tmpdir(), 'loci-encoder-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let fileCount = 0
function open(bytes: Uint8Array, idCountMax?: number): Promise<TokenStateEmbedder> {
  fileCount += 1
  const modelPath = join(folder, `${fileCount}.gguf`)
  writeFileSync(modelPath, bytes)
  return openLocalEmbedder({ disk: nodeDisk, modelPath, ...(idCountMax && { idCountMax }) })
}

function refused(bytes: Uint8Array, code: ErrorCode, words: RegExp): Promise<void> {
  return assert.rejects(
    () => open(bytes),
    (error) => {
      assert.ok(LociError.is(error, code), String(error))
      assert.match(error.message, words)
      return true
    },
  )
}

const text = 'where the puppy works, it rained'

test('a file says how its states are pooled, and its fingerprint says so too', async () => {
  const rows: Float32Array[] = []
  for (const pooling of ['mean', 'cls', 'last'] as const) {
    await using embedder = await open(randomEncoder({ pooling }))
    assert.equal(embedder.fingerprint.pooling, pooling)
    assert.equal(embedder.fingerprint.model, 'random bert')
    assert.match(embedder.fingerprint.revision, /^gguf-[0-9a-f]{12}$/)
    rows.push((await embedder.embed([text]))[0]!)
  }
  const [mean, cls, last] = rows
  for (const [a, b] of [
    [mean, cls],
    [mean, last],
    [cls, last],
  ]) {
    assert.ok(dot(a!, b!) < 0.99)
  }
})

test('the mean of token states is the vector, but for the specials', async () => {
  await using embedder = await open(randomEncoder())
  const [answer] = await embedder.embedTokens([text])
  const { ids, states } = answer!.tokens
  const { dimensions } = embedder.fingerprint
  assert.equal(states.length, ids.length * dimensions)
  const mean = new Float32Array(dimensions)
  for (let at = 0; at < states.length; at += 1) mean[at % dimensions]! += states[at]!
  normalise(mean)
  assert.ok(dot(mean, answer!.embedding!) > 0.9)
})

test('a text is cut at the context, keeps its end, and what lies beyond changes nothing', async () => {
  await using embedder = await open(randomEncoder({ contextLength: 16 }))
  const long = 'the and of to '.repeat(50)
  const [row, other, short] = await embedder.embed([long, `${long} puppy`, 'the and of to'])
  assert.deepEqual(row, other)
  assert.ok(dot(row!, short!) < 1 - 1e-4)
  await using shorter = await open(randomEncoder({ contextLength: 16 }), 8)
  const [cut] = await shorter.embed([long])
  const [same] = await shorter.embed(['the and of to the and'])
  assert.deepEqual(cut, same)
})

test('more ids than a run holds are more runs, with the same rows', async () => {
  await using embedder = await open(randomEncoder())
  const texts = Array.from({ length: 30 }, (_, index) => `${text} ${index} `.repeat(2))
  const rows = await embedder.embed(texts)
  for (const index of [0, 13, 29]) {
    assert.deepEqual(await embedder.embed([texts[index]!]), [rows[index]])
  }
})

test('one bit of a weight, another vocabulary or another pooling is another revision', async () => {
  const revisionOf = async (bytes: Uint8Array): Promise<string> => {
    await using embedder = await open(bytes)
    return embedder.fingerprint.revision
  }
  const plain = randomEncoder()
  const altered = plain.slice()
  altered[altered.length - 40]! ^= 1
  const all = [plain, altered, randomEncoder({ pooling: 'cls' }), randomEncoder({}, 2)]
  const revisions = new Set(await Promise.all(all.map(revisionOf)))
  assert.equal(revisions.size, all.length)
  assert.equal(await revisionOf(plain), await revisionOf(randomEncoder()))
})

test('files that give no vectors of texts are refused', async () => {
  const decoder = randomModel(randomShapes[0]!, 1)
  await refused(decoder, 'MODEL_ARCHITECTURE_UNKNOWN', /no encoder is of the architecture "llama"/)
  const bytes = randomEncoder()
  await refused(bytes.subarray(0, bytes.length - 100), 'MODEL_FILE_TRUNCATED', /./)
  const odd = randomEncoder({ headCount: 4, embeddingLength: 64 })
  const at =
    Buffer.from(odd).indexOf('bert.attention.head_count') + 'bert.attention.head_count'.length
  odd[at + 4] = 5
  await refused(odd, 'MODEL_FILE_INVALID', /64 is not 5 equal heads/)
})

test('an embedder that was closed says so', async () => {
  const embedder = await open(randomEncoder())
  await embedder.close()
  await assert.rejects(
    () => embedder.embed([text]),
    (error) => LociError.is(error, 'EMBEDDER_UNAVAILABLE'),
  )
})
