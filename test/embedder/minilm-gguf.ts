/**
 * The sentence encoder of ../shared/data/minilm as a GGUF file, written by our writer from its ONNX file: the same model in both forms.
 *
 * That file keeps matrices as int8 with a scale a column, which is a product here; matrices are found by the bias that is added to what
 * they make, or, without names, by their order. What BERT calls [in, out] is turned, because GGUF has the row of an output together.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encodeGguf, typeForShape, type WrittenTensor } from '../../src/model/gguf/encode-gguf.ts'
import { type TensorType, tensorTypeNamed } from '../../src/model/gguf/tensor-types.ts'
import { encoderEntries } from '../../src/testing/random-encoder.ts'
import { modelPath } from './minilm-data.ts'
import { type OnnxFile, readOnnx } from './onnx-file.ts'

const vocabularyPath = fileURLToPath(
  new URL('../../../shared/data/minilm/vocab.txt', import.meta.url),
)

const FLOAT = 1
const INT8 = 3

function floats(file: OnnxFile, name: string): Float32Array {
  const tensor = file.tensors.get(name)
  assert.equal(tensor?.dataType, FLOAT, name)
  return new Float32Array(tensor!.bytes.slice().buffer)
}

/** int8 times its scale: one for each row (r, 1) or each column (1, c). (rows, columns) */
function quantised(file: OnnxFile, name: string): { values: Float32Array; columns: number } {
  const tensor = file.tensors.get(`${name}_q`)
  assert.equal(tensor?.dataType, INT8, name)
  const scales = floats(file, `${name}_scale`)
  const [, columns] = tensor!.dims
  const isByRow = scales.length === tensor!.dims[0] && scales.length !== columns
  const isByColumn = file.tensors.get(`${name}_scale`)!.dims[0] === 1
  assert.ok(isByRow || isByColumn)
  const quants = new Int8Array(tensor!.bytes.buffer)
  const values = new Float32Array(quants.length)
  for (let from = 0, row = 0; from < quants.length; from += columns!, row += 1) {
    for (let column = 0; column < columns!; column += 1) {
      values[from + column] = quants[from + column]! * scales[isByColumn ? column : row]!
    }
  }
  return { values, columns: columns! }
}

function turned(values: Float32Array, columns: number): Float32Array {
  const rows = values.length / columns
  const result = new Float32Array(values.length)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      result[column * rows + row] = values[row * columns + column]!
    }
  }
  return result
}

const matrixNames = [
  ['attn_q', 'attention.self.query'],
  ['attn_k', 'attention.self.key'],
  ['attn_v', 'attention.self.value'],
  ['attn_output', 'attention.output.dense'],
  ['ffn_up', 'intermediate.dense'],
  ['ffn_down', 'output.dense'],
] as const

const normNames = [
  ['attn_output_norm', 'attention.output.LayerNorm'],
  ['layer_output_norm', 'output.LayerNorm'],
] as const

/** The tensor that is multiplied with where this bias is added afterwards. */
function matrixBefore(file: OnnxFile, bias: string): string {
  const sum = file.nodes.find(({ type, inputs }) => type === 'Add' && inputs.includes(bias))
  const product = sum!.inputs.find((name) => name !== bias)!
  return file.nodes.find(({ outputs }) => outputs.includes(product))!.inputs[1]!
}

interface Plain {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

function layerTensors(file: OnnxFile, layer: number): Plain[] {
  const from = `inner.encoder.layer.${layer}`
  const matrices = matrixNames.flatMap(([ours, theirs]): Plain[] => {
    const bias = floats(file, `${from}.${theirs}.bias`)
    const { values, columns } = quantised(file, matrixBefore(file, `${from}.${theirs}.bias`))
    assert.equal(columns, bias.length)
    const shape = [values.length / columns, columns]
    return [
      { name: `blk.${layer}.${ours}.weight`, shape, data: turned(values, columns) },
      { name: `blk.${layer}.${ours}.bias`, shape: [columns], data: bias },
    ]
  })
  const norms = normNames.flatMap(([ours, theirs]) =>
    ['weight', 'bias'].map((part): Plain => {
      const data = floats(file, `${from}.${theirs}.${part}`)
      return { name: `blk.${layer}.${ours}.${part}`, shape: [data.length], data }
    }),
  )
  return [...matrices, ...norms]
}

function embeddingTensors(file: OnnxFile): Plain[] {
  const table = (name: string, { values, columns }: ReturnType<typeof quantised>): Plain => ({
    name,
    shape: [columns, values.length / columns],
    data: values,
  })
  const types = floats(file, 'inner.embeddings.token_type_embeddings.weight')
  const width = floats(file, 'inner.embeddings.LayerNorm.bias').length
  return [
    table('token_embd.weight', quantised(file, 'inner.embeddings.word_embeddings.weight')),
    table('position_embd.weight', quantised(file, 'inner.embeddings.position_embeddings.weight')),
    { name: 'token_types.weight', shape: [width, types.length / width], data: types },
    ...['weight', 'bias'].map((part): Plain => {
      const data = floats(file, `inner.embeddings.LayerNorm.${part}`)
      return { name: `token_embd_norm.${part}`, shape: [width], data }
    }),
  ]
}

/** The file in `type` where rows divide into its blocks. */
export function minilmGguf(type: TensorType): Uint8Array {
  const file = readOnnx(readFileSync(modelPath))
  const layerCount = file.nodes.filter(({ type: kind }) => kind === 'Softmax').length
  const pieces = readFileSync(vocabularyPath, 'utf8').trimEnd().split('\n')
  const layers = Array.from({ length: layerCount }, (_, layer) => layerTensors(file, layer)).flat()
  const plain = [...embeddingTensors(file), ...layers]
  const shapeOf = (name: string): readonly number[] =>
    plain.find((tensor) => tensor.name === name)!.shape
  const entries = encoderEntries({
    name: 'all-MiniLM-L6-v2',
    layerCount,
    embeddingLength: shapeOf('token_embd.weight')[0]!,
    feedForwardLength: shapeOf('blk.0.ffn_up.weight')[1]!,
    headCount: 12,
    contextLength: shapeOf('position_embd.weight')[1]!,
    normEpsilon: 1e-12,
    pooling: 'mean',
    pieces,
  })
  const isTable = (name: string): boolean => /^(token_types|position_embd)/.test(name)
  return encodeGguf(
    entries,
    plain.map(({ name, shape, data }): WrittenTensor => {
      const written = isTable(name) ? tensorTypeNamed('F32')! : typeForShape(type, shape)
      return { name, shape, type: written, data }
    }),
  )
}
