import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  lacksEncoder,
  lacksGolden,
  modelPath,
  readGolden,
} from '../../test/embedder/minilm-data.ts'
import { type ErrorCode, LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { createStaticEmbedder } from '../model/static-embedder.ts'
import { readStaticTable, shippedTablePath } from '../model/static-table.ts'
import { dot, normalise } from '../model/unit-vector.ts'
import { openOnnxEmbedder } from './onnx-embedder.ts'

const disk = nodeDisk
const { wordPiece } = createStaticEmbedder(await readStaticTable(disk, shippedTablePath()))
const skip = lacksEncoder() || lacksGolden()

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => LociError.is(error, code)
}

test('all golden texts have their golden vectors to cosine 0.99, together and alone', {
  skip,
}, async () => {
  await using embedder = await openOnnxEmbedder({ disk, modelPath, wordPiece })
  const golden = readGolden()
  const rows = await embedder.embed(golden.map(({ text }) => text))
  assert.equal(embedder.fingerprint.dimensions, 384)
  for (const [index, { text, embedding }] of golden.entries()) {
    const expected = Float32Array.from(embedding)
    assert.ok(normalise(expected))
    const cosine = dot(rows[index]!, expected)
    assert.ok(cosine >= 0.99, `${cosine}: ${text}`)
    const [alone] = await embedder.embed([text])
    assert.ok(dot(alone!, rows[index]!) > 1 - 1e-5, text)
  }
})

test('token states leave the specials out and carry their ids', { skip }, async () => {
  await using embedder = await openOnnxEmbedder({ disk, modelPath, wordPiece })
  const [short, empty] = await embedder.embedTokens(['My dog is cute', ''])
  assert.deepEqual([...short!.tokens.ids], wordPiece.encode('My dog is cute', 256))
  assert.equal(short!.tokens.states.length, 4 * 384)
  assert.equal(empty!.tokens.ids.length, 0)
  assert.equal(empty!.tokens.states.length, 0)
  assert.notEqual(empty!.embedding, null)
})

test('a closed encoder says that it is closed', { skip }, async () => {
  const embedder = await openOnnxEmbedder({ disk, modelPath, wordPiece })
  await embedder.close()
  await assert.rejects(embedder.embed(['x']), hasCode('EMBEDDER_UNAVAILABLE'))
})

test('a model that is missing, or is no model, is named', { skip }, async () => {
  const missing = { disk, wordPiece, modelPath: '/nowhere/model.onnx' }
  await assert.rejects(openOnnxEmbedder(missing), hasCode('FILE_NOT_FOUND'))
  const wrong = { disk, wordPiece, modelPath: shippedTablePath() }
  await assert.rejects(openOnnxEmbedder(wrong), hasCode('FILE_UNREADABLE'))
})

test('without the peer, the error holds the line that installs it', async () => {
  const importRuntime = (): Promise<unknown> => import('no-such-package' as string)
  await assert.rejects(openOnnxEmbedder({ disk, modelPath, wordPiece, importRuntime }), (error) => {
    assert.ok(LociError.is(error, 'EMBEDDER_NOT_INSTALLED'))
    assert.match(error.hint, /ONNXRUNTIME_NODE_INSTALL=skip npm i --no-save onnxruntime-node/)
    return true
  })
})
