/**
 * Makes the shipped static table from the sentence encoder: `node scripts/make-static-table.ts --data FOLDER [--out FILE]`;
 * with `--check` it writes nothing and says whether FILE has the bytes that it would have written.
 *
 * For every vocabulary token t: the encoder's states of `[CLS] t [SEP]`, their mean; less the mean over the vocabulary;
 * projected on the first 256 principal directions (no whitening); int8 with one scale a row. FOLDER holds model.int8.onnx and
 * vocab.txt of all-MiniLM-L6-v2. Needs onnxruntime-node. Deterministic: one thread, fixed batches, fixed order of every sum, so
 * two runs on one machine give the same bytes; another processor's int8 kernels may round differently, which the
 * checksum then shows.
 */

import { parseArgs } from 'node:util'
import { sha256Hex } from '../src/host/digest.ts'
import { nodeDisk } from '../src/host/node-disk.ts'
import { encodeStaticTable, shippedTablePath } from '../src/model/static-table.ts'
import { WordPiece } from '../src/model/wordpiece.ts'
import { type EncoderSession, openEncoderSession } from '../src/provider/onnx-session.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

const DIMENSIONS = 256
const BATCH_TOKENS = 32
const FRAME_IDS = 3
const INT8_MAX = 127
const RECIPE =
  'mean state of [CLS] t [SEP]; less vocabulary mean; 256 principal directions; int8, one scale a row'

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Row-major (tokenCount, encoder dimensions): the mean of the three states of each token. */
async function encodeTokens(
  session: EncoderSession,
  { start, end }: { start: number; end: number },
  tokenCount: number,
): Promise<Float64Array> {
  const { dimensions } = session
  const means = new Float64Array(tokenCount * dimensions)
  for (let first = 0; first < tokenCount; first += BATCH_TOKENS) {
    const size = Math.min(BATCH_TOKENS, tokenCount - first)
    const rows = Array.from({ length: size }, (_, index) => [start, first + index, end])
    const states = await session.run(rows)
    for (let index = 0; index < states.length; index += 1) {
      const token = first + Math.floor(index / (FRAME_IDS * dimensions))
      means[token * dimensions + (index % dimensions)]! += states[index]! / FRAME_IDS
    }
    if (first % 4096 === 0) log(`encoded ${first + size} of ${tokenCount}`)
  }
  return means
}

/** Takes the column means off, in place. */
function centre(matrix: Float64Array, columns: number): void {
  const rowCount = matrix.length / columns
  const mean = new Float64Array(columns)
  for (let index = 0; index < matrix.length; index += 1) mean[index % columns]! += matrix[index]!
  for (let index = 0; index < matrix.length; index += 1) {
    matrix[index]! -= mean[index % columns]! / rowCount
  }
}

/** (columns, columns) of a centred matrix. */
function covariance(matrix: Float64Array, columns: number): Float64Array {
  const rowCount = matrix.length / columns
  const products = new Float64Array(columns * columns)
  for (let row = 0; row < matrix.length; row += columns) {
    for (let a = 0; a < columns; a += 1) {
      const value = matrix[row + a]! / rowCount
      for (let b = a; b < columns; b += 1) products[a * columns + b]! += value * matrix[row + b]!
    }
  }
  for (let a = 0; a < columns; a += 1) {
    for (let b = 0; b < a; b += 1) products[a * columns + b] = products[b * columns + a]!
  }
  return products
}

/** (rows, DIMENSIONS): each row's coordinates along the first vectors. */
function project(matrix: Float64Array, vectors: Float64Array, columns: number): Float64Array {
  const rowCount = matrix.length / columns
  const projected = new Float64Array(rowCount * DIMENSIONS)
  for (let row = 0; row < rowCount; row += 1) {
    for (let axis = 0; axis < DIMENSIONS; axis += 1) {
      let sum = 0
      for (let column = 0; column < columns; column += 1) {
        sum += matrix[row * columns + column]! * vectors[axis * columns + column]!
      }
      projected[row * DIMENSIONS + axis] = sum
    }
  }
  return projected
}

function quantise(projected: Float64Array): { scales: Float32Array; rows: Int8Array } {
  const rowCount = projected.length / DIMENSIONS
  const scales = new Float32Array(rowCount)
  const rows = new Int8Array(projected.length)
  for (let row = 0; row < rowCount; row += 1) {
    const values = projected.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)
    const peak = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    scales[row] = peak / INT8_MAX
    const scale = scales[row]!
    for (const [axis, value] of values.entries()) {
      const step = scale === 0 ? 0 : Math.round(value / scale)
      rows[row * DIMENSIONS + axis] = Math.max(-INT8_MAX, Math.min(INT8_MAX, step))
    }
  }
  return { scales, rows }
}

async function makeTable(folder: string): Promise<Uint8Array> {
  const vocabulary = await nodeDisk.readText(`${folder}/vocab.txt`)
  const pieces = vocabulary.trimEnd().split('\n')
  const { specials } = new WordPiece(pieces)
  const session = await openEncoderSession({
    disk: nodeDisk,
    modelPath: `${folder}/model.int8.onnx`,
    threadCount: 1,
    probeIds: [specials.start, specials.end],
  })
  const { dimensions: columns, modelSha256 } = session
  const means = await encodeTokens(session, specials, pieces.length)
  await session.close()
  centre(means, columns)
  const { values, vectors } = symmetricEigen(covariance(means, columns), columns)
  const total = values.reduce((sum, value) => sum + value, 0)
  const kept = values.subarray(0, DIMENSIONS).reduce((sum, value) => sum + value, 0)
  log(
    `${DIMENSIONS} of ${columns} directions keep ${((100 * kept) / total).toFixed(2)} % of variance`,
  )
  const meta = {
    model: 'sentence-transformers/all-MiniLM-L6-v2',
    dimensions: DIMENSIONS,
    tokenCount: pieces.length,
    weightConstant: 1e-4,
    modelSha256,
    vocabularySha256: sha256Hex(vocabulary),
    recipe: RECIPE,
    licence: 'Apache-2.0',
  }
  return encodeStaticTable({ meta, pieces, ...quantise(project(means, vectors, columns)) })
}

async function writeOrCompare(folder: string, path: string, isCheck: boolean): Promise<void> {
  const bytes = await makeTable(folder)
  const checksum = sha256Hex(bytes)
  log(`${bytes.length} bytes, sha256 ${checksum}`)
  if (!isCheck) return nodeDisk.writeAtomic(path, bytes)
  const isSame = checksum === sha256Hex(await nodeDisk.readBytes(path))
  log(`${path} ${isSame ? 'has the same bytes' : 'DIFFERS'}`)
  if (!isSame) process.exitCode = 1
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: shippedTablePath() },
    check: { type: 'boolean', default: false },
  },
})
if (options.data === undefined) {
  log('usage: node scripts/make-static-table.ts --data FOLDER [--out FILE] [--check]')
  process.exitCode = 64
} else {
  await writeOrCompare(options.data, options.out, options.check)
}
