/** Products of packed matrices: every GGUF type against float64, SIMD against the reference to the last bit, any batch and split. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nodeDisk } from '../../host/node-disk.ts'
import { decodeTensor } from '../../model/gguf/decode-tensor.ts'
import { AssertionFailure } from '../../stdx/assert.ts'
import { encodeHalf } from '../../stdx/half-float.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import {
  type ComputedType,
  computedTypes,
  createRandomTensor,
} from '../../testing/random-tensor.ts'
import { activationForm, type Matrix, type MatrixOps } from '../engine-ops.ts'
import { builtEngineModulePath, type EngineMode, openEngineModule } from '../open-engine-module.ts'
import { decodeMatrixRow } from './decode-matrix-row.ts'
import { matrixBytes, matrixKindOf } from './matrix-layout.ts'
import { openMatrixOps } from './open-matrix-ops.ts'
import { packRows } from './pack-matrix.ts'

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true })
const reference = openMatrixOps('reference', memory, null)

/** What multiplies, and the mode for which matrices are packed. */
interface Way {
  readonly name: string
  readonly mode: EngineMode
  readonly ops: MatrixOps
  readonly skip: string | false
}

async function openWay(mode: 'simd' | 'relaxed'): Promise<Way> {
  const path = builtEngineModulePath(mode)
  if (!(await nodeDisk.exists(path))) {
    return { name: mode, mode, ops: reference, skip: 'the kernels are not built: npm run build' }
  }
  const { module } = await openEngineModule({ disk: nodeDisk, choice: mode })
  const instance = new WebAssembly.Instance(module!, { env: { memory } })
  return { name: mode, mode, ops: openMatrixOps(mode, memory, instance), skip: false }
}

const compiled = [await openWay('simd'), await openWay('relaxed')]
const ways: readonly Way[] = [
  { name: 'reference', mode: 'reference', ops: reference, skip: false },
  { name: 'reference of relaxed', mode: 'relaxed', ops: reference, skip: false },
  ...compiled,
]

/** Byte offsets in the one memory of this file. */
const INPUT_AT = 0
const ENCODED_AT = 1 << 19
const OUT_AT = 1 << 20
const MATRIX_AT = 3 << 19
const UNTOUCHED = 12345

interface Shape {
  readonly mode?: EngineMode
  readonly type: ComputedType
  readonly rowCount: number
  readonly width: number
}

/** Packs a matrix of random bytes, in two parts where it has more than a group. */
function packRandom(prng: Prng, { type, rowCount, width, mode = 'simd' }: Shape) {
  const tensor = createRandomTensor(prng, type, rowCount * width)
  const matrix: Matrix = { kind: matrixKindOf(type, mode)!, at: MATRIX_AT, rowCount, width }
  new Uint8Array(memory.buffer, MATRIX_AT, matrixBytes(matrix)).fill(0xee)
  const cut = (Math.min(16, rowCount) / rowCount) * tensor.bytes.length
  packRows(memory, matrix, { type, bytes: tensor.bytes.subarray(0, cut), rowFrom: 0 })
  if (rowCount > 16)
    packRows(memory, matrix, { type, bytes: tensor.bytes.subarray(cut), rowFrom: 16 })
  return { matrix, weights: decodeTensor(tensor.type, tensor.bytes) }
}

interface Ask {
  readonly input: Float32Array
  readonly tokenCount: number
  readonly rowFrom?: number
  readonly rowTo?: number
}

/** (tokenCount, rowCount + 1) results; what was not asked for stays as it was. */
function multiply(ops: MatrixOps, matrix: Matrix, ask: Ask): Float32Array {
  const { kind, width, rowCount } = matrix
  const { input, tokenCount, rowFrom = 0, rowTo = rowCount } = ask
  new Float32Array(memory.buffer, INPUT_AT, input.length).set(input)
  const out = new Float32Array(memory.buffer, OUT_AT, tokenCount * (rowCount + 1)).fill(UNTOUCHED)
  ops.encodeActivations(kind, { at: INPUT_AT, tokenCount, width }, ENCODED_AT)
  const places = { activationsAt: ENCODED_AT, outAt: OUT_AT, outStride: rowCount + 1 }
  ops.multiply({ matrix, ...places, tokenCount, rowFrom, rowTo })
  return out.slice()
}

const bitsOf = (numbers: Float32Array): string => Buffer.from(numbers.buffer).toString('hex')

/** Products in float64. */
function exactProducts(weights: Float32Array, input: Float32Array, width: number): number[] {
  return Array.from({ length: weights.length / width }, (_, row) => {
    let sum = 0
    for (let at = 0; at < width; at += 1) sum += weights[row * width + at]! * input[at]!
    return sum
  })
}

function distance(one: ArrayLike<number>, other: readonly number[]): number {
  const squares = other.map((value, at) => [(one[at]! - value) ** 2, value ** 2] as const)
  const [error, size] = squares.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0])
  return Math.sqrt(error / size)
}

const plain = (prng: Prng, count: number): Float32Array =>
  Float32Array.from({ length: count }, () => prng.next() + prng.next() - 1)
/** A few of the numbers are a thousand times the others. */
const heavyTailed = (prng: Prng, count: number): Float32Array =>
  plain(prng, count).map((value) => value * (prng.chance(0.01) ? 1000 : 1))

/** Relative error of products by the form of activations; the first is float32's own. */
const errorMax = { f32: 2e-6, int16: 1e-4, int8: 2e-2, int7: 4e-2 }
/** What the largest number of a block becomes: with it as the largest, nothing is rounded. */
const levelsOf = { f32: 1, int16: 32_767, int8: 127, int7: 63 }

test('a packed row is what the file says, bit for bit, in every type', () => {
  const cases = computedTypes.flatMap((type) =>
    [1, 16, 37].flatMap((rowCount) => [
      { type, rowCount, mode: 'simd' as const },
      { type, rowCount, mode: 'relaxed' as const },
    ]),
  )
  for (const { type, rowCount, mode } of cases) {
    const width = type.endsWith('_K') ? 512 : 96
    const { matrix, weights } = packRandom(createPrng(rowCount), { mode, type, rowCount, width })
    const row = new Float32Array(width)
    for (let index = 0; index < rowCount; index += 1) {
      decodeMatrixRow(memory, matrix, index, row)
      const expected = weights.slice(index * width, (index + 1) * width)
      assert.equal(bitsOf(row.slice()), bitsOf(expected), `${matrix.kind}, row ${index}`)
    }
  }
})

test('special numbers of 16 bits are packed as they are', () => {
  const bits = [0, 0x8000, 1, 0x83ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x3c00]
  const matrix: Matrix = { kind: 'f32', at: MATRIX_AT, rowCount: 1, width: bits.length }
  const row = new Float32Array(bits.length)
  packRows(memory, matrix, {
    type: 'F16',
    bytes: new Uint8Array(Uint16Array.from(bits).buffer),
    rowFrom: 0,
  })
  decodeMatrixRow(memory, matrix, 0, row)
  const tiny = 2 ** -24
  const { NaN: nan, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number
  assert.deepEqual([...row], [0, -0, tiny, -1023 * tiny, 65_504, most, least, nan, 1])
})

for (const { name, mode, ops, skip } of ways) {
  test(`${name}: products are as near to float64 as their activations allow, also with outliers`, {
    skip,
  }, (t) => {
    const width = 1024
    for (const type of computedTypes) {
      const { matrix, weights } = packRandom(createPrng(7), { mode, type, rowCount: 48, width })
      for (const draw of [plain, heavyTailed]) {
        const input = draw(createPrng(8), width)
        const expected = exactProducts(weights, input, width)
        const error = distance(multiply(ops, matrix, { input, tokenCount: 1 }), expected)
        t.diagnostic(`${type}, ${draw.name}: ${error.toExponential(1)}`)
        assert.ok(error < errorMax[activationForm(matrix.kind)], `${type}: ${error}`)
      }
    }
  })

  test(`${name}: a token's products depend on neither its batch nor the split of rows`, {
    skip,
  }, () => {
    const cases = fc.record({
      type: fc.constantFrom(...computedTypes),
      seed: fc.integer(),
      rowCount: fc.integer({ min: 1, max: 40 }),
      tokenCount: fc.integer({ min: 1, max: 17 }),
      cut: fc.nat(),
      odd: fc.integer({ min: 1, max: 31 }),
    })
    fc.assert(
      fc.property(cases, ({ type, seed, rowCount, tokenCount, cut, odd }) => {
        const prng = createPrng(seed)
        const width = type.endsWith('_K') ? 256 : type.includes('F') ? odd : 64
        const { matrix } = packRandom(prng, { mode, type, rowCount, width })
        const input = heavyTailed(prng, tokenCount * width)
        const whole = multiply(ops, matrix, { input, tokenCount })
        const rowTo = cut % (rowCount + 1)
        const above = multiply(ops, matrix, { input, tokenCount, rowTo })
        const below = multiply(ops, matrix, { input, tokenCount, rowFrom: rowTo })
        for (let token = 0; token < tokenCount; token += 1) {
          const own = input.slice(token * width, (token + 1) * width)
          const alone = multiply(ops, matrix, { input: own, tokenCount: 1 })
          for (let row = 0; row < rowCount; row += 1) {
            const at = token * (rowCount + 1) + row
            assert.equal(whole[at], alone[row])
            assert.equal(above[at], row < rowTo ? alone[row] : UNTOUCHED)
            assert.equal(below[at], row < rowTo ? UNTOUCHED : alone[row])
          }
          assert.equal(whole[token * (rowCount + 1) + rowCount], UNTOUCHED)
        }
      }),
      { numRuns: 60 },
    )
  })

  test(`${name}: the largest weights and activations do not overflow`, { skip }, () => {
    const one = encodeHalf(1)
    const [low, high] = [one & 255, one >>> 8]
    const blocks = {
      Q8_0: [...Array<number>(32).fill(0x80)],
      Q4_0: [...Array<number>(16).fill(0)],
    }
    for (const [type, numbers] of Object.entries(blocks)) {
      const least = type === 'Q8_0' ? -128 : -8
      const row = [low, high, ...numbers]
      const bytes = Uint8Array.from(Array.from({ length: 16 }, () => row).flat())
      const matrix: Matrix = {
        kind: matrixKindOf(type, mode)!,
        at: MATRIX_AT,
        rowCount: 16,
        width: 32,
      }
      packRows(memory, matrix, { type, bytes, rowFrom: 0 })
      for (const sign of [1, -1]) {
        const levels = levelsOf[activationForm(matrix.kind)]
        const input = new Float32Array(64).fill(sign * levels)
        const products = multiply(ops, matrix, { input, tokenCount: 2 })
        const expected = Math.fround(sign * 32 * levels * least)
        for (const token of [0, 1]) {
          const own = products.slice(token * 17, token * 17 + 16)
          assert.deepEqual([...own], Array(16).fill(expected), type)
        }
      }
    }
  })

  test(`${name}: zeros, tiny and huge numbers have the products they should`, { skip }, () => {
    for (const type of ['Q8_0', 'Q4_0'] as const) {
      const { matrix, weights } = packRandom(createPrng(3), { mode, type, rowCount: 16, width: 64 })
      const zeros = multiply(ops, matrix, { input: new Float32Array(64), tokenCount: 1 })
      assert.ok(zeros.subarray(0, 16).every((product) => product === 0))
      const shape = plain(createPrng(4), 64)
      for (const size of [1e-38, 1e-30, 1e30]) {
        const input = shape.map((value) => value * size)
        const expected = exactProducts(weights, input, 64)
        const error = distance(multiply(ops, matrix, { input, tokenCount: 1 }), expected)
        // The scale of numbers near 1e-38 is near 1e-43, where float32 has seven bits.
        const most = errorMax[activationForm(matrix.kind)]
        assert.ok(error < (size < 1e-30 ? 0.1 : most), `${type} at ${size}: ${error}`)
      }
    }
  })

  test(`${name}: an infinity or a NaN among activations is not hidden`, { skip }, () => {
    for (const type of computedTypes) {
      const { matrix } = packRandom(createPrng(5), { mode, type, rowCount: 16, width: 256 })
      for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const input = plain(createPrng(6), 512)
        input[300] = broken
        const products = multiply(ops, matrix, { input, tokenCount: 2 })
        assert.ok(products.subarray(0, 16).every(Number.isFinite))
        assert.ok(!products.subarray(17, 33).some(Number.isFinite), `${type} with ${broken}`)
      }
    }
  })
}

for (const { name, mode, ops, skip } of compiled) {
  test(`reference and ${name} give the same bits`, { skip }, () => {
    const cases = fc.record({
      type: fc.constantFrom(...computedTypes),
      seed: fc.integer(),
      rowCount: fc.integer({ min: 1, max: 40 }),
      tokenCount: fc.integer({ min: 1, max: 5 }),
      size: fc.constantFrom(1e-42, 1e-30, 1, 1e30),
      odd: fc.integer({ min: 1, max: 99 }),
    })
    fc.assert(
      fc.property(cases, ({ type, seed, rowCount, tokenCount, size, odd }) => {
        const prng = createPrng(seed)
        const width = type.endsWith('_K') ? 512 : type.includes('F') ? odd : 96
        const { matrix } = packRandom(prng, { mode, type, rowCount, width })
        const input = heavyTailed(prng, tokenCount * width).map((value) => value * size)
        const ask = { input, tokenCount }
        const ours = bitsOf(multiply(ops, matrix, ask))
        const encoded = Buffer.from(memory.buffer, ENCODED_AT, 1024).toString('hex')
        assert.equal(ours, bitsOf(multiply(reference, matrix, ask)))
        assert.equal(encoded, Buffer.from(memory.buffer, ENCODED_AT, 1024).toString('hex'))
      }),
      { numRuns: 150 },
    )
  })
}

test('what lies outside of the memory, or is cut inside of a group, is refused', () => {
  const matrix: Matrix = { kind: 'q8', at: MATRIX_AT, rowCount: 40, width: 64 }
  const bytes = new Uint8Array(17 * 68)
  assert.throws(
    () => packRows(memory, matrix, { type: 'Q8_0', bytes, rowFrom: 0 }),
    AssertionFailure,
  )
  assert.throws(
    () => packRows(memory, matrix, { type: 'Q4_0', bytes: new Uint8Array(36), rowFrom: 32 }),
    AssertionFailure,
  )
  const [simd] = compiled
  if (simd!.skip !== false) return
  const input = new Float32Array(64)
  const at = memory.buffer.byteLength - 64
  assert.throws(
    () => multiply(simd!.ops, { ...matrix, at }, { input, tokenCount: 1 }),
    AssertionFailure,
  )
  assert.throws(
    () => multiply(simd!.ops, matrix, { input, tokenCount: 1, rowTo: 41 }),
    AssertionFailure,
  )
})
