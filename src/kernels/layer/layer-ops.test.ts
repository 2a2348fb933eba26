/** Layer operations: SIMD against the reference bit by bit, and both against plain float64. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { ATTENTION_TILE, type AttentionCall, type LayerOps } from '../engine-ops.ts'
import { cacheBytes } from './cache-types.ts'
import { exp32 } from './exp32.ts'
import {
  attentionScratchBytes,
  createReferenceLayerOps,
  createSimdLayerOps,
  type LayerExports,
} from './layer-ops.ts'

const path = `${import.meta.dirname}/../../../dist/kernels/engine-kernels.wasm`
const skip = existsSync(path) ? false : 'the kernels are not built: npm run build'
const module = skip === false ? await WebAssembly.compile(readFileSync(path)) : null
const PAGES = 64

interface Side {
  readonly ops: LayerOps
  readonly floats: Float32Array
  readonly bytes: Uint8Array
  readonly words: Uint32Array
}

function side(isSimd: boolean): Side {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true })
  const instance = isSimd ? new WebAssembly.Instance(module!, { env: { memory } }) : null
  return {
    ops:
      instance === null
        ? createReferenceLayerOps(memory)
        : createSimdLayerOps(memory, instance.exports as unknown as LayerExports),
    floats: new Float32Array(memory.buffer),
    bytes: new Uint8Array(memory.buffer),
    words: new Uint32Array(memory.buffer),
  }
}

const reference = side(false)
const simd = skip === false ? side(true) : null

/** Numbers of many sizes, some zero, some tiny. */
function fill(prng: Prng, count: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const size = prng.chance(0.05) ? 0 : prng.chance(0.05) ? 1e-9 : scale
    return size * (prng.next() * 2 - 1)
  })
}

/** Runs on both sides over the same bytes, and compares all of the memory. */
function same(floats: Float32Array, run: (one: Side) => number | undefined): void {
  const results = [reference, simd!].map((one) => {
    one.floats.fill(0, 0, 200_000)
    one.floats.set(floats)
    return run(one)
  })
  assert.deepEqual(results[1], results[0])
  const [a, b] = [reference.words.subarray(0, 200_000), simd!.words.subarray(0, 200_000)]
  const at = a.findIndex((word, index) => word !== b[index])
  assert.equal(at, -1, `number ${at}: ${reference.floats[at]} and ${simd!.floats[at]}`)
}

const drawn = { seed: fc.integer(), width: fc.integer({ min: 1, max: 70 }) }

test('exp in single precision is within two units in the last place where it matters', () => {
  for (let x = -86; x < 88; x += 0.0137) {
    const given = Math.fround(x)
    const exact = Math.exp(given)
    assert.ok(Math.abs(exp32(given) - exact) <= exact * 2.5e-7, `exp(${given})`)
  }
  assert.equal(exp32(0), 1)
  assert.equal(exp32(Number.NEGATIVE_INFINITY), exp32(-87))
})

test('norm, rotation, gate, additions, argmax and log-sum-exp give the same bits', { skip }, () => {
  fc.assert(
    fc.property(drawn.seed, drawn.width, fc.integer({ min: 1, max: 5 }), (seed, width, rows) => {
      const prng = createPrng(seed)
      const floats = fill(prng, 4000, 4)
      const strip = {
        ...{ at: 4 * prng.below(8), rowCount: rows, stride: width + prng.below(4) },
        ...{ from: prng.below(width), to: width },
      }
      same(floats, ({ ops }) => {
        ops.norm({ at: 0, rowCount: rows, width, weightAt: 4000, epsilon: 1e-5, to: 8000 })
        ops.gate(strip, 4400)
        ops.add(strip, 6000)
        ops.addToRows(strip, 7200)
        return ops.argmax(40, width)
      })
      same(floats, ({ ops }) => ops.logSumExp(40, width))
      for (const pairing of ['neighbours', 'halves'] as const) {
        const keyLength = 2 * Math.ceil(width / 8) + 3
        const heads = { headFrom: 1, headTo: 3, keyLength, stride: 4 * keyLength, pairing }
        const call = { at: 0, tokenCount: rows, pairCount: Math.ceil(width / 8), tableAt: 9000 }
        same(floats, ({ ops }) => ops.rotate({ ...heads, ...call }) as undefined)
      }
    }),
    { numRuns: 60 },
  )
})

test('of equal logits the lowest id is the largest, wherever it lies', { skip }, () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 40 }),
      (ids) => {
        same(Float32Array.from(ids), ({ ops }) => {
          const found = ops.argmax(0, ids.length)
          assert.equal(found, ids.indexOf(Math.max(...ids)))
          return found
        })
      },
    ),
  )
})

test('rows are stored in every type with the same bytes', { skip }, () => {
  fc.assert(
    fc.property(drawn.seed, (seed) => {
      const floats = fill(createPrng(seed), 640, [1e-6, 1, 300, 1e6][Math.abs(seed) % 4]!)
      floats[5] = 65_519
      floats[6] = -1e9
      for (const type of ['f32', 'f16', 'q8_0'] as const) {
        const call = { type, at: 128, headCount: 3, length: 96, to: 8000, headBytes: 500 }
        same(floats, ({ ops }) => ops.store(call) as undefined)
      }
    }),
    { numRuns: 30 },
  )
})

interface Drawn {
  readonly call: AttentionCall
  readonly floats: Float32Array
  /** (positions, kvHeadCount, length) before they were stored. */
  readonly keys: Float32Array
  readonly values: Float32Array
}

/** Places in numbers. */
const AT = { query: 0, out: 8_000, scratch: 16_000, table: 32_000, keys: 33_000, values: 90_000 }
const MASS_AT = 150_000

function drawAttention(prng: Prng, isFloat: boolean): Drawn {
  const kvHeadCount = 1 + prng.below(3)
  const headCount = kvHeadCount * (1 + prng.below(3))
  const type = isFloat ? 'f32' : prng.pick(['f32', 'f16', 'q8_0'] as const)
  const length = (): number => {
    if (type === 'q8_0') return 32 * (1 + prng.below(2))
    return prng.chance(0.5) ? 16 * (1 + prng.below(4)) : 1 + prng.below(40)
  }
  const shape = { headCount, kvHeadCount, keyLength: length(), valueLength: length() }
  const tokenCount = prng.chance(0.4) ? 1 : 1 + prng.below(7)
  const start = prng.below(90)
  const blockTokenCount = prng.pick([16, 32, 112])
  const headFrom = prng.below(headCount)
  const call: AttentionCall = {
    ...shape,
    ...{ kvType: type, tokenCount, start, blockTokenCount, headFrom },
    headTo: headFrom + 1 + prng.below(headCount - headFrom),
    ...{ queryAt: 4 * AT.query, outAt: 4 * AT.out, scratchAt: 4 * AT.scratch },
    ...{ tableAt: 4 * AT.table, keysAt: 4 * AT.keys, valuesAt: 4 * AT.values },
    massAt: prng.chance(0.5) ? 4 * MASS_AT : null,
    order: prng.pick(['positions', 'heads']),
  }
  const positions = start + tokenCount
  return {
    call,
    floats: fill(prng, tokenCount * headCount * shape.keyLength, 2),
    keys: fill(prng, positions * kvHeadCount * shape.keyLength, 2),
    values: fill(prng, positions * kvHeadCount * shape.valueLength, 2),
  }
}

/** Blocks in reverse order, so that a wrong table shows. */
function blockOf({ start, tokenCount, blockTokenCount }: AttentionCall, position: number): number {
  const last = Math.floor((start + tokenCount - 1) / blockTokenCount)
  return last - Math.floor(position / blockTokenCount)
}

function storeAll({ ops, floats, words }: Side, { call, keys, values }: Drawn): void {
  const staging = 180_000
  for (let position = 0; position < call.start + call.tokenCount; position += 1) {
    const block = blockOf(call, position)
    words[AT.table + Math.floor(position / call.blockTokenCount)] = block
    const row = position % call.blockTokenCount
    for (const [from, length, at] of [
      [keys, call.keyLength, call.keysAt],
      [values, call.valueLength, call.valuesAt],
    ] as const) {
      const { kvHeadCount: headCount, kvType: type, order, blockTokenCount } = call
      const rowBytes = cacheBytes(type, length)
      const width = headCount * length
      floats.set(from.subarray(position * width, (position + 1) * width), staging)
      const isByHead = order === 'heads'
      const to =
        at + (block * headCount * blockTokenCount + row * (isByHead ? 1 : headCount)) * rowBytes
      const headBytes = isByHead ? blockTokenCount * rowBytes : rowBytes
      ops.store({ type, at: 4 * staging, headCount, length, to, headBytes })
    }
  }
}

test('attention gives the same bits in both, in every type and layout', { skip }, () => {
  fc.assert(
    fc.property(drawn.seed, (seed) => {
      const drawing = drawAttention(createPrng(seed), false)
      assert.ok(attentionScratchBytes(drawing.call, drawing.call.tokenCount) < 64_000)
      same(drawing.floats, (one) => {
        storeAll(one, drawing)
        one.ops.attend(drawing.call)
        // What scratch holds is nobody's.
        one.floats.fill(0, AT.scratch, AT.table)
        return undefined
      })
    }),
    { numRuns: 150 },
  )
})

/** Shares of one query by the definition, in float64. */
function exactShares({ call, floats, keys }: Drawn, token: number, head: number): Float64Array {
  const { headCount, kvHeadCount, keyLength } = call
  const kvHead = Math.floor(head / (headCount / kvHeadCount))
  const scores = Float64Array.from({ length: call.start + token + 1 }, (_, position) => {
    let sum = 0
    for (let at = 0; at < keyLength; at += 1) {
      const key = keys[(position * kvHeadCount + kvHead) * keyLength + at]!
      sum += floats[(token * headCount + head) * keyLength + at]! * key
    }
    return sum / Math.sqrt(keyLength)
  })
  const most = Math.max(...scores)
  const weights = scores.map((score) => Math.exp(score - most))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}

for (const [name, one] of [
  ['reference', reference],
  ['simd', simd],
] as const) {
  const isAbsent = one === null ? skip : false
  test(`${name}: attention is softmax over all earlier positions, and its mass sums to 1`, {
    skip: isAbsent,
  }, () => {
    fc.assert(
      fc.property(drawn.seed, (seed) => {
        const drawing = drawAttention(createPrng(seed), true)
        const call = { ...drawing.call, massAt: 4 * MASS_AT }
        const { headCount, kvHeadCount, valueLength, tokenCount } = call
        const { floats, ops } = one!
        floats.set(drawing.floats)
        storeAll(one!, drawing)
        ops.attend(call)
        for (let token = 0; token < tokenCount; token += 1) {
          for (let head = call.headFrom; head < call.headTo; head += 1) {
            const shares = exactShares(drawing, token, head)
            const kvHead = Math.floor(head / (headCount / kvHeadCount))
            for (let at = 0; at < valueLength; at += 1) {
              const exact = shares.reduce(
                (sum, share, position) =>
                  sum +
                  share * drawing.values[(position * kvHeadCount + kvHead) * valueLength + at]!,
                0,
              )
              const found = floats[AT.out + (token * headCount + head) * valueLength + at]!
              assert.ok(Math.abs(found - exact) < 3e-6, `off by ${found - exact}`)
            }
            if (token < tokenCount - 1) continue
            const mass = floats.subarray(MASS_AT + head * shares.length).subarray(0, shares.length)
            const off = mass.map((share, position) => Math.abs(share - shares[position]!))
            assert.ok(Math.max(...off) < 1e-5)
            const total = mass.reduce((a, b) => a + b, 0)
            assert.ok(Math.abs(total - 1) < 1e-5, `shares add up to ${total}`)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
}

test('a query gets the same bits alone and among others, in one block or in many', { skip }, () => {
  fc.assert(
    fc.property(drawn.seed, (seed) => {
      const drawing = drawAttention(createPrng(seed), false)
      const { call } = drawing
      const width = call.headCount * call.valueLength
      const { floats, ops, words } = simd!
      floats.set(drawing.floats)
      storeAll(simd!, drawing)
      const all = { ...call, massAt: null }
      ops.attend(all)
      const from = (call.tokenCount - 1) * width
      const together = words.slice(AT.out + from, AT.out + from + width)
      const whole = { ...all, blockTokenCount: 7 * ATTENTION_TILE }
      storeAll(simd!, { ...drawing, call: whole })
      ops.attend({
        ...whole,
        queryAt: call.queryAt + 4 * (call.tokenCount - 1) * call.headCount * call.keyLength,
        outAt: call.outAt + 4 * from,
        start: call.start + call.tokenCount - 1,
        tokenCount: 1,
      })
      assert.deepEqual(words.slice(AT.out + from, AT.out + from + width), together)
    }),
    { numRuns: 60 },
  )
})
