/**
 * What happens to rows between matrices, in plain TypeScript: RMSNorm, rotation, SwiGLU, additions, the largest of the logits.
 *
 * The same steps and roundings as assembly/layer-rows.ts: four lanes, their sum, then what does not fill four, one by one.
 */

import type { LayerOps, NormCall, RotateCall, Strip } from '../engine-ops.ts'
import { exp32, laneSum } from './exp32.ts'

const { fround } = Math

type RowOps = Pick<
  LayerOps,
  'norm' | 'rotate' | 'gate' | 'add' | 'addToRows' | 'argmax' | 'logSumExp'
>

function squareSum(row: Float32Array): number {
  const lanes = new Float32Array(4)
  const whole = row.length & ~3
  for (let at = 0; at < whole; at += 1) lanes[at & 3]! += fround(row[at]! * row[at]!)
  let sum = laneSum(lanes)
  for (let at = whole; at < row.length; at += 1) sum = fround(sum + fround(row[at]! * row[at]!))
  return sum
}

function norm(
  floats: Float32Array,
  { at, rowCount, width, weightAt, epsilon, to }: NormCall,
): void {
  const weight = floats.subarray(weightAt / 4, weightAt / 4 + width)
  const small = fround(epsilon)
  for (let row = 0; row < rowCount; row += 1) {
    const from = floats.subarray(at / 4 + row * width, at / 4 + (row + 1) * width)
    const into = floats.subarray(to / 4 + row * width, to / 4 + (row + 1) * width)
    const mean = fround(squareSum(from) / width)
    const scale = fround(1 / fround(Math.sqrt(fround(mean + small))))
    for (let index = 0; index < width; index += 1) {
      into[index] = fround(fround(from[index]! * scale) * weight[index]!)
    }
  }
}

function rotate(floats: Float32Array, call: RotateCall): void {
  const { at, stride, keyLength, headFrom, headTo, pairCount, tableAt } = call
  const [step, apart] = call.pairing === 'neighbours' ? [2, 1] : [1, pairCount]
  for (let token = 0; token < call.tokenCount; token += 1) {
    const table = tableAt / 4 + 2 * token * pairCount
    for (let head = headFrom; head < headTo; head += 1) {
      const from = at / 4 + token * stride + head * keyLength
      for (let pair = 0; pair < pairCount; pair += 1) {
        const first = from + pair * step
        const [cosine, sine] = [floats[table + 2 * pair]!, floats[table + 2 * pair + 1]!]
        const [x, y] = [floats[first]!, floats[first + apart]!]
        floats[first] = fround(x * cosine) - fround(y * sine)
        floats[first + apart] = fround(x * sine) + fround(y * cosine)
      }
    }
  }
}

/** Calls for each number of the strip with its place. */
function overStrip({ at, rowCount, stride, from, to }: Strip, put: (place: number) => void): void {
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = from; column < to; column += 1) put(at / 4 + row * stride + column)
  }
}

function argmax(numbers: Float32Array): number {
  let best = 0
  for (let index = 1; index < numbers.length; index += 1) {
    if (numbers[index]! > numbers[best]!) best = index
  }
  return best
}

function logSumExp(numbers: Float32Array): number {
  const most = numbers[argmax(numbers)]!
  const lanes = new Float64Array(4)
  const whole = numbers.length & ~3
  for (let at = 0; at < whole; at += 1) lanes[at & 3]! += exp32(fround(numbers[at]! - most))
  let sum = lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!)
  for (let at = whole; at < numbers.length; at += 1) sum += exp32(fround(numbers[at]! - most))
  return most + Math.log(sum)
}

export function createReferenceRows(memory: WebAssembly.Memory): RowOps {
  const floats = new Float32Array(memory.buffer)
  return {
    norm: (call) => norm(floats, call),
    rotate: (call) => rotate(floats, call),
    gate: (strip, upAt) =>
      overStrip(strip, (place) => {
        const x = floats[place]!
        const silu = fround(x / fround(1 + exp32(-x)))
        floats[place] = fround(silu * floats[place + (upAt - strip.at) / 4]!)
      }),
    add: (strip, moreAt) =>
      overStrip(strip, (place) => {
        floats[place]! += floats[place + (moreAt - strip.at) / 4]!
      }),
    addToRows: ({ at, rowCount, stride, from, to }, biasAt) => {
      for (let row = 0; row < rowCount; row += 1) {
        for (let column = from; column < to; column += 1) {
          floats[at / 4 + row * stride + column]! += floats[biasAt / 4 + column]!
        }
      }
    },
    argmax: (at, count) => argmax(floats.subarray(at / 4, at / 4 + count)),
    logSumExp: (at, count) => logSumExp(floats.subarray(at / 4, at / 4 + count)),
  }
}
